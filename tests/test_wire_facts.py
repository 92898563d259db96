"""Facts of the wire cases that no single exchange shows, against generated packages."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta
import inspect
from types import ModuleType
from typing import Any, get_args

from project import ALL, api
import pytest
from python_clients import arguments, meaning, package
from python_play import server
from specmint.targets.python_client import constant_name, member_name, type_name
from test_wire_values import SIDES, codec, modules
from wire_cases import document, is_meant

Json = Any
each_api = pytest.mark.parametrize("name", ALL)
each_side = pytest.mark.parametrize("side", SIDES)
OVER = {"Rest": "http", "Rpc": "rpc", "Ws": "ws"}
UNITS = {"s": 1_000_000, "ms": 1_000, "us": 1}  # microseconds


# -- methods -----------------------------------------------------------------------


def called(name: str) -> dict[str, Json]:
    """Give the arguments of one case of each method, where there is one that fits."""
    found: dict[str, Json] = {}
    for case in document(name)["cases"]:
        call = case["call"]
        if call["params"].keys() == call["means"].keys():
            found.setdefault(case["method"], call["params"])
    return found


@each_api
def test_a_client_knows_what_each_call_does(name: str) -> None:
    args, odd = called(name), []
    for row in document(name)["methods"]:
        if row["method"] in args:
            odd += client_slips(name, row, args[row["method"]])
    assert not odd, "\n".join(odd)


class Sending:
    """In place of a client; a method of one gives its call to be sent."""

    @staticmethod
    def send(call: Any) -> Any:
        return call


def client_slips(name: str, row: Json, params: Json) -> Iterator[str]:
    pkg, own = package(name), row["method"]
    method = next(one for one in pkg.api.methods if one.name == own)
    kept = {key: value for key, value in params.items() if key != row.get("waits")}
    given = arguments(pkg, method, kept)
    call = pkg.make(method)(**given)
    for kind in ("", "Async"):
        client = getattr(pkg.root, f"{kind}{pkg.names.client}Client")
        sent = getattr(client, pkg.names.methods[own])(Sending, **given)
        if (sent.name, values(sent)) != (own, values(call)):
            yield f"{own} of {client.__name__} sends {sent!r}"
    if (call.name, call.effect) != (own, row["effect"]):
        yield f"{own} is {call!r}, and its effect {call.effect}"
    if call.waits != patience(row):
        yield f"{own} waits for {call.waits}, not {patience(row)}"
    taken = {
        arg.name: is_needed
        for arg, is_needed in zip(call.args, needs(pkg.make(method)), strict=True)
    }
    wanted = {key: "required" in one for key, one in row["params"].items()}
    if list(taken.items()) != list(wanted.items()):
        yield f"{own} takes {taken}, not {wanted}"
    for arg in call.args if fills_gaps(name) else ():
        usual = row["params"][arg.name].get("defaults", {}).get("rpc")
        if not is_meant(arg.fill, usual):
            yield f"{own}: {arg.fill!r} fills the place of {arg.name}, not {usual!r}"


@each_api
def test_a_client_waits_and_tries_again_as_it_says(name: str) -> None:
    pkg = package(name)
    usual = {"timeout": 30.0, "deadline": None, "resends": 2}
    hosts = {one.host for one in api(name).transports}
    for kind in ("", "Async"):
        client = getattr(pkg.root, f"{kind}{pkg.names.client}Client")
        params = inspect.signature(client).parameters
        assert {key: params[key].default for key in usual} == usual
        assert params["address"].default in hosts


def values(call: Any) -> Json:
    return [(one.name, meaning(one.value)) for one in call.args]


def fills_gaps(name: str) -> bool:
    """Whether a client fills the place of an argument that is left out."""
    found = [one.more for one in api(name).transports if one.name == "rpc"]
    return any(getattr(one, "gap", "") == "default" for one in found)


def needs(function: Any) -> list[bool]:
    params = inspect.signature(function).parameters.values()
    return [one.default is one.empty for one in params if one.name != "self"]


def patience(row: Json) -> float | None:
    """Say for how many seconds more than usual a service may be silent."""
    if row.get("waits") == "always":
        return None
    if "waits" not in row:
        return 0.0
    param = row["params"][row["waits"]]
    known = [*param.get("defaults", {}).values(), param.get("default")]
    counts = [one for one in known if isinstance(one, int)]
    return max(counts) * UNITS[param.get("unit", "s")] / 1e6 if counts else None


@each_api
def test_a_server_knows_what_each_method_takes(name: str) -> None:
    odd = [
        slip for row in document(name)["methods"] for slip in server_slips(name, row)
    ]
    assert not odd, "\n".join(odd)


def server_slips(name: str, row: Json) -> Iterator[str]:
    own = row["method"]
    method = server(name).methods[own]
    taken = {one.name: one.is_required for one in method.params}
    wanted = {key: "required" in one for key, one in row["params"].items()}
    if list(taken.items()) != list(wanted.items()):
        yield f"{own} takes {taken}, not {wanted}"
    if method.waits != ("waits" in row):
        yield f"{own} waits: {method.waits}"
    yield from default_slips(method, row)
    function = getattr(server(name).handler, method.function)
    told = inspect.signature(function).parameters
    with pytest.raises(NotImplementedError):
        asyncio.run(function(**dict.fromkeys(told)))
    for param in method.params:
        usual, fact = told[param.field].default, row["params"][param.name]
        is_same = is_meant(meaning(usual), fact.get("default"))
        # What cannot stand in a signature, and null, is for the handler to fill in.
        is_left = repr(usual) == "UNSET" and isinstance(
            fact.get("default"), list | None
        )
        if "default" in fact and not is_same and not is_left:
            yield f"{own}: {param.name} is {usual!r} by itself, not {fact['default']!r}"
        if "defaults" not in fact and "default" not in fact and is_told(usual):
            yield f"{own}: {param.name} is {usual!r} by itself, and nobody said so"


def default_slips(method: Any, row: Json) -> Iterator[str]:
    """Compare what a transport assumes for what is left out, where it has its own."""
    for route in method.routes:
        own, over = route.defaults, OVER[type(route).__name__]
        for param in method.params:
            fact = row["params"][param.name]
            wanted = fact.get("defaults", {}).get(over, fact.get("default"))
            found = own.get(param.name, fact.get("default"))
            # Null where a parameter has no null leaves it to the handler.
            if wanted is not None and not is_meant(found, wanted):
                yield f"{method.name}: {param.name} is {found!r} over {over}, not {wanted!r}"


def is_told(usual: Any) -> bool:
    return (
        usual is not inspect.Parameter.empty
        and usual is not None
        and repr(usual) != "UNSET"
    )


@each_side
@each_api
def test_a_package_offers_all_that_its_front_imports(name: str, side: str) -> None:
    root = package(name).root if side == "client" else server(name).root
    public = {
        key
        for key, value in vars(root).items()
        if key in root.__all__ or not (key[0] == "_" or isinstance(value, ModuleType))
    }
    assert public == set(root.__all__)


# -- types -------------------------------------------------------------------------


@each_side
@each_api
def test_units_words_and_members_are_as_each_type_says(name: str, side: str) -> None:
    odd = [
        slip for one in document(name)["types"] for slip in type_slips(name, side, one)
    ]
    assert not odd, "\n".join(odd)


def type_slips(name: str, side: str, one: Json) -> Iterator[str]:
    types, _ = modules(name, side)
    own, kind = codec(name, side, one["type"]), one["type"]
    yield from (f"{kind} {slip}" for slip in unit_slips(name, own, one))
    if "words" in one:
        found = words(getattr(types, type_name(kind), None), one["words"])
        # `typing` takes literals in another order for the same.
        if found is not None and sorted(found) != sorted(one["words"]):
            yield f"{kind} has the words {found}"
    if hasattr(own, "kind") and hasattr(own.kind, "members"):
        members = {member.wire: member for member in own.kind.members}
        for member, unit in one.get("units", {}).items():
            shape = bare(members[member].codec({}))
            yield from (f"{kind}.{member} {s}" for s in unit_slips(name, shape, unit))
        optional = [wire for wire, member in members.items() if member.is_optional]
        if optional != one.get("may_lack", []):
            yield f"{kind} may lack {optional}"
        for wire, member in members.items():
            # A word that is taken ends with a line below.
            if member.name.rstrip("_") != member_name(wire).rstrip("_"):
                yield f"{kind}.{wire} is called {member.name}"


def bare(shape: Any) -> Any:
    while hasattr(shape, "inner"):
        shape = shape.inner
    return shape


def unit_slips(name: str, own: Any, fact: Json) -> Iterator[str]:
    if "unit" in fact:
        if own.unit != timedelta(microseconds=UNITS[fact["unit"]]):
            yield f"counts {own.unit}, not {fact['unit']}"
    elif "scale" in fact or hasattr(own, "scale"):
        wanted = fact.get("scale")
        if isinstance(wanted, dict):
            wanted = document(name)["tables"][wanted["table"]]
        if own.scale != wanted:
            yield f"has {own.scale} digits below, not {wanted}"


def words(kind: Any, wanted: Json) -> Json:
    """Give the words that a type knows; None where it has none of its own."""
    if isinstance(kind, type) and isinstance(wanted, dict):
        names = {constant_name(name): str(value) for value, name in wanted.items()}
        found = {one.name: str(int(one)) for one in kind}
        return wanted if found.items() >= names.items() else found
    told = [get_args(one) or [one] for one in get_args(kind) if one is not str]
    return [word for part in told for word in part] if told else None
