"""OpenRPC, OpenAPI and AsyncAPI documents, and what each of them cannot hold."""

from specmint.target import Target

NAME = "interop"
LOSSES = "README.md"
EVERY_LOSS = "losses.json"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/interop/{name}"


TARGET = Target(NAME, folder, lower="interop")


def document(format_name: str) -> str:
    """Name the file of a format's document."""
    return f"{format_name}.json"


def template(page: str) -> str:
    """Name the template that lays a file out."""
    return "interop/README.md" if page == LOSSES else "interop/document.json"
