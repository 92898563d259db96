"""Markdown as readers' tools take it: a real parser with the tables of GitHub."""

from collections.abc import Iterable, Iterator
from functools import lru_cache
from itertools import pairwise
import re
import unicodedata

from markdown_it import MarkdownIt
from markdown_it.token import Token


def make_parser() -> MarkdownIt:
    """Make a parser that lets every address pass, so that tests see what is there."""
    parser = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    parser.validateLink = _takes_all  # type: ignore[method-assign]
    return parser


def _takes_all(url: str) -> bool:
    return url is not None


_PARSER = make_parser()


@lru_cache(maxsize=256)
def blocks(text: str) -> list[Token]:
    return _PARSER.parse(text)


def tokens(text: str) -> Iterator[Token]:
    """Give all tokens, those within lines too."""
    for token in blocks(text):
        yield token
        yield from token.children or ()


def kinds(text: str) -> set[str]:
    return {token.type for token in tokens(text)}


def shown(children: Iterable[Token] | None) -> str:
    """Give what a reader sees of a line."""
    return "".join(
        " " if token.type in {"softbreak", "hardbreak"} else token.content
        for token in children or ()
    )


def headings(text: str) -> list[tuple[int, str]]:
    """List level and text of all headings, in order."""
    found = blocks(text)
    return [
        (int(token.tag[1]), shown(inside.children))
        for token, inside in pairwise(found)
        if token.type == "heading_open"
    ]


def anchors(text: str) -> list[tuple[str, str]]:
    """List the anchor and the text of all headings, as GitHub makes them.

    This follows the code of github-slugger, and shares nothing with the program.
    """
    seen: dict[str, int] = {}
    made = []
    for _, heading in headings(text):
        kept = [c for c in heading.lower() if c in "- _" or _is_word(c)]
        first = anchor = "".join(kept).replace(" ", "-")
        while anchor in seen:
            seen[first] += 1
            anchor = f"{first}-{seen[first]}"
        seen[anchor] = 0
        made.append((anchor, heading))
    return made


def _is_word(character: str) -> bool:
    return unicodedata.category(character)[0] in "LMN" or (
        unicodedata.category(character) == "Pc"
    )


def links(text: str) -> list[tuple[str, str]]:
    """List the label and the address of all links and images."""
    found = []
    for token in blocks(text):
        opened: list[tuple[Token, list[Token]]] = []
        for child in token.children or ():
            for _, inside in opened:
                inside.append(child)
            if child.type == "link_open":
                opened.append((child, []))
            elif child.type == "link_close":
                link, inside = opened.pop()
                found.append((shown(inside), str(link.attrs["href"])))
            elif child.type == "image":
                found.append((child.content, str(child.attrs["src"])))
    return found


def is_harmless(address: str) -> bool:
    """Whether an address leads to the web or to a place of ours."""
    scheme = re.match(r"\s*([^/?#]*?):", address)
    return scheme is None or scheme[1].lower() in {"http", "https"}


def tables(text: str) -> list[list[list[str]]]:
    """Give what a reader sees in every cell of every table."""
    found: list[list[list[str]]] = []
    for token in blocks(text):
        if token.type == "table_open":
            found.append([])
        elif token.type == "tr_open":
            found[-1].append([])
        elif token.type in {"th_open", "td_open"}:
            found[-1][-1].append("")
        elif token.type == "inline" and found and found[-1] and token.level > 3:
            found[-1][-1][-1] = shown(token.children)
    return found
