"""Generated Python clients as tests use them: imported, called with wire values, compared."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import IntEnum
from functools import cache
from importlib import import_module
import inspect
import sys
from types import ModuleType
from typing import Any

from project import ROOT, api
from specmint.lower.python.names import Names, make_names
from specmint.model import Api, Json, Method
from specmint.wire import Meaning

CLIENTS = ROOT / "generated" / "clients" / "python"


@dataclass(frozen=True)
class Package:
    """A generated package, and what the spec calls the things in it."""

    api: Api
    names: Names
    root: ModuleType
    calls: ModuleType
    types: ModuleType
    errors: ModuleType
    core: ModuleType
    wire: ModuleType

    def module(self, name: str) -> ModuleType:
        return import_module(f"{self.names.package}.{name}")

    def client(self, address: str, *, is_async: bool = False, **more: Any) -> Any:
        kind = f"{'Async' if is_async else ''}{self.names.client}Client"
        return getattr(self.root, kind)(address, **more)

    def make(self, method: Method) -> Any:
        """Give the function that makes the call of a method."""
        return getattr(self.calls, self.names.methods[method.name])


@cache
def package(name: str) -> Package:
    """Import the package of an API from where it is generated."""
    if str(CLIENTS) not in sys.path:
        sys.path.append(str(CLIENTS))
    names = make_names(api(name))
    modules = ("calls", "types", "errors", "_core", "_wire")
    root = import_module(names.package)
    inner = (import_module(f"{names.package}.{module}") for module in modules)
    return Package(api(name), names, root, *inner)


# -- from the wire to Python -------------------------------------------------------


def arguments(pkg: Package, method: Method, params: Mapping[str, Json]) -> Any:
    """Give a call's arguments by their names in Python, read as their types say.

    What does not fit its type, and what the method does not know, stays as it is.
    """
    codecs = codecs_of(pkg, method)
    return {
        codecs[name][0] if name in codecs else name: (
            _read(pkg, codecs[name][1], value, params) if name in codecs else value
        )
        for name, value in params.items()
    }


def codecs_of(pkg: Package, method: Method) -> dict[str, tuple[str, Any]]:
    """Give the name in Python and the codec of each parameter, by its own name."""
    make = pkg.make(method)
    names = list(inspect.signature(make).parameters)
    args = make(**dict.fromkeys(names)).args
    pairs = zip(names, args, strict=True)
    return {arg.name: (name, arg.codec) for name, arg in pairs}


def _read(pkg: Package, codec: Any, value: Json, params: Mapping[str, Json]) -> Any:
    try:
        if isinstance(codec, pkg.wire.Beside):
            codec = codec.codec(params)
        return codec.decode(value)
    except (pkg.wire.DecodeError, pkg.wire.Misfit):
        return value


# -- from Python to the oracle -----------------------------------------------------


def meaning(value: Any) -> Meaning:
    """Give a value of a client as the oracle has it."""
    match value:
        case IntEnum():
            return int(value)
        case Mapping():
            return {key: meaning(item) for key, item in value.items()}
        case list() | tuple():
            return [meaning(item) for item in value]
    if hasattr(type(value), "members"):
        return {name: meaning(item) for name, item in members(value)}
    return value


def members(record: Any) -> Iterator[tuple[str, Any]]:
    """Give the members that are there, by their names on the wire."""
    for member in type(record).members:
        value = getattr(record, member.name)
        if repr(value) != "UNSET":
            yield member.wire, value
    yield from record.extra.items()
