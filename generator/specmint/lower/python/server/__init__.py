"""The views of a Python server, module by module."""

from specmint.cases import Traffic
from specmint.lower.python.names import make_names
from specmint.lower.python.server.access import names_over_rest
from specmint.lower.python.server.app import view_app
from specmint.lower.python.server.errors import view_errors
from specmint.lower.python.server.handler import view_handler
from specmint.lower.python.server.hooks import view_hooks
from specmint.lower.python.server.methods import view_methods
from specmint.lower.python.server.package import view_package
from specmint.lower.python.shapes import Shapes
from specmint.lower.python.types import view_types
from specmint.lower.units import unit_classes
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import python_server as target
from specmint.targets.python_client import SHARED
from specmint.text.python import Python


def plan_files(api: Api, _traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan every file of one API's Python server."""
    names = make_names(api, target)
    units = unit_classes(api, names.types)
    there = Shapes(api, names, units)
    outside = Shapes(api, names, units, prefix="t.")
    origin = Python(f"specs/{api.name}")
    methods, app = view_methods(api, outside, origin), view_app(api, outside, origin)
    views: dict[str, object] = {
        "__init__.py": view_package(api, outside, origin),
        "app.py": app,
        "errors.py": view_errors(api, outside, origin),
        "handler.py": view_handler(api, outside, origin),
        "methods.py": methods,
        "types.py": view_types(api, there, origin),
    }
    if api.webhooks:
        views["webhooks.py"] = view_hooks(api, outside, origin)
    made = [FilePlan(path, target.template(path), view) for path, view in views.items()]
    imported = [*methods.imports, *app.imports]
    needed = [
        path
        for path in ("_forms.py", "_rules.py")
        if any(f".{path.removesuffix('.py')} import" in line for line in imported)
    ]
    copied = [
        FilePlan(path, f"{target.RUNTIME}/{path}")
        for path in [*runtime_files(api), *needed]
    ]
    copied += [FilePlan(path, f"{SHARED}/{path}") for path in ("_wire.py", "py.typed")]
    return (*made, *copied)


def runtime_files(api: Api) -> list[str]:
    """List the files that are the same for all APIs, as far as this one needs them."""
    kinds = {transport.name for transport in api.transports}
    files = ["_app.py"]
    has_names = names_over_rest(api)
    files += ["_rpc.py"] if "rpc" in kinds or has_names else []
    files += ["_named.py"] if has_names else []
    files += ["_rest.py"] if kinds & {"http", "ws"} else []
    files += ["_ws.py"] if "ws" in kinds else []
    signs = any(one.kind == "hmac" for one in api.auth)
    files += ["_sign.py"] if signs or api.webhooks else []
    files += ["_hooks.py"] if api.webhooks else []
    return files
