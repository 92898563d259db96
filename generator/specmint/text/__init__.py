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

__all__ = [
    "Attribute",
    "Cell",
    "Data",
    "Fence",
    "Html",
    "Inline",
    "Prose",
    "Shell",
    "Text",
    "as_cell",
    "attribute",
    "cell",
    "clean",
    "code",
    "data",
    "fence",
    "html",
    "inline",
    "joined",
    "link",
    "prose",
    "shell",
    "words",
]
