"""The module of the application: its facts, and what puts it together."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import ended, flat
from specmint.lower.python.server.access import accesses, schemes, signing
from specmint.lower.python.server.carriers import carrier_lines, may_describe
from specmint.lower.python.server.imports import imports
from specmint.lower.python.server.pushes import PushView, push_constants, push_views
from specmint.lower.python.server.refusals import limits, refusal_tables
from specmint.lower.python.server.wrapping import dialects, envelopes, frame
from specmint.lower.python.shapes import Shapes
from specmint.model import Api, Http, Rpc, Ws
from specmint.targets.python_client import WIDTH
from specmint.text.python import Docstring, Python, docstring, literal

_APP = frozenset(["App", "HOOKS", "Hooks", "Limits", "Refuse"])
_MODULES = (
    ("._forms", frozenset(["Either"])),
    ("._named", frozenset(["Named"])),
    (
        "._rest",
        frozenset(
            [
                "Auth",
                "Envelope",
                "Loose",
                "Page",
                "Printed",
                "RestCarrier",
                "SecretHeader",
            ]
        ),
    ),
    ("._rpc", frozenset(["Basic", "Dialect", "RpcCarrier", "Statuses", "spoken"])),
    ("._sign", frozenset(["Fresh", "Keys", "NonceStore", "Scheme", "signed"])),
    (
        "._ws",
        frozenset(["Frame", "Push", "Pushes", "Query", "StreamOf", "WsCarrier"]),
    ),
    (".methods", frozenset(["METHODS"])),
)


@dataclass(frozen=True, slots=True)
class AppView:
    origin: Python
    doc: Docstring
    imports: tuple[Python, ...]
    guarded: tuple[Python, ...]
    constants: tuple[Python, ...]
    own_pushes: Python
    own_app: Python
    held: Python
    pushes: tuple[PushView, ...]
    signature: Python
    create_doc: Docstring
    body: tuple[Python, ...]


@dataclass(frozen=True, slots=True)
class _Param:
    declared: str
    doc: str


def view_app(api: Api, shapes: Shapes, origin: Python) -> AppView:
    constants, body = tuple(_constants(api, shapes)), tuple(carrier_lines(api, shapes))
    pushes = push_views(api, shapes)
    name = shapes.names.client
    kind = f"{name}App" if pushes else "App"
    params = list(_params(api, name))
    declared = ", ".join(param.declared for param in params)
    signature = f"def create_app({declared}) -> {kind}:"
    code = [*constants, *body, signature, *(push.signature for push in pushes)]
    code += ["App Pushes"] if pushes else []
    guarded = ["from ._rpc import Passwords"] if "Passwords" in signature else []
    code += ["TYPE_CHECKING"] if guarded else []
    about = f"The application that serves {api.title} over ASGI, and its facts."
    return AppView(
        origin=origin,
        doc=docstring([about], WIDTH),
        imports=imports(code, _modules(api, name), ["TYPE_CHECKING"]),
        guarded=tuple(map(Python, guarded)),
        constants=constants,
        own_pushes=Python(f"class {name}Pushes(Pushes):"),
        own_app=Python(f"class {kind}(App):"),
        held=Python(f"pushes: {name}Pushes"),
        pushes=pushes,
        signature=Python(lay_out(signature, WIDTH)),
        create_doc=docstring(list(_says(params)), WIDTH - 4),
        body=body,
    )


def _modules(api: Api, name: str) -> list[tuple[str, frozenset[str]]]:
    limited = any(True for _ in limits(api))
    app = frozenset([] if limited else ["LIMITS"])
    return [
        ("._app", _APP | app),
        *_MODULES,
        (".handler", frozenset([f"{name}Handler"])),
    ]


def _constants(api: Api, shapes: Shapes) -> Iterator[Python]:
    yield from limits(api)
    yield from refusal_tables(api, shapes)
    for transport in api.transports:
        match transport.more:
            case Rpc():
                yield from dialects(transport.more)
            case Http():
                yield from envelopes(api, transport)
            case Ws():
                yield from frame(api, transport)
    yield from schemes(api)
    yield from push_constants(api, shapes)


# -- what makes it -----------------------------------------------------------------


def _params(api: Api, name: str) -> Iterator[_Param]:
    yield _Param(f"handler: {name}Handler", "What does the work.")
    yield _Param("*", "")
    for one in accesses(api):
        yield _Param(f"{one.name}: {one.kind}", one.doc)
    if signing(api):
        told = "Remembers which nonces were used; without it the process does."
        yield _Param("nonces: NonceStore | None = None", told)
    yield from _dialects(api)
    yield _Param('follow: Literal["document", "actual"] = "document"', _follow_doc(api))
    yield _Param("limits: Limits = LIMITS", "How much one caller may ask for.")
    yield _Param("hooks: Hooks = HOOKS", "Functions that are told what happens.")
    if may_describe(api):
        told = (
            "An OpenRPC document, or what gives one: `rpc.discover` answers with it."
            " Without it there is no such method."
        )
        yield _Param('openrpc: str | Callable[[], str] = ""', told)


def _dialects(api: Api) -> Iterator[_Param]:
    for one in api.transports:
        if isinstance(one.more, Rpc) and len(one.more.dialects) > 1:
            names = tuple(dialect.name for dialect in one.more.dialects)
            listed = ", ".join(str(literal(name)) for name in names)
            declared = f"dialects: Sequence[Literal[{listed}]] = {literal(names)}"
            told = (
                "The forms of JSON-RPC that are spoken; with one, all callers get it."
            )
            yield _Param(declared, told)


def _follow_doc(api: Api) -> str:
    """Say where the document and the real service differ in what a server does."""
    ways = [one.more.replies for one in api.transports if isinstance(one.more, Ws)]
    if any(way.documented not in {"", way.actual} for way in ways):
        return (
            "Whether a reply goes to its caller, as the document has it, or to every"
            " connection, as with the actual service."
        )
    return "Nothing differs here; it stands with every server, so that all are alike."


def _says(params: list[_Param]) -> Iterator[str]:
    yield "Make an ASGI application, for uvicorn or any other server of such."
    args = [
        f"    {one.declared.partition(':')[0]}: {ended(flat(one.doc))}"
        for one in params
        if one.doc
    ]
    yield "\n".join(["Args:", *args])
