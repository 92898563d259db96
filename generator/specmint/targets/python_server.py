"""Python servers: what differs from clients, whose facts of the language they share."""

import keyword

from specmint.naming import snake, split
from specmint.target import Target

NAME = "python-server"
# What a method of a handler may not be called: annotations below it use these words.
METHODS_TAKEN = frozenset(
    [*keyword.kwlist, "bool", "bytes", "int", "str", "t", "tuple"]
)
# What a parameter may not be called.
PARAMS_TAKEN = frozenset([*keyword.kwlist, "self"])
RUNTIME = "servers/python/runtime"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/servers/python/{package(name)}"


TARGET = Target(
    NAME, folder, lower="python.server", guide="Python servers", surface="python"
)


def package(name: str) -> str:
    return f"{snake(split(name))}_server"


def template(path: str) -> str:
    """Name the template of a file; some print the packages of clients too."""
    shared = path in {"__init__.py", "types.py"}
    return f"python/{path}" if shared else f"servers/python/{path}"
