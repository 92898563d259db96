"""Examples as traffic: each call and its answer as they are on the wire."""

from specmint.cases.coverage import Row, covered
from specmint.cases.document import VERSION, wire_cases
from specmint.cases.messages import Message, Traffic, make_traffic
from specmint.cases.replies import message_of
from specmint.cases.schema import read_wire_schema

__all__ = [
    "VERSION",
    "Message",
    "Row",
    "Traffic",
    "covered",
    "make_traffic",
    "message_of",
    "read_wire_schema",
    "wire_cases",
]
