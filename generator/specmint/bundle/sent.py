"""What a service sends by itself, as JSON: webhooks, pushes and streams."""

from specmint.bundle.nodes import Object, named, node, plain
from specmint.model import Push, Stream, Webhook

_TOLD = (
    *("name", "place", "payload", "registered_by", "headers", "examples"),
    *("acknowledge", "acknowledge_status", "acknowledge_doc"),
    *("repeat_every", "repeat_doc"),
)


def webhook_node(webhook: Webhook) -> Object:
    acknowledge = {
        "body": webhook.acknowledge,
        "status": webhook.acknowledge_status,
        "doc": webhook.acknowledge_doc,
    }
    repeat = {"every": webhook.repeat_every, "doc": webhook.repeat_doc}
    made: Object = {
        "summary": webhook.summary,
        "call": webhook.call,
        "in": webhook.place,
        "payload": node(webhook.payload),
        "registered_by": [
            {"method": method, "param": param}
            for method, param in webhook.registered_by
        ],
        **({"headers": named(webhook.headers)} if webhook.headers else {}),
        **_told("acknowledge", acknowledge),
        **_told("repeat", repeat),
    }
    return {**made, **plain(webhook, *_TOLD), "examples": named(webhook.examples)}


def _told(key: str, members: Object) -> Object:
    told = {name: value for name, value in members.items() if value not in (None, "")}
    return {key: told} if told else {}


def push_node(push: Push) -> Object:
    made = plain(push, "name", "examples")
    return {**made, "examples": named(push.examples)}


def stream_node(stream: Stream) -> Object:
    made = plain(stream, "name", "key_param", "key_member")
    key = {"param": stream.key_param, "member": stream.key_member}
    return {**made, **_told("key", key)}
