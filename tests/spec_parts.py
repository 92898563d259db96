"""Edits of YAML text that take a part away, or add a fact where there was none."""

from collections.abc import Iterator
from typing import Any

import yaml

Edit = tuple[str, int, int, str, str]
"""Its kind, where it begins and ends in the text, what was there, and what is there now."""

# Lists of facts, each entry of which may be missing.
_LISTS = {
    "errors": "list", "also": "alias", "auth": "list", "ok": "list", "accepts": "list",
    "truthy": "list", "falsy": "list", "message": "list", "same": "list", "failed": "list",
}  # fmt: skip
# What has entries by name, each of which may be missing.
_TABLES = {
    "methods", "errors", "types", "fields", "params", "values", "cases", "pushes",
    "webhooks", "transports", "refuse", "headers", "tables", "rows", "http_status",
}  # fmt: skip
# Keys without which there is another fact, or none.
_KEYS = {
    "default", "optional", "nullable", "pattern", "unless", "minimum", "maximum",
    "wire", "unit", "scale", "status", "effect", "waits", "transient", "together",
    "open", "otherwise", "missing", "content_type", "http", "rpc", "ws", "rest",
    "prefix", "envelope", "slash", "length", "min_length", "max_length", "least",
}  # fmt: skip


def edits(node: yaml.MappingNode, keys: tuple[str, ...], text: str) -> Iterator[Edit]:
    """Give the edits of one mapping: entries taken away, and facts added."""
    is_table = bool(keys) and keys[-1] in _TABLES
    if keys[-2:-1] in {("fields",), ("params",)} and _is_use(node):
        for fact in ("optional", "nullable"):
            if fact not in {key.value for key, _ in node.value}:
                yield _added(node, fact)
    for key, value in node.value:
        if (is_table or key.value in _KEYS) and not node.flow_style:
            yield _taken("entry" if is_table else "fact", key, value, text)
        if key.value in _LISTS and isinstance(value, yaml.SequenceNode):
            yield from _shorter(_LISTS[key.value], value, text)
    if keys[-1:] in {("fields",), ("params",)}:
        for _, value in node.value:
            if isinstance(value, yaml.ScalarNode) and value.style is None:
                start, end = value.start_mark.index, value.end_mark.index
                new = f"{{type: {value.value}, optional: true}}"
                yield "presence", start, end, value.value, new


def _is_use(node: yaml.MappingNode) -> bool:
    return bool({"type", "is"} & {key.value for key, _ in node.value})


def _added(node: yaml.MappingNode, fact: str) -> Edit:
    first = node.value[0][0]
    start, gap = first.start_mark.index, ", "
    if not node.flow_style:
        gap = "\n" + " " * first.start_mark.column
    return "presence", start, start, "", f"{fact}: true{gap}"


def _taken(kind: str, key: Any, value: Any, text: str) -> Edit:
    """Put a comment in place of an entry; what is indented after it stays so."""
    start, end = key.start_mark.index, value.end_mark.index
    old = text[start:end]
    rest = old[old.rindex("\n") :] if old.endswith((" ", "\n")) and "\n" in old else ""
    return kind, start, end, old, f"# {key.value}{rest}"


def _shorter(kind: str, value: yaml.SequenceNode, text: str) -> Iterator[Edit]:
    """Write a list without one of its entries, on one line."""
    start, end = value.start_mark.index, value.end_mark.index
    old = text[start:end]
    tail = old[len(old.rstrip()) :]
    parts = [text[one.start_mark.index : one.end_mark.index] for one in value.value]
    if any("\n" in part for part in parts):
        return
    for index in range(len(parts)):
        rest = [part for n, part in enumerate(parts) if n != index]
        yield kind, start, end, old, f"[{', '.join(rest)}]{tail}"
