"""Meaning <-> wire by interpreting the model: slow, plain, the oracle for generated codecs."""

from specmint.wire.around import (
    ABSENT,
    Context,
    Level,
    Meaning,
    Memory,
    Misfit,
    Unfit,
    resolve,
    shown,
    wire_text,
)
from specmint.wire.decode import chosen_case, decode
from specmint.wire.encode import encode
from specmint.wire.jsontext import parse as parse_json
from specmint.wire.jsontext import write as write_json
from specmint.wire.places import (
    accepted,
    from_text,
    to_text,
    travelling,
    travels_as_text,
)
from specmint.wire.scalars import OTHER_WORDS, form_name

__all__ = [
    "ABSENT",
    "OTHER_WORDS",
    "Context",
    "Level",
    "Meaning",
    "Memory",
    "Misfit",
    "Unfit",
    "accepted",
    "chosen_case",
    "decode",
    "encode",
    "form_name",
    "from_text",
    "parse_json",
    "resolve",
    "shown",
    "to_text",
    "travelling",
    "travels_as_text",
    "wire_text",
    "write_json",
]
