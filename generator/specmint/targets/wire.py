"""The wire cases: for each API one JSON document, and a page on what it covers."""

from specmint.target import Target

NAME = "wire"
CASES = "cases.json"
COVERAGE = "README.md"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/wire/{name}"


TARGET = Target(NAME, folder, lower="wire")


def template(page: str) -> str:
    """Name the template that lays a file out."""
    return f"wire/{page}"
