"""The Markdown reference: which pages there are, and where things are on them."""

from specmint.target import Target

NAME = "docs"
OVERVIEW = "README.md"
TRANSPORTS = "transports.md"
AUTHENTICATION = "authentication.md"
TYPES = "types.md"
ERRORS = "errors.md"
SENT = "pushes-and-webhooks.md"


def folder(name: str) -> str:
    """Say which folder of the project the target owns for the API of this name."""
    return f"generated/docs/{name}"


TARGET = Target(NAME, folder, lower="docs")


def methods_page(group: str) -> str:
    return f"methods/{group}.md"


def template(page: str) -> str:
    """Name the template that lays a page out."""
    name = page.partition("/")[0]
    return f"docs/{'methods.md' if name == 'methods' else name}"
