"""AsyncAPI, written and read."""

from specmint.interop.asyncapi.read import read_document
from specmint.interop.asyncapi.write import write_asyncapi

__all__ = ["read_document", "write_asyncapi"]
