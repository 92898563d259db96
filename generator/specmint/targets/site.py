"""The static site: which pages an API has, and where things are on them.

Anchors are made of names alone, so they stay while pages grow around them.
"""

from hashlib import sha256

NAME = "site"
HOME = "index"
ERRATA = "errata"
TRANSPORTS = "transports"
AUTHENTICATION = "authentication"
TYPES = "types"
ERRORS = "errors"
SENT = "pushes-and-webhooks"
AMOUNTS = "amounts"
FAILURES = "handling-errors"
RESENDS = "resends"
SEARCH = "search.js"
METHODS = "methods.js"
APIS = "apis.js"
RUNTIME = "site/runtime"
ASSETS = ("site.css", "site.js", "icon.svg")


def methods_page(group: str) -> str:
    return f"methods/{group}"


def part_anchor(owner: str, name: str) -> str:
    """Name the place of a parameter in its method, or of a field in its type."""
    return f"{owner}.{'-'.join(name.split())}"


def erratum_anchor(owner: str, documented: str, over: str = "") -> str:
    """Name the place of an erratum by what the document says, whatever stands around."""
    digest = sha256(f"{over}{documented}".encode()).hexdigest()[:6]
    return f"{owner}.erratum-{digest}" if owner else f"erratum-{digest}"
