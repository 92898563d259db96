"""How a client is put together: credentials, scope, dialect, and what carries its calls."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.prose import ended
from specmint.lower.python.carriers import carrier_lines
from specmint.lower.python.imports import WIRE
from specmint.lower.python.names import setting_names
from specmint.lower.python.schemes import (
    credential_params,
    schemes,
)
from specmint.lower.python.wrapping import envelopes, frame
from specmint.model import Api, Rpc
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, literal

_MODULES = {
    "._core": [
        "AsyncClient",
        "Carrier",
        "Client",
        "Core",
        "Method",
        "Options",
        "Settings",
        "Several",
        "sends",
        "sends_async",
    ],
    "._http": [
        "Auth",
        "HttpTransport",
        "basic",
        "parse_address",
        "scoped",
        "secret_header",
        "secret_of",
    ],
    "._rest": ["Envelope", "Rest", "RestCarrier"],
    "._rpc": [
        "AsyncRpcClient",
        "By",
        "Dialect",
        "RpcCarrier",
        "RpcClient",
        "Rpc",
        "choose",
    ],
    "._sign": ["Fresh", "Scheme", "signers"],
    "._wire": sorted(WIRE),
    "._ws": [
        "AsyncListening",
        "AsyncWsClient",
        "Change",
        "Frame",
        "Listening",
        "Push",
        "StreamOf",
        "WsCarrier",
        "WsClient",
    ],
    ".errors": ["ERRORS"],
}


@dataclass(frozen=True, slots=True)
class Connect:
    """The parameters of a client, and the lines that make its carrier of them."""

    base: str
    params: tuple[str, ...]  # as a constructor declares them
    plain_params: tuple[str, ...]  # as `_connect` declares them
    args: tuple[str, ...]
    docs: tuple[tuple[str, str], ...]
    scope_params: tuple[str, ...]
    with_scope: str
    ws_address: str
    constants: tuple[Python, ...]
    body: tuple[Python, ...]

    def modules(self, words: set[str]) -> Iterable[tuple[str, set[str]]]:
        for module, names in _MODULES.items():
            if found := words & set(names):
                yield module, found


@dataclass(frozen=True, slots=True)
class _Param:
    name: str
    kind: str
    default: str
    doc: str


_SHARED = (
    _Param(
        "timeout",
        "float | None",
        "30.0",
        "Seconds that the service may be silent; None for ever.",
    ),
    _Param(
        "deadline",
        "float | None",
        "None",
        "Seconds for a whole call with all its attempts.",
    ),
    _Param(
        "resends", "int", "2", "How often a call may be sent again where that is safe."
    ),
)
_SETTINGS = _Param(
    "settings",
    "Settings",
    "Settings()",
    "What seldom has to be said: proxy, TLS, tracing, ids.",
)


def make_connect(api: Api) -> Connect:
    inner = [*_inner(api), _SETTINGS]
    everything = [*inner[:-1], *_SHARED, _SETTINGS]
    declared = [f"{one.name}: {one.kind} = {one.default}" for one in everything]
    scope = _scope(api)
    filled = ", ".join(_filled(name, one.name) for name, one in scope.items())
    return Connect(
        base=_base(api),
        params=(declared[0], "*", *declared[1:]),
        plain_params=tuple(f"{one.name}: {one.kind}" for one in inner),
        args=tuple(one.name for one in inner),
        docs=tuple((one.name, one.doc) for one in everything),
        scope_params=tuple(f"{one.name}: {one.kind} = UNSET" for one in scope.values()),
        with_scope=f"return scoped(self, {filled})",
        ws_address=_ws_address(api),
        constants=tuple(_constants(api)),
        body=tuple(carrier_lines(api)),
    )


def _inner(api: Api) -> list[_Param]:
    """List the parameters that an API has of its own, the address first."""
    host = str(literal(api.transports[0].host))
    address = _Param("address", "str", host, _address_doc(api))
    credentials = [_Param(*one) for one in credential_params(api)]
    return [address, *credentials, *_scope(api).values(), *_rpc_params(api)]


def _ws_address(api: Api) -> str:
    hosts = [one.host for one in api.transports if one.name == "ws"]
    return f"_ws_address = {literal(hosts[0])}" if hosts else ""


def _base(api: Api) -> str:
    kinds = {transport.name for transport in api.transports}
    return "WsClient" if "ws" in kinds else "RpcClient" if "rpc" in kinds else "Client"


def _address_doc(api: Api) -> str:
    told = []
    for transport in api.transports:
        told += [f"`{transport.host}`", *(f"`{one.host}`" for one in transport.hosts)]
    return f"Scheme, host and port, such as {', '.join(dict.fromkeys(told))}."


def _rpc(api: Api) -> Rpc | None:
    return next((t.more for t in api.transports if isinstance(t.more, Rpc)), None)


def _filled(name: str, own: str) -> str:
    """Give a scope to a function that takes each by its name in the spec."""
    return f"{name}={own}" if name == own else f"**{{{literal(name)}: {own}}}"


def _scope(api: Api) -> dict[str, _Param]:
    scopes = (transport.scope for transport in api.transports)
    fields = {field.name: field for scope in scopes for field in scope}.values()
    names = setting_names(api)
    return {
        f.name: _Param(
            names[f.name],
            "str | Unset",
            "UNSET",
            ended(f.facts.doc) or "The scope of all calls.",
        )
        for f in fields
    }


def _rpc_params(api: Api) -> list[_Param]:
    rpc = _rpc(api)
    if rpc is None:
        return []
    made = []
    if len(rpc.dialects) > 1:
        words = ", ".join(str(literal(one.name)) for one in rpc.dialects)
        made.append(
            _Param(
                "dialect",
                f"Literal[{words}]",
                str(literal(rpc.speak)),
                "The form of JSON-RPC to speak.",
            )
        )
    if rpc.params == "either":
        made.append(
            _Param(
                "by",
                "By",
                '"position"',
                "Whether parameters go by position or by name.",
            )
        )
    return made


def _constants(api: Api) -> Iterable[Python]:
    if (rpc := _rpc(api)) and rpc.dialects:
        pairs = []
        for one in rpc.dialects:
            args = [str(literal(one.request_version))] if one.request_version else []
            args += ["notifies=True"] if one.without_id == "notification" else []
            pairs.append(f"{literal(one.name)}: Dialect({', '.join(args)})")
        yield Python(lay_out(f"_DIALECTS: Final = {{{', '.join(pairs)}}}", WIDTH))
    yield from envelopes(api)
    yield from frame(api)
    yield from schemes(api)
