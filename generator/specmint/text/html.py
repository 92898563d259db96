"""Text that is safe on a page of HTML: markup, and the values of attributes."""

from html import escape
import re

from specmint.text.base import Text, clean

_WORD = re.compile(r"[A-Za-z0-9_.#/-]+")


class Html(Text):
    """Markup that was made of escaped text."""

    __slots__ = ()


class Attribute(Text):
    """The value of an attribute with the quotes that it needs, which nothing in it can close."""

    __slots__ = ()


def html(text: str) -> Html:
    """Show plain text as it is."""
    return Html(escape(clean(text), quote=False))


def attribute(text: str) -> Attribute:
    """Write plain text as the value of an attribute, on one line; a word needs no quotes."""
    flat = " ".join(clean(text).split())
    return Attribute(flat if _WORD.fullmatch(flat) else f'"{escape(flat)}"')
