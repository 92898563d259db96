"""Facts that no single exchange shows: effects, defaults, units, and what errors are made of."""

from collections.abc import Iterator, Mapping
from typing import Any

from specmint.cases.frames import rpc_status
from specmint.cases.meanings import plain
from specmint.cases.parts import Json, Object
from specmint.cases.values import Values
from specmint.model import (
    Api,
    Counted,
    Decimal,
    Duration,
    Enum,
    Error,
    Field,
    Integer,
    Layout,
    Lookup,
    Method,
    Part,
    Record,
    Ref,
    Rpc,
    String,
    Timestamp,
    Type,
    Use,
)
from specmint.wire import decode, encode, resolve, wire_text


def method_facts(api: Api) -> Iterator[Object]:
    """Write what a method does to the service, and what it takes."""
    for method in api.methods:
        made: Object = {"method": method.name}
        made["effect"] = "once" if method.consumes else method.effect
        made |= {"waits": method.waits} if method.waits else {}
        made["params"] = {one.name: _param(api, method, one) for one in method.params}
        yield made


def _param(api: Api, method: Method, field: Field) -> Object:
    made: Object = {} if field.may_be_missing else {"required": True}
    if field.default is not None:
        made["default"] = _meant(api, field.use, field.default.value)
    own = {
        binding.transport: _meant(api, field.use, bound.default.value)
        for binding in method.bindings
        for bound in binding.params
        if bound.param == field.name and bound.default is not None
    }
    made |= {"defaults": own} if own else {}
    return made | unit_facts(api, field.use)


def _meant(api: Api, use: Use, value: Json) -> Json:
    return plain(decode(api, use, value)[0])


# -- units -------------------------------------------------------------------------


def unit_facts(api: Api, use: Use) -> Object:
    """Say in what a number counts: a unit of time, or digits below a larger unit."""
    kind = resolve(api, use)
    wire = getattr(kind, "wire", None) if use.wire is None else use.wire
    if isinstance(kind, Timestamp | Duration) and isinstance(wire, Counted | Layout):
        return {"unit": wire.unit}
    if not isinstance(kind, Integer | Decimal):
        return {}
    scale = kind.scale if use.scale is None else use.scale
    if isinstance(scale, Lookup):
        return {"scale": {"table": scale.table, "by": scale.by}}
    return {} if scale is None else {"scale": scale}


def type_facts(api: Api, kind: Type) -> Object:
    """Say what the values of a type do not show: its words, units and secrets."""
    match kind:
        case Enum():
            if kind.of == "string":
                return {"words": [one.text for one in kind.values], "open": kind.open}
            words = {one.text: one.name for one in kind.values if ".." not in one.text}
            return {"words": words, "open": kind.open}
        case Record():
            return _members(api, kind)
        case String(secret=True):
            return {"secret": True}
    return unit_facts(api, Use(kind))


def _members(api: Api, record: Record) -> Object:
    units = {
        one.name: found for one in record.fields if (found := unit_facts(api, one.use))
    }
    may_lack = [one.name for one in record.fields if one.may_be_missing]
    made: Object = {"units": units} if units else {}
    return made | ({"may_lack": may_lack} if may_lack else {})


# -- errors ------------------------------------------------------------------------


def error_facts(api: Api, values: Values) -> Iterator[Object]:
    """Write what an error is told by, the status it has, and one of it with its parts."""
    for error in api.errors.values():
        match = error.match
        known = {
            "code": match.code,
            "codes": list(match.codes) if match.codes else None,
            "token": match.token,
            "text": error.message or match.message or match.text,
        }
        made: Object = {"error": error.name}
        made |= {name: value for name, value in known.items() if value is not None}
        made |= _statuses(api, error)
        made |= {"transient": True} if error.transient else {}
        yield made | _made_up(api, error, values)


def _statuses(api: Api, error: Error) -> Object:
    """Give the status of HTTP, by dialect where the service speaks several."""
    for transport in api.transports:
        more = transport.more
        if (
            isinstance(more, Rpc)
            and error.match.code is not None
            and not error.match.status
        ):
            told: Mapping[str, int] = {
                one.name: rpc_status(api, error.match.code, error, one)
                for one in more.dialects
            }
            return {"status": told} if told else {}
    status = error.match.status or error.http_status
    return {"status": status} if isinstance(status, int) else {}


def _made_up(api: Api, error: Error, values: Values) -> Object:
    """Make one up from a value for each part, where its text or its code has parts."""
    texts, means, code = dict[str, str](), dict[str, Json](), error.match.code
    for part in error.parts:
        known = [part.name] if part.minus_from is None else []
        for value in [*known, *_values(values, part.use)]:
            meaning, misfits = decode(api, part.use, value)
            if misfits or not _is_within(error, part, meaning):
                continue
            means[part.name] = plain(meaning)
            texts[part.name] = wire_text(encode(api, part.use, meaning)[0]) or ""
            if part.minus_from is not None:
                code = part.minus_from - meaning
            break
    if len(means) < len(error.parts) or not all(texts.values()) or not texts:
        return {}
    text = error.match.text or error.message or error.match.message or ""
    for name, told in texts.items():
        text = text.replace(f"{{{name}}}", told)
    own: Object = {"parts": means, "message": text}
    return {"made": {**own, **({"code": code} if code is not None else {})}}


def _values(values: Values, use: Use) -> list[Json]:
    return (
        values.of_type(use.type.name) if isinstance(use.type, Ref) else values.of(use)
    )


def _is_within(error: Error, part: Part, meaning: Any) -> bool:
    """Whether a code that is computed from a part is one of the error's."""
    if part.minus_from is None or error.match.codes is None:
        return True
    low, high = error.match.codes
    return isinstance(meaning, int) and low <= part.minus_from - meaning <= high
