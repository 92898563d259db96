"""The site as it is built once for all tests, and its pages as a browser parses them."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser
from pathlib import Path

VOID = {"meta", "link", "input", "br", "hr", "img"}


@dataclass
class Page(HTMLParser):
    """What tests ask of a page: its anchors, links, headings and what it loads."""

    text: str
    ids: list[str] = field(default_factory=list)
    links: list[str] = field(default_factory=list)
    loaded: list[str] = field(default_factory=list)
    headings: list[int] = field(default_factory=list)
    tags: set[str] = field(default_factory=set)
    handlers: list[str] = field(default_factory=list)
    unclosed: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__()
        self.feed(self.text)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = {name: value or "" for name, value in attrs}
        self.tags.add(tag)
        self.ids += [found["id"]] if "id" in found else []
        self.handlers += [name for name in found if name.startswith("on")]
        if tag == "a":
            self.links.append(found["href"])
        elif "src" in found or "href" in found:
            self.loaded.append(found.get("src", found.get("href", "")))
        if tag[0] == "h" and tag[1:].isdigit():
            self.headings.append(int(tag[1:]))
        if tag not in VOID:
            self.unclosed.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.unclosed and self.unclosed[-1] == tag, f"</{tag}> {self.getpos()}"
        self.unclosed.pop()


@cache
def page(path: Path) -> Page:
    return Page(path.read_text("utf-8"))


def pages(folder: Path) -> Iterator[Path]:
    yield from sorted(folder.rglob("*.html"))
