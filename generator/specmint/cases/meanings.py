"""Meanings as JSON, and what the caller of an example must see."""

from collections.abc import Iterable
from typing import Any

from specmint.cases.parts import Object, dig
from specmint.model import Api, Binding, Envelope, Example, Field, Method, Raised
from specmint.wire import Context, Level, Meaning, Memory, decode

Json = Any


def plain(meaning: Meaning) -> Json:
    """Write a meaning as JSON; bytes are their hex digits."""
    match meaning:
        case bytes():
            return meaning.hex()
        case dict():
            return {str(key): plain(item) for key, item in meaning.items()}
        case list() | tuple():
            return list(map(plain, meaning))
    return meaning


def context_of(
    method: Method, example: Example, memory: Memory | None = None
) -> Context:
    """Give what the values of an example may look at."""
    fields = {param.name: param for param in method.params}
    level = Level(example.params, fields)
    return Context(level, level, memory or Memory())


def call_part(api: Api, method: Method, example: Example) -> Object:
    """Give the arguments as they travel and, where they fit their types, their meaning."""
    context = context_of(method, example)
    uses = {param.name: param.use for param in method.params}
    means = {}
    for name, value in example.params.items():
        if name in uses:
            meaning, misfits = decode(api, uses[name], value, context)
            if not misfits:
                means[name] = plain(meaning)
    return {"params": dict(example.params), "means": means}


def sees_part(
    api: Api, method: Method, binding: Binding, example: Example, reply: Object
) -> Object:
    """Give the meaning of the result, or the error with all that it carries."""
    if example.raises:
        return {"error": error_part(api, binding, example, reply)}
    result = None
    if example.result is not None and method.result is not None:
        context = context_of(method, example)
        meaning, _ = decode(api, method.result, example.result.value, context)
        result = plain(meaning)
    if example.means is not None:
        result = example.means.value
    sees: Object = {"result": result}
    beside = _beside(api, method, binding, example)
    return {**sees, "beside": beside} if beside else sees


def _beside(api: Api, method: Method, binding: Binding, example: Example) -> Object:
    fields = {field.name: field for field in _fields(api, method, binding)}
    return {
        name: plain(decode(api, fields[name].use, value)[0])
        for name, value in example.beside.items()
        if name in fields
    }


def _fields(api: Api, method: Method, binding: Binding) -> Iterable[Field]:
    yield from method.beside
    for envelope in envelopes(api, binding.envelope):
        for one in envelope.beside:
            if one.over in {"", binding.transport}:
                yield one.field


def envelopes(api: Api, name: str) -> tuple[Envelope, ...]:
    """Give an envelope and those that it lies around, from the outside in."""
    found = next((one for one in api.envelopes if one.name == name), None)
    return () if found is None else (found, *envelopes(api, found.around))


# -- errors ------------------------------------------------------------------------


def error_part(api: Api, binding: Binding, example: Example, reply: Object) -> Object:
    raised = example.raises
    assert raised is not None
    body, error = reply.get("json"), api.errors[raised.error]
    code, message = said_by(api, binding, body)
    if message is None:
        message = raised.message or reply.get("text", "").strip() or None
    made: Object = {"name": raised.error, "code": code, "message": message}
    if "status" in reply:
        made["status"] = reply["status"]
    parts = parts_of(api, raised, code)
    made |= {"parts": parts} if parts else {}
    if raised.data is not None and error.data is not None:
        made["data"] = plain(decode(api, error.data, raised.data.value)[0])
    return made


def said_by(api: Api, binding: Binding, body: Json) -> tuple[Json, Json]:
    """Take the code (a number or a token) and the message out of a reply."""
    if binding.transport == "rpc":
        return dig(body, "error.code"), dig(body, "error.message")
    here = body
    for envelope in envelopes(api, binding.envelope):
        failed = envelope.failed
        texts = dig(here, failed.texts) if failed.texts else None
        message = texts[0] if isinstance(texts, list) and texts else None
        if message is None and failed.message:
            message = dig(here, failed.message)
        if message is not None:
            code = dig(here, failed.code) if failed.code else None
            token = dig(here, failed.token) if failed.token else None
            return token if code is None else code, message
        here = dig(here, envelope.ok_at) if envelope.ok_at else here
    return None, None


def parts_of(api: Api, raised: Raised, code: Json) -> Object:
    """Give the parts that an example names, and those that are computed."""
    made: Object = {}
    for part in api.errors[raised.error].parts:
        if part.name in raised.parts:
            meaning, _ = decode(api, part.use, raised.parts[part.name])
            made[part.name] = plain(meaning)
        elif part.minus_from is not None and isinstance(code, int):
            made[part.name] = part.minus_from - code
    return made
