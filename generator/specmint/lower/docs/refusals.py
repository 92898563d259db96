"""What a server answers when it refuses a request by itself, as the rows of a table."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.facts import brief, ended
from specmint.lower.docs.links import Links
from specmint.model import KINDS, Refuse, Transport
from specmint.text import Cell, Inline, as_cell, code, joined

_NO_ANSWER = {"silence": "No answer.", "close": "The connection is closed."}


@dataclass(frozen=True, slots=True)
class RefusalView:
    when: Cell
    answer: Cell


def view_refusals(transport: Transport, links: Links) -> tuple[RefusalView, ...]:
    return tuple(
        RefusalView(
            when=as_cell(Inline(KINDS[refuse.kind].why)),
            answer=as_cell(joined(" ", answer_words(refuse, links))),
        )
        for refuse in transport.refuse
    )


def answer_words(refuse: Refuse, links: Links) -> Iterable[Inline]:
    """Say what answers, in sentences."""
    if refuse.answer != "error":
        yield Inline(_NO_ANSWER[refuse.answer])
    else:
        parts = [links.error(refuse.error)] if refuse.error else []
        parts += [code(refuse.message)] if refuse.message else []
        parts += [Inline(f"status {refuse.status}")] if refuse.status else []
        yield Inline(ended(str(joined(", ", parts))))
    if about := brief(refuse.facts):
        yield about
