"""The page of what a service sends by itself: pushes, streams and webhooks."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import json_line, json_text
from specmint.lower.docs.examples import ORIGINS
from specmint.lower.docs.facts import FactsView, notes, view_rest
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import use_words
from specmint.model import Api, Push, Sent, Stream, Webhook
from specmint.text import (
    Fence,
    Inline,
    Prose,
    code,
    fence,
    inline,
    joined,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class SentExample:
    label: Inline
    doc: Inline
    block: Fence


@dataclass(frozen=True, slots=True)
class SentView:
    heading: Inline
    summary: Inline
    doc: Prose
    lines: tuple[Inline, ...]
    facts: FactsView
    examples: tuple[SentExample, ...]


@dataclass(frozen=True, slots=True)
class SentPage:
    title: Inline
    pushes: tuple[SentView, ...]
    streams: tuple[SentView, ...]
    webhooks: tuple[SentView, ...]


def has_sent(api: Api) -> bool:
    return bool(api.pushes or api.streams or api.webhooks)


def view_sent(api: Api, links: Links) -> SentPage:
    return SentPage(
        title=words(api.title),
        pushes=tuple(_push(api, one, links) for one in api.pushes),
        streams=tuple(_stream(api, one, links) for one in api.streams),
        webhooks=tuple(_webhook(api, one, links) for one in api.webhooks),
    )


def _push(api: Api, push: Push, links: Links) -> SentView:
    when = code(json_line(dict(push.when)))
    lines = [Inline(f"**Frame:** has the members {when}")]
    if push.at:
        lines.append(Inline(f"**Payload** at {code(push.at)}"))
    lines.append(Inline(f"**Payload's type:** {use_words(push.payload, links)}"))
    if push.always:
        lines.append(Inline("**Always on:** it comes without any subscription"))
    return _view(api, push, lines, push.examples)


def _stream(api: Api, stream: Stream, links: Links) -> SentView:
    lines = [
        Inline(f"**Starts with** {links.method(stream.start)}"),
        Inline(f"**Stops with** {links.method(stream.stop)}"),
        Inline(f"**Comes as** the push {code(stream.push)}"),
    ]
    if stream.once:
        lines.append(Inline(f"**Once, all of it:** {links.method(stream.once)}"))
    if stream.key_param:
        key = f"{code(stream.key_param)} of the start is {code(stream.key_member)} of the push"
        lines.append(Inline(f"**Which one:** {key}"))
    for text, use in stream.cases:
        at = f" at {code(stream.data)}" if stream.data else ""
        lines.append(Inline(f"{code(text)}: {use_words(use, links)}{at}"))
    return _view(api, stream, lines, ())


def _webhook(api: Api, webhook: Webhook, links: Links) -> SentView:
    return _view(api, webhook, list(_webhook_lines(webhook, links)), webhook.examples)


def _webhook_lines(webhook: Webhook, links: Links) -> Iterable[Inline]:
    for method, param in webhook.registered_by:
        yield Inline(f"**Asked for** by {code(param)} of {links.method(method)}")
    yield Inline(f"**Request:** {code(webhook.call)} with a {webhook.place} body")
    yield Inline(f"**Payload's type:** {use_words(webhook.payload, links)}")
    if webhook.auth:
        yield Inline(f"**Signed** as {code(webhook.auth)} says")
    for header in webhook.headers:
        about = f" {inline(header.doc)}" if header.doc else ""
        yield Inline(f"**Header** {code(header.name)}{about}")
    if acknowledged := joined(" and ", _acknowledged(webhook)):
        about = inline(webhook.acknowledge_doc)
        yield Inline(f"**Acknowledged by** {acknowledged}. {about}".rstrip())
    elif webhook.acknowledge_doc:
        yield Inline(f"**Acknowledged:** {inline(webhook.acknowledge_doc)}")
    if webhook.repeat_every is not None:
        about = f" {inline(webhook.repeat_doc)}" if webhook.repeat_doc else ""
        every = f"every {webhook.repeat_every} seconds until it is acknowledged."
        yield Inline(f"**Repeated** {every}{about}")
    if webhook.same:
        same = joined(", ", map(code, webhook.same))
        yield Inline(f"**The same delivery** has the same {same}")


def _acknowledged(webhook: Webhook) -> Iterable[Inline]:
    if webhook.acknowledge:
        yield Inline(f"the body {code(webhook.acknowledge)}")
    if webhook.acknowledge_status is not None:
        yield Inline(f"the status {webhook.acknowledge_status}")


def _view(
    api: Api,
    one: Push | Stream | Webhook,
    lines: list[Inline],
    examples: Iterable[Sent],
) -> SentView:
    return SentView(
        heading=code(one.name),
        summary=inline(one.summary),
        doc=prose(one.facts.doc),
        lines=(*lines, *notes(one.facts)),
        facts=view_rest(api, one.facts),
        examples=tuple(_example(example) for example in examples),
    )


def _example(example: Sent) -> SentExample:
    literal, language = example.literal, "text"
    if not literal and example.payload is not None:
        literal, language = json_text(example.payload.value), "json"
    label = Inline(f"**Example {code(example.name)} ({ORIGINS[example.origin]})**")
    return SentExample(label, inline(example.doc), fence(literal, language))
