"""Credentials as parameters of an application, and what checks them."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.layout import lay_out
from specmint.lower.python.schemes import scheme
from specmint.model import Api, Auth, Transport
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, literal


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
_CHECKED = {"rpc": {"basic"}, "http": {"basic", "header", "hmac"}, "ws": {"query"}}
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
    for one in used(api):
        name = param_of(api, one)
        under = [""] if one.name in transport.auth[:1] else []
        under += [one.name] if one.name in _named(api, transport) else []
        lines = [f"    checks[{literal(key)}] = {_check(one, name)}" for key in under]
        if lines and one.kind in {"basic", "header"}:
            yield Python("\n".join([f"if {name} is not None:", *lines]))
    if signing(api):
        keys = param_of(api, signing(api)[0])
        yield Python(f"checks |= signed(_SCHEMES, {keys}, nonces=nonces)")


def _check(auth: Auth, param: str) -> str:
    if auth.kind == "basic":
        return f"Named(Basic({param}, realm={literal(auth.realm)}))"
    return f"SecretHeader({literal(auth.member)}, {param})"


def names_over_rest(api: Api) -> bool:
    """Whether REST has names and passwords."""
    basic = {one.name for one in api.auth if one.kind == "basic"}
    return any(
        transport.name == "http"
        and basic & {*transport.auth[:1], *_named(api, transport)}
        for transport in api.transports
    )


def _named(api: Api, transport: Transport) -> set[str]:
    """Name the schemes of methods that have others than their transport."""
    return {
        name
        for method in api.methods
        for binding in method.bindings
        if binding.transport == transport.name and binding.auth != transport.auth
        for name in binding.auth
    }


def guard_lines(api: Api) -> Iterator[Python]:
    """Write the lines that refuse to serve what nothing here can check."""
    lines: dict[str, None] = {}
    for transport in api.transports:
        wanted = {transport.auth: None}
        for method in api.methods:
            wanted |= {
                binding.auth: None
                for binding in method.bindings
                if binding.transport == transport.name
            }
        for names in filter(None, wanted):
            if not _is_checked(api, transport, names):
                first = next(one for one in api.auth if one.name in names)
                told = f"nothing checks {first.name} over {transport.name}"
                name = param_of(api, first)
                lines |= {
                    f"if {name} is not None:\n"
                    f"    raise NotImplementedError({literal(told)})": None
                }
    return map(Python, lines)


def _is_checked(api: Api, transport: Transport, names: tuple[str, ...]) -> bool:
    kinds = {one.kind for one in api.auth if one.name in names}
    is_of_all = transport.name == "http" or bool(transport.auth)
    return is_of_all and not kinds.isdisjoint(_CHECKED[transport.name])


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
