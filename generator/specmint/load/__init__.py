"""From the YAML of a spec's folder to plain data, and the place of every path in it."""

from specmint.load.folder import Spec, Specs, find_apis, read_specs
from specmint.load.strict import Data, Path, Read, read_yaml

__all__ = [
    "Data",
    "Path",
    "Read",
    "Spec",
    "Specs",
    "find_apis",
    "read_specs",
    "read_yaml",
]
