"""From the bytes of a spec file to text that every reader of YAML takes the same."""

import codecs
import re

from specmint.problems import Place, Problem

MOST_BYTES = 8 << 20

# Besides control characters: line ends that only some YAML readers know, a byte order
# mark inside the text, and characters that make text look other than it is.
_BAD = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ufeff\ufffe\uffff]"
)
_UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def decode(file: str, raw: bytes) -> str | Problem:
    """Give the text of a file, or what keeps it from being one."""
    if len(raw) > MOST_BYTES:
        message = f"a file has at most {MOST_BYTES:,} bytes"
        return Problem(Place(file), "too-large", message, "split it")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        what = ", but UTF-16" if raw.startswith(_UTF_16) else f": byte {error.start}"
        message = f"this is not text in UTF-8{what}"
        return Problem(Place(file), "not-text", message, "save it as UTF-8")
    return _refused_character(file, text) or text


def _refused_character(file: str, text: str) -> Problem | None:
    if "\t" in text:
        hint = 'write spaces, or "\\t" between double quotes'
        place = place_of(file, text, text.index("\t"))
        return Problem(place, "tab", "tabs are not taken", hint)
    if found := _BAD.search(text):
        place = place_of(file, text, found.start())
        number = f"{ord(found.group()):04x}"
        message = f"the character U+{number.upper()} cannot be seen"
        hint = f'write "\\u{number}" between double quotes, or remove it'
        return Problem(place, "bad-character", message, hint)
    return None


def place_of(file: str, text: str, position: int) -> Place:
    """Say where the character at a position stands."""
    before = text[:position]
    return Place(file, before.count("\n") + 1, position - before.rfind("\n"))
