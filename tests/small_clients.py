"""Clients of small specs, which have what the five APIs lack, and lack what they have."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
import subprocess
import sys
from tempfile import TemporaryDirectory

from samples import CASES
from specmint.cases import make_traffic
from specmint.cli.project import load_specs
from specmint.lower import lower
from specmint.problems import has_errors
from specmint.render import render
from specmint.targets import python_client

SMALL = (*sorted(path.name for path in CASES.iterdir()), "new")
_TEMPORARY = TemporaryDirectory()


@cache
def rendered(name: str) -> Mapping[str, str]:
    """Render the client of a case, or of what `specmint new` writes."""
    root, api = CASES / name, "sample"
    if name == "new":
        root = Path(_TEMPORARY.name) / "specs of new"
        root.mkdir()
        command = [sys.executable, "-m", "specmint", "new", api]
        subprocess.run(command, cwd=root, check=True, capture_output=True)
    loaded = load_specs(root, [api])
    problems = loaded.build(loaded.specs)
    assert not has_errors(problems), "\n".join(map(str, problems))
    made = loaded.apis[api]
    return dict(render(lower(made, python_client.NAME, make_traffic(made))))


@cache
def written() -> Path:
    """Write the clients of all small specs, as far as they can be made."""
    folder = Path(_TEMPORARY.name) / "clients"
    for name in SMALL:
        try:
            texts = rendered(name)
        except Exception:  # the test of that spec fails with it
            texts = {}
        for path, text in texts.items():
            file = folder / name / "sample_client" / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
    return folder
