"""From an API to the views that templates print; all decisions are made here."""

from specmint.cases import Traffic
from specmint.lower.docs import lower_docs
from specmint.lower.interop import lower_interop
from specmint.lower.python import lower_python_client
from specmint.lower.python.server import lower_python_server
from specmint.lower.typescript import lower_typescript_client
from specmint.lower.wire import lower_wire
from specmint.model import Api
from specmint.target import FilePlan

__all__ = ["lower"]

_LOWER = {
    "docs": lower_docs,
    "python-client": lower_python_client,
    "python-server": lower_python_server,
    "wire": lower_wire,
    "typescript-client": lower_typescript_client,
    "interop": lower_interop,
}


def lower(api: Api, target: str, traffic: Traffic) -> tuple[FilePlan, ...]:
    """Make the plans of all files of one target."""
    return _LOWER[target](api, traffic)
