"""The wire cases: one JSON document for each API."""

NAME = "wire"
CASES = "cases.json"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/wire/{name}"


def template(page: str) -> str:
    """Name the template that lays a file out."""
    return f"wire/{page}"
