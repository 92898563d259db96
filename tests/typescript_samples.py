"""The TypeScript samples of the reference: found on its pages, and run by one Node."""

from collections.abc import Iterator
import json
from pathlib import Path
import subprocess
from typing import Any

from project import api
from python_samples import Played, Player, Sample, samples
from python_trials import KEYS, Outcome, answer_of
from specmint.lower.typescript.names import make_names
from typescript_tools import CLIENTS, RUNNER, node


def written(folder: Path, name: str) -> Iterator[tuple[Sample, Path]]:
    """Write each sample to a module that imports the client from where it is."""
    package = make_names(api(name)).package
    for index, sample in enumerate(samples(name, "ts")):
        if sample.code:
            path = folder / f"{name}-{index}.ts"
            path.write_text(
                sample.code.replace(f"./{package}/", f"{CLIENTS}/{package}/")
            )
            yield sample, path


def prepare(folder: Path, include: str = "*.ts") -> None:
    """Make a folder of modules that a compiler takes."""
    (folder / "package.json").write_text('{"type": "module"}')
    settings = {
        "extends": str(RUNNER / "tsconfig.json"),
        "compilerOptions": {
            "typeRoots": [str(RUNNER / "node_modules" / "@types")],
            "skipLibCheck": True,
        },
        "include": [include],
    }
    (folder / "tsconfig.json").write_text(json.dumps(settings))


class TypeScriptPlayer(Player):
    """The server of the Python samples, and a Node that runs those in TypeScript."""

    def run(self, sample: Sample, path: Path, url: str, told: Any) -> Played:
        """Run a sample against the server, with credentials that can be used."""
        case = self._cases[str(sample)]
        self.now = Outcome(*answer_of(self.way, case), case=case)
        code = path.read_text().replace(
            api(sample.name).transport(sample.over).host, url
        )
        for name, value in KEYS.get(sample.name, {}).items():
            code = code.replace(f'{name}: "your {name}"', f'{name}: "{value}"')
        path.with_suffix(".run.ts").write_text(code)
        told.stdin.write(f"{path.with_suffix('.run.ts')}\n")
        told.stdin.flush()
        found = json.loads(told.stdout.readline())
        self.now.error = found["error"]
        return Played(sample, self.way, self.now, found["printed"])


def play(folder: Path, name: str, over: str) -> Iterator[Played]:
    """Run all samples that call over one transport."""
    player = TypeScriptPlayer(name, over)
    process = subprocess.Popen(
        [node(), str(RUNNER / "play.ts")],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    with player.open() as url:
        for sample, path in list(written(folder, name)):
            if sample.over == over:
                yield player.run(sample, path, url, process)
        process.communicate(timeout=20)
