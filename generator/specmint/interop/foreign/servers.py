"""Addresses of services that others wrote."""

import re
from typing import Any

from specmint.interop.heads import split_address
from specmint.interop.schemas import Reading

Json = Any
Object = dict[str, Json]
_HOST = "http://127.0.0.1:8080"
_LEFT = re.compile(r"\{[^{}]*\}")


def read_server(reading: Reading, servers: list[Object]) -> tuple[str, str]:
    """Give the host of the first server, and the path before all others."""
    [first, *more] = servers or [{}]
    for index in range(1, len(more) + 1):
        reading.remark("dropped", "a further server", "servers", str(index))
    url = filled(reading, first)
    if "://" not in url:
        reading.remark("guessed", f"the address has no host; it is {_HOST}", "servers")
        path = url.strip().rstrip("/")
        return _HOST, path if path.startswith("/") else ""
    host, path = split_address(url)
    if "://" not in host or not host.startswith(("http://", "https://")):
        reading.remark("guessed", f"`{host}` is no address; it is {_HOST}", "servers")
        return _HOST, ""
    return host, path


def filled(reading: Reading, server: Object) -> str:
    """Give an address with the defaults of its variables."""
    url = str(server.get("url", "")).strip()
    for name, variable in server.get("variables", {}).items():
        url = url.replace(f"{{{name}}}", str(variable.get("default", "")))
        message = f"`{name}` of the address is its default"
        reading.remark("guessed", message, "servers")
    if _LEFT.search(url):
        reading.remark("suspicious", f"the address `{url}` is not whole", "servers")
        url = re.sub(r"/?\{[^{}]*\}", "", url)
    return url
