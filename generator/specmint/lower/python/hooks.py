"""The module of webhooks: what the service calls, how that is signed and answered."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import ended, joined, paragraphs, source_words
from specmint.lower.python.imports import (
    WIRE,
    from_import,
    standard_imports,
    uses_types,
    words_in,
)
from specmint.lower.python.names import name_in
from specmint.lower.python.schemes import scheme
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Webhook
from specmint.targets.python_client import WIDTH
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class HookView:
    declaration: Python
    doc: Docstring


@dataclass(frozen=True, slots=True)
class HooksView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    hooks: tuple[HookView, ...]


def view_hooks(api: Api, shapes: Shapes, origin: Python) -> HooksView:
    about = f"The calls that {api.title} makes to its users."
    more = (
        "Give the headers and the bytes of the body as they came, and answer what"
        " `acknowledgement` says:"
    )
    sample = "    told = IPN.receive(headers, body, secret=secret)"
    first = next(iter(shapes.names.webhooks.values()), "IPN")
    hooks = tuple(_hook(api, shapes, hook) for hook in api.webhooks)
    return HooksView(
        origin,
        docstring([about, more, sample.replace("IPN", first)], WIDTH),
        hook_imports((hook.declaration for hook in hooks), {"Webhook"}),
        hooks,
    )


def hook_imports(code: Iterable[str], hooks: set[str]) -> tuple[Python, ...]:
    """Write the imports of a module of webhooks, by the words that stand in its code."""
    code = tuple(code)
    words = words_in(code)
    lines = standard_imports(words)
    lines += ["", *(["from . import types as t"] if uses_types(code) else [])]
    lines.append(from_import("._hooks", hooks))
    for module, names in (("._sign", {"Fresh", "Scheme"}), ("._wire", WIRE)):
        lines += [from_import(module, words & names)] if words & names else []
    return tuple(map(Python, lines))


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
