"""Mutants of specs: the same YAML with one fact changed, so that what it makes is another API."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spec_parts import edits
import yaml

# By the key that a fact stands at, the kind that its change is counted as.
_TEXTS = {
    "rpc": "name",
    "ws": "name",
    "http": "path",
    "call": "path",
    "name": "name",
    "path": "path",
    "prefix": "path",
    "tag": "name",
    "at": "name",
    "result": "name",
    "message": "message",
    "token": "code",
    "text": "message",
    "pattern": "rule",
    "unless": "rule",
    "content_type": "header",
    "key": "header",
    "header": "header",
    "body": "message",
    "table": "unit",
}
_NUMBERS = {
    "code": "code",
    "status": "code",
    "minimum": "rule",
    "maximum": "rule",
    "min_length": "rule",
    "max_length": "rule",
    "length": "rule",
    "scale": "unit",
    "least": "presence",
    "max_items": "rule",
    "min_items": "rule",
    "legacy": "code",
    "2.0": "code",
    "error": "code",
    "http_status": "code",
    "every": "rule",
}
_FLAGS = {
    "optional": "presence",
    "nullable": "presence",
    "absent": "presence",
    "required": "presence",
    "open": "word",
    "transient": "effect",
    "waits": "effect",
    "secret": "secret",
}
_EFFECTS = {"read": "once", "once": "read", "idempotent": "once"}
_TYPES = {
    "string": "integer",
    "integer": "decimal",
    "decimal": "integer",
    "boolean": "integer",
    "bytes": "string",
    "any": "string",
    "nothing": "any",
}
_WIRES = {
    "hex": "text",
    "text": "number",
    "number": "text",
    "zero-one": "json",
    "yes-no": "zero-one",
    "0x-hex": "hex",
    "base64": "hex",
    "comma": "json",
    "repeated": "comma",
}
_UNITS = {"s": "ms", "ms": "us", "us": "s"}
_VERBS = {"GET": "POST", "POST": "PUT", "PUT": "POST", "DELETE": "POST"}
_SKIPPED = {
    "examples", "errata", "source", "doc", "summary", "documents", "notes", "words",
    "evidence", "facts", "unobserved", "only", "since", "until", "versions", "hosts",
    "why", "requires", "visibility", "limits", "timeouts", "rate", "warnings", "tls",
}  # fmt: skip


@dataclass(frozen=True)
class Change:
    """A piece of a file, and what stands there instead."""

    path: Path
    kind: str
    start: int
    end: int
    line: int
    old: str
    new: str

    def applied(self, text: str) -> str:
        return f"{text[: self.start]}{self.new}{text[self.end :]}"


def changes(path: Path) -> Iterator[Change]:
    """Give every change of one file of a spec."""
    text = path.read_text("utf-8")
    root = yaml.compose(text)
    if root is not None:
        yield from _walk(path, root, (), text)


def _walk(path: Path, node: Any, keys: tuple[str, ...], text: str) -> Iterator[Change]:
    if isinstance(node, yaml.MappingNode):
        line = node.start_mark.line + 1
        for kind, start, end, old, new in edits(node, keys, text):
            here = line + text.count("\n", node.start_mark.index, start)
            yield Change(path, kind, start, end, here, old, new)
        for key, value in node.value:
            name = str(key.value)
            if name in _SKIPPED:
                continue
            if _is_named(keys):
                yield _changed(path, "name", key, f"{key.value}x")
            if keys[-1:] == ("values",) and keys[:1] == ("types",):
                yield _changed(path, "word", key, f"{key.value}x")
            yield from _walk(path, value, (*keys, name), text)
    elif isinstance(node, yaml.SequenceNode):
        for value in node.value:
            yield from _walk(path, value, (*keys, "-"), text)
    elif isinstance(node, yaml.ScalarNode):
        yield from _scalar(path, node, keys)


def _is_named(keys: tuple[str, ...]) -> bool:
    """Whether the keys below are names on the wire: of parameters and members."""
    return keys[-1:] in {("params",), ("fields",)} and "examples" not in keys


def _scalar(path: Path, node: Any, keys: tuple[str, ...]) -> Iterator[Change]:
    key, text, tag = keys[-1], node.value, node.tag.rpartition(":")[2]
    if key == "-":
        owner = next((one for one in reversed(keys) if one != "-"), "")
        if owner == "also":
            yield _changed(path, "alias", node, f"{text}x")
        elif owner == "accepts" and text in _WIRES:
            yield _changed(path, "wire", node, _WIRES[text])
        elif owner == "ok" and tag == "int":
            yield _changed(path, "code", node, _other(tag, text))
        return
    if keys[-2:-1] == ("values",):
        return  # what a word means, for people
    if key == "default" and tag in {"bool", "int", "str"}:
        yield _changed(path, "default", node, _other(tag, text))
    elif key in _FLAGS and tag == "bool":
        yield _changed(path, _FLAGS[key], node, _other(tag, text))
    elif key in _NUMBERS and tag == "int":
        yield _changed(path, _NUMBERS[key], node, _other(tag, text))
    elif key == "wire" and text in _WIRES:
        yield _changed(path, "wire", node, _WIRES[text])
    elif key == "effect" and text in _EFFECTS:
        yield _changed(path, "effect", node, _EFFECTS[text])
    elif key in {"type", "items", "is"} and text in _TYPES:
        yield _changed(path, "type", node, _TYPES[text])
    elif key in {"type", "items"} and text[:1].isupper():
        yield _changed(path, "type", node, "string")
    elif key == "unit" and text in _UNITS:
        yield _changed(path, "unit", node, _UNITS[text])
    elif key in {"http", "call"} and text.partition(" ")[0] in _VERBS:
        verb, _, rest = text.partition(" ")
        yield _changed(path, "verb", node, f"{_VERBS[verb]} {rest}")
        yield _changed(path, "path", node, f"{verb} {_longer(rest)}")
    elif key == "pattern":
        yield _changed(
            path, "rule", node, text.replace("$", "x$") if "$" in text else f"{text}x"
        )
    elif key in _TEXTS and tag == "str" and text and len(keys) > 2:
        yield _changed(path, _TEXTS[key], node, f"{text}x")


def _longer(target: str) -> str:
    """Lengthen the first part of a path."""
    head, slash, rest = target.removeprefix("/").partition("/")
    return (
        f"/{head if head.startswith('{') else head + 'x'}{slash}{rest}"
        if slash
        else f"{target}x"
    )


def _other(tag: str, text: str) -> str:
    match tag:
        case "bool":
            return "false" if text == "true" else "true"
        case "int":
            return str(int(text) + 1)
    return f"{text}x"


def _changed(path: Path, kind: str, node: Any, new: str) -> Change:
    start, end = node.start_mark.index, node.end_mark.index
    quoted = new if node.style is None else _quoted(new)
    return Change(path, kind, start, end, node.start_mark.line + 1, node.value, quoted)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
