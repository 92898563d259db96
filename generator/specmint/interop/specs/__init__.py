"""The data of a spec, written as its files."""

from specmint.interop.specs.files import spec_files

__all__ = ["spec_files"]
