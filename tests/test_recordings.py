"""Recorded traffic against the bundles, read as a tool of somebody else would read them.

What `tests/recordings/` holds was seen on running services; nobody wrote it for a spec.
"""

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from functools import cache
import json
import re
from typing import Any

from bundle_forms import MISSING
from bundle_reader import Around, Reader
from bundle_replies import Reply, errors_of, open_envelope, open_rpc
from project import ROOT, api
import pytest
from specmint.bundle import bundle
from specmint.layout import json_text

Json = Any
FOLDER = ROOT / "tests" / "recordings"


def parse(text: str) -> Json:
    return json.loads(text, parse_float=Decimal)


@cache
def bundle_of(name: str) -> dict[str, Json]:
    """Give a bundle as it is printed: nothing else is known of the API."""
    found: dict[str, Json] = parse(json_text(bundle(api(name))))
    return found


@cache
def recordings(name: str) -> list[dict[str, Json]]:
    found: list[dict[str, Json]] = parse((FOLDER / f"{name}.json").read_text("utf-8"))[
        "recordings"
    ]
    return found


def all_recordings() -> list[Any]:
    return [
        pytest.param(path.stem, one, id=f"{path.stem}-{index}-{told(one)}")
        for path in sorted(FOLDER.glob("*.json"))
        for index, one in enumerate(recordings(path.stem))
    ]


def told(one: Json) -> str:
    return str(one.get("name") or f"{one['method']}-{one['over']}")


def method_of(known: Json, one: Json) -> Json:
    """Find the method of a recording by its name, or by its verb and path."""
    for method in known["methods"]:
        binding = method["bindings"].get(one["over"], {})
        if one["over"] != "http":
            if binding.get("method") == one.get("method"):
                return method
        elif is_called(binding, one["call"]):
            return method
    return None


def is_called(binding: Json, call: str) -> bool:
    verb = binding.get("verb", "")
    further = [
        one if " " in one else f"{verb} {one}" for one in binding.get("also", [])
    ]
    calls = [f"{verb} {binding.get('path')}", *further]
    return any(re.fullmatch(re.sub(r"\{.*?\}", "[^/]+", one), call) for one in calls)


def params_of(method: Json, one: Json) -> dict[str, Json]:
    """Give the parameters by their own names, as they were sent."""
    sent = one.get("params", one.get("sent", {}))
    if isinstance(sent, list):
        names = [param["name"] for param in method["params"]]
        return dict(zip(names, sent, strict=False))
    own: dict[str, str] = {}
    for name, bound in method["bindings"][one["over"]]["params"].items():
        own |= dict.fromkeys([bound["name"], *bound.get("also", ())], name)
    return {own.get(wire, wire): value for wire, value in sent.items()}


def open_reply(known: Json, method: Json, one: Json) -> Reply:
    if one["over"] == "rpc":
        return open_rpc(one["reply"])
    transport = known["transports"][one["over"]]
    binding = method["bindings"][one["over"]] if method else transport
    return open_envelope(known, binding.get("envelope", ""), one["reply"])


def misfits(known: Json, method: Json, one: Json, reply: Reply) -> Iterator[str]:
    """Say what of a reply does not fit its method."""
    fields = {param["name"]: param for param in method["params"]}
    around = Around(((params_of(method, one), fields),))
    reader = Reader(known)
    yield from result_misfits(reader, method, reply, around)
    envelope = reply.envelope or {}
    for member in [*method.get("beside", ()), *envelope.get("beside", ())]:
        if member.get("over", one["over"]) == one["over"]:
            value = reply.level.get(member["name"], MISSING)
            if value is not MISSING:
                yield from reader.check(member, value, around)
            elif member["required"]:
                yield f"`{member['name']}` is missing beside the result"


def result_misfits(
    reader: Reader, method: Json, reply: Reply, around: Around
) -> Iterator[str]:
    use, result = method["result"], reply.result
    rules = (reply.envelope or {}).get("result", {})
    if result is MISSING:
        if rules.get("absent") != "none" and use is not None:
            yield "there is no result"
    elif use is None:
        if result not in (None, [], {}):
            yield f"{result!r} is a result, and the method has none"
    else:
        found = list(reader.check(use, result, around))
        if found and rules.get("wrap") == "list" and is_wrapped(result):
            found = list(reader.check(use, result[0], around))
        yield from found


def is_wrapped(result: Json) -> bool:
    is_one = isinstance(result, list) and len(result) == 1
    return is_one and not isinstance(result[0], list | dict)


def listed_errors(known: Json, method: Json, over: str) -> set[str]:
    """Name the errors of a method, of its group and of its transport."""
    transport = known["transports"][over]
    names = set(transport.get("errors", []))
    for scheme in transport.get("auth", []):
        names |= set(known["auth"][scheme].get("failed", []))
    if method:
        names |= set(known["groups"][method["group"]].get("errors", []))
        own = method["errors"]
        names |= {one if isinstance(one, str) else one["error"] for one in own}
    return names


def replies_of(name: str, one: Json) -> Iterator[tuple[Json, Reply]]:
    """Open a reply, or each one of a batch; what is not JSON has only its status."""
    known = bundle_of(name)
    if "reply" not in one:
        yield None, Reply(has_failed=True, texts=(one["text"],))
    elif isinstance(one["reply"], list):
        yield from ((None, open_rpc(reply)) for reply in one["reply"])
    else:
        method = method_of(known, one)
        yield method, open_reply(known, method, one)


each_recording = pytest.mark.parametrize(("name", "one"), all_recordings())


@each_recording
def test_a_recorded_reply_fits_the_bundle(name: str, one: dict[str, Json]) -> None:
    for method, reply in replies_of(name, one):
        if method and not reply.has_failed:
            assert not list(misfits(bundle_of(name), method, one, reply))


@each_recording
def test_a_recorded_error_is_one_that_may_come(name: str, one: dict[str, Json]) -> None:
    known = bundle_of(name)
    for method, reply in replies_of(name, one):
        if reply.has_failed:
            fitting = errors_of(known, one["over"], reply, one.get("status"))
            listed = listed_errors(known, method, one["over"])
            assert fitting[:1] and (fitting[0] in listed or "reply" not in one), reply


@each_recording
def test_what_answers_is_a_method_of_the_spec(name: str, one: dict[str, Json]) -> None:
    is_named = "method" in one or "call" in one
    for method, reply in replies_of(name, one):
        assert method or reply.has_failed or not is_named


@each_recording
def test_a_reply_of_another_kind_does_not_fit(name: str, one: dict[str, Json]) -> None:
    """The reader that says so much is right would also say what is wrong."""
    for method, reply in replies_of(name, one):
        if method and reply.result not in (MISSING, None) and method["result"]:
            wrong = [
                replace(reply, result=odd) for odd in ("odd", [[0]], True, {"a": 1})
            ]
            found = [list(misfits(bundle_of(name), method, one, odd)) for odd in wrong]
            assert is_any(method) or sum(map(bool, found)) > 1


def is_any(method: Json) -> bool:
    return isinstance(method["result"], dict) and method["result"].get("is") == "any"
