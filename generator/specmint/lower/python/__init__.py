"""The views of a Python client, module by module."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.cases import Traffic
from specmint.lower.prose import ended, flat
from specmint.lower.python.calls import view_calls
from specmint.lower.python.client import names_of, view_clients
from specmint.lower.python.errors import view_errors
from specmint.lower.python.hooks import view_hooks
from specmint.lower.python.imports import from_import
from specmint.lower.python.names import make_names
from specmint.lower.python.shapes import Shapes
from specmint.lower.python.types import view_types
from specmint.lower.units import unit_classes
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets.python_client import RUNTIME, SHARED, WIDTH, template
from specmint.text.python import Docstring, Python, docstring


@dataclass(frozen=True, slots=True)
class PackageView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    names: tuple[Python, ...]


def plan_files(api: Api, _traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan every file of one API's Python client."""
    names = make_names(api)
    units = unit_classes(api, names.types)
    there = Shapes(api, names, units)
    outside = Shapes(api, names, units, prefix="t.")
    origin = Python(f"specs/{api.name}")
    views: dict[str, object] = {
        "__init__.py": _package(api, outside, origin),
        "calls.py": view_calls(api, outside, origin),
        "client.py": view_clients(api, outside, origin),
        "errors.py": view_errors(api, outside, origin),
        "types.py": view_types(api, there, origin),
    }
    if api.webhooks:
        views["webhooks.py"] = view_hooks(api, outside, origin)
    made = [FilePlan(path, template(path), view) for path, view in views.items()]
    copied = [FilePlan(path, f"{RUNTIME}/{path}") for path in runtime_files(api)]
    copied += [FilePlan(path, f"{SHARED}/{path}") for path in ("_wire.py", "py.typed")]
    return (*made, *copied)


def runtime_files(api: Api) -> list[str]:
    """List the files that are the same for all APIs, as far as this one needs them."""
    kinds = {transport.name for transport in api.transports}
    files = ["_core.py", "_http.py"]
    files += ["_large.py", "_rpc.py"] if "rpc" in kinds else []
    files += ["_rest.py"] if kinds & {"http", "ws"} else []
    files += ["_ws.py"] if "ws" in kinds else []
    signs = any(one.kind == "hmac" for one in api.auth)
    files += ["_sign.py"] if signs or api.webhooks else []
    files += ["_hooks.py"] if api.webhooks else []
    return files


def _package(api: Api, shapes: Shapes, origin: Python) -> PackageView:
    names = names_of(api, shapes)
    listed = {str(name).strip('"') for name in names}
    about = [f"A client of {api.title}.", ended(flat(api.summary))]
    lines = tuple(map(Python, _imports(api, listed)))
    return PackageView(origin, docstring(about, WIDTH), lines, names)


def _imports(api: Api, listed: set[str]) -> Iterator[str]:
    """Import what a package gives by its own name from where it is."""
    kinds = {transport.name for transport in api.transports}
    core = {"ApiError", "Budget", "Call", "DeadlineError", "Event", "Reply", "Settings"}
    core |= {"TransportError", "UnsupportedError", *(listed & {"Slot"})}
    modules = {"calls", "errors", "types", "webhooks"} & listed
    yield f"from . import {', '.join(sorted(modules))}"
    yield from_import("._core", core)
    if api.webhooks:
        yield from_import("._hooks", {"SignatureError"})
    yield from_import("._http", {"Address", "HttpReply", "Request", "Transport"})
    if "http" in kinds:
        yield "from ._rest import unknown as unknown_path"
    if "rpc" in kinds:
        yield "from ._rpc import unknown as unknown_method"
    if "NonceStore" in listed:
        yield "from ._sign import NonceStore"
    yield from_import("._wire", {"DecodeError", "UNSET", "Unset"})
    if "ws" in kinds and "rpc" not in kinds:
        yield "from ._ws import unknown as unknown_method"
    yield from_import(".client", {n for n in listed if n.endswith("Client")})
