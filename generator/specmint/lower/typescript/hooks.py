"""The module of webhooks: what the service calls, how that is signed and answered."""

from dataclasses import dataclass

from specmint.lower.prose import ended, joined, source_words
from specmint.lower.typescript.imports import imports
from specmint.lower.typescript.layout import opened
from specmint.lower.typescript.names import name_in
from specmint.lower.typescript.schemes import scheme
from specmint.lower.typescript.shapes import Shapes
from specmint.model import Api, Webhook
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import JsDoc, TypeScript, js_doc, tag, ts_literal


@dataclass(frozen=True, slots=True)
class HookView:
    declaration: TypeScript
    doc: JsDoc


@dataclass(frozen=True, slots=True)
class HooksView:
    origin: TypeScript
    doc: JsDoc
    imports: tuple[TypeScript, ...]
    hooks: tuple[HookView, ...]


def view_hooks(api: Api, shapes: Shapes, origin: TypeScript) -> HooksView:
    hooks = tuple(_hook(api, shapes, hook) for hook in api.webhooks)
    first = next(iter(shapes.names.webhooks.values()), "IPN")
    about = f"The calls that {api.title} makes to its users."
    more = (
        "Give the headers and the bytes of the body as they came, and answer what"
        " `acknowledgement` says:"
    )
    sample = f"    const told = await {first}.receive(headers, body, {{ secret }});"
    lines = list(imports([hook.declaration for hook in hooks]))
    if any("t." in hook.declaration for hook in hooks):
        lines.append(TypeScript('import * as t from "./types.ts";'))
    doc = js_doc([about, more, sample, tag("module")], WIDTH)
    return HooksView(origin, doc, tuple(lines), hooks)


def _hook(api: Api, shapes: Shapes, hook: Webhook) -> HookView:
    name, payload = shapes.names.webhooks[hook.name], shapes.of(hook.payload)
    signing = next((one for one in api.auth if one.name == hook.auth), None)
    facts = [f"name: {ts_literal(hook.name)}", f"payload: {payload.codec}"]
    facts.append(f"place: {ts_literal(hook.place)}")
    facts += [f"scheme: {scheme(api, signing)}"] if signing else []
    if hook.acknowledge:
        facts.append(f"status: {hook.acknowledge_status or 200}")
        facts.append(f"body: {ts_literal(hook.acknowledge)}")
    same = [name_in(api, hook.payload, one) for one in hook.same]
    facts += [f"same: {ts_literal(same)}"] if same else []
    line = f"export const {name} = new Webhook<{payload.annotation}>({{ {', '.join(facts)} }});"
    says = [ended(hook.summary), ended(hook.facts.doc), _repeats(hook)]
    text = joined([*says, source_words(api, hook.facts)])
    return HookView(TypeScript(opened(line)), js_doc([text], WIDTH))


def _repeats(hook: Webhook) -> str:
    """Say how often it comes again."""
    if not hook.repeat_every:
        return ""
    return f"It is repeated every {hook.repeat_every} seconds until it is acknowledged."
