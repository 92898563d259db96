"""The module of webhooks: what the service calls, how that is signed and answered."""

from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import ended, joined, paragraphs, source_words
from specmint.lower.python.names import name_in
from specmint.lower.python.schemes import scheme
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Webhook
from specmint.targets.python_client import WIDTH
from specmint.text import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class HookView:
    declaration: Python
    doc: Docstring


@dataclass(frozen=True, slots=True)
class HooksView:
    origin: Python
    doc: Docstring
    hooks: tuple[HookView, ...]


def view_hooks(api: Api, shapes: Shapes, origin: Python) -> HooksView:
    about = f"The calls that {api.title} makes to its users."
    more = (
        "Give the headers and the bytes of the body as they came, and answer what"
        " `acknowledgement` says:"
    )
    sample = "    told = IPN.receive(headers, body, secret=secret)"
    first = next(iter(shapes.names.webhooks.values()), "IPN")
    return HooksView(
        origin,
        docstring([about, more, sample.replace("IPN", first)], WIDTH),
        tuple(_hook(api, shapes, hook) for hook in api.webhooks),
    )


def _hook(api: Api, shapes: Shapes, hook: Webhook) -> HookView:
    name, payload = shapes.names.webhooks[hook.name], shapes.of(hook.payload)
    signing = next((one for one in api.auth if one.name == hook.auth), None)
    args = [str(literal(hook.name)), payload.codec, str(literal(hook.place))]
    args += [scheme(api, signing)] if signing else []
    if hook.acknowledge:
        status = hook.acknowledge_status or 200
        args.append(f"acknowledge={literal((status, hook.acknowledge))}")
    same = tuple(name_in(api, hook.payload, one) for one in hook.same)
    args += [f"same={literal(same)}"] if same else []
    line = f"{name}: Final[Webhook[{payload.annotation}]] = Webhook({', '.join(args)})"
    says = [ended(hook.summary), ended(hook.facts.doc), repeats(hook)]
    text = paragraphs(joined([*says, source_words(api, hook.facts)]))
    return HookView(Python(lay_out(line, WIDTH)), docstring(text, WIDTH))


def repeats(hook: Webhook) -> str:
    """Say how often it comes again."""
    if not hook.repeat_every:
        return ""
    return f"It is repeated every {hook.repeat_every} seconds until it is acknowledged."
