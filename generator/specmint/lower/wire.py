"""The views of the wire cases, and of how much they cover."""

from dataclasses import dataclass

from specmint.cases import Row, Traffic, covered, wire_cases
from specmint.layout import json_text
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import wire
from specmint.text import Cell, Data, Inline, as_cell, cell, code, data, inline, joined


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


def lower_wire(api: Api, traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan the document of one API's wire cases, and the page on what they cover."""
    document = wire_cases(api, traffic)
    rows = tuple(map(_row, covered(api, document)))
    views = {
        wire.COVERAGE: CoverageView(inline(api.title), rows),
        wire.CASES: WireView(data(json_text(document))),
    }
    return tuple(
        FilePlan(page, wire.template(page), view) for page, view in views.items()
    )


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
