"""What a service sends by itself: pushes and webhooks, right ones and forged ones."""

from collections.abc import Iterator

from specmint.cases.meanings import plain
from specmint.cases.parts import FORM, Json, Object, form_text, pairs_of, put
from specmint.cases.signing import made_up, signed
from specmint.cases.values import Values
from specmint.layout import json_line
from specmint.model import Api, Auth, Push, Ref, Webhook
from specmint.wire import Context, decode, parse_json, wire_text

_KINDS = {"form": FORM, "json": "application/json"}


def push_cases(api: Api, values: Values) -> Iterator[Object]:
    """Write the frame of each push, and what it means."""
    for push in api.pushes:
        shown = set[str]()
        for one in push.examples:
            if one.payload is not None:
                frame = parse_json(one.literal) if one.literal.strip() else None
                shown.add(json_line(one.payload.value))
                yield _push(api, push, one.name, one.payload.value, one.origin, frame)
        for number, value in enumerate(_payloads(values, push)):
            is_frame = push.at or isinstance(value, dict)  # `any` may be a text too
            if is_frame and json_line(value) not in shown:
                yield _push(api, push, f"+{number + 1}", value, "made", None)


def _push(
    api: Api, push: Push, name: str, value: Json, origin: str, frame: Json
) -> Object:
    if frame is None:
        frame = dict(push.when)
        if push.at:
            put(frame, push.at, value)
        else:
            frame |= value
    meaning, _ = decode(api, push.payload, value, Context())
    return {
        "name": f"{push.name}/{name}",
        "push": push.name,
        "origin": origin,
        "frame": frame,
        "means": plain(meaning),
    }


def _payloads(values: Values, sent: Push | Webhook) -> list[Json]:
    """Give payloads of each shape."""
    if isinstance(sent.payload.type, Ref):
        return values.of_type(sent.payload.type.name)[:12]
    return values.of(sent.payload)


# -- webhooks ----------------------------------------------------------------------


def webhook_cases(api: Api, values: Values) -> Iterator[Object]:
    """Write deliveries: each payload, and what a receiver must not believe."""
    schemes = {one.name: one for one in api.auth}
    for webhook in api.webhooks:
        scheme = schemes.get(webhook.auth)
        shown = list[Json]()
        for one in webhook.examples:
            if one.payload is not None:
                shown.append(one.payload.value)
                headers = dict(one.headers) or None
                yield _delivery(
                    api,
                    webhook,
                    scheme,
                    one.name,
                    one.payload.value,
                    headers,
                    one.literal,
                )
        for number, value in enumerate(_payloads(values, webhook)):
            if value not in shown and isinstance(value, dict):
                shown.append(value)
                yield _delivery(api, webhook, scheme, f"+{number + 1}", value)
        if shown:
            yield from _wrong(api, webhook, scheme, shown[0])


def _delivery(
    api: Api,
    webhook: Webhook,
    scheme: Auth | None,
    name: str,
    value: Json,
    headers: dict[str, str] | None = None,
    body: str = "",
) -> Object:
    body = body.strip() or _body(webhook, value)
    own = {"Content-Type": _KINDS[webhook.place]}
    own |= headers or _signature(api, scheme, body)
    meaning, _ = decode(api, webhook.payload, value, Context())
    made: Object = {
        "name": f"{webhook.name}/{name}",
        "webhook": webhook.name,
        "verb": webhook.call,
        "headers": own,
        "text": body,
        "means": plain(meaning),
    }
    if webhook.acknowledge or webhook.acknowledge_status:
        status = webhook.acknowledge_status or 200
        made["acknowledge"] = {"status": status, "text": webhook.acknowledge}
    return made


def _body(webhook: Webhook, value: Json) -> str:
    if webhook.place == "json":
        return json_line(value)
    return form_text([[name, wire_text(one) or ""] for name, one in value.items()])


def _signature(api: Api, scheme: Auth | None, body: str) -> dict[str, str]:
    if scheme is None:
        return {}
    request: Object = {"headers": {}, "form": pairs_of(body)}
    return dict(signed(api, scheme, request, 0, made_up(api))["headers"])


def _wrong(
    api: Api, webhook: Webhook, scheme: Auth | None, value: Json
) -> Iterator[Object]:
    base = _delivery(api, webhook, scheme, "", value)
    body = base.pop("text")
    for one in ("means", "acknowledge"):
        base.pop(one, None)
    if scheme is not None:
        yield from _forged(api, webhook, scheme, base, body)
        yield from _respelled(api, webhook, scheme, value)
    for name, text in (
        ("no-payload", ""),
        ("odd", "odd=1" if webhook.place == "form" else "["),
    ):
        headers = {**base["headers"], **_signature(api, scheme, text)}
        told = {"name": f"{webhook.name}/{name}", "headers": headers}
        yield {**base, **told, "text": text, "refused": "payload"}


def _forged(
    api: Api, webhook: Webhook, scheme: Auth, base: Object, body: str
) -> Iterator[Object]:
    names = [name for place, name, what in scheme.send if what == "$digest"]
    right = base["headers"]
    known = dict(made_up(api))
    secret = known[scheme.key[1:]]
    known[scheme.key[1:]] = f"{secret[4:8]}{secret[4:]}"
    request: Object = {"headers": {}, "form": pairs_of(body)}
    foreign = signed(api, scheme, request, 0, known)["headers"]
    bent = {n: f"{'B' if right[n][0] == 'A' else 'A'}{right[n][1:]}" for n in names}
    for name, headers, text in (
        ("no-signature", {k: v for k, v in right.items() if k not in names}, body),
        ("bad-signature", {**right, **bent}, body),
        ("short-signature", {**right, **{n: right[n][:-4] for n in names}}, body),
        ("wrong-secret", {**right, **foreign}, body),
        ("body-changed", right, f"{body}&more=1"),
    ):
        told = {"name": f"{webhook.name}/{name}", "headers": headers, "text": text}
        yield {**base, **told, "refused": "signature"}


def _respelled(
    api: Api, webhook: Webhook, scheme: Auth, value: Json
) -> Iterator[Object]:
    """Headers may have other names, such as those of CGI."""
    others = dict(scheme.also_send)
    if others:
        made = _delivery(api, webhook, scheme, "other-headers", value)
        headers = {others.get(k, k): v for k, v in made["headers"].items()}
        yield {**made, "headers": headers}
