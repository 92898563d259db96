"""Text of JSON, in which nothing can be unseen."""

import re

from specmint.text.base import Text

_UNSEEN = re.compile(
    r"[\x7f-\x9f\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069"
    r"\ud800-\udfff\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


class Data(Text):
    """A JSON document; its texts are escaped already."""

    __slots__ = ()


def data(text: str) -> Data:
    """Take JSON text, and escape what cannot be seen and what turns the text."""
    return Data(_UNSEEN.sub(_escaped, text))


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    high, low = divmod(code - 0x10000, 0x400)
    return f"\\u{0xD800 + high:04x}\\u{0xDC00 + low:04x}"
