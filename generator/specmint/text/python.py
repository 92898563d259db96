"""Text that is safe in a file of Python: code, docstrings and comments."""

from decimal import Decimal
from textwrap import wrap

from specmint.text.base import Text, clean


class Python(Text):
    """Code that is made of names and literals which were made safe before."""

    __slots__ = ()


class Docstring(Text):
    """A docstring with its quotes, which nothing in it can close."""

    __slots__ = ()


class Comment(Text):
    """Comment lines with their signs."""

    __slots__ = ()


def literal(value: object) -> Python:
    """Write a value of JSON as black writes it; a fraction as its exact text."""
    match value:
        case str():
            return _string(value)
        case Decimal():
            return Python(f'Decimal("{value:f}")')
        case dict():
            items = [f"{literal(key)}: {literal(item)}" for key, item in value.items()]
            return Python(f"{{{', '.join(items)}}}")
        case list():
            return Python(f"[{', '.join(map(literal, value))}]")
        case tuple():
            inner = ", ".join(map(literal, value))
            return Python(f"({inner},)" if len(value) == 1 else f"({inner})")
        case None | bool() | int():
            return Python(repr(value))
    raise TypeError(f"{type(value).__name__} has no literal")


def _string(value: str) -> Python:
    """Prefer double quotes, as black does, unless that needs more backslashes."""
    text = repr(value)
    if text[0] == '"' or '"' in value:
        return Python(text)
    return Python(f'"{text[1:-1]}"')


def docstring(paragraphs: list[str], width: int) -> Docstring:
    """Write paragraphs between quotes, wrapped; lines that begin with blanks hang."""
    lines: list[str] = []
    width -= 3  # the quotes of the first line
    for paragraph in paragraphs:
        lines += [""] if lines and paragraph else []
        for line in clean(paragraph).split("\n"):
            lines += _wrapped(line, width)
    if len(lines) == 1 and len(lines[0]) + 3 > width:
        lines = _wrapped(lines[0], width - 3)
    text = "\n".join(lines).replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
    if "\n" not in text and len(text) + 3 <= width:
        end = "\\" if text.endswith('"') else ""
        body = f'{text[:-1]}\\"' if end else text
        return Docstring(f'"""{body}"""')
    return Docstring(f'"""{text}\n"""')


def _wrapped(line: str, width: int) -> list[str]:
    """Wrap a line; what hangs keeps its indent and adds four."""
    bare = line.lstrip(" ")
    indent = " " * (len(line) - len(bare))
    made = wrap(
        bare,
        width,
        initial_indent=indent,
        subsequent_indent=f"{indent}    " if indent else "",
        break_long_words=False,
        break_on_hyphens=False,
    )
    return made or [""]


def comment(text: str, width: int) -> Comment:
    lines = wrap(" ".join(clean(text).split()), width - 2, break_on_hyphens=False)
    return Comment("\n".join(f"# {line}" for line in lines))
