"""Reads exchanges of several steps; tests/wire/README.md has their form."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from project import ROOT
from wire_cases import parse

Json = Any
FOLDER = ROOT / "tests" / "wire"
FILES = sorted(FOLDER.glob("*/*.io"))
_MARKS = {">>": "sent", "<<": "told", "==": "done"}


@dataclass(frozen=True)
class Step:
    """One line, or the lines of one message: `kind` is sent, told, or a word of a side."""

    kind: str
    head: str = ""
    headers: tuple[tuple[str, str], ...] = ()
    body: Json = None


def steps(file: Path) -> list[Step]:
    return list(_steps([line for line in file.read_text("utf-8").splitlines() if line]))


def _steps(lines: list[str]) -> Iterator[Step]:
    head: list[str] = []
    for line in [*lines, "// end"]:
        mark, _, text = line.partition(" ")
        kind = _MARKS.get(mark, "")
        is_new = text.startswith("POST ") or (kind == "told" and text.isdigit())
        if head and (is_new or head[0] != kind):
            yield _message(*head)
            head = []
        if is_new or head:
            head = [*(head or [kind]), text]
        elif kind == "done":
            word, _, said = text.partition(" ")
            yield Step(word, body=parse(said))
        elif kind:
            yield Step(kind, body=parse(text))
        else:
            assert mark == "//", f"{line} begins with no mark"


def _message(kind: str, head: str, *lines: str) -> Step:
    headers = [line.partition(": ") for line in lines if line[0] not in "{["]
    bodies = [parse(line) for line in lines if line[0] in "{["]
    pairs = tuple((name, value) for name, _, value in headers)
    return Step(kind, head, pairs, bodies[0] if bodies else None)
