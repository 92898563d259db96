"""Sends every example of an API through a generated TypeScript client to a server that plays it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
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
from typescript_tools import CLIENTS, RUNNER, node


class Runner:
    """One Node that makes the calls it is told, one after the other."""

    def __init__(self, name: str, address: str, **settings: Any) -> None:
        folder = CLIENTS / make_names(api(name)).package
        command = [node(), str(RUNNER / "run.ts"), str(folder), address]
        self._process = subprocess.Popen(
            [*command, json.dumps(settings)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> "Runner":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.communicate(timeout=20)

    def call(self, **told: Any) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{json_line(told)}\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, "Node has ended"
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
        with self._serve() as url, Runner(self.way.name, url, **settings) as runner:
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
