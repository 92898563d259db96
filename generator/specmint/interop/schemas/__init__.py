"""JSON Schemas of types, and types of JSON Schemas."""

from specmint.interop.schemas.context import (
    Reading,
    Remark,
    escaped,
    follow,
    type_name,
    unescaped,
)
from specmint.interop.schemas.read import as_node, read_field, read_type, read_use
from specmint.interop.schemas.write import (
    Writing,
    begin,
    is_required,
    write_field,
    write_type,
    write_use,
)

__all__ = [
    "Reading",
    "Remark",
    "Writing",
    "as_node",
    "begin",
    "escaped",
    "follow",
    "is_required",
    "read_field",
    "read_type",
    "read_use",
    "type_name",
    "unescaped",
    "write_field",
    "write_type",
    "write_use",
]
