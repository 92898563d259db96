"""The module of webhooks: what the service calls, and a method that sends each."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import ended, joined, source_words
from specmint.lower.python.hooks import hook_imports, repeats
from specmint.lower.python.schemes import scheme
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Auth, Webhook
from specmint.targets.python_client import WIDTH, method_name
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class SenderView:
    signature: Python
    doc: Docstring
    body: Python


@dataclass(frozen=True, slots=True)
class HooksView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    hooks: tuple[Python, ...]
    senders: tuple[SenderView, ...]


def view_hooks(api: Api, shapes: Shapes, origin: Python) -> HooksView:
    about = f"The calls that {api.title} makes to its users."
    hooks = tuple(_hook(api, shapes, hook) for hook in api.webhooks)
    senders = tuple(_sender(api, shapes, hook) for hook in api.webhooks)
    code = [*hooks, *(sender.signature for sender in senders)]
    return HooksView(
        origin=origin,
        doc=docstring([about], WIDTH),
        imports=hook_imports(code, {"Delivery", "Sender", "Webhook"}),
        hooks=hooks,
        senders=senders,
    )


def _hook(api: Api, shapes: Shapes, hook: Webhook) -> Python:
    name, payload = shapes.names.webhooks[hook.name], shapes.of(hook.payload)
    signing = _signing(api, hook)
    args = [str(literal(hook.name)), payload.codec, str(literal(hook.place))]
    args += [scheme(api, signing)] if signing else []
    if hook.acknowledge:
        status = hook.acknowledge_status or 200
        args.append(f"acknowledge={literal((status, hook.acknowledge))}")
    args += [f"every={hook.repeat_every}"] if hook.repeat_every else []
    args += [] if hook.call == "POST" else [f"verb={literal(hook.call)}"]
    line = f"{name}: Final[Webhook[{payload.annotation}]] = Webhook({', '.join(args)})"
    return Python(lay_out(line, WIDTH))


def _signing(api: Api, hook: Webhook) -> Auth | None:
    return next((one for one in api.auth if one.name == hook.auth), None)


def _sender(api: Api, shapes: Shapes, hook: Webhook) -> SenderView:
    name = f"send_{method_name(hook.name)}"
    params = f"self, url: str, payload: {shapes.of(hook.payload).annotation}"
    key = ", key: str" if _signing(api, hook) else ""
    args = f"{shapes.names.webhooks[hook.name]}, url, payload{', key' if key else ''}"
    line = f"def {name}({params}{key}) -> Task[Delivery]:"
    return SenderView(
        signature=Python(lay_out(line, WIDTH - 4)),
        doc=docstring([joined(_says(api, hook))], WIDTH - 8),
        body=Python(f"return self.send({args})"),
    )


def _says(api: Api, hook: Webhook) -> Iterator[str]:
    yield ended(hook.summary)
    yield ended(hook.facts.doc)
    yield repeats(hook)
    yield source_words(api, hook.facts)
