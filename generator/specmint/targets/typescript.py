"""TypeScript clients: every fact about the language, and where the files come from."""

from specmint.naming import camel, constant, pascal, snake, split
from specmint.target import Language, Target

NAME = "typescript-client"
LANGUAGE = Language(
    "typescript",
    label="TypeScript",
    fence="ts",
    exact=("Decimal", "bigint"),
    loose="{[(",
)
WIDTH = 88
# Words that no name may be; those of strict code among them.
_WORDS = [
    "arguments",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
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
    "function",
    "if",
    "implements",
    "import",
    "in",
    "instanceof",
    "interface",
    "let",
    "new",
    "null",
    "package",
    "private",
    "protected",
    "public",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
]
# What every object of JavaScript has by itself.
_OBJECT = [
    "__defineGetter__",
    "__defineSetter__",
    "__lookupGetter__",
    "__lookupSetter__",
    "__proto__",
    "constructor",
    "hasOwnProperty",
    "isPrototypeOf",
    "propertyIsEnumerable",
    "toLocaleString",
    "toString",
    "valueOf",
]
# What a method may not be called: each client has these, or each module of calls.
METHODS_TAKEN = frozenset(
    [
        *_OBJECT,
        *_WORDS,
        "batch",
        "beside",
        "byKind",
        "byMember",
        "byTag",
        "calls",
        "close",
        "commas",
        "core",
        "counted",
        "dated",
        "fraction",
        "integer",
        "later",
        "list",
        "map",
        "maybe",
        "method",
        "methods",
        "must",
        "notify",
        "nullable",
        "numbered",
        "octets",
        "openNumbered",
        "openWords",
        "overloaded",
        "param",
        "pushes",
        "record",
        "repeated",
        "reply",
        "send",
        "stream",
        "t",
        "then",
        "truth",
        "tuple",
        "whole",
        "with",
        "withScope",
        "words",
    ]
)
# What a member or a parameter may not be called.
MEMBERS_TAKEN = frozenset(["__proto__", "constructor", "extra"])
# What a setting may not be called: each client has these by itself.
SETTINGS_TAKEN = frozenset(
    [
        "__proto__",
        "by",
        "constructor",
        "deadlineMs",
        "dialect",
        "fetch",
        "headers",
        "ids",
        "mostBytes",
        "nonces",
        "now",
        "resends",
        "signWith",
        "signal",
        "timeoutMs",
        "trace",
    ]
)
# What a part of an error may not be called: each error has these by itself.
PARTS_TAKEN = frozenset(
    [
        *_OBJECT,
        "cause",
        "code",
        "data",
        "facts",
        "message",
        "name",
        "refuses",
        "stack",
        "status",
        "transient",
    ]
)
# What a type may not be called: files of types and calls use these words for something else.
TYPES_TAKEN = frozenset(
    [
        "ANYTHING",
        "BOOLEAN",
        "DECIMAL",
        "NOTHING",
        "NUMBER",
        "TEXT",
        "ZERO_ONE",
        "Codec",
        "Decimal",
        "Exclude",
        "In",
        "Json",
        "Open",
        "OtherNumber",
        "OtherWord",
        "Readonly",
        "Record",
        "Uint8Array",
    ]
)
ERRORS_TAKEN = frozenset(
    [
        *TYPES_TAKEN,
        "ApiError",
        "CLASSES",
        "DeadlineError",
        "DecodeError",
        "ERRORS",
        "ErrorTable",
        "KnownError",
        "TransportError",
    ]
)
RUNTIME = "clients/typescript/runtime"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/clients/typescript/{package(name)}"


TARGET = Target(
    NAME,
    folder,
    lower="typescript",
    guide="TypeScript clients",
    surface="typescript",
    language=LANGUAGE,
)


def package(name: str) -> str:
    return f"{snake(split(name)).replace('_', '-')}-client"


def template(path: str) -> str:
    return f"clients/typescript/{path}"


def method_name(name: str) -> str:
    return camel(split(name))


def member_name(name: str) -> str:
    """Keep a name that is written as JavaScript writes them."""
    is_kept = name.isascii() and name.isalnum() and name[0].islower()
    return name if is_kept else camel(split(name))


def type_name(name: str) -> str:
    """Keep a name that is a type's already."""
    return name if name.isalnum() and name[:1].isupper() else pascal(split(name))


def table_name(name: str) -> str:
    """Name a table, beside which types stand."""
    own = name.upper()
    return f"{own}_" if own in TYPES_TAKEN else own


def constant_name(name: str) -> str:
    return constant(split(name))
