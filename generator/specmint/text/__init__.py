"""Typed text: each class is harmless in one kind of place, and carries its own delimiters.

A template prints these classes and nothing else, so what a spec says can never turn
into markup or code, wherever it is printed.
"""

from specmint.text.base import Text, clean
from specmint.text.data import Data, data
from specmint.text.html import Attribute, Html, attribute, html
from specmint.text.markdown import (
    Cell,
    Fence,
    Inline,
    Prose,
    Shell,
    as_cell,
    cell,
    code,
    fence,
    inline,
    joined,
    link,
    prose,
    shell,
    words,
)
from specmint.text.python import Comment, Docstring, Python, comment, docstring, literal
from specmint.text.typescript import (
    JsDoc,
    TypeScript,
    js_doc,
    member_of,
    ts_key,
    ts_literal,
)

__all__ = [
    "Attribute",
    "Cell",
    "Comment",
    "Data",
    "Docstring",
    "Fence",
    "Html",
    "Inline",
    "JsDoc",
    "Prose",
    "Python",
    "Shell",
    "Text",
    "TypeScript",
    "as_cell",
    "attribute",
    "cell",
    "clean",
    "code",
    "comment",
    "data",
    "docstring",
    "fence",
    "html",
    "inline",
    "joined",
    "js_doc",
    "link",
    "literal",
    "member_of",
    "prose",
    "shell",
    "ts_key",
    "ts_literal",
    "words",
]
