"""Transports, envelopes, credentials and auth schemes as JSON."""

from specmint.bundle.nodes import Object, named, node, paired, plain
from specmint.bundle.types import field_node, shape
from specmint.model import (
    AcceptRules,
    Auth,
    Beside,
    Credential,
    Dialect,
    Envelope,
    Fresh,
    Http,
    Rpc,
    Transport,
    WireRules,
    Ws,
)

_BY_HAND = (
    "name",
    "hosts",
    "scope",
    "headers",
    "refuse",
    "limits",
    "reply_headers",
    "more",
)


def transport_node(transport: Transport) -> Object:
    made = plain(transport, *_BY_HAND)
    if transport.refuse:
        made["refuse"] = {one.kind: node(one) for one in transport.refuse}
    if transport.hosts:
        made["hosts"] = named(transport.hosts)
    if transport.headers:
        made["headers"] = named(transport.headers)
    if transport.reply_headers:
        made["reply_headers"] = paired(transport.reply_headers)
    if transport.scope:
        made["scope"] = node(transport.scope)
    if limits := plain(transport.limits):
        made["limits"] = limits
    return made | _more(transport.more)


def _more(more: Rpc | Http | Ws) -> Object:
    """Give what only one kind of transport has."""
    match more:
        case Rpc():
            made = plain(more, "dialects")
            dialects = {one.name: _dialect(one) for one in more.dialects}
            return made | ({"dialects": dialects} if dialects else {})
        case Http():
            made = plain(more, "also", "wire", "accepts", "ok", "error")
            made |= {"also": paired(more.also)} if more.also else {}
            made["status"] = {"ok": list(more.ok)}
            if more.error is not None:
                made["status"]["error"] = more.error
        case Ws():
            made = plain(more, "call", "reply_when", "reply_id", "wire", "accepts")
            made["call"] = paired(more.call)
            made["reply"] = {"when": paired(more.reply_when), "id": more.reply_id}
    made |= {"wire": _rules(more.wire)} if more.wire else {}
    return made | ({"accepts": _rules(more.accepts)} if more.accepts else {})


def _rules(rules: WireRules | AcceptRules) -> Object:
    return {place: paired(kinds) for place, kinds in rules}


def _dialect(dialect: Dialect) -> Object:
    statuses = ("ok", "batch", "empty_batch", "notification")
    made = plain(dialect, "name", *statuses, "error", "error_by_code")
    status: Object = {key: getattr(dialect, key) for key in statuses}
    status["error"] = dialect.error
    if dialect.error_by_code:
        cases = paired(dialect.error_by_code)
        status["error"] = {"by": "code", "cases": cases, "otherwise": dialect.error}
    known = {key: value for key, value in status.items() if value is not None}
    return made | {"status": known}


def credential_node(credential: Credential) -> Object:
    made = plain(credential, "name", "use")
    return (
        made if credential.use is None else {"type": shape(credential.use.type), **made}
    )


def auth_node(auth: Auth) -> Object:
    made = plain(auth, "name", "member", "message", "send", "fresh")
    if auth.member:
        made["name"] = auth.member
    if auth.message:
        made["message"] = [
            part if isinstance(part, str) else dict([part]) for part in auth.message
        ]
    if auth.fresh is not None:
        made["fresh"] = _fresh(auth.fresh)
    for place, name, credential in auth.send:
        made.setdefault("send", {}).setdefault(place, {})[name] = credential
    return made


def _fresh(fresh: Fresh) -> Object:
    return {"in": fresh.place, **plain(fresh, "place")}


def envelope_node(envelope: Envelope) -> Object:
    made = plain(
        envelope, "name", "result", "result_absent", "wrap", "failed", "beside"
    )
    if envelope.result:
        made["result"] = {"at": envelope.result, "absent": envelope.result_absent}
        made["result"] |= {"wrap": envelope.wrap} if envelope.wrap else {}
    if failed := plain(envelope.failed):
        made["failed"] = failed
    if envelope.beside:
        made["beside"] = [_beside(one) for one in envelope.beside]
    return made


def _beside(beside: Beside) -> Object:
    return {**field_node(beside.field), **plain(beside, "field")}
