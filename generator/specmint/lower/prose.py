"""What docstrings say: meaning, units, presence, releases, sources."""

from collections.abc import Iterable

from specmint.model import Api, Facts, Sibling, Use

_UNITS = {"s": "seconds", "ms": "milliseconds", "us": "microseconds", "h": "hours"}


def flat(text: str) -> str:
    """Put a text on one line."""
    return " ".join(text.split())


def ended(text: str) -> str:
    """End a sentence."""
    text = flat(text)
    return text if not text or text[-1] in ".!?:" else f"{text}."


def releases(facts: Facts) -> str:
    """Say which releases and implementations have it."""
    told = [f"since {name} {release}" for name, release in facts.since]
    told += [f"up to {name} {release}" for name, release in facts.until]
    told += [f"only {' and '.join(facts.only)}"] if facts.only else []
    told += [f"deprecated: {flat(facts.deprecated)}"] if facts.deprecated else []
    return ended(", ".join(told).capitalize() if told else "")


def unit_words(unit: object, said: str) -> str:
    """Say what a number counts, unless it has been said."""
    if isinstance(unit, Sibling):
        return f"In units that `{unit.by}` names."
    name = str(_UNITS.get(str(unit), unit))
    return f"In {name}." if unit and name.rstrip("s") not in said.lower() else ""


def use_words(use: Use) -> str:
    """Say what a value is where it is used."""
    own = unit_words(use.unit or getattr(use.type, "unit", ""), use.facts.doc)
    parts = [ended(use.facts.doc), own, releases(use.facts)]
    return " ".join(part for part in parts if part)


def source_words(api: Api, facts: Facts) -> str:
    """Name the sources in brackets: documents, and where in them."""
    kinds = {document.name: document.kind for document in api.documents}
    pages = [one for one in facts.source if kinds.get(one.document) == "document"]
    told = [
        f"{one.document} {flat(one.lines)}".rstrip()
        for one in pages or facts.source[:1]
    ]
    return f"({', '.join(dict.fromkeys(told))})" if told else ""


def document_words(api: Api) -> str:
    """Say what the names of sources stand for."""
    told = [f"{one.name} is {flat(one.title)}" for one in api.documents]
    return f"Sources stand in brackets, with lines: {'; '.join(told)}."


def paragraphs(*texts: str) -> list[str]:
    return [text for text in texts if text]


def joined(parts: Iterable[str]) -> str:
    return " ".join(part for part in parts if part)
