"""OpenRPC, OpenAPI and AsyncAPI documents of an API, and specs of such documents."""

from specmint.interop.export import FORMATS, export
from specmint.interop.exported import read_exported
from specmint.interop.losses import REASONS, Loss, by_fact, losses

__all__ = ["FORMATS", "REASONS", "Loss", "by_fact", "export", "losses", "read_exported"]
