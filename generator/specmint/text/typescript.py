"""Text that is safe in a file of TypeScript: code, and comments that editors show."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
import json
import re
from textwrap import wrap

from specmint.text.base import Text, clean


class TypeScript(Text):
    """Code that is made of names and literals which were made safe before."""

    __slots__ = ()


class JsDoc(Text):
    """A comment with its delimiters, which nothing in it can close."""

    __slots__ = ()


class Tag(Text):
    """A part of a comment that tools obey, such as what a function returns."""

    __slots__ = ()


_NAME = re.compile(r"[A-Za-z_$][A-Za-z0-9_$]*")
_AT = re.compile(r"(?<![^\s{])@")


def ts_literal(value: object) -> TypeScript:
    """Write a value of JSON as prettier writes it; a fraction as its exact text."""
    match value:
        case str():
            return _string(value)
        case dict():
            items = [
                f"{ts_key(key)}: {ts_literal(item)}" for key, item in value.items()
            ]
            return TypeScript(f"{{ {', '.join(items)} }}" if items else "{}")
        case list() | tuple():
            return TypeScript(f"[{', '.join(map(ts_literal, value))}]")
        case None | bool():
            return TypeScript(json.dumps(value))
        case int():
            is_safe = abs(value) < 1 << 53
            return TypeScript(str(value) if is_safe else f"{value}n")
        case Decimal():
            return TypeScript(f'new JsonNumber("{value:f}")')
    raise TypeError(f"{type(value).__name__} has no literal")


def ts_key(name: str) -> TypeScript:
    """Write the name of a member, in quotes where it needs them."""
    return TypeScript(name) if _NAME.fullmatch(name) else _string(name)


def member_of(what: str, name: str) -> TypeScript:
    """Read a member, by a point where its name allows that."""
    is_name = _NAME.fullmatch(name)
    return TypeScript(f"{what}.{name}" if is_name else f"{what}[{_string(name)}]")


def _string(value: str) -> TypeScript:
    """Prefer double quotes, as prettier does, unless that needs more backslashes."""
    text = json.dumps(value)
    # These end a line in old engines, and `</` ends a script on a page.
    for sign, safe in (("\u2028", "\\u2028"), ("\u2029", "\\u2029"), ("</", "<\\/")):
        text = text.replace(sign, safe)
    if value.count('"') > value.count("'"):
        inner = text[1:-1].replace('\\"', '"').replace("'", "\\'")
        return TypeScript(f"'{inner}'")
    return TypeScript(text)


def tag(name: str, text: str = "") -> Tag:
    """Write a tag; the text is one part, whatever it says."""
    return Tag(f"@{name} {_untagged(text)}".rstrip())


def js_doc(paragraphs: Sequence[str], width: int) -> JsDoc:
    """Write paragraphs as a comment, wrapped; lines that begin with blanks hang.

    Tags that follow each other stand together.
    """
    lines: list[str] = []
    before = ""
    for paragraph in filter(None, paragraphs):
        are_tags = isinstance(before, Tag) and isinstance(paragraph, Tag)
        lines += [""] if lines and not are_tags else []
        lines += _lines(paragraph, width - 3)
        before = paragraph
    lines = [line.replace("*/", "*\\/") for line in lines]
    if not lines:
        return JsDoc()
    if len(lines) == 1 and len(lines[0]) + 7 <= width:
        return JsDoc(f"/** {lines[0]} */")
    body = "\n".join(f" * {line}".rstrip() for line in lines)
    return JsDoc(f"/**\n{body}\n */")


def _lines(paragraph: str, width: int) -> Iterator[str]:
    if isinstance(paragraph, Tag):
        yield from _wrapped(" ".join(clean(paragraph).split()), width, "  ")
        return
    for line in _untagged(clean(paragraph)).split("\n"):
        yield from _wrapped(line, width, " " * (len(line) - len(line.lstrip(" "))))


def _untagged(text: str) -> str:
    """Keep words from being tags, which they are at a start, behind a blank and in braces."""
    return _AT.sub(r"\\@", text)


def _wrapped(line: str, width: int, hanging: str) -> list[str]:
    bare = line.lstrip(" ")
    made = wrap(
        bare,
        width,
        initial_indent=" " * (len(line) - len(bare)),
        subsequent_indent=hanging,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return made or [""]
