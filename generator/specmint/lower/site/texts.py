"""The Markdown twins of the guides, and the list of all twins for machines."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from specmint.lower.docs.sent import has_sent
from specmint.lower.site.shell import PAGES
from specmint.model import Api
from specmint.targets import markdown, site
from specmint.text import Inline, inline, joined, link, words

# Pages that the Markdown reference has too, by the names that it has for them.
SAME = {
    site.HOME: markdown.OVERVIEW,
    site.ERRORS: markdown.ERRORS,
    site.TYPES: markdown.TYPES,
    site.TRANSPORTS: markdown.TRANSPORTS,
    site.AUTHENTICATION: markdown.AUTHENTICATION,
    site.SENT: markdown.SENT,
}
_BACK = {
    f"[Overview]({markdown.OVERVIEW})": "[Overview](index.md)",
    f"[All methods](../{markdown.OVERVIEW})": "[All methods](../index.md)",
}


def twin(path: str, text: str) -> tuple[str, str]:
    """Take a page of the Markdown reference as the twin of one of the site's."""
    lines = (_BACK.get(line, line) for line in text.split("\n"))
    new = "index.md" if path == markdown.OVERVIEW else path
    return new, "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Part:
    title: Inline
    summary: Inline
    lines: tuple[Inline, ...]


@dataclass(frozen=True, slots=True)
class AllTexts:
    count: Inline
    parts: tuple[Part, ...]
    languages: tuple[Inline, ...]


def view_texts(apis: Iterable[Api], languages: Mapping[str, str]) -> AllTexts:
    listed = list(apis)
    return AllTexts(
        count=joined(", ", (words(api.title) for api in listed)),
        parts=tuple(
            Part(words(api.title), inline(api.summary), tuple(_lines(api)))
            for api in listed
        ),
        languages=tuple(
            link(words(title), f"docs/{page}.md") for page, title in languages.items()
        ),
    )


def _lines(api: Api) -> Iterator[Inline]:
    for page, (title, about) in PAGES.items():
        if page != site.SENT or has_sent(api):
            yield Inline(f"{link(Inline(title), f'{api.name}/{page}.md')}: {about}")
    for group in api.groups:
        address = f"{api.name}/{site.methods_page(group.name)}.md"
        names = [one.name for one in api.methods if one.group == group.name]
        told = joined(", ", map(words, names))
        yield Inline(f"{link(words(group.title), address)}: {told}")
