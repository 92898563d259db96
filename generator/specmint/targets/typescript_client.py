"""TypeScript clients: every fact about the language, and where the files come from."""

from specmint.naming import camel, constant, pascal, snake, split

NAME = "typescript-client"
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
# What a method may not be called: each client has these, or each module of calls.
METHODS_TAKEN = frozenset(
    [
        *_WORDS,
        "batch",
        "beside",
        "close",
        "constructor",
        "core",
        "method",
        "methods",
        "notify",
        "param",
        "reply",
        "send",
        "t",
        "then",
        "toString",
        "with",
        "withScope",
    ]
)
# What a member or a parameter may not be called.
MEMBERS_TAKEN = frozenset(["__proto__", "constructor", "extra"])
# What a part of an error may not be called: each error has these by itself.
PARTS_TAKEN = frozenset(
    [
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
    ["ApiError", "DeadlineError", "DecodeError", "ErrorTable", "Json", "TransportError"]
)
RUNTIME = "clients/typescript/runtime"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/clients/typescript/{package(name)}"


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


def constant_name(name: str) -> str:
    return constant(split(name))
