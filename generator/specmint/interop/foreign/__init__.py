"""Documents that others wrote, as the data of a spec, with what was lost on the way."""

from collections.abc import Callable, Mapping
from typing import Any

from specmint.interop.foreign.openapi import read_openapi
from specmint.interop.foreign.openrpc import read_openrpc
from specmint.interop.foreign.whole import completed
from specmint.interop.schemas import Reading, Remark
from specmint.problems import Place, Problem, Refused

Json = Any
Object = dict[str, Json]
_READ: dict[str, Callable[[Object], tuple[Object, Reading]]] = {
    "openrpc": read_openrpc,
    "openapi": read_openapi,
}


def read_foreign(
    documents: Mapping[str, Object], name: str
) -> tuple[Object, tuple[Remark, ...]]:
    """Read a document as an API of this name, and say what was dropped or guessed."""
    [(form, document), *more] = documents.items()
    if more or form not in _READ:
        message = "of documents that others wrote, one of OpenRPC or of OpenAPI is read"
        raise Refused([Problem(Place(form), "bad-document", message)], is_misuse=True)
    data, reading = _READ[form](document)
    made = completed(data, document, name, reading)
    return made, tuple(dict.fromkeys(reading.remarks))


__all__ = ["read_foreign"]
