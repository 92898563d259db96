"""The views of documents in other formats, and of what those cannot hold."""

from dataclasses import dataclass
from typing import Any

from specmint.cases import Traffic
from specmint.interop import by_fact, export, losses, why_lost
from specmint.layout import json_text
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import interop
from specmint.text import Cell, Data, Inline, as_cell, cell, data, inline, words

_WIDTH = 120
_TITLES = {"openrpc": "OpenRPC", "openapi": "OpenAPI", "asyncapi": "AsyncAPI"}


@dataclass(frozen=True, slots=True)
class DocumentView:
    document: Data


@dataclass(frozen=True, slots=True)
class LossView:
    fact: Cell
    places: Cell
    first: Cell
    reason: Cell


@dataclass(frozen=True, slots=True)
class FormatView:
    title: Inline
    losses: tuple[LossView, ...]


@dataclass(frozen=True, slots=True)
class LossesView:
    title: Inline
    formats: tuple[FormatView, ...]


def plan_files(api: Api, _traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan a document for each format that carries the API, and the reports of losses."""
    documents = export(api)
    views: dict[str, Any] = {
        interop.LOSSES: LossesView(
            inline(api.title),
            tuple(_format(name, one) for name, one in documents.items()),
        ),
        interop.EVERY_LOSS: DocumentView(
            data(json_text(every_loss(documents), _WIDTH))
        ),
    }
    for name, one in documents.items():
        views[interop.document(name)] = DocumentView(data(json_text(one, _WIDTH)))
    return tuple(
        FilePlan(page, interop.template(page), view) for page, view in views.items()
    )


def every_loss(documents: dict[str, Any]) -> dict[str, Any]:
    """List by format and fact the places where each is lost, and why."""
    return {
        name: {
            fact: {"why": why_lost(fact), "at": [loss.at for loss in found]}
            for fact, found in by_fact(losses(document)).items()
        }
        for name, document in documents.items()
    }


def _format(name: str, document: dict[str, Any]) -> FormatView:
    found = by_fact(losses(document))
    return FormatView(
        inline(_TITLES[name]),
        tuple(
            LossView(
                cell(fact),
                cell(str(len(lost))),
                as_cell(words(lost[0].at)),
                cell(why_lost(fact)),
            )
            for fact, lost in found.items()
        ),
    )
