"""Sections of documents that nothing in a spec cites."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
import re

from specmint.model import Api, Source

Path = tuple[str | int, ...]
_SPAN = re.compile(r"([0-9]+)(?:-([0-9]+))?")


def uncited_sections(api: Api) -> Iterator[tuple[Path, str]]:
    """Find the sections that no source names, and of which none cites a line."""
    cited = list(_sources(api))
    for document in api.documents:
        own = [one for one in cited if one.document == document.name]
        named = {one.section for one in own}
        lines = [span for one in own for span in spans(one.lines)]
        for heading, where in document.sections:
            if heading not in named and not meet(lines, spans(where)):
                path = ("documents", document.name, "sections", heading)
                yield path, f"nothing cites the section `{heading}`"


def spans(lines: str) -> list[tuple[int, int]]:
    """Read lines such as `12, 20-22`: the first and the last of each span."""
    return [(int(one[1]), int(one[2] or one[1])) for one in _SPAN.finditer(lines)]


def meet(some: list[tuple[int, int]], others: list[tuple[int, int]]) -> bool:
    """Whether a line is in both."""
    return any(
        first <= end and start <= last for first, last in some for start, end in others
    )


def _sources(part: object) -> Iterator[Source]:
    """Walk all sources of a part of the model."""
    if isinstance(part, Source):
        yield part
    elif isinstance(part, Mapping):
        for item in part.values():
            yield from _sources(item)
    elif isinstance(part, tuple):
        for item in part:
            yield from _sources(item)
    elif is_dataclass(part):
        for field in fields(part):
            yield from _sources(getattr(part, field.name))
