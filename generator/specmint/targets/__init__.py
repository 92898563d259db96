"""All targets, by the name that `--target` takes."""

from specmint.target import Target
from specmint.targets import (
    interop,
    markdown,
    python_client,
    python_server,
    typescript_client,
    wire,
)

TARGETS: dict[str, Target] = {
    markdown.NAME: markdown,
    python_client.NAME: python_client,
    python_server.NAME: python_server,
    wire.NAME: wire,
    typescript_client.NAME: typescript_client,
    interop.NAME: interop,
}
