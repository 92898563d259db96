"""A spec whose every name is one that generated code, or its language, has already."""

import builtins
from collections.abc import Iterable, Iterator
import keyword
import re
from typing import Any

from project import ROOT

Node = Any

_IDENTIFIER = re.compile(r"\b[A-Za-z_][A-Za-z0-9_]*\b")
_JAVASCRIPT = [
    "abstract",
    "any",
    "arguments",
    "as",
    "asserts",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "constructor",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "eval",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "get",
    "if",
    "implements",
    "import",
    "in",
    "infer",
    "instanceof",
    "interface",
    "is",
    "keyof",
    "let",
    "module",
    "namespace",
    "never",
    "new",
    "null",
    "number",
    "object",
    "of",
    "package",
    "private",
    "protected",
    "public",
    "readonly",
    "require",
    "return",
    "satisfies",
    "set",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unique",
    "unknown",
    "using",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "Array",
    "BigInt",
    "Boolean",
    "Date",
    "Error",
    "Function",
    "Infinity",
    "Intl",
    "JSON",
    "Map",
    "Math",
    "NaN",
    "Number",
    "Object",
    "Partial",
    "Pick",
    "Promise",
    "Proxy",
    "Record",
    "Reflect",
    "RegExp",
    "Set",
    "String",
    "Symbol",
    "URL",
    "Uint8Array",
    "WeakMap",
    "globalThis",
    "isNaN",
    "parseInt",
    "process",
    "window",
    "document",
    "name",
    "length",
    "caller",
    "prototype",
    "__proto__",
    "__defineGetter__",
    "__lookupSetter__",
    "hasOwnProperty",
    "isPrototypeOf",
    "toString",
    "valueOf",
    "toJSON",
    "toLocaleString",
    "then",
    "catch",
    "finally",
    "next",
    "done",
    "value",
    "asyncIterator",
]
_PYTHON = [
    "__init__",
    "__new__",
    "__class__",
    "__dict__",
    "__slots__",
    "__call__",
    "__getattr__",
    "__eq__",
    "__hash__",
    "__repr__",
    "__name__",
    "__doc__",
    "__file__",
    "__all__",
    "__annotations__",
    "__builtins__",
    "__debug__",
    "__import__",
    "self",
    "cls",
    "mcs",
    "mro",
    "name",
    "value",
    "values",
    "items",
    "keys",
    "real",
    "numerator",
    "_",
    "__",
    "___",
    "_core",
    "_wire",
    "None",
    "True",
    "False",
    "NotImplemented",
    "Ellipsis",
    "match",
    "case",
    "type",
    "async",
    "await",
    "typing",
]


def taken() -> list[str]:
    """List words of the languages, and all that our own runtimes and templates say."""
    found = {
        *_PYTHON,
        *_JAVASCRIPT,
        *keyword.kwlist,
        *keyword.softkwlist,
        *dir(builtins),
    }
    for folder in ("clients", "servers", "python"):
        for path in (ROOT / "templates" / folder).rglob("*"):
            if path.suffix in {".py", ".ts"}:
                found |= _definitions(path.read_text("utf-8"))
    return sorted(found)


_DEFINED = re.compile(
    r"\b(?:class|def|function|const|let|interface|type|import|as|from)\s+([A-Za-z_]\w*)"
    r"|\b([A-Za-z_]\w*)(?=\s*[:=,)])"
)


def _definitions(text: str) -> set[str]:
    return {
        name for pair in _DEFINED.findall(text) for name in pair if 0 < len(name) < 40
    }


_SOURCE = {"document": "page"}
_PER_METHOD = 60  # parameters
_PER_ENUM = 400  # values


def named(names: Iterable[str]) -> dict[str, Node]:
    """Give the files of a spec that uses these names for whatever may be called so."""
    listed = sorted(dict.fromkeys(names), key=lambda name: not name[:1].islower())
    return {
        "api.yaml": _api(listed),
        "types.yaml": {"types": dict(_types(listed))},
        "errors.yaml": {"errors": dict(_errors(listed))},
        "methods/main.yaml": {
            "group": {"title": "Main"},
            "methods": {**dict(_methods(listed)), **dict(_takers(listed))},
        },
        "webhooks.yaml": {"webhooks": dict(_webhooks(listed))},
        "streams.yaml": {
            "pushes": dict(_pushes(listed)),
            "streams": dict(_streams(listed)),
        },
    }


def _api(names: list[str]) -> Node:
    own = [name for name in names if re.fullmatch(r"[a-z][a-z0-9_]*", name)]
    return {
        "specmint": 1,
        "api": "sample",
        "title": "Names",
        "words": ["Sample"],
        "summary": "Call things what others are called.",
        "documents": {"page": {"title": "The page", "kind": "document"}},
        "versions": {name: ["1"] for name in names},
        "transports": {
            "rpc": {
                "host": "http://localhost:1",
                "params": "either",
                "path": "/" + "".join(f"[{{{name}}}]" for name in own[:40]),
                "scope": {
                    name: {"type": "string", "optional": True} for name in own[:40]
                },
                "hosts": dict.fromkeys(names, "http://localhost:2"),
                "auth": ["user"],
            },
            "http": {
                "host": "http://localhost:2",
                "params": {"POST": "json", "GET": "query"},
            },
            "ws": {
                "host": "ws://localhost:3",
                "call": {"method": "$method", "params": "$params", "id": "$id"},
                "reply": {"when": {"type": "reply"}, "id": "id"},
            },
        },
        "credentials": {
            name: {"doc": "A word."}
            for name in ("user", "password", *own)
            if name != "digest"
        },
        "auth": {"user": {"kind": "basic", "user": "$user", "password": "$password"}},
        "facts": {name: {"doc": "A fact.", "source": _SOURCE} for name in names},
    }


def _types(names: list[str]) -> Iterator[tuple[str, Node]]:
    member = {"type": "string", "optional": True}
    kinds = (
        {"is": "record", "fields": {"a": "string"}},
        {"is": "string", "unit": "x"},
        {"is": "enum", "values": {"a": "One.", "b": "Two."}, "open": True},
        {"is": "enum", "of": "integer", "values": {"1": {"name": "A", "doc": "One."}}},
        {"is": "list", "items": "string"},
        {"is": "map", "items": "integer"},
        {"is": "integer", "wire": "text", "unit": "y", "scale": 2},
        {"is": "union", "kinds": {"string": "string", "integer": "integer"}},
        {"is": "decimal", "wire": "text", "minimum": 0},
        {"is": "timestamp", "wire": {"unit": "s", "as": "number"}},
    )
    capital = [name for name in names if re.fullmatch(r"[A-Z][A-Za-z0-9_]*", name)]
    for number, name in enumerate(capital):
        yield name, kinds[number % len(kinds)]
    for start in range(0, len(names), _PER_ENUM):
        fields = dict.fromkeys(names[start : start + _PER_ENUM], member)
        yield f"EveryMember{start}", {"is": "record", "fields": fields}
        some = dict.fromkeys(names[start : start + _PER_ENUM], "A word.")
        yield f"EveryWord{start}", {"is": "enum", "values": some}
    fields = {
        f"m{number}": {"type": name, "optional": True}
        for number, name in enumerate(capital)
    }
    yield "EveryType", {"is": "record", "fields": fields}
    words = list(
        dict.fromkeys(name.strip("_").upper() for name in names if name.strip("_"))
    )
    for start in range(0, len(words), _PER_ENUM):
        numbered = enumerate(words[start : start + _PER_ENUM])
        numbers = {str(n): {"name": word, "doc": "One."} for n, word in numbered}
        yield f"EveryNumber{start}", {"is": "enum", "of": "integer", "values": numbers}
    tags = {name: f"Tag{n}" for n, name in enumerate(names[:50])}
    yield "EveryTag", {"is": "union", "tag": "t", "cases": tags}
    for tag in tags.values():
        yield tag, {
            "is": "record",
            "fields": {"t": "string", "a": {"type": "string", "optional": True}},
        }


def _errors(names: list[str]) -> Iterator[tuple[str, Node]]:
    capital = [name for name in names if re.fullmatch(r"[A-Z][A-Za-z0-9]*", name)]
    for number, name in enumerate(capital, 1):
        yield name, _error({"code": number})
    parts = [name for name in names if re.fullmatch(r"[a-z_][a-z0-9_]*", name)]
    for start in range(0, len(parts), 6):
        some = parts[start : start + 6]
        text = f"{start}: " + ", ".join(f"{{{part}}}" for part in some)
        yield f"EveryPart{start}", {
            **_error({"text": text}),
            "parts": dict.fromkeys(some, "string"),
        }


def _error(match: Node) -> Node:
    return {
        "summary": "It fails.",
        "match": match,
        "source": _SOURCE,
        "unobserved": "Nobody has seen one.",
    }


def _method(name: str, params: Node, **more: Any) -> Node:
    return {
        "summary": "Do it.",
        "rpc": name,
        "ws": name,
        "effect": "read",
        "params": params,
        "source": _SOURCE,
        "examples": {"one": {"origin": "made"}},
        **more,
    }


def _methods(names: list[str]) -> Iterator[tuple[str, Node]]:
    for name in names:
        if re.fullmatch(r"[A-Za-z_][A-Za-z0-9_.]*", name):
            yield name, _method(name, {"a": {"type": "string", "optional": True}})


def _takers(names: list[str]) -> Iterator[tuple[str, Node]]:
    """Methods that take them all, in several ways."""
    for start in range(0, len(names), _PER_METHOD):
        some = names[start : start + _PER_METHOD]
        params = {name: {"type": "string", "optional": True} for name in some}
        yield f"takes_{start}", _method(
            f"takes_{start}", params, http=f"POST /takes/{start}"
        )
    own = [name for name in names if re.fullmatch(r"[a-z][a-z0-9_]*", name)]
    for number, name in enumerate(own[:40]):
        key = {name: "string"}
        examples = {"one": {"params": {name: names[0]}, "origin": "made"}}
        for role in ("begins", "ends"):
            yield f"{role}_{number}", _method(
                f"{role}_{number}", key, examples=examples
            )
    result = {"type": "EveryMember0"}
    examples = {"one": {"result": {}, "origin": "made"}}
    yield "every", _method("every", {}, result=result, examples=examples)


def _webhooks(names: list[str]) -> Iterator[tuple[str, Node]]:
    for name in names:
        if re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield name, {
                "summary": "It came.",
                "call": "POST",
                "in": "json",
                "payload": "EveryMember0",
                "source": _SOURCE,
                "unobserved": "Nobody listens.",
            }


def _pushes(names: list[str]) -> Iterator[tuple[str, Node]]:
    yield "every", {
        "summary": "It came.",
        "when": {"type": "every one"},
        "payload": "EveryMember0",
        "source": _SOURCE,
        "unobserved": "It never came.",
    }
    for name in names:
        if re.fullmatch(r"[a-z][a-z0-9_]*", name):
            yield name, {
                "summary": "It came.",
                "when": {"type": name},
                "at": "word",
                "payload": "EveryWord0",
                "always": True,
                "source": _SOURCE,
                "unobserved": "It never came.",
            }


def _streams(names: list[str]) -> Iterator[tuple[str, Node]]:
    own = [name for name in names if re.fullmatch(r"[a-z][a-z0-9_]*", name)]
    for number, name in enumerate(own[:40]):
        if True:
            yield name, {
                "summary": "Follow it.",
                "start": f"begins_{number}",
                "stop": f"ends_{number}",
                "push": "every",
                "key": {"param": name, "member": name},
                "data": name,
                "cases": {name: "string"},
                "source": _SOURCE,
            }
