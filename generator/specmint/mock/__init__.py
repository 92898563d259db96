"""A running fake of an API: its examples, played by its generated server."""

from specmint.mock.answers import Answers
from specmint.mock.faults import (
    FAULTS,
    Fault,
    Unsteady,
    busy_text,
    is_no_fault,
    read_fault,
)
from specmint.mock.handler import make_handler
from specmint.mock.package import ServerPackage, import_server
from specmint.mock.says import Says
from specmint.mock.tape import Tape

__all__ = [
    "FAULTS",
    "Answers",
    "Fault",
    "Says",
    "ServerPackage",
    "Tape",
    "Unsteady",
    "busy_text",
    "import_server",
    "is_no_fault",
    "make_handler",
    "read_fault",
]
