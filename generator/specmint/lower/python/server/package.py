"""The package itself: what it gives by its own name."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.lower.prose import ended, flat
from specmint.lower.python.imports import from_import
from specmint.lower.python.server.access import accesses, signing
from specmint.lower.python.server.refusals import limits
from specmint.lower.python.shapes import Shapes
from specmint.model import Api
from specmint.targets.python_client import WIDTH
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class PackageView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    names: tuple[Python, ...]


def view_package(api: Api, shapes: Shapes, origin: Python) -> PackageView:
    parts = dict(_parts(api, shapes.names.client))
    about = [f"A server of {api.title}.", ended(flat(api.summary))]
    sample = [
        f"    class Served({shapes.names.client}Handler): ...",
        f"    app = create_app(Served(){_auth(api)})    # uvicorn module:app",
    ]
    about.append("\n".join(sample))
    lines = [from_import(module, set(names)) for module, names in parts.items()]
    listed = sorted(name for names in parts.values() for name in names)
    return PackageView(
        origin=origin,
        doc=docstring(about, WIDTH),
        imports=tuple(map(Python, lines)),
        names=tuple(map(literal, listed)),
    )


def _auth(api: Api) -> str:
    return "".join(f", {one.name}=..." for one in accesses(api))


def _parts(api: Api, name: str) -> Iterator[tuple[str, list[str]]]:
    """Give what comes from each module."""
    hooks = ["webhooks"] if api.webhooks else []
    yield ".", ["errors", "types", *hooks]
    is_limited = any(True for _ in limits(api))
    core = [] if is_limited else ["LIMITS"]
    core += ["Answer", "ApiError", "App", "Hooks", "Limits", "Request", "request"]
    yield "._app", core
    if signing(api):
        yield "._sign", ["NonceStore"]
    yield "._wire", ["UNSET", "Unset"]
    own = [f"{name}App", f"{name}Pushes"] if api.pushes else []
    own += ["LIMITS"] if is_limited else []
    yield ".app", [*own, "create_app"]
    yield ".handler", [f"{name}Handler"]
    if api.webhooks:
        yield ".webhooks", ["Webhooks"]
