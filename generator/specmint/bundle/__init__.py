"""An API, resolved, as one JSON document: the contract that other tools read."""

from specmint.bundle.document import VERSION, bundle
from specmint.bundle.methods import method_node
from specmint.bundle.reader import missing_names, to_data
from specmint.bundle.reader_types import fields as fields_data
from specmint.bundle.reader_types import union_fields
from specmint.bundle.schema import read_bundle_schema

__all__ = [
    "VERSION",
    "bundle",
    "fields_data",
    "method_node",
    "missing_names",
    "read_bundle_schema",
    "to_data",
    "union_fields",
]
