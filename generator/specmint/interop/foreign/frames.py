"""How the calls of a WebSocket are framed, where all calls of a document say it alike."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from specmint.interop.foreign.said import Message, Said
from specmint.interop.schemas import Reading
from specmint.interop.schemas.apart import fixed_value
from specmint.interop.schemas.apart import resolved as whole_schema
from specmint.interop.schemas.kinds import kind_of

Json = Any
Object = dict[str, Json]
Key = tuple[str, str]  # of an operation and of a message
_IDS = ("id", "call_id", "request_id", "requestId", "req_id", "reqid", "correlationId")
_RESULTS = ("result", "payload", "data", "response")


@dataclass(frozen=True, slots=True)
class CallFrame:
    """One call: its name on the wire, where its parts stand, and their schemas."""

    method: str
    named: str  # the members of the frame that hold the name, the parameters and the id
    params_at: str
    id_at: str
    params: Object
    fixed: tuple[tuple[str, str], ...]
    when: tuple[tuple[str, str], ...]
    result_at: str
    result: Json

    @property
    def shape(self) -> tuple[object, ...]:
        return (
            *(self.named, self.params_at, self.id_at, self.fixed),
            *(self.when, self.result_at),
        )


@dataclass(slots=True)
class Frames:
    """The frame of all calls, those that have it, and why others have not."""

    call: Object
    reply: Object
    result_at: str = ""
    calls: dict[Key, CallFrame] = field(default_factory=dict)
    reasons: dict[Key, str] = field(default_factory=dict)


def read_frames(reading: Reading, said: list[Said]) -> Frames:
    """Find the frame that most calls have; without calls it is made up."""
    found: dict[Key, CallFrame] = {}
    reasons: dict[Key, str] = {}
    for one in said:
        for message in one.messages:
            told = _frame(reading, message, one.replies)
            if isinstance(told, str):
                reasons[one.name, message.name] = told
            else:
                found[one.name, message.name] = told
    shapes = [one.shape for one in found.values()]
    if not shapes:
        message_ = "no call is read, so the frames of calls and replies are made up"
        reading.remark("guessed", message_)
        call = {"method": "$method", "params": "$params", "id": "$id"}
        reply = {"when": {"type": "reply"}, "id": "id"}
        return Frames(call, reply, reasons=reasons)
    best = max(shapes, key=shapes.count)
    kept = {key: one for key, one in found.items() if one.shape == best}
    reasons |= dict.fromkeys(
        found.keys() - kept.keys(), "its frame is not that of the other calls"
    )
    first = next(iter(kept.values()))
    call = {first.named: "$method", **dict(first.fixed)}
    call |= {first.params_at: "$params"} if first.params_at else {"params": "$params"}
    call[first.id_at] = "$id"
    reply = {"when": dict(first.when), "id": first.id_at}
    return Frames(call, reply, first.result_at, kept, reasons)


def _frame(
    reading: Reading, message: Message, replies: tuple[Message, ...]
) -> CallFrame | str:
    """Take a call apart, or say why it cannot be one."""
    whole = whole_schema(reading, message.native.get("payload", {}))
    members = whole.get("properties", {})
    fixed = dict(_fixed(reading, members))
    own = next((one for one in members if one in _IDS and one not in fixed), "")
    if len(replies) != 1:
        return f"it gets {len(replies) or 'no'} replies that are told apart"
    if not own:
        return "no member of it is an id that its reply repeats"
    if kind_of(reading, members[own]) == "integer":
        return f"its `{own}` is a number, and a client sends texts"
    rest = [one for one in members if one not in fixed and one != own]
    if len(rest) > 1 or any(kind_of(reading, members[one]) != "object" for one in rest):
        return "its parameters are not the members of one object"
    named = next((one for one in fixed if one != "jsonrpc"), "")
    if not named:
        return "no member of it has one value, which names the call"
    return _answered(
        reading,
        replies[0],
        CallFrame(
            fixed.pop(named),
            named,
            rest[0] if rest else "",
            own,
            whole_schema(reading, members[rest[0]]) if rest else {},
            tuple(fixed.items()),
            (),
            "",
            {},
        ),
    )


def _answered(reading: Reading, reply: Message, call: CallFrame) -> CallFrame | str:
    payload = reply.native.get("payload", {})
    members = whole_schema(reading, payload).get("properties", {})
    fixed = dict(_fixed(reading, members))
    if call.id_at not in members:
        return f"its reply does not repeat `{call.id_at}`"
    if not fixed:
        return "no member with one value tells its reply"
    at = next((one for one in _RESULTS if one in members), "")
    result = members[at] if at else payload
    return CallFrame(
        *(call.method, call.named, call.params_at, call.id_at, call.params),
        *(call.fixed, tuple(fixed.items()), at, result),
    )


def _fixed(reading: Reading, members: Object) -> Iterator[tuple[str, str]]:
    for name, one in members.items():
        text = fixed_value(whole_schema(reading, one))
        if text:
            yield name, text
