"""What all typed text is made of."""

import re
from typing import Self

# What cannot be seen, turns the direction of text, or is no character at all.
_CONTROL = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


class Text(str):
    """Text that is safe where its class says it is."""

    __slots__ = ()

    def indented(self, depth: int) -> Self:
        """Indent all lines but the first and the empty ones, and keep the class."""
        pad = "\n" + " " * depth
        return type(self)(re.sub(r"\n(?=[^\n])", pad, self))


def clean(text: str) -> str:
    """Replace what cannot be seen, and what turns the direction of text."""
    return _CONTROL.sub("\N{REPLACEMENT CHARACTER}", text.replace("\r\n", "\n"))
