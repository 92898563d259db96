"""What AsyncAPI documents of others say of messages, 2.x and 3 alike."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from specmint.interop.foreign.params import resolved
from specmint.interop.schemas import Reading

Json = Any
Object = dict[str, Json]
Steps = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Message:
    """One message: its name, and what the document says of it."""

    name: str
    native: Object
    at: Steps


@dataclass(frozen=True, slots=True)
class Said:
    """What one operation sends over a channel, seen from the service."""

    name: str
    address: str
    is_call: bool  # the service gets it, and its users send it
    messages: tuple[Message, ...]
    replies: tuple[Message, ...]
    native: Object
    at: Steps


def all_said(reading: Reading) -> list[Said]:
    document = reading.document
    if document.get("asyncapi", "").startswith("2"):
        return list(_second(reading, document))
    return list(_third(reading, document))


def _second(reading: Reading, document: Object) -> Iterator[Said]:
    """In 2.x a channel says what its users may publish and subscribe to."""
    for address, one in document.get("channels", {}).items():
        channel = resolved(reading, one) or {}
        for key in ("publish", "subscribe"):
            native = resolved(reading, channel.get(key))
            if isinstance(native, dict):
                at = ("channels", address, key)
                name = native.get("operationId") or f"{address} {key}"
                told = native.get("message")
                messages = tuple(_messages(reading, told, name, at)) if told else ()
                is_call = key == "publish"
                path = _path(reading, address, channel)
                yield Said(name, path, is_call, messages, (), native, at)


def _third(reading: Reading, document: Object) -> Iterator[Said]:
    """In 3 an operation says what the service itself sends and receives."""
    for name, one in document.get("operations", {}).items():
        native = resolved(reading, one) or {}
        channel = resolved(reading, native.get("channel")) or {}
        at = ("operations", name)
        told = native.get("messages") or list(_channel(reading, channel))
        messages = _list(reading, told, name, at)
        reply = resolved(reading, native.get("reply")) or {}
        answered = reply.get("messages") or list(
            _channel(reading, resolved(reading, reply.get("channel")) or {})
        )
        replies = _list(reading, answered, f"{name} reply", at) if reply else ()
        address = _path(reading, channel.get("address") or "", channel)
        is_call = native.get("action") == "receive"
        yield Said(name, address, is_call, messages, replies, native, at)


def _channel(reading: Reading, channel: Object) -> Iterator[Json]:
    for name, one in channel.get("messages", {}).items():
        message = resolved(reading, one) or {}
        yield {"name": name, **message} if "$ref" not in message else message


def _list(
    reading: Reading, told: list[Json], name: str, at: Steps
) -> tuple[Message, ...]:
    return tuple(
        message for one in told for message in _messages(reading, one, name, at)
    )


def _messages(reading: Reading, told: Json, name: str, at: Steps) -> Iterator[Message]:
    """Give a message, or each of several of which it is one."""
    ref = told.get("$ref", "") if isinstance(told, dict) else ""
    native = resolved(reading, told)
    if not isinstance(native, dict):
        return
    if "oneOf" in native:
        for one in native["oneOf"]:
            yield from _messages(reading, one, name, at)
        return
    for trait in reversed(native.get("traits", ())):
        native = {**(resolved(reading, trait) or {}), **native}
    own = native.get("name") or native.get("messageId") or ref.rpartition("/")[2]
    yield Message(own or name, native, at)


def _path(reading: Reading, address: str, channel: Object) -> str:
    """Fill what a channel's address leaves open, where the document says with what."""
    for name, one in channel.get("parameters", {}).items():
        parameter = resolved(reading, one) or {}
        schema = resolved(reading, parameter.get("schema")) or {}
        told = parameter.get("default", schema.get("default"))
        if isinstance(told, str):
            address = address.replace(f"{{{name}}}", told)
    return address
