"""A reply taken out of its envelope: the result, or the error."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.model import Api, Envelope, Failed, Json, Texts
from specmint.wire import ABSENT, wire_text


@dataclass(frozen=True, slots=True)
class Opened:
    """What a reply says; what it has no place for is ABSENT."""

    has_failed: bool
    result: Json = ABSENT
    level: Json = None  # what the result and the members beside it stand in
    texts: tuple[Json, ...] = ()
    code: Json = ABSENT
    token: Json = ABSENT
    data: Json = ABSENT
    envelope: Envelope | None = None


def open_rpc(body: Json) -> Opened | None:
    """Open a reply of JSON-RPC; a batch is left shut."""
    if not isinstance(body, dict):
        return None
    error = body.get("error")
    if error is None:
        return Opened(has_failed=False, result=body.get("result", ABSENT), level=body)
    if not isinstance(error, dict):
        return Opened(has_failed=True, texts=(error,))
    return Opened(
        has_failed=True,
        texts=(error.get("message"),),
        code=error.get("code", ABSENT),
        data=error.get("data", ABSENT),
    )


def open_reply(api: Api, name: str, body: Json, *, raises: bool) -> Opened:
    """Open a reply by the envelope of that name; without one the body is the result."""
    envelope = next((found for found in api.envelopes if found.name == name), None)
    if envelope is None:
        return Opened(has_failed=False, result=body, level=body)
    if _has_failed(envelope, body, raises=raises):
        return _failure(envelope.failed, body)
    if envelope.around:
        inner = dig(body, envelope.ok_at) if envelope.ok_at else body
        return open_reply(api, envelope.around, inner, raises=raises)
    result = dig(body, envelope.result) if envelope.result else body
    return Opened(has_failed=False, result=result, level=body, envelope=envelope)


def _has_failed(envelope: Envelope, body: Json, *, raises: bool) -> bool:
    failed = envelope.failed
    if failed.when:
        return all(is_any(dig(body, path), texts) for path, texts in failed.when)
    # A result may have such members too, so they tell only where nothing else does.
    is_telling = raises or bool(envelope.around)
    paths = (failed.texts, failed.message, failed.token, failed.code)
    return is_telling and any(path and dig(body, path) is not ABSENT for path in paths)


def _failure(failed: Failed, body: Json) -> Opened:
    texts = dig(body, failed.texts) if failed.texts else ABSENT
    message = dig(body, failed.message) if failed.message else ABSENT
    return Opened(
        has_failed=True,
        texts=(
            *(texts if isinstance(texts, list) else _there(texts)),
            *_there(message),
        ),
        code=dig(body, failed.code) if failed.code else ABSENT,
        token=dig(body, failed.token) if failed.token else ABSENT,
    )


def _there(value: Json) -> Iterable[Json]:
    return () if value is ABSENT else (value,)


def dig(body: Json, path: str) -> Json:
    """Go down a dotted path."""
    for step in path.split("."):
        if not isinstance(body, dict) or step not in body:
            return ABSENT
        body = body[step]
    return body


def is_any(value: Json, texts: Texts) -> bool:
    return value is not ABSENT and wire_text(value) in texts


def odd_member(envelope: Envelope, body: Json) -> str:
    """Name a member that a reply which went well has, and this one has not."""
    for path, wanted in envelope.ok:
        if wire_text(dig(body, path)) != wire_text(wanted):
            return path
    return ""
