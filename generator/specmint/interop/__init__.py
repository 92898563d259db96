"""OpenRPC, OpenAPI and AsyncAPI documents of an API, and specs of such documents."""

from specmint.interop.export import FORMATS, export
from specmint.interop.exported import is_exported, read_exported
from specmint.interop.files import gathered, placed
from specmint.interop.foreign import read_foreign
from specmint.interop.losses import REASONS, Loss, by_fact, losses, why_lost
from specmint.interop.mended import leave_out
from specmint.interop.overlay import Miss, lay_over, prepare
from specmint.interop.schemas import Remark
from specmint.interop.source import format_of, read_document
from specmint.interop.specs import spec_files

__all__ = [
    "FORMATS",
    "REASONS",
    "Loss",
    "Miss",
    "Remark",
    "by_fact",
    "export",
    "format_of",
    "gathered",
    "is_exported",
    "lay_over",
    "leave_out",
    "losses",
    "placed",
    "prepare",
    "read_document",
    "read_exported",
    "read_foreign",
    "spec_files",
    "why_lost",
]
