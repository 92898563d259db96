"""The module of clients: how they are put together, and a line for each method."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.choices import decides
from specmint.lower.prose import ended, flat
from specmint.lower.python.connect import Connect, make_connect
from specmint.lower.python.imports import (
    from_import,
    standard_imports,
    uses_types,
    words_in,
)
from specmint.lower.python.sent import SentView, sent_constants, view_sent
from specmint.lower.python.shapes import Shapes
from specmint.model import Api
from specmint.targets.python_client import WIDTH
from specmint.text.python import Docstring, Python, docstring, literal


@dataclass(frozen=True, slots=True)
class ClientView:
    heading: Python
    doc: Docstring
    init: Python
    init_body: tuple[Python, ...]
    ws_address: Python
    has_scope: bool
    with_scope: Python
    with_scope_body: Python
    sent: tuple[SentView, ...]
    methods: tuple[Python, ...]


@dataclass(frozen=True, slots=True)
class ClientsView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    constants: tuple[Python, ...]
    connect_signature: Python
    connect: tuple[Python, ...]
    methods: tuple[Python, ...]
    clients: tuple[ClientView, ...]


def view_clients(api: Api, shapes: Shapes, origin: Python) -> ClientsView:
    connect = make_connect(api)
    clients = tuple(
        _client(api, shapes, connect, is_async=is_async) for is_async in (False, True)
    )
    about = f"The clients of {api.title}: a line for each method, and how they connect."
    methods = [_line(shapes, m.name, "Method") for m in api.methods if not decides(m)]
    return ClientsView(
        origin=origin,
        doc=docstring([about, "What a method means stands in `calls.py`."], WIDTH),
        imports=_imports(api, shapes, connect, clients, methods),
        constants=(*connect.constants, *sent_constants(api, shapes)),
        connect_signature=Python(
            lay_out(f"def _connect({', '.join(connect.plain_params)}) -> Core:", WIDTH)
        ),
        connect=connect.body,
        methods=tuple(methods),
        clients=clients,
    )


def _client(
    api: Api, shapes: Shapes, connect: Connect, *, is_async: bool
) -> ClientView:
    name = shapes.names.client
    base = f"{'Async' if is_async else ''}{connect.base}"
    sends = "sends_async" if is_async else "sends"
    params = "".join(f"    {param},\n" for param in ("self", *connect.params))
    init = f"def __init__(\n{params}) -> None:"
    scope = ", ".join(["self", "*", *connect.scope_params])
    return ClientView(
        heading=Python(
            f"class {'Async' if is_async else ''}{name}Client(_Methods, {base}):"
        ),
        doc=docstring(list(_says(api, connect, is_async=is_async)), WIDTH - 4),
        init=Python(init),
        init_body=_init_body(connect),
        ws_address=Python(connect.ws_address),
        has_scope=bool(connect.scope_params),
        with_scope=Python(lay_out(f"def with_scope({scope}) -> Self:", WIDTH - 4)),
        with_scope_body=Python(connect.with_scope),
        sent=view_sent(api, shapes, is_async=is_async),
        methods=tuple(
            _line(shapes, method.name, sends)
            for method in api.methods
            if decides(method)
        ),
    )


def _line(shapes: Shapes, name: str, kind: str) -> Python:
    method = shapes.names.methods[name]
    return Python(lay_out(f"{method} = {kind}(calls.{method})", WIDTH - 4))


def _init_body(connect: Connect) -> tuple[Python, ...]:
    args = lay_out(f"self._core = _connect({', '.join(connect.args)})", WIDTH - 8)
    options = "self._options = Options(timeout, deadline, resends)"
    return Python(args), Python(options)


def _says(api: Api, connect: Connect, *, is_async: bool) -> Iterator[str]:
    yield ended(api.title)
    yield ended(flat(api.summary))
    if is_async:
        yield "All methods are coroutines; a task that is cancelled hangs up."
    yield "\n".join(["Args:", *(f"    {name}: {doc}" for name, doc in connect.docs)])


def _imports(
    api: Api,
    shapes: Shapes,
    connect: Connect,
    clients: tuple[ClientView, ...],
    methods: list[Python],
) -> tuple[Python, ...]:
    code = [
        *methods,
        *connect.plain_params,
        *connect.params,
        *connect.constants,
        *connect.body,
    ]
    for client in clients:
        code += [client.heading, *client.methods, *client.init_body]
        code += [client.with_scope_body] if client.has_scope else []
        for one in client.sent:
            code += [one.signature, one.body, *one.overloads]
    code += sent_constants(api, shapes)
    words = words_in([str(part) for part in code])
    standard = standard_imports(words)
    lines = ["import os"] if "os" in words else []
    guarded = ["from typing_extensions import Self"] if connect.scope_params else []
    if guarded:
        standard = standard_imports(words, ("TYPE_CHECKING",))
        guarded = ["", "if TYPE_CHECKING:", *(f"    {line}" for line in guarded)]
    lines = [*standard, *lines, *guarded, ""]
    package = ["calls", *(["types as t"] if uses_types(code) else [])]
    lines.append(f"from . import {', '.join(package)}")
    for module, names in connect.modules(words):
        lines.append(from_import(module, names))
    return tuple(Python(line) for line in lines)


def names_of(api: Api, shapes: Shapes) -> tuple[Python, ...]:
    """List what a package gives by its own name."""
    name = shapes.names.client
    errors = ["ApiError", "DeadlineError", "DecodeError", "TransportError"]
    errors += ["UnsupportedError"]
    errors += ["SignatureError"] if api.webhooks else []
    helpers = ["Call", "Event", "Reply", "Settings", "UNSET", "Unset"]
    helpers += ["Address", "Budget", "HttpReply", "Request", "Transport"]
    kinds = {transport.name for transport in api.transports}
    helpers += ["unknown_method"] if kinds & {"rpc", "ws"} else []
    helpers += ["unknown_path"] if "http" in kinds else []
    helpers += ["Slot"] if "rpc" in kinds else []
    helpers += ["NonceStore"] if any(one.kind == "hmac" for one in api.auth) else []
    clients = [f"{name}Client", f"Async{name}Client"]
    modules = ["calls", "errors", "types", *(["webhooks"] if api.webhooks else [])]
    listed = sorted([*errors, *helpers, *clients, *modules])
    return tuple(literal(one) for one in listed)
