"""Markdown to HTML, and code with its words in colours: the room of their libraries."""

from collections.abc import Iterator
from functools import cache, lru_cache
from html import escape
from itertools import chain, groupby, pairwise
import re
from typing import Any

from markdown_it import MarkdownIt
from pygments.lexer import Lexer
from pygments.lexers import get_lexer_by_name
from pygments.token import (
    Comment,
    Generic,
    Keyword,
    Name,
    Number,
    Operator,
    String,
)
from pygments.util import ClassNotFound

from specmint.naming import anchors
from specmint.text import Attribute, Cell, Fence, Html, Inline, Prose, Text

# The few classes that a page has colours for, by the nearest kind of word.
_CLASSES = (
    (Comment, "c"),
    (Keyword.Constant, "m"),
    (Keyword, "k"),
    (Operator.Word, "k"),
    (String, "s"),
    (Number, "m"),
    (Name.Tag, "t"),
    (Name.Attribute, "t"),
    (Name.Function, "f"),
    (Name.Class, "f"),
    (Name.Namespace, "f"),
    (Generic, "c"),
)


# Data is calm: only the names of its members have a colour.
_DATA = frozenset(["json", "http"])


def to_html(text: Text) -> Html | Attribute:
    """Give the HTML of typed text."""
    match text:
        case Html() | Attribute():
            return text
        case Fence() | Prose():
            return Html(_blocks(text))
        case Cell():
            return Html(_line(text.replace("\\|", "|")))
        case Inline():
            return Html(_line(text))
    raise TypeError(f"{type(text).__name__} has no place on a page of HTML")


def page_to_html(markdown: str) -> Html:
    """Give the HTML of a whole page that a person wrote; its own HTML stays text.

    Headings get the anchors that code hosts give them, and links lead to pages.
    """
    tokens = _parser().parse(markdown)
    opened = [
        (one, inside.content)
        for one, inside in pairwise(tokens)
        if one.type == "heading_open"
    ]
    for (token, _), anchor in zip(
        opened, anchors(text for _, text in opened), strict=True
    ):
        token.attrSet("id", anchor)
    for child in chain.from_iterable(one.children or () for one in tokens):
        if child.type == "link_open":
            path, sign, anchor = str(child.attrGet("href")).partition("#")
            path = re.sub(r"\.md$", ".html", path)
            child.attrSet("href", f"{path}{sign}{anchor}")
    return Html(_parser().renderer.render(tokens, _parser().options, {}))


@lru_cache(maxsize=1 << 15)
def _line(markdown: str) -> str:
    return str(_parser().renderInline(markdown))


@lru_cache(maxsize=1 << 14)
def _blocks(markdown: str) -> str:
    return str(_parser().render(markdown)).rstrip("\n")


@cache
def _parser() -> MarkdownIt:
    parser = MarkdownIt("commonmark", {"html": False, "highlight": _highlighted})
    parser.add_render_rule("code_block", _indented)
    return parser.enable("table")


def _indented(_: Any, tokens: Any, index: int, *_rest: Any) -> str:
    return _highlighted(tokens[index].content, "", "")


def _highlighted(code: str, language: str, _attributes: Any) -> str:
    """Lay out a block of code; it can be reached by keys, since it may scroll."""
    head, body = _parts(code, language)
    inside = escape(head, quote=False) + "".join(_spans(body, language))
    return f'<pre tabindex="0"><code>{inside}</code></pre>'


def _parts(code: str, language: str) -> tuple[str, str]:
    """Split the head of a message off, which is no code."""
    if language != "http":
        return "", code
    head, blank, body = code.partition("\n\n")
    return head + blank, body


def _spans(code: str, language: str) -> Iterator[str]:
    """Colour words, with one element for neighbours of a class."""
    tokens = _lexer(language).get_tokens(code)
    shown = "t" if language in _DATA else "ckmstf"
    pairs = ((_class(kind), text) for kind, text in tokens)
    pairs = ((name if name in shown else "", text) for name, text in pairs)
    for name, group in groupby(pairs, key=lambda pair: pair[0]):
        text = escape("".join(text for _, text in group), quote=False)
        yield f'<span class="{name}">{text}</span>' if name and text.strip() else text


@cache
def _lexer(language: str) -> Lexer:
    try:
        language = "json" if language == "http" else language
        return get_lexer_by_name(language or "text", stripnl=False, ensurenl=False)
    except ClassNotFound:
        return get_lexer_by_name("text", stripnl=False, ensurenl=False)


@cache
def _class(kind: Any) -> str:
    return next((name for parent, name in _CLASSES if kind in parent), "")
