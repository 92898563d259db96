"""An API as documents of the formats that carry it."""

from collections.abc import Callable
from typing import Any

from specmint.bundle import bundle
from specmint.interop.asyncapi import write_asyncapi
from specmint.interop.openapi import write_openapi
from specmint.interop.openrpc import write_openrpc
from specmint.interop.parts import formats_of, part_for
from specmint.interop.resolved import resolved
from specmint.model import Api

Json = Any
Object = dict[str, Json]
_WRITE: dict[str, Callable[[Object, Object], Object]] = {
    "openrpc": lambda data, _full: write_openrpc(data),
    "openapi": write_openapi,
    "asyncapi": write_asyncapi,
}
FORMATS = tuple(_WRITE)


def export(api: Api) -> dict[str, Object]:
    """Write the document of each format that carries something of an API."""
    data, full = resolved(api), bundle(api)
    return {name: _WRITE[name](part_for(data, name), full) for name in formats_of(data)}
