"""Sends every example of an API through a generated TypeScript client to a server that plays it."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from functools import cache
from itertools import zip_longest
import json
import subprocess
from typing import Any

from project import api
from python_trials import (
    KEYS,
    Outcome,
    Scene,
    Stage,
    Way,
    answer_of,
    cases,
    id_of,
)
from specmint.layout import json_line
from specmint.lower.typescript.names import Names, make_names
from specmint.model import Json
from specmint.targets.typescript import member_name
from typescript_tools import engine_command, kept_compiled
from wire_cases import MISSING


class Runner:
    """One engine that makes the calls it is told, one after the other."""

    def __init__(self, engine: str = "node") -> None:
        self._process = subprocess.Popen(
            engine_command(engine),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            env=kept_compiled(),
        )

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=20)

    def connect(self, name: str, address: str, settings: Json, **more: Json) -> None:
        """Make the client that the next calls go through.

        One that is `fixed` signs with the nonces that it is told, and one that `counts`
        makes the ids from 1 on; `secrets` are asked for, and may be changed.
        """
        client = make_names(api(name)).package
        self._say(client=client, address=address, settings=settings, **more)

    def do(self, work: str, on: Json) -> dict[str, Any]:
        """Do what is neither a call nor a client, such as a batch."""
        return self._say(do=work, on=on)

    def call(self, method: str, params: Any, **told: Any) -> dict[str, Any]:
        return self._say(method=method, params=params, **told)

    def call_unknown(self, *args: str, id: Json = 1) -> dict[str, Any]:
        """Call a method that the client does not know, by its name or verb and path."""
        return self._say(unknown=list(args), id=id)

    def _say(self, **told: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json_line(told)}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "the engine has ended"
        found: dict[str, Any] = json.loads(line)
        return found


class TypeScriptStage(Stage):
    """The server of the Python trials, and a Node that calls it."""

    def __init__(self, way: Way) -> None:
        self.way = way
        self.names: Names = make_names(api(way.name))
        self.now: Scene

    @contextmanager
    def open(self) -> Iterator[Runner]:
        settings = {**KEYS.get(self.way.name, {}), **dict(self.way.more)}
        with self._serve() as url, Runner() as runner:
            runner.connect(self.way.name, url, settings)
            yield runner


@cache
def outcomes(way: Way) -> list[Outcome]:
    """Try every example, one after the other, with one client.

    A result is as Node tells it, and so is an error.
    """
    stage, made = TypeScriptStage(way), list[Outcome]()
    with stage.open() as runner:
        for case in cases(way.name, way.over):
            stage.now = one = Outcome(*answer_of(way, case), case=case)
            made.append(one)
            found = runner.call(
                method=stage.names.methods[case.method.name],
                params=dict(case.example.params),
                id=id_of(way, one.body),
                beside=bool(case.example.beside),
            )
            one.error = found.get("error")
            one.result, one.beside = found.get("result"), found.get("beside")
    return made


# -- meanings ----------------------------------------------------------------------


def plain_meaning(told: Any) -> Any:
    """Read what an engine tells of a value, as the wire cases have meanings."""
    if isinstance(told, list):
        return [plain_meaning(item) for item in told]
    if not isinstance(told, dict):
        return told
    ((kind, inner),) = told.items()
    match kind:
        case "object":
            made = {name: plain_meaning(item) for name, item in inner.items()}
            extra = made.pop("extra", {})
            return made | (extra if isinstance(extra, dict) else {"extra": extra})
        case "number" | "bigint":
            return int(inner)
        case "decimal" | "digits":
            return Decimal(inner)
        case "bytes":
            return bytes.fromhex(inner)
    return MISSING


def respelled(found: Any, wanted: Json) -> Any:
    """Give members the names that they have on the wire, where those are the wanted ones."""
    if isinstance(found, list) and isinstance(wanted, list):
        pairs = zip_longest(found[: len(wanted)], wanted[: len(found)])
        return [respelled(*pair) for pair in pairs] + found[len(wanted) :]
    if isinstance(found, dict) and isinstance(wanted, dict):
        own: dict[Any, str] = {}
        for name in wanted:
            spelled = member_name(name)  # or with a line behind, where that is taken
            known = [one for one in (name, spelled, f"{spelled}_") if one in found]
            own |= dict.fromkeys([one for one in known if one not in own][:1], name)
        made = {own.get(name, name): item for name, item in found.items()}
        return {name: respelled(item, wanted.get(name)) for name, item in made.items()}
    return found
