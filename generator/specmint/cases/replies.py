"""The reply of an example, from its result or its error."""

from typing import Any

from specmint.layout import json_text
from specmint.model import Api, Binding, Dialect, Envelope, Example, Rpc, Ws

_ID = 1
Json = Any


def make_reply(api: Api, binding: Binding, example: Example) -> str:
    """Write the answer as the transport's dialect or envelope wraps it."""
    match binding.transport:
        case "rpc":
            return _rpc_text(api, example)
        case "ws":
            return json_text(_ws(api, binding, example))
    return _http(api, binding, example)


def _rpc_text(api: Api, example: Example) -> str:
    """Some failures come before the call is read: a status, and perhaps a text."""
    raised = example.raises
    match = api.errors[raised.error].match if raised else None
    if raised and match and match.status is not None and match.code is None:
        text = message_of(api, example) if raised.message or match.message else ""
        return f"HTTP/1.1 {raised.status or match.status}\n\n{text}".strip()
    return json_text(_rpc(api, example))


def _rpc(api: Api, example: Example) -> Json:
    more = api.transport("rpc").more
    assert isinstance(more, Rpc)
    speak = next((one for one in more.dialects if one.name == more.speak), Dialect(""))
    members = dict(speak.members)
    reply: dict[str, Json] = {"jsonrpc": speak.version} if speak.version else {}
    result = None if example.result is None else example.result.value
    if example.raises is None or members.get("result") == "always":
        reply["result"] = None if example.raises else result
    if example.raises is not None:
        reply["error"] = _error(api, example)
    elif members.get("error") == "always":
        reply["error"] = None
    return reply | {"id": _ID}


def _error(api: Api, example: Example) -> dict[str, Json]:
    raised = example.raises
    assert raised is not None
    match = api.errors[raised.error].match
    code = raised.code if raised.code is not None else match.code
    if code is None and match.codes:
        code = match.codes[1]
    error: dict[str, Json] = {"code": code, "message": message_of(api, example)}
    if raised.data is not None:
        error["data"] = raised.data.value
    return error


def message_of(api: Api, example: Example) -> str:
    """Give the text of the error that an example ends with."""
    raised = example.raises
    assert raised is not None
    if raised.message is not None:
        return raised.message
    error = api.errors[raised.error]
    if error.match.text is not None and raised.parts:
        return _filled(error.match.text, raised.parts)
    return error.message or error.match.message or error.match.text or error.summary


def _filled(text: str, parts: Any) -> str:
    for name, value in parts.items():
        text = text.replace(f"{{{name}}}", str(value))
    return text


def _http(api: Api, binding: Binding, example: Example) -> str:
    envelope = _find(api, binding.envelope)
    status = status_of(api, binding, example)
    if envelope is None and example.result is None and example.raises is None:
        return f"HTTP/1.1 {status}"
    body = json_text(_wrapped(api, "http", envelope, example))
    return body if status == 200 else f"HTTP/1.1 {status}\n\n{body}"


def status_of(api: Api, binding: Binding, example: Example) -> int:
    """Give the HTTP status that an example of REST ends with."""
    raised = example.raises
    if raised is None:
        return binding.ok[0]
    if raised.status is not None:
        return raised.status
    error = api.errors[raised.error]
    if error.match.status is not None:
        return error.match.status
    if isinstance(error.http_status, int):
        return error.http_status
    more = api.transport("http").more
    return getattr(more, "error", None) or 200


def _find(api: Api, name: str) -> Envelope | None:
    return next((one for one in api.envelopes if one.name == name), None)


def _wrapped(api: Api, over: str, envelope: Envelope | None, example: Example) -> Json:
    """Put a result or an error into an envelope."""
    result = None if example.result is None else example.result.value
    if envelope is None:
        return {"message": message_of(api, example)} if example.raises else result
    made: dict[str, Json] = {}
    foreign = {one.field.name for one in envelope.beside if one.over not in {"", over}}
    is_there = result is not None or (
        example.result is not None and envelope.result_absent != "none"
    )
    if example.raises is None:
        made |= dict(envelope.ok)
        if envelope.wrap == "list" and not isinstance(result, dict | list):
            result = [result]
        if is_there and envelope.result:
            _put(made, envelope.result, result)
        elif isinstance(result, dict):
            made |= result
        elif not envelope.result:
            return result
    else:
        made |= _failure(api, envelope, example)
    return made | {
        name: value for name, value in example.beside.items() if name not in foreign
    }


def _failure(api: Api, envelope: Envelope, example: Example) -> dict[str, Json]:
    failed, raised = envelope.failed, example.raises
    assert raised is not None
    match = api.errors[raised.error].match
    made: dict[str, Json] = {name: texts[0] for name, texts in failed.when}
    message = message_of(api, example)
    if failed.texts:
        _put(made, failed.texts, [message])
    if failed.message:
        _put(made, failed.message, message)
    if failed.token and (match.token or isinstance(raised.code, str)):
        _put(made, failed.token, raised.code or match.token)
    if failed.code and (raised.code or match.code) is not None:
        _put(made, failed.code, raised.code or match.code)
    if failed.status and (status := raised.status or match.status):
        _put(made, failed.status, status)
    return made


def _put(made: dict[str, Json], path: str, value: Json) -> None:
    *outer, last = path.split(".")
    for key in outer:
        made = made.setdefault(key, {})
    made[last] = value


def _ws(api: Api, binding: Binding, example: Example) -> Json:
    more = api.transport("ws").more
    assert isinstance(more, Ws)
    frame: dict[str, Json] = dict(more.reply_when)
    _put(frame, more.reply_id, str(_ID))
    outer = _find(api, binding.envelope)
    if outer is None or not outer.around:
        made = _wrapped(api, "ws", outer, example)
        return frame | (made if isinstance(made, dict) else {"result": made})
    inner = _find(api, outer.around)
    if example.raises and _is_outer(api, outer, example):
        _put(frame, outer.failed.texts, [message_of(api, example)])
    else:
        _put(frame, outer.ok_at, _wrapped(api, "ws", inner, example))
    return frame


def _is_outer(api: Api, outer: Envelope, example: Example) -> bool:
    """Whether the error is one of the transport's own, which the outer level carries."""
    assert example.raises is not None
    name = example.raises.error
    return bool(outer.failed.texts) and name in api.transport("ws").errors
