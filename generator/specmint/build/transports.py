"""Transports and envelopes."""

from typing import Any

from specmint.build.facts import Node, facts
from specmint.build.methods import build_headers, build_rate
from specmint.build.refusals import build_refuse
from specmint.build.scalars import wire_form
from specmint.build.types import build_field, build_fields
from specmint.model import (
    AcceptRules,
    Batch,
    Beside,
    Dialect,
    Envelope,
    Failed,
    Greeting,
    Host,
    Http,
    Limits,
    Printed,
    Replies,
    Rpc,
    Transport,
    WireRules,
    Ws,
)


def build_transport(name: str, node: Node) -> Transport:
    return Transport(
        name=name,
        host=node["host"],
        facts=facts(node),
        path=node.get("path", ""),
        hosts=tuple(_host(*item) for item in node.get("hosts", {}).items()),
        scope=build_fields(node.get("scope", {})),
        headers=build_headers(node),
        auth=tuple(node.get("auth", ())),
        errors=tuple(node.get("errors", ())),
        envelope=node.get("envelope", ""),
        limits=_limits(node.get("limits", {})),
        timeouts=node.get("timeouts", {}),
        tls=node.get("tls", ""),
        rules=tuple(node.get("rules", ())),
        refuse=tuple(build_refuse(*item) for item in node.get("refuse", {}).items()),
        printed=Printed(**node.get("printed", {})),
        reply_headers=tuple(node.get("reply_headers", {}).items()),
        more=_more(name, node),
    )


def _more(name: str, node: Node) -> Rpc | Http | Ws:
    match name:
        case "rpc":
            return _rpc(node)
        case "http":
            return _http(node)
    return _ws(node)


def _host(name: str, node: Any) -> Host:
    if isinstance(node, str):
        return Host(name, node, facts(node))
    return Host(name, node.get("host", ""), facts(node))


def _limits(node: Node) -> Limits:
    return Limits(
        **{
            key: node.get(key) for key in ("body", "batch", "depth", "time", "sessions")
        },
        rate=build_rate(node.get("rate")),
        doc=node.get("doc", ""),
    )


def _rpc(node: Node) -> Rpc:
    batch = node.get("batch", {})
    notifications = node.get("notifications", False)
    listed = isinstance(notifications, list)
    return Rpc(
        params=node["params"],
        gap=node.get("gap", "null"),
        verbs=tuple(node.get("verbs", ["POST"])),
        ids=node.get("ids", ""),
        content_type=node.get("content_type", "application/json"),
        content_types=tuple(node.get("content_types", ())),
        dialects=tuple(_dialect(*item) for item in node.get("dialects", {}).items()),
        speak=node.get("speak", ""),
        batch=Batch(
            allowed=batch.get("allowed", True),
            most=batch.get("most"),
            over=batch.get("over", ""),
            empty=batch.get("empty", ""),
            runs=batch.get("runs", "in-turn"),
            doc=batch.get("doc", ""),
        ),
        notifications=tuple(notifications) if listed else notifications,
        nulls=node.get("nulls", "value"),
        strict=node.get("strict", False),
        positions=node.get("positions", ""),
    )


def _dialect(name: str, node: Node) -> Dialect:
    status = node.get("status", {})
    error = status.get("error", 200)
    cases = error.get("cases", {}) if isinstance(error, dict) else {}
    return Dialect(
        name=name,
        when=tuple((key, tuple(texts)) for key, texts in node.get("when", {}).items()),
        members=tuple(node.get("members", {}).items()),
        version=node.get("version", ""),
        request_version=node.get("request_version", ""),
        without_id=node.get("without_id", "answer"),
        params=tuple(node.get("params", ("array", "object"))),
        ok=status.get("ok", 200),
        batch=status.get("batch", 200),
        empty_batch=status.get("empty_batch"),
        notification=status.get("notification"),
        error=error["otherwise"] if isinstance(error, dict) else error,
        error_by_code=tuple((int(code), number) for code, number in cases.items()),
        facts=facts(node),
    )


def _http(node: Node) -> Http:
    status = node.get("status", {})
    return Http(
        params=tuple(node["params"].items()),
        also=tuple((one, tuple(verbs)) for one, verbs in node.get("also", {}).items()),
        prefix=node.get("prefix", ""),
        wire=_wire_rules(node),
        accepts=_accept_rules(node),
        content_type=node.get("content_type", "application/json"),
        slash=node.get("slash", "as-written"),
        ok=tuple(status.get("ok", [200])),
        error=status.get("error"),
    )


def _ws(node: Node) -> Ws:
    return Ws(
        call=tuple(node["call"].items()),
        reply_when=tuple(node["reply"]["when"].items()),
        reply_id=node["reply"]["id"],
        wire=_wire_rules(node),
        accepts=_accept_rules(node),
        foreign=node.get("foreign", "error"),
        replies=Replies(**node.get("replies", {})),
        greets=_greeting(node["greets"]) if "greets" in node else None,
        silence=tuple(node.get("silence", ())),
        closes=tuple(node.get("closes", ())),
    )


def _greeting(node: Node) -> Greeting:
    return Greeting(node["push"], node["payload"], facts(node))


def _wire_rules(node: Node) -> WireRules:
    return tuple(
        (place, tuple((kind, wire_form(wire)) for kind, wire in rules.items()))
        for place, rules in node.get("wire", {}).items()
    )


def _accept_rules(node: Node) -> AcceptRules:
    return tuple(
        (place, tuple((kind, tuple(map(wire_form, forms))) for kind, forms in rules.items()))
        for place, rules in node.get("accepts", {}).items()
    )


def build_envelope(name: str, node: Node) -> Envelope:
    result = node.get("result", {})
    return Envelope(
        name=name,
        facts=facts(node),
        around=node.get("around", ""),
        ok=tuple(node.get("ok", {}).items()),
        ok_at=node.get("ok_at", ""),
        result=result.get("at", ""),
        result_absent=result.get("absent", "error"),
        wrap=result.get("wrap", ""),
        failed=_failed(node.get("failed", {})),
        beside=tuple(_beside(*item) for item in node.get("beside", {}).items()),
        without=node.get("without", ""),
    )


def _failed(node: Node) -> Failed:
    return Failed(
        when=tuple(
            (key, tuple(texts) if isinstance(texts, list) else (texts,))
            for key, texts in node.get("when", {}).items()
        ),
        texts=node.get("texts", ""),
        message=node.get("message", ""),
        token=node.get("token", ""),
        code=node.get("code", ""),
        status=node.get("status", ""),
    )


def _beside(name: str, node: Any) -> Beside:
    over = "" if isinstance(node, str) else node.get("over", "")
    return Beside(build_field(name, node), over)
