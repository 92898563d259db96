"""Examples of what a service sends by itself: pushes, webhooks and greetings."""

from collections.abc import Iterator

from specmint.model import Greeting, Json, Push, Sent, Use, Webhook
from specmint.prove.case import Bench, Path, Slip, at
from specmint.prove.compare import difference, value_at
from specmint.prove.envelopes import dig, is_any
from specmint.prove.meanings import meaning_slips
from specmint.prove.traffic import pairs_of, read_json
from specmint.wire import ABSENT, Context, decode, shown, wire_text


def push_slips(bench: Bench, push: Push, sent: Sent) -> Iterator[Slip]:
    """Check a push, and the object in it where a stream says what it is."""
    yield from _payload_slips(bench, push.payload, sent)
    yield from _stream_slips(bench, push, sent)
    if not sent.literal:
        return
    frame, wrong = read_json(sent.literal)
    if wrong:
        yield Slip(("frame",), "example-exchange", wrong)
        return
    for path, text in push.when:
        if not is_any(dig(frame, path), (text,)):
            yield Slip(("frame",), "example-exchange", f"`{path}` is not `{text}`")
    payload = dig(frame, push.at) if push.at else frame
    if sent.payload is not None:
        yield from _same(payload, sent.payload.value, ("frame",))


def webhook_slips(bench: Bench, webhook: Webhook, sent: Sent) -> Iterator[Slip]:
    """Check what a webhook sends, and its body as it travels."""
    yield from _payload_slips(bench, webhook.payload, sent)
    if not sent.literal or sent.payload is None:
        return
    if webhook.place == "form":
        yield from _form_slips(sent.literal, sent.payload.value)
        return
    body, wrong = read_json(sent.literal)
    if wrong:
        yield Slip(("body",), "example-exchange", wrong)
    else:
        yield from _same(body, sent.payload.value, ("body",))


def greeting_slips(bench: Bench, greeting: Greeting) -> Iterator[Slip]:
    """Check what comes first on a connection, as some client would get it."""
    use = next(it.payload for it in bench.api.pushes if it.name == greeting.push)
    yield from _misfits(bench, use, _greeted(greeting.payload), ("payload",))


def _greeted(value: Json) -> Json:
    match value:
        case str():
            return value.replace("{host}", "127.0.0.1").replace("{port}", "40240")
        case list():
            return [_greeted(item) for item in value]
        case dict():
            return {key: _greeted(item) for key, item in value.items()}
    return value


def _payload_slips(bench: Bench, use: Use, sent: Sent) -> Iterator[Slip]:
    if sent.payload is None:
        return
    value, context = sent.payload.value, Context(memory=bench.memory)
    yield from _misfits(bench, use, value, ("payload",))
    if sent.means is not None:
        for path, message in meaning_slips(
            bench, context, use, value, sent.means.value
        ):
            yield Slip(("means", *path), "example-means", at(path, message))


def _misfits(bench: Bench, use: Use, value: Json, path: Path) -> Iterator[Slip]:
    for misfit in decode(bench.api, use, value, Context(memory=bench.memory))[1]:
        message = at(misfit.path, misfit.message)
        yield Slip((*path, *misfit.path), "example-result", message)


def _stream_slips(bench: Bench, push: Push, sent: Sent) -> Iterator[Slip]:
    payload = sent.payload.value if sent.payload else None
    for stream in bench.api.streams:
        if stream.push != push.name or not isinstance(payload, dict):
            continue
        key = wire_text(payload.get(stream.key_member))
        use = dict(stream.cases).get(key or "")
        if use is not None and stream.data in payload:
            path = ("payload", stream.data)
            yield from _misfits(bench, use, payload[stream.data], path)


def _same(value: Json, wanted: Json, path: Path) -> Iterator[Slip]:
    if value is ABSENT:
        yield Slip(path, "example-exchange", "the payload is not in it")
    elif (odd := difference(value, wanted)) is not None:
        found, told = shown(value_at(value, odd)), shown(value_at(wanted, odd))
        message = at(odd, f"it has {found}, and the payload {told}")
        yield Slip(path, "example-exchange", message)


def _form_slips(literal: str, payload: Json) -> Iterator[Slip]:
    """A form holds the payload's members, each in its text."""
    texts = dict(pairs_of(literal))
    members = payload if isinstance(payload, dict) else {}
    for name in sorted(texts.keys() | members.keys()):
        told = wire_text(members.get(name, ABSENT))
        if texts.get(name) != told:
            message = f"`{name}` is {shown(texts.get(name))}, and in the payload {shown(told)}"
            yield Slip(("body",), "example-exchange", message)
