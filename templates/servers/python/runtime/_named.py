# ruff: noqa
"""Names and passwords over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._app import HttpRequest
    from ._rpc import Basic


class Named:
    """Lets those in who say a name and its password."""

    def __init__(self, basic: Basic) -> None:
        self._basic, self.challenge = basic, basic.challenge

    async def check(self, request: HttpRequest, body: bytes) -> str:  # noqa: ARG002
        return await self._basic.caller(request.header(b"authorization"))
