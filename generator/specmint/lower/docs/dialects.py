"""Dialects of JSON-RPC, as sections of the page of transports."""

from collections.abc import Iterable

from specmint.lower.docs.facts import SectionView, notes, view_rest
from specmint.model import Api, Dialect
from specmint.text import Inline, code, joined, prose

_WHEN = {
    "always": "always",
    "ok": "where the call went well",
    "failed": "where the call failed",
    "never": "never",
}
_WITHOUT_ID = {
    "answer": "a call is run and answered",
    "notification": "a call is a notification, and gets no reply",
    "refuse": "a call is refused",
}


def view_dialect(api: Api, dialect: Dialect) -> SectionView:
    return SectionView(
        heading=code(dialect.name),
        doc=prose(dialect.facts.doc),
        lines=(*_dialect_lines(dialect), *notes(dialect.facts)),
        facts=view_rest(api, dialect.facts),
    )


def _dialect_lines(dialect: Dialect) -> Iterable[Inline]:
    for member, texts in dialect.when:
        said = (Inline("absent") if text is None else code(text) for text in texts)
        yield Inline(f"**When** {code(member)} is {joined(' or ', said)}")
    for member, when in dialect.members:
        yield Inline(f"**Reply's member** {code(member)}: {_WHEN[when]}")
    yield Inline(f"**Without an id** {_WITHOUT_ID[dialect.without_id]}")
    statuses = [f"success {dialect.ok}", f"batch {dialect.batch}"]
    if dialect.empty_batch is not None:
        statuses.append(f"empty batch {dialect.empty_batch}")
    if dialect.notification is not None:
        statuses.append(f"notification {dialect.notification}")
    statuses += [f"{code(str(c))} {status}" for c, status in dialect.error_by_code]
    statuses.append(
        f"{'other ' if dialect.error_by_code else ''}errors {dialect.error}"
    )
    yield Inline(f"**HTTP status:** {', '.join(statuses)}")
