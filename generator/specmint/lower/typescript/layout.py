"""Laying out TypeScript as prettier does: on one line if it fits, else an item per line."""

import re

from specmint.layout import cut, pairs, split_items
from specmint.targets.typescript import WIDTH

# A list of several lists or objects is opened even where there is room.
_OPEN = re.compile(
    r"\[(?:\[[^\[\]]*, [^\[\]]*\](?:, )?){2,}\]|\[(?:\{[^\[\]{}]*, [^\[\]{}]*\}(?:, )?){2,}\]"
)
_SHORT_KEY = 4  # a line more would not win anything


def lay_out(code: str, width: int = WIDTH, after: int = 0) -> str:
    """Lay out a line of code; `after` is how much still follows on its last line."""
    is_open = _OPEN.search(code) is not None
    if "\n" in code or (len(code) + after <= width and not is_open):
        return code
    group = _last_group(code)
    if group is None:
        return _after_sign(code, width, after) or code
    start, end = group
    head, inside, tail = code[: start + 1], code[start + 1 : end], code[end:]
    items = split_items(inside)
    if not items:
        return code
    if len(head) > width and cut(head, " = ")[1]:
        return _after_equals(code, width, after)
    if code[start] == "(" and (hugged := _hugged(head, items, tail, width)):
        return hugged
    if code[start] == "(" and _is_lone(items) and cut(head, " = ")[1]:
        return _after_equals(code, width, after)
    listed = _listed(items, width)
    if code[start] == "[" and (code[start - 1 : start].isidentifier() and start):
        listed = listed.removesuffix(",\n") + "\n"  # a member's name has no comma
    return f"{head}\n{listed}{tail}"


def _last_group(code: str) -> tuple[int, int] | None:
    """Find the bracket that closes last, with nothing but signs behind it."""
    outer = [one for one in pairs(code) if one[2] == 0]
    outer = [one for one in outer if one[1] < len(code)]
    if not outer or any(sign.isalnum() for sign in code[outer[-1][1] + 1 :]):
        return None
    return outer[-1][0], outer[-1][1]


def _hugged(head: str, items: list[str], tail: str, width: int) -> str:
    """Open the last argument alone, where it is an object and the only one."""
    *others, last = items
    if last[0] != "{" or any(one[0] == "{" for one in others[-1:]):
        return ""
    first = "".join(f"{one}, " for one in others)
    if len(head) + len(first) + 1 > width:
        return ""
    inner = split_items(last[1:-1].strip())
    return f"{head}{first}{{\n{_listed(inner, width)}}}{tail}"


def _is_lone(items: list[str]) -> bool:
    """Whether there is one short argument, for which a line is not opened."""
    return len(items) == 1 and len(items[0]) <= 10 and items[0].isidentifier()


def _after_sign(code: str, width: int, after: int) -> str:
    """Put a text that is too long on a line of its own, behind its member's name."""
    key, colon, value = cut(code, ": ")
    if colon and value[:1] in "\"'":
        return code if len(key) <= _SHORT_KEY else f"{key}:\n  {value}"
    return _after_equals(code, width, after) if cut(code, " = ")[1] else ""


def _after_equals(code: str, width: int, after: int) -> str:
    left, _, right = cut(code, " = ")
    inner = lay_out(right, width - 2, after).replace("\n", "\n  ")
    return f"{left} =\n  {inner}"


def _listed(items: list[str], width: int) -> str:
    laid = (lay_out(item, width - 2, 1) for item in items)
    return "".join(f"  {deeper(item)},\n" for item in laid)


def deeper(text: str, depth: int = 2) -> str:
    return text.replace("\n", "\n" + " " * depth)


def opened(code: str, width: int = WIDTH) -> str:
    """Open the last object of a line in any case; prettier leaves it open."""
    start, end = _last_group(code) or (0, 0)
    items = split_items(code[start + 1 : end].strip())
    if not items:
        return code
    if code[start] == "(":
        hugged = _hugged(code[: start + 1], items, code[end:], width)
        return hugged or lay_out(code, width)
    return f"{code[: start + 1]}\n{_listed(items, width)}{code[end:]}"


def typed(head: str, annotation: str, tail: str = ";", width: int = WIDTH) -> str:
    """Write a declaration: head, its type, and what follows; a long union is opened."""
    line = f"{head} {annotation}{tail}"
    if len(line) <= width:
        return line
    if depth := len(head) - len(head.lstrip()):
        inner = typed(head.lstrip(), annotation, tail, width - depth)
        return head[:depth] + deeper(inner, depth)
    parts = split_union(annotation)
    is_whole = head.endswith("=") or _is_one_or_nothing(parts)
    if is_whole and len(annotation) + len(tail) + 2 <= width:
        return f"{head}\n  {annotation}{tail}"
    if len(parts) == 1:
        return _long(head, annotation, tail, width)
    laid = "\n".join(f"  | {_part(one, width)}" for one in parts)
    return f"{head}\n{laid}{tail}"


def _is_one_or_nothing(parts: list[str]) -> bool:
    """Whether it is one type whose value may not be there, which needs no bars."""
    others = [part for part in parts if part not in {"null", "undefined"}]
    return len(parts) > 1 and len(others) == 1


def _part(annotation: str, width: int) -> str:
    if len(annotation) + 4 < width or not annotation.startswith("{ "):
        return annotation
    members = split_members(annotation[2:-2])
    inner = "\n".join(
        "      " + deeper(typed(*_halves(one), width=width - 6), 6) for one in members
    )
    return f"{{\n{inner}\n    }}"


def _halves(member: str) -> tuple[str, str]:
    is_index = member.removeprefix("readonly ").startswith("[")
    name, sign, kind = member.partition("]: ") if is_index else cut(member, ": ")
    return f"{name}{sign.rstrip()}", kind


def _long(head: str, annotation: str, tail: str, width: int) -> str:
    """Open the brackets of a type that is no union."""
    if annotation.startswith("readonly (") and annotation.endswith(")[]"):
        kinds = split_union(annotation[len("readonly (") : -3])
        laid = "\n".join(f"  | {one}" for one in kinds)
        return f"{head} readonly (\n{laid}\n)[]{tail}"
    left, sign, right = cut(annotation, " & {")
    if sign and annotation.endswith(" }"):
        opened_right = _long("", f"{{{right}", tail, width).lstrip()
        return f"{head} {left} & {opened_right}"
    if annotation.startswith("{ ") and annotation.endswith(" }"):
        inner = "\n".join(
            f"  {deeper(typed(*_halves(one), width=width - 2))}"
            for one in split_members(annotation[2:-2])
        )
        return f"{head} {{\n{inner}\n}}{tail}"
    start = annotation.find("<")
    if start > 0 and annotation.endswith(">"):
        inner_text = annotation[start + 1 : -1]
        items = split_types(inner_text)
        if len(items) == 1 and inner_text.startswith("{ "):
            own = _long("", inner_text, "", width if width > 1 else WIDTH - 2)
            return f"{head} {annotation[: start + 1]}{own.strip()}>{tail}"
        whole = f"  {inner_text}"
        if len(items) == 1 or len(whole) > width:
            laid = ",\n".join(f"  {deeper(_inner(one, width - 2))}" for one in items)
        else:
            laid = ",\n".join(f"  {one}" for one in items)
        return f"{head} {annotation[: start + 1]}\n{laid}\n>{tail}"
    return f"{head} {annotation}{tail}"


def _inner(annotation: str, width: int) -> str:
    if len(annotation) <= width:
        return annotation
    parts = split_union(annotation)
    if len(parts) > 1:
        return "\n".join(f"| {one}" for one in parts)
    return _long("", annotation, "", width).strip()


def split_union(annotation: str) -> list[str]:
    """Split at bars that stand in no bracket."""
    return _split(annotation, " | ")


def split_types(annotation: str) -> list[str]:
    return _split(annotation, ", ")


def split_members(inside: str) -> list[str]:
    return _split(inside, "; ")


def _split(text: str, at: str) -> list[str]:
    parts: list[str] = []
    for piece in text.split(at):
        if parts and _is_open(parts[-1]):
            parts[-1] += at + piece
        else:
            parts.append(piece)
    return parts


def _is_open(text: str) -> bool:
    """Whether a bracket or a text is still open."""
    depth, quote, before, is_escaped = 0, "", "", False
    for sign in text:
        if quote:
            ends = sign == quote and not is_escaped
            is_escaped = sign == "\\" and not is_escaped
            quote = "" if ends else quote
        elif sign in "\"'":
            quote, is_escaped = sign, False
        elif sign in "([{<":
            depth += 1
        elif sign in ")]}" or (sign == ">" and before != "="):
            depth -= 1
        before = sign
    return bool(depth or quote)
