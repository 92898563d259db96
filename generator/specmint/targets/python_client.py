"""Python clients: every fact about the language, and which files a client has."""

import keyword

from specmint.naming import constant, pascal, snake, split
from specmint.target import Language, Target

NAME = "python-client"
LANGUAGE = Language(
    "python",
    label="Python",
    fence="python",
    exact=("Decimal", "int"),
    loose="{",
)
WIDTH = 88
# What a parameter may not be called: it stands beside these in generated code.
PARAMS_TAKEN = frozenset(
    [*keyword.kwlist, "self", "t", "seconds", "get", "post", "put", "delete"]
)
# What a setting may not be called: a client has these by itself, or is made with them.
SETTINGS_TAKEN = frozenset(
    [
        *keyword.kwlist,
        "address",
        "auth",
        "basic",
        "by",
        "calling",
        "calls",
        "carrier",
        "choose",
        "deadline",
        "dialect",
        "os",
        "own_user",
        "own_word",
        "parse_address",
        "resends",
        "resting",
        "scoped",
        "secret_header",
        "secret_of",
        "self",
        "settings",
        "sign_with",
        "signers",
        "socket",
        "t",
        "timeout",
        "transport",
        "where",
    ]
)
# What a method may not be called: each client has these by itself.
METHODS_TAKEN = frozenset(
    [
        *keyword.kwlist,
        "bool",
        "bytes",
        "calls",
        "float",
        "int",
        "maybe",
        "maybe_by",
        "member",
        "member_by",
        "object",
        "overload",
        "sends",
        "sends_async",
        "str",
        "tuple",
        "t",
        "seconds",
        "get",
        "post",
        "put",
        "delete",
        "unknown",
        "send",
        "reply",
        "batch",
        "notify",
        "close",
        "with_options",
        "with_scope",
        "pushes",
    ]
)
# What annotations need, where a name of a class would hide it.
_BUILTIN = ("bool", "bytes", "int", "str")
# What a part of an error may not be called: each error has these by itself.
PARTS_TAKEN = frozenset(
    [
        *keyword.kwlist,
        *_BUILTIN,
        "add_note",
        "args",
        "code",
        "data",
        "facts",
        "match",
        "message",
        "own_status",
        "refuses",
        "self",
        "status",
        "token",
        "transient",
        "with_traceback",
    ]
)
# What a member may not be called: each record has these by itself.
MEMBERS_TAKEN = frozenset(
    [
        *keyword.kwlist,
        *_BUILTIN,
        "codec",
        "decode",
        "extra",
        "members",
        "rest",
        "encode",
        "member",
        "maybe",
        "member_by",
        "maybe_by",
    ]
)
# What a codec may not be called: the runtime has these.
CODECS_TAKEN = frozenset(
    [
        "ANYTHING",
        "BOOLEAN",
        "DECIMAL",
        "INTEGER",
        "NOTHING",
        "TEXT",
        "TYPE_CHECKING",
        "UNSET",
        "YES_NO",
        "ZERO_ONE",
    ]
)
# What a type may not be called: files of types use these words for something else.
TYPES_TAKEN = frozenset(
    [
        *keyword.kwlist,
        *CODECS_TAKEN,
        "Any",
        "Acknowledge",
        "Beside",
        "Boolean",
        "ByKind",
        "ByMember",
        "ByTag",
        "Codec",
        "CommaList",
        "Call",
        "Callable",
        "Counted",
        "Dated",
        "Decimal",
        "Final",
        "Fraction",
        "IntEnum",
        "Integer",
        "Json",
        "Later",
        "ListOf",
        "Literal",
        "MapOf",
        "Mapping",
        "NewType",
        "Nullable",
        "Numbered",
        "Octets",
        "OpenNumber",
        "Record",
        "Repeated",
        "Sequence",
        "Text",
        "TupleOf",
        "TypeAlias",
        "Union",
        "Unset",
        "Words",
    ]
)
ERRORS_TAKEN = frozenset(
    [
        *TYPES_TAKEN,
        "ApiError",
        "DeadlineError",
        "DecodeError",
        "ERRORS",
        "ErrorTable",
        "Match",
        "TransportError",
    ]
)
RUNTIME = "clients/python/runtime"
# What servers have too.
SHARED = "python/runtime"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/clients/python/{package(name)}"


TARGET = Target(
    NAME,
    folder,
    lower="python",
    guide="Python clients",
    surface="python",
    language=LANGUAGE,
)


def package(name: str) -> str:
    return f"{snake(split(name))}_client"


def template(path: str) -> str:
    """Name the template of a file; some print the packages of servers too."""
    shared = path in {"__init__.py", "types.py"}
    return f"python/{path}" if shared else f"clients/python/{path}"


def method_name(name: str) -> str:
    return snake(split(name))


def member_name(name: str) -> str:
    return snake(split(name))


def type_name(name: str) -> str:
    """Keep a name that is a class's already."""
    return name if name.isalnum() and name[:1].isupper() else pascal(split(name))


def table_name(name: str) -> str:
    """Name a table, beside which types and codecs stand."""
    own = name.upper()
    return f"{own}_" if own in TYPES_TAKEN else own


def constant_name(name: str) -> str:
    return constant(split(name))
