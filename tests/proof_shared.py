"""Small changes of what methods share: errors, transports, envelopes and schemes."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

from proof_types import TEXT, Mutation
from proof_values import changed
from specmint.model import (
    Api,
    Auth,
    Default,
    Envelope,
    Error,
    Example,
    Header,
    Http,
    Raised,
    Rpc,
    Transport,
)


def shared_mutations(api: Api) -> Iterator[Mutation]:
    """Give changes that all methods feel, each on its own."""
    for transport in api.transports:
        if transport.name != "ws":
            yield from _transports(api, transport)
    for envelope in api.envelopes:
        if any(b.envelope == envelope.name for m in api.methods for b in m.bindings):
            yield from _envelopes(api, envelope)
    for scheme in api.auth:
        yield from _schemes(api, scheme)


# -- errors ------------------------------------------------------------------------


def error_mutations(api: Api, error: Error) -> Iterator[Mutation]:
    """Give changes of one error that examples end with."""
    shown = frozenset(
        method.name
        for method in api.methods
        for one in method.examples
        if one.raises and one.raises.error == error.name
    )
    if not shown:
        return

    def made(kind: str, new: Error, change: Callable[[Raised], Raised]) -> Mutation:
        return Mutation(
            kind, ("errors", error.name), shown, _with_error(error.name, new, change)
        )

    def same(raised: Raised) -> Raised:
        return raised

    match = error.match
    doc = replace(error.facts, doc="Other words.")
    yield made("error-doc", replace(error, summary="Other words.", facts=doc), same)
    if match.code is not None:
        code = match.code - 100_000
        yield made(
            "error-code",
            replace(error, match=replace(match, code=code)),
            lambda raised: replace(raised, code=None if raised.code is None else code),
        )
    if match.token is not None:
        token = f"{match.token}.zz"
        yield made(
            "error-token",
            replace(error, match=replace(match, token=token)),
            lambda raised: replace(raised, code=None if raised.code is None else token),
        )
    if match.text is not None or match.message is not None:
        key = "text" if match.text is not None else "message"
        text = f"zz {getattr(match, key)}"
        yield made(
            f"error-match-{key}",
            replace(
                error,
                match=(
                    replace(match, text=text)
                    if key == "text"
                    else replace(match, message=text)
                ),
            ),
            lambda raised: replace(
                raised,
                message=None if raised.message is None else f"zz {raised.message}",
            ),
        )
    if match.status is not None:
        yield made(
            "error-status",
            replace(error, match=replace(match, status=match.status + 1)),
            lambda raised: replace(
                raised, status=None if raised.status is None else raised.status + 1
            ),
        )
    acted = "never" if error.acted != "never" else "maybe"
    transient = error.transient and acted == "never"
    yield made("error-acted", replace(error, acted=acted, transient=transient), same)
    if error.data is None:
        yield made(
            "error-data-added",
            replace(error, data=TEXT),
            lambda raised: replace(raised, data=Default("zz")),
        )


def _with_error(
    name: str, new: Error, change: Callable[[Raised], Raised]
) -> Callable[[Api], Api]:
    def told(one: Example) -> Example:
        if one.raises is None or one.raises.error != name:
            return one
        return changed(one, raises=change(one.raises))

    def apply(api: Api) -> Api:
        methods = tuple(
            replace(m, examples=tuple(map(told, m.examples))) for m in api.methods
        )
        return replace(api, errors={**api.errors, name: new}, methods=methods)

    return apply


# -- transports --------------------------------------------------------------------


def _transports(api: Api, one: Transport) -> Iterator[Mutation]:
    methods = frozenset(
        m.name for m in api.methods if one.name in {b.transport for b in m.bindings}
    )

    def made(kind: str, *, bindings: Any = None, **parts: Any) -> Mutation:
        """Change parts of the transport, and of what its bindings took from it."""

        def apply(whole: Api) -> Api:
            transports = tuple(
                replace(t, **parts) if t.name == one.name else t
                for t in whole.transports
            )
            return _with_bindings(replace(whole, transports=transports), one, bindings)

        return Mutation(kind, ("transports", one.name), methods, apply)

    def more(kind: str, **parts: Any) -> Mutation:
        return made(kind, more=replace(one.more, **parts))

    header = Header("X-Zz", "zz", required=True)
    yield made("transport-doc", facts=replace(one.facts, doc="Other words."))
    yield made("rules", rules=("Another rule.",))
    yield made("body-limit", limits=replace(one.limits, body=1))
    yield made("printed", printed=replace(one.printed, indent=3))
    yield made("reply-headers", reply_headers=(("X-Zz", "zz"),))
    yield made(
        "header-required",
        headers=(*one.headers, header),
        bindings=lambda b: replace(b, headers=(*b.headers, header)),
    )
    yield made("timeouts", timeouts={**one.timeouts, "read": 1})
    yield made("host", host="http://zz.example:1")
    if isinstance(one.more, Rpc):
        yield from _rpc(made, more, one, one.more)
    if isinstance(one.more, Http):
        yield more("error-status-default", error=555)
        yield more("http-content-type", content_type="application/zz+json")
        slash = "optional" if one.more.slash != "optional" else "as-written"
        yield more("slash", slash=slash)
        if one.more.also:
            yield more("verbs-fewer", also=())


def _rpc(made: Any, more: Any, one: Transport, rpc: Rpc) -> Iterator[Mutation]:
    def moved(path: str) -> str:
        return f"/zz{path}"

    yield made(
        "rpc-path",
        path=moved(one.path or "/"),
        bindings=lambda b: replace(b, path=moved(b.path or "/")),
    )
    for style in ("positional", "named", "either"):
        if style != rpc.params:
            yield more(f"call-style-{style}", params=style)
    yield more("batch-forbidden", batch=replace(rpc.batch, allowed=False))
    yield more("gap", gap="error" if rpc.gap != "error" else "null")
    yield more("nulls", nulls="missing" if rpc.nulls != "missing" else "value")
    yield more("strict", strict=not rpc.strict)
    yield more("rpc-content-type", content_types=("application/zz",))
    yield more("notifications", notifications=not rpc.notifications)
    yield more("rpc-verbs", verbs=("PUT",))
    if len(rpc.dialects) > 1:
        others = tuple(d for d in rpc.dialects if d.name != rpc.speak)
        yield more("dialect-removed", dialects=others, speak=others[0].name)
        yield more("dialect-spoken", speak=others[0].name)
    for dialect in rpc.dialects:
        if dialect.name == rpc.speak:
            new = replace(dialect, ok=299, error=599)
            rest = tuple(new if d == dialect else d for d in rpc.dialects)
            yield more("dialect-status", dialects=rest)


def _with_bindings(api: Api, transport: Transport, change: Any) -> Api:
    if change is None:
        return api
    methods = tuple(
        replace(
            m,
            bindings=tuple(
                change(b) if b.transport == transport.name else b for b in m.bindings
            ),
        )
        for m in api.methods
    )
    return replace(api, methods=methods)


# -- envelopes and schemes ---------------------------------------------------------


def _envelopes(api: Api, one: Envelope) -> Iterator[Mutation]:
    methods = frozenset(
        m.name for m in api.methods for b in m.bindings if b.envelope == one.name
    )

    def made(kind: str, **parts: Any) -> Mutation:
        def apply(whole: Api) -> Api:
            envelopes = tuple(
                replace(e, **parts) if e.name == one.name else e
                for e in whole.envelopes
            )
            return replace(whole, envelopes=envelopes)

        return Mutation(kind, ("envelopes", one.name), methods, apply)

    yield made("envelope-doc", facts=replace(one.facts, doc="Other words."))
    if one.ok:
        (key, _), *rest = one.ok
        yield made("envelope-ok-word", ok=((key, "zz"), *rest))
    if one.result:
        yield made("envelope-result", result=f"{one.result}_zz")
    if one.failed.texts:
        yield made("envelope-texts", failed=replace(one.failed, texts="zz"))
    if one.failed.message:
        yield made("envelope-message", failed=replace(one.failed, message="zz"))
    if one.failed.token:
        yield made("envelope-token", failed=replace(one.failed, token="zz"))


def _schemes(api: Api, one: Auth) -> Iterator[Mutation]:
    methods = frozenset(
        m.name for m in api.methods for b in m.bindings if one.name in b.auth
    )
    if not methods:
        return

    def made(kind: str, **parts: Any) -> Mutation:
        def apply(whole: Api) -> Api:
            schemes = tuple(
                replace(a, **parts) if a.name == one.name else a for a in whole.auth
            )
            return replace(whole, auth=schemes)

        return Mutation(kind, ("auth", one.name), methods, apply)

    yield made("scheme-doc", facts=replace(one.facts, doc="Other words."))
    if one.member:
        yield made("scheme-member", member=f"{one.member}-zz")
        yield made("scheme-member-alias", member=f"{one.member}-zz", also=(one.member,))
    if one.digest is not None:
        other = "sha256" if one.digest.algorithm != "sha256" else "sha512"
        yield made("digest-algorithm", digest=replace(one.digest, algorithm=other))
        encoding = "hex" if one.digest.encoding != "hex" else "base64"
        yield made("digest-encoding", digest=replace(one.digest, encoding=encoding))
    if one.message:
        yield made("signed-text", message=(*one.message, ("bytes", "00")))
    if one.fresh is not None:
        yield made("nonce-name", fresh=replace(one.fresh, name=f"{one.fresh.name}zz"))
    if one.send:
        (place, name, value), *rest = one.send
        yield made("scheme-header", send=((place, f"{name}-Zz", value), *rest))
