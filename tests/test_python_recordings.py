"""Generated Python clients against recorded traffic, served again over real sockets.

What `tests/recordings/` holds was seen on running services; nobody wrote it for a spec.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
import re
from typing import Any
from urllib.parse import unquote

from bundle_forms import MISSING
from bundle_replies import Reply, errors_of
import pytest
from python_clients import Package, arguments
from python_trials import Scene, Stage, Way
from specmint.model import Binding, Json, Method
from specmint.wire import (
    decode,
    encode,
    from_text,
    travelling,
    travels_as_text,
    write_json,
)
from test_recordings import (
    FOLDER,
    bundle_of,
    method_of,
    params_of,
    recordings,
    replies_of,
    told,
)

# Recordings of calls that no caller of the client can make, and why. Their replies come
# for a call that the client does not know.
UNSENDABLE = {
    "getblockhash-unknown-named": "there is no such argument",
    "getblockhash-too-many-args": "there is no such argument",
    "params-number-legacy": "the parameters are a number",
    "sendtoaddress-amount-bool": "True is no amount",
}
# Arguments that the service took in another form than a client sends; it sends these.
INSTEAD: dict[str, dict[str, Json]] = {
    "sendtoaddress-amount-string": {"amount": Decimal("0.2")},
    "sendtoaddress-amount-exp-string": {"amount": Decimal("0.001")},
    "group_leave-http": {"erase_key": True},
}
# Results that do not come back as they came: what they mean can be written in two ways.
UNLIKE = {
    "user_search-ws": "a number in a text means the number",
}
WAYS = [
    Way(name, over, more=(("dialect", dialect),) if dialect else ())
    for name, over, dialect in sorted(
        {
            (path.stem, one["over"], one.get("dialect", ""))
            for path in FOLDER.glob("*.json")
            for one in recordings(path.stem)
        }
    )
]
each_way = pytest.mark.parametrize("way", WAYS, ids=str)


@dataclass
class Played:
    """A recording, and what became of the call that got its reply."""

    pkg: Package
    one: dict[str, Json]
    call: Any
    scene: Scene
    result: Any = None
    error: Any = None


@cache
def played(way: Way) -> list[Played]:
    return list(play(way))


def play(way: Way) -> Iterator[Played]:
    """Call each recorded method with its arguments; the recorded reply answers."""
    stage = Stage(way)
    with stage.open() as client:
        for one in recordings(way.name):
            if (one["over"], one.get("dialect", "")) != (
                way.over,
                dict(way.more).get("dialect", ""),
            ):
                continue
            if (
                isinstance(reply := one.get("reply", {}), list)
                or reply.get("type") == "event"
            ):
                continue
            body = write_json(reply) if "reply" in one else one["text"]
            stage.now = Scene(one.get("status", 200), body)
            made = Played(stage.pkg, one, make_call(stage.pkg, one), stage.now)
            try:
                made.result = client.send(made.call)
            except Exception as error:
                made.error = error
            yield made


# -- calls -------------------------------------------------------------------------


def make_call(pkg: Package, one: Json) -> Any:
    """Make the call of a recording; one that nobody can make is one of no known method."""
    method = method_of(bundle_of(pkg.api.name), one)
    is_whole = "params" in one or "sent" in one
    if method and is_whole and told(one) not in UNSENDABLE:
        return known_call(pkg, one, INSTEAD.get(told(one), {}))
    if one["over"] == "http":
        return pkg.module("_rest").unknown(*one["call"].split(" "))
    return pkg.module(f"_{one['over']}").unknown(one.get("method", "nothing"))


def known_call(pkg: Package, one: Json, instead: dict[str, Json]) -> Any:
    known = method_of(bundle_of(pkg.api.name), one)
    method = next(m for m in pkg.api.methods if m.name == known["name"])
    params = own_params(pkg, method, known, one) | instead
    return pkg.make(method)(**arguments(pkg, method, params))


def own_params(pkg: Package, method: Method, known: Json, one: Json) -> dict[str, Json]:
    """Give the arguments by their own names, in the forms of their types."""
    (binding,) = [b for b in method.bindings if b.transport == one["over"]]
    given = params_of(known, one) | path_params(binding, one)
    rules = getattr(pkg.api.transport(one["over"]).more, "wire", ())
    bounds = {bound.param: bound for bound in binding.params}
    made = {}
    for field in method.params:
        if field.name in given:
            value, bound = given[field.name], bounds[field.name]
            there = travelling(pkg.api, field.use, bound, rules)
            read = (
                from_text
                if travels_as_text(bound) and isinstance(value, str)
                else decode
            )
            meaning, misfits = read(pkg.api, there, value)
            own = encode(pkg.api, field.use, meaning)[0]
            made[field.name] = value if misfits else own
    sent = one.get("params", one.get("sent"))
    is_whole = made.keys() == given.keys() and len(made) >= len(sent)
    assert is_whole, f"{told(one)} has arguments of no name"
    return made


def path_params(binding: Binding, one: Json) -> dict[str, str]:
    """Take the arguments out of a path."""
    if one["over"] != "http":
        return {}
    pattern = re.sub(r"\{(\w+)\}", r"(?P<\1>[^/]+)", binding.path)
    found = re.fullmatch(pattern, one["call"].partition(" ")[2])
    own = {bound.name: bound.param for bound in binding.params}
    texts = found.groupdict() if found else {}
    return {own.get(name, name): unquote(text) for name, text in texts.items()}


# -- what becomes of them ----------------------------------------------------------


def replies(way: Way) -> Iterator[tuple[Played, Reply]]:
    for one in played(way):
        ((_, reply),) = replies_of(way.name, one.one)
        yield one, reply


def result_codec(one: Played) -> Any:
    wire, shape = one.pkg.wire, one.call.result
    if isinstance(shape, wire.Beside):
        sent = {arg.name: arg.fill for arg in one.call.args if arg.fill is not None}
        given = [arg for arg in one.call.args if arg.value is not wire.UNSET]
        shape = shape.codec(sent | {arg.name: arg.write() for arg in given})
    return wire.codec_of(shape)


def is_same(left: Json, right: Json) -> bool:
    """Whether two JSON trees are the same; numbers are compared by value, exactly."""
    match left, right:
        case dict(), dict():
            return left.keys() == right.keys() and all(
                is_same(item, right[key]) for key, item in left.items()
            )
        case list(), list():
            return len(left) == len(right) and all(map(is_same, left, right))
        case bool(), _ if True:
            return left is right
        case (int() | Decimal()), (int() | Decimal()):
            return not isinstance(right, bool) and left == right
    return type(left) is type(right) and left == right


@each_way
def test_a_recorded_call_is_sent_once(way: Way) -> None:
    assert played(way)
    for one in played(way):
        assert len(one.scene.requests) == 1, f"{told(one.one)}: {one.error!r}"


@each_way
def test_a_recorded_result_is_read_and_nothing_of_it_is_lost(way: Way) -> None:
    wrong = []
    for one, reply in replies(way):
        if reply.has_failed:
            continue
        if one.error is not None:
            wrong.append(f"{told(one.one)}: {one.error!r}")
            continue
        if told(one.one) in UNLIKE:
            continue
        back = result_codec(one).encode(one.result)
        result = None if reply.result is MISSING else reply.result
        # A single value stands in a list, and an empty list may be left out.
        if not any(
            is_same(one_form, result) for one_form in (back, [back], back or None)
        ):
            wrong.append(f"{told(one.one)}: {back!r} is not {result!r}")
    assert not wrong, "\n".join(wrong)


@each_way
def test_a_recorded_error_arrives_in_its_class(way: Way) -> None:
    wrong = []
    for one, reply in replies(way):
        if not reply.has_failed:
            continue
        fitting = errors_of(bundle_of(way.name), way.over, reply, one.one.get("status"))
        name = one.pkg.names.errors[fitting[0]]
        found = type(one.error).__name__
        code = reply.code if reply.token is None else reply.token
        if (found, getattr(one.error, "code", "")) != (name, code):
            wrong.append(f"{told(one.one)}: it is {one.error!r}, not {name} ({code})")
        elif reply.texts[0] and one.error.message != reply.texts[0].strip():
            wrong.append(f"{told(one.one)}: {one.error.message!r} is not {reply.texts}")
    assert not wrong, "\n".join(wrong)


def test_the_lists_of_odd_recordings_are_not_stale() -> None:
    everything = [one for way in WAYS for one in played(way)]
    for name in (*UNSENDABLE, *INSTEAD):
        assert any(is_refused(one) for one in everything if told(one.one) == name), name
    for one, reply in (pair for way in WAYS for pair in replies(way)):
        if told(one.one) in UNLIKE:
            assert not is_same(result_codec(one).encode(one.result), reply.result)


def is_refused(one: Played) -> bool:
    """Whether a recorded call cannot be made with just its own arguments."""
    try:
        call = known_call(one.pkg, one.one, {})
        for arg in call.args:
            if arg.value is not one.pkg.wire.UNSET:
                arg.write()
    except (AttributeError, AssertionError, TypeError, ValueError):
        return True
    return False
