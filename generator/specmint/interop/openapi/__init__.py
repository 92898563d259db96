"""OpenAPI, written and read."""

from specmint.interop.openapi.read import read_document
from specmint.interop.openapi.write import write_openapi

__all__ = ["read_document", "write_openapi"]
