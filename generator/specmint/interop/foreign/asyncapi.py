"""AsyncAPI documents that others wrote, of services that speak WebSocket."""

from typing import Any

from specmint.interop.foreign import types
from specmint.interop.foreign.frames import Frames, read_frames
from specmint.interop.foreign.names import about, example_name, free, group_name
from specmint.interop.foreign.said import Message, Said, all_said
from specmint.interop.foreign.security import auth_names, read_schemes
from specmint.interop.foreign.servers import filled
from specmint.interop.heads import split_address, titled
from specmint.interop.schemas import Reading, as_node, last_step, read_field, read_use
from specmint.interop.schemas.apart import fixed_value
from specmint.interop.schemas.apart import resolved as whole_schema
from specmint.problems import Place, Problem, Refused

Json = Any
Object = dict[str, Json]
_HOST = "ws://127.0.0.1:8080"


def read_asyncapi(document: Object) -> tuple[Object, Reading]:
    """Read a document as the data of a spec, with remarks."""
    reading = types.begin(document)
    host, prefix, server = _server(reading, document.get("servers", {}))
    types.read_types(reading)
    made: Object = {"groups": {}, "methods": {}, "errors": {}, "pushes": {}}
    said = _on_one_path(reading, all_said(reading))
    path = said[0].address if said else ""
    schemes = document.get("components", {}).get("securitySchemes", {})
    made |= read_schemes(reading, schemes, ("components", "securitySchemes"))
    frames = read_frames(reading, [one for one in said if one.is_call])
    transport: Object = {
        "host": host,
        "path": f"{prefix}/{path.lstrip('/')}".rstrip("/") or "/",
        "call": frames.call,
        "reply": frames.reply,
    }
    auth = _auth(reading, made["auth"], server)
    transport |= {"auth": auth} if auth else {}
    if frames.result_at:
        made["envelopes"] = {"answer": {"result": {"at": frames.result_at}}}
        transport["envelope"] = "answer"
    made["transports"] = {"ws": transport}
    for one in said:
        _operation(reading, made, frames, one)
        types.drain(reading)
    reading.at = ()
    made["types"] = reading.types
    return {
        key: one
        for key, one in made.items()
        if one or key not in ("auth", "credentials", "pushes")
    }, reading


def _server(reading: Reading, servers: Object) -> tuple[str, str, Object]:
    """Choose the first server that speaks WebSocket; without one nothing is read."""
    if not servers:
        reading.remark("guessed", f"no server is named; the address is {_HOST}")
        return _HOST, "", {}
    chosen: tuple[str, str, Object] | None = None
    is_socket = any(
        "ws" in (types.resolved(reading, one).get("bindings") or {})
        for one in reading.document.get("channels", {}).values()
    )
    for name, one in servers.items():
        reading.at = ("servers", name)
        server = types.resolved(reading, one)
        url = _address(reading, server)
        if is_socket and url.startswith("http"):
            reading.remark("guessed", "its channels are opened as WebSockets")
            url = f"ws{url.removeprefix('http')}"
        if not url.startswith(("ws://", "wss://")):
            protocol = server.get("protocol", "nothing that is named")
            reading.remark("dropped", f"a server that speaks {protocol}")
        elif chosen:
            reading.remark("dropped", "a further server")
        else:
            chosen = (*split_address(url), server)
    reading.at = ()
    if chosen:
        return chosen
    spoken = sorted(
        {str(types.resolved(reading, one).get("protocol")) for one in servers.values()}
    )
    message = f"its servers speak {', '.join(spoken)}"
    hint = "of AsyncAPI documents those are read whose servers speak ws or wss"
    problem = Problem(Place("asyncapi#/servers"), "bad-document", message, hint)
    raise Refused([problem])


def _address(reading: Reading, server: Object) -> str:
    """Give the address of a server: in 2.x an address, in 3 its parts."""
    protocol = server.get("protocol", "").lower()
    told = server.get("url") or f"{server.get('host', '')}{server.get('pathname', '')}"
    url = filled(reading, {**server, "url": told})
    return url if "://" in url else f"{protocol}://{url}"


def _auth(reading: Reading, auth: Object, server: Object) -> list[str]:
    """A connection is opened with a key in its query, or with none."""
    needs: list[Object] = []
    for one in server.get("security") or ():
        if isinstance(one, dict) and "$ref" in one:
            needs.append({last_step(str(one["$ref"])): []})
        elif isinstance(one, dict) and "type" not in one:
            needs.append(one)
    names = auth_names(reading, auth, needs)
    for name in names:
        if auth[name]["kind"] != "query":
            message = f"`{name}`, which a connection cannot send; give it as a header"
            reading.remark("dropped", message, "servers")
    return [name for name in names if auth[name]["kind"] == "query"]


def _on_one_path(reading: Reading, said: list[Said]) -> list[Said]:
    """Keep what is said on one path: the one on which most is said."""
    counts: dict[str, int] = {}
    for one in said:
        if "{" not in one.address:
            counts[one.address] = counts.get(one.address, 0) + len(one.messages)
    best = max(counts, key=lambda path: counts[path], default="")
    for one in said:
        if one.address != best:
            reading.at = one.at
            why = (
                "its path has a part that is chosen when it is opened"
                if "{" in one.address
                else f"a client speaks on one path, and that is `{best}`"
            )
            reading.remark("dropped", f"what is said on `{one.address}`: {why}")
    reading.at = ()
    return [one for one in said if one.address == best]


def _operation(reading: Reading, made: Object, frames: Frames, said: Said) -> None:
    reading.at = said.at
    if not said.messages:
        reading.remark("dropped", f"`{said.name}` has no message")
    for message in said.messages:
        if said.is_call:
            _method(reading, made, frames, said, message)
        else:
            _push(reading, made, message)


def _push(reading: Reading, made: Object, message: Message) -> None:
    """Read what a service sends by itself, known by members with one value each."""
    native = message.native
    payload = native.get("payload", {})
    members = whole_schema(reading, payload).get("properties", {})
    when = {
        name: text
        for name, one in members.items()
        if (text := fixed_value(whole_schema(reading, one)))
    }
    taken = [one["when"] for one in made["pushes"].values()]
    told = made["transports"]["ws"]["reply"]["when"]
    if not when or when in taken or when == told:
        why = "no member with one value" if not when else "nothing else"
        message_ = f"what the service sends as `{message.name}`: {why} tells it"
        reading.remark("dropped", message_)
        return
    name = free(group_name(message.name), made["pushes"])
    use = read_use(reading, payload, f"{name} push")
    made["pushes"][name] = {
        **about(_summary(native), native.get("description", ""), message.name),
        "when": when,
        "payload": use,
        "examples": _frames(native),
    }
    made["pushes"][name]["summary"] = _summary(native) or f"`{message.name}` has come."
    reading.places["pushes", name] = message.at


def _summary(native: Object) -> str:
    return " ".join(str(native.get("summary") or native.get("title") or "").split())


def _frames(native: Object) -> Object:
    made: Object = {}
    for one in native.get("examples", ()):
        if "payload" in one:
            key = example_name(one.get("name", ""), made)
            made[key] = {"payload": one["payload"], "origin": "documented"}
    return made


def _method(
    reading: Reading, made: Object, frames: Frames, said: Said, message: Message
) -> None:
    call = frames.calls.get((said.name, message.name))
    if call is None:
        why = frames.reasons.get((said.name, message.name), "it gets no reply")
        reading.remark("dropped", f"the whole call `{message.name}`: {why}")
        return
    name = free(group_name(call.method), made["methods"])
    needed = call.params.get("required", ())
    params = {
        wire: read_field(reading, one, f"{name} {wire}", required=wire in needed)
        for wire, one in call.params.get("properties", {}).items()
    }
    result = read_use(reading, call.result, f"{name} result")
    made["groups"].setdefault("calls", {"title": titled("calls")})
    native = {**said.native, **message.native}
    made["methods"][name] = {
        **about(_summary(native), native.get("description", ""), call.method),
        "ws": {"method": call.method},
        "effect": "once",
        "group": "calls",
        **({"params": params} if params else {}),
        **({} if as_node(result) == {"type": "none"} else {"result": result}),
        "examples": {},
    }
    reading.places["methods", name] = message.at
