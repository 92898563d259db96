"""Laying out: on one line if it fits, else one item per line."""

from collections.abc import Iterator, Sequence
from decimal import Decimal
import json
from typing import Any

_NO_END = 1 << 60


def json_text(value: Any, width: int = 88) -> str:
    """Print JSON with every digit kept, an object or a list on one line if it fits."""
    return _laid_out("", value, "", width)


def json_line(value: Any) -> str:
    """Print JSON on one line."""
    return json_text(value, _NO_END)


def _laid_out(before: str, value: Any, after: str, width: int) -> str:
    """Print a value between its key and the comma that follows it."""
    if isinstance(value, dict):
        items = [(f"{_scalar(str(key))}: ", item) for key, item in value.items()]
        opening, closing = "{", "}"
    elif isinstance(value, list | tuple):
        items = [("", item) for item in value]
        opening, closing = "[", "]"
    else:
        return f"{before}{_scalar(value)}{after}"
    commas = [","] * (len(items) - 1) + [""]
    lines = [
        _laid_out(key, item, comma, width - 2)
        for (key, item), comma in zip(items, commas, strict=bool(items))
    ]
    line = f"{before}{opening}{' '.join(lines)}{closing}{after}"
    if not items or (len(line) <= width and "\n" not in line):
        return line
    inner = "\n".join(lines).replace("\n", "\n  ")
    return f"{before}{opening}\n  {inner}\n{closing}{after}"


def _scalar(value: Any) -> str:
    if isinstance(value, Decimal):
        return format(value, "f")
    return json.dumps(value, ensure_ascii=False)


def lay_out(code: str, width: int = 88, after: int = 0) -> str:
    """Lay out a line of code as black does: whole, its bracket's inside on one line,
    or an item per line with a comma after each, and so on inside the items.

    `after` is how much still follows on the last line, such as a comma.
    """
    lines = code.split("\n")
    if len(lines[-1]) + after <= width and len(lines) == 1:
        return code
    *before, line = lines
    opening = _bracket(line)
    if opening is None:
        return _in_brackets(line, width) if _is_def(line) else code
    start, end = opening
    head, inside, tail = line[: start + 1], line[start + 1 : end], line[end:]
    items = split_items(inside)
    if not items:
        return code
    if _is_def(head):
        tail = _result(tail, width)
        items = [_annotated(item, width - 4) for item in items]
    is_long = _is_import(head) or (_is_literal(head) and len(items) > 1)
    if len(inside) + 4 <= width and not is_long:
        comma = "," if _is_def(head) and len(items) == 1 else ""
        laid = f"{head}\n    {inside}{comma}\n{tail}"
    else:
        is_tuple = inside.endswith(",")  # of one item, which its comma makes one
        comma = "" if _is_alone(head, items) and not is_tuple else ","
        laid = f"{head}\n{_listed(items, width - 4, comma)}{tail}"
    return "\n".join([*before, laid])


def _is_literal(head: str) -> bool:
    """Whether a bracket holds a list or a mapping, whose items get a line each."""
    before = head[:-1][-1:]
    return not (before.isalnum() or before in {"_", ")", "]"})


def _is_import(head: str) -> bool:
    """Imports are listed one on a line, and keep their comma."""
    return head.startswith("from ")


def _is_def(head: str) -> bool:
    return head.startswith(("def ", "async def "))


def _is_alone(head: str, items: Sequence[str]) -> bool:
    """Whether a bracket holds one thing, which has a comma only where names are listed."""
    return len(items) == 1 and not _is_def(head) and not _is_import(head)


def _in_brackets(line: str, width: int) -> str:
    """Put the result of a function without parameters between brackets of its own."""
    head, arrow, result = cut(line, " -> ")
    inner = lay_out(result.removesuffix(":"), width - 4)
    return f"{head}{arrow}(\n    {_deeper(inner)}\n):"


def _result(tail: str, width: int) -> str:
    """Open the last bracket of a result that is too long for the line that ends it."""
    arrow = ") -> "
    if len(tail) <= width or not tail.startswith(arrow):
        return tail
    return arrow + lay_out(tail.removeprefix(arrow), width, len(arrow))


def _annotated(item: str, width: int) -> str:
    """Put the alternatives of a parameter that is too long between brackets."""
    name, _, rest = cut(item, ": ")
    kinds, _, default = cut(rest, " = ")
    if len(item) < width or " | " not in kinds:
        return item
    end = f") = {default}" if default else ")"
    return f"{name}: (\n    {kinds}\n{end}"


def _listed(items: Sequence[str], width: int, comma: str) -> str:
    laid = [
        item if "\n" in item else lay_out(item, width, len(comma)) for item in items
    ]
    return "".join(f"    {_deeper(item)}{comma}\n" for item in laid)


def _deeper(text: str) -> str:
    return text.replace("\n", "\n    ")


def _bracket(line: str) -> tuple[int, int] | None:
    """Find the bracket to open: of a signature the first, else the last one."""
    found = pairs(line)
    outer = [pair for pair in found if pair[2] == 0]
    chosen = outer[0] if _is_def(line) and outer else outer[-1] if outer else (0, 0, 0)
    if chosen[1] <= chosen[0] + 1:
        return None
    return chosen[0], chosen[1]


def pairs(line: str) -> list[tuple[int, int, int]]:
    """List all pairs of brackets: where they open and close, and how deep."""
    stack: list[int] = []
    found: list[tuple[int, int, int]] = []
    for index in _signs(line):
        if line[index] in "([{":
            stack.append(index)
        elif line[index] in ")]}":
            start = stack.pop()
            found.append((start, index, len(stack)))
    return sorted(found)


def cut(line: str, sign: str) -> tuple[str, str, str]:
    """Partition a line at the first sign that stands in no text."""
    for index in _signs(line):
        if line.startswith(sign, index):
            return line[:index], sign, line[index + len(sign) :]
    return line, "", ""


def _signs(line: str) -> Iterator[int]:
    """Give the places of a line that stand in no text."""
    quote, is_escaped = "", False
    for index, sign in enumerate(line):
        if quote:
            ends = sign == quote and not is_escaped
            is_escaped = sign == "\\" and not is_escaped
            quote = "" if ends else quote
        elif sign in "\"'":
            quote, is_escaped = sign, False
        else:
            yield index


def split_items(inside: str) -> list[str]:
    """Split at the commas that stand in no bracket and in no text."""
    items, start, depth = [], 0, 0
    for index in _signs(inside):
        depth += (inside[index] in "([{") - (inside[index] in ")]}")
        if inside[index] == "," and not depth:
            items.append(inside[start:index].strip())
            start = index + 1
    return [*items, *([last] if (last := inside[start:].strip()) else [])]
