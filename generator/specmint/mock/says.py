"""What a mock says by itself when it is told to: pushes and webhooks, at paths of its own."""

from collections.abc import Awaitable, Callable, MutableMapping
import json
from typing import Any

from specmint.mock.package import ServerPackage
from specmint.model import Api, Sent
from specmint.targets.python_client import constant_name, method_name

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
PATH = "/specmint/"


class Says:
    """An application that can be told to push something, or to call somebody back."""

    def __init__(
        self, app: Any, served: Any, api: Api, server: ServerPackage, keys: Any
    ) -> None:
        self._app, self._served, self._api, self._server = app, served, api, server
        self._hooks: Any = None
        if api.webhooks:
            self._hooks = server.module("webhooks").Webhooks(keys or {}, attempts=1)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not scope["path"].startswith(PATH):
            await self._app(scope, receive, send)
            return
        message = await receive()
        try:
            asked = json.loads(message.get("body") or b"{}")
            status, told = await self._told(scope["path"].removeprefix(PATH), asked)
        except Exception as error:  # whatever it was told wrong, it goes on
            status, told = 400, {"error": f"{type(error).__name__}: {error}"}
        body = json.dumps(told).encode() + b"\n"
        headers = [
            (b"content-type", b"application/json"),
            (b"content-length", b"%d" % len(body)),
        ]
        await send(
            {"type": "http.response.start", "status": status, "headers": headers}
        )
        await send({"type": "http.response.body", "body": body})

    async def _told(self, path: str, asked: dict[str, Any]) -> tuple[int, Any]:
        what, _, name = path.partition("/")
        pushes = {one.name: one for one in self._api.pushes}
        webhooks = {one.name: one for one in self._api.webhooks}
        if what == "pushes" and name in pushes:
            return 200, self._push(
                name, asked.get("payload", _shown(pushes[name].examples))
            )
        if what == "webhooks" and name in webhooks:
            payload = asked.get("payload", _shown(webhooks[name].examples))
            return 200, await self._call_back(
                name, payload, asked["url"], asked.get("key")
            )
        there = [
            *(f"{PATH}pushes/{one}" for one in pushes),
            *(f"{PATH}webhooks/{one}" for one in webhooks),
        ]
        return 404, {"error": f"there is {', '.join(there) or 'nothing'}"}

    def _push(self, name: str, payload: Any) -> Any:
        """Push to every connection, in the form that the service has for it."""
        facts = getattr(self._server.module("app"), f"_{constant_name(name)}_PUSH")
        method = getattr(self._served.pushes, method_name(name))
        method(facts.codec.decode(payload))
        return {"pushed": payload}

    async def _call_back(
        self, name: str, payload: Any, url: str, key: str | None
    ) -> Any:
        """Call a receiver once, and say what it answered."""
        webhook = getattr(self._server.module("webhooks"), constant_name(name))
        meant = webhook.codec.decode(payload)
        delivery = await self._hooks.send(webhook, url, meant, key or "")
        return {"acknowledged": delivery.is_acknowledged, "told": delivery.told}


def _shown(examples: tuple[Sent, ...]) -> Any:
    return next((one.payload.value for one in examples if one.payload is not None), {})
