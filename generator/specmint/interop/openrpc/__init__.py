"""OpenRPC, written and read."""

from specmint.interop.openrpc.read import read_document
from specmint.interop.openrpc.write import write_openrpc

__all__ = ["read_document", "write_openrpc"]
