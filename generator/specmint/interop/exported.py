"""Documents that we have written, read back into the data of one spec."""

from collections.abc import Mapping
from typing import Any

from specmint.interop import asyncapi, openapi, openrpc
from specmint.interop.parts import merged
from specmint.interop.remainder import PREFIX

Json = Any
Object = dict[str, Json]
_READ = {
    "openrpc": openrpc.read_document,
    "openapi": openapi.read_document,
    "asyncapi": asyncapi.read_document,
}
_SECTIONS = ("documents", "groups", "methods", "types", "tables", "errors")


def read_exported(documents: Mapping[str, Object], name: str) -> Object:
    """Read documents by format as one API of this name; methods say their `group`."""
    parts = [_READ[form](document) for form, document in documents.items()]
    return {**{key: {} for key in _SECTIONS}, **merged(parts), "api": name}


def is_exported(document: Object) -> bool:
    """Whether a document is one of ours: it has a spec's words."""
    return PREFIX + "words" in document
