"""The views of the wire cases, and of how much they cover."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from specmint.cases import Row, Traffic, covered, wire_cases
from specmint.layout import json_line, json_text
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import wire
from specmint.text import Cell, Data, Inline, as_cell, cell, code, data, inline, joined

_WIDTH = 86  # two blanks stand before
_ON_LINES = {"accepted", "pushes", "webhooks", "types", "methods", "kinds"}


@dataclass(frozen=True, slots=True)
class WireView:
    document: Data


@dataclass(frozen=True, slots=True)
class RowView:
    what: Cell
    whole: Cell
    shown: Cell
    lacking: Cell
    excused: Cell


@dataclass(frozen=True, slots=True)
class CoverageView:
    title: Inline
    rows: tuple[RowView, ...]


def plan_files(api: Api, traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan the document of one API's wire cases, and the page on what they cover."""
    document = wire_cases(api, traffic)
    rows = tuple(map(_row, covered(api, document)))
    views = {
        wire.COVERAGE: CoverageView(inline(api.title), rows),
        wire.CASES: WireView(data(document_text(document))),
    }
    return tuple(
        FilePlan(page, wire.template(page), view) for page, view in views.items()
    )


def document_text(document: Mapping[str, Any]) -> str:
    """Lay the document out; what is looked at less has a line for each item."""
    members = [f'"{name}": {_part(name, part)}' for name, part in document.items()]
    return "{\n  " + ",\n  ".join(members) + "\n}"


def _part(name: str, part: Any) -> str:
    if name not in _ON_LINES or not part:
        return json_text(part, _WIDTH).replace("\n", "\n  ")
    return "[\n    " + ",\n    ".join(map(json_line, part)) + "\n  ]"


def _row(row: Row) -> RowView:
    shown = row.whole - len(row.lacking)
    lacking = [name for name in row.lacking if name not in row.excused]
    return RowView(
        what=cell(row.what),
        whole=cell(str(row.whole)),
        shown=cell(str(shown)),
        lacking=_names(lacking),
        excused=_names(row.excused),
    )


def _names(names: tuple[str, ...] | list[str]) -> Cell:
    return as_cell(joined(", ", map(code, names)))
