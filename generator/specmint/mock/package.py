"""A generated server, imported from where it lies."""

from collections.abc import Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
import sys
from types import ModuleType
from typing import Any


@dataclass(frozen=True, slots=True)
class ServerPackage:
    """The modules of a generated server, and its methods by their names in the API."""

    root: ModuleType
    core: ModuleType
    errors: ModuleType
    methods: Mapping[str, Any]
    handler: type[Any]

    def module(self, name: str) -> ModuleType:
        return import_module(f"{self.root.__name__}.{name}")


def import_server(folder: Path) -> ServerPackage:
    """Import the server that a folder holds."""
    parent = str(folder.parent.resolve())
    if parent not in sys.path:
        sys.path.insert(0, parent)
    root, core, errors, methods, handlers = (
        import_module(f"{folder.name}{module}")
        for module in ("", "._app", ".errors", ".methods", ".handler")
    )
    kinds = [
        kind
        for kind in vars(handlers).values()
        if isinstance(kind, type)
        and issubclass(kind, core.Handler)
        and kind is not core.Handler
    ]
    return ServerPackage(root, core, errors, methods.METHODS.by_name, kinds[0])
