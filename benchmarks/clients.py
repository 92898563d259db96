"""Generated clients, imported from where they are generated."""

from importlib import import_module
from pathlib import Path
import sys
from types import ModuleType

CLIENTS = Path(__file__).parents[1] / "generated" / "clients" / "python"


def package(name: str, module: str = "") -> ModuleType:
    """Import the client of an API, or one of its modules."""
    if str(CLIENTS) not in sys.path:
        sys.path.append(str(CLIENTS))
    return import_module(f"{name}_client{module and '.'}{module}")
