"""Credentials as parameters of an application, and what checks them."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.python.schemes import scheme
from specmint.model import Api, Auth, Transport
from specmint.targets.python_client import WIDTH
from specmint.text import Python, literal


@dataclass(frozen=True, slots=True)
class Access:
    """A parameter that holds what callers must know; None lets everybody in."""

    name: str
    kind: str
    doc: str


_FAMILIES = {
    "basic": "passwords",
    "header": "secret",
    "query": "secret",
    "hmac": "keys",
}
_KINDS = {
    "passwords": "Passwords | None",
    "secret": "str | None",
    "keys": "Keys | None",
}
_DOCS = {
    "passwords": "Passwords by user names, or what says whether two fit.",
    "secret": "The secret that every caller must know.",
    "keys": "Secrets by their keys, or what finds the secret of a key.",
}


def accesses(api: Api) -> tuple[Access, ...]:
    """List the parameters; a single one is called `auth`."""
    families = dict.fromkeys(_FAMILIES[one.kind] for one in used(api))
    told = "None lets everybody call."
    return tuple(
        Access(
            "auth" if len(families) == 1 else family,
            _KINDS[family],
            f"{_DOCS[family]} {told}",
        )
        for family in families
    )


def used(api: Api) -> list[Auth]:
    """List the schemes that calls are checked by."""
    names = {name for transport in api.transports for name in transport.auth}
    names |= {n for m in api.methods for b in m.bindings for n in b.auth}
    return [one for one in api.auth if one.name in names]


def param_of(api: Api, auth: Auth) -> str:
    """Name the parameter that a scheme is checked with."""
    families = {_FAMILIES[one.kind] for one in used(api)}
    return "auth" if len(families) == 1 else _FAMILIES[auth.kind]


def signing(api: Api) -> list[Auth]:
    return [one for one in used(api) if one.kind == "hmac"]


def schemes(api: Api) -> Iterator[Python]:
    """Write the schemes that requests are signed by."""
    pairs = [
        f"{literal(one.name)}: {scheme(api, one, checks=True)}" for one in signing(api)
    ]
    if pairs:
        line = f"_SCHEMES: Final[dict[str, Scheme]] = {{{', '.join(pairs)}}}"
        yield Python(lay_out(line, WIDTH))


def basic_lines(api: Api, transport: Transport) -> Iterator[Python]:
    """Write the line that makes what checks names and passwords."""
    for one in _own(api, transport, "basic")[:1]:
        name = param_of(api, one)
        made = f"Basic({name}, realm={literal(one.realm)})"
        line = f"basic = None if {name} is None else {made}"
        yield Python(lay_out(line, WIDTH - 4))


def check_lines(api: Api, transport: Transport) -> Iterator[Python]:
    """Write the lines that make the checks of REST, by scheme."""
    yield Python("checks: dict[str, Auth] = {}")
    if _own(api, transport, "basic"):
        yield from basic_lines(api, transport)
        yield Python('if basic is not None:\n    checks[""] = basic')
    for one in _own(api, transport, "header")[:1]:
        name = param_of(api, one)
        made = f'checks[""] = SecretHeader({literal(one.member)}, {name})'
        yield Python(f"if {name} is not None:\n    {made}")
    if signing(api):
        keys = param_of(api, signing(api)[0])
        yield Python(f"checks |= signed(_SCHEMES, {keys}, nonces=nonces)")


def query_lines(api: Api, transport: Transport) -> Iterator[Python]:
    """Write the line that makes the check of a WebSocket's address."""
    for one in _own(api, transport, "query")[:1]:
        name = param_of(api, one)
        args = [name, str(literal((one.member, *one.also)))]
        args += [] if one.alone else ["is_alone=False"]
        made = f"Query({', '.join(args)})"
        line = f"query = None if {name} is None else {made}"
        yield Python(lay_out(line, WIDTH - 4))


def _own(api: Api, transport: Transport, kind: str) -> list[Auth]:
    return [one for one in api.auth if one.name in transport.auth and one.kind == kind]
