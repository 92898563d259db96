"""From the YAML of a spec's folder to plain data, and the place of every path in it."""

from specmint.load.folder import find_apis, read_bounded, read_specs
from specmint.load.reader import Data, Path
from specmint.load.spec import Spec, Specs
from specmint.load.strict import Read, read_yaml

__all__ = [
    "Data",
    "Path",
    "Read",
    "Spec",
    "Specs",
    "find_apis",
    "read_bounded",
    "read_specs",
    "read_yaml",
]
