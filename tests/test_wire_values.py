"""The values of types in the wire cases, against generated codecs of both sides and the oracle."""

from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any

from project import ALL, api
import pytest
from python_clients import meaning, package
from python_play import server
from specmint.lower.python.names import make_names
from specmint.lower.python.shapes import Shapes
from specmint.lower.units import unit_classes
from specmint.model import Ref, Union, Use
from specmint.wire import decode
from wire_cases import ANY, document, is_meant, is_same, shorter, write

Json = Any
SIDES = ("client", "server")
each_api = pytest.mark.parametrize("name", ALL)
each_side = pytest.mark.parametrize("side", SIDES)


@cache
def modules(name: str, side: str) -> tuple[ModuleType, ModuleType]:
    """Give the module of types of a package, and that of codecs."""
    if side == "client":
        return package(name).types, package(name).wire
    root = server(name).root
    types, wire = (
        __import__(f"{root.__name__}.{one}", fromlist=[one])
        for one in ("types", "_wire")
    )
    return types, wire


@cache
def shapes(name: str) -> Shapes:
    names = make_names(api(name))
    units = unit_classes(api(name), names.types)
    return Shapes(api(name), names, units, prefix="t.")


def codec(name: str, side: str, kind: str) -> Any:
    """Give the codec of a named type, as generated code calls it."""
    types, wire = modules(name, side)
    shape = eval(shapes(name).of(Use(Ref(kind))).codec, {**vars(wire), "t": types})
    return wire.codec_of(shape)


def applied(value: Json, bent: Json) -> Json:
    """Change the first value of a type as a misfit says."""
    if "json" in bent:
        return bent["json"]
    if "lacks" in bent:
        return {key: item for key, item in value.items() if key != bent["lacks"]}
    return {**value, **bent["puts"]}


def slips(own: Any, wire: ModuleType, one: Json) -> Iterator[str]:
    for fit in one["fits"]:
        value, wanted = fit["json"], fit.get("means", fit["json"])
        try:
            found = own.decode(value)
            back = own.encode(found)
        except (wire.DecodeError, ValueError, TypeError) as error:
            yield f"{shorter(write(value))}: {error}"
            continue
        if not is_meant(meaning(found), wanted):
            yield f"{shorter(write(value))} means {shorter(repr(meaning(found)))}"
        if not is_same(back, fit.get("writes", value), unordered=ANY):
            yield f"{shorter(write(value))} is written as {shorter(write(back))}"
    for bent in one["misfits"]:
        value = applied(one["fits"][0]["json"], bent)
        try:
            found = own.decode(value)
        except wire.DecodeError as error:
            is_plain = "json" in bent and not isinstance(value, dict | list)
            if is_plain and wire.shown(value) not in str(error):
                yield f"{shorter(write(value))} is not shown in: {error}"
        else:
            yield f"{bent} is taken for {shorter(repr(found))}"


@each_side
@each_api
def test_a_codec_reads_and_writes_as_each_type_says(name: str, side: str) -> None:
    _, wire = modules(name, side)
    odd = [
        f"{one['type']}: {slip}"
        for one in document(name)["types"]
        for slip in slips(codec(name, side, one["type"]), wire, one)
    ]
    assert not odd, "\n".join(odd)


@each_api
def test_the_spec_means_the_same(name: str) -> None:
    """The oracle also keeps the rules, as the mock does: patterns and bounds."""
    odd = []
    for one in document(name)["types"]:
        use = Use(Ref(one["type"]))
        for fit in one["fits"]:
            found, misfits = decode(api(name), use, fit["json"])
            if misfits or not is_meant(found, fit.get("means", fit["json"])):
                odd.append(f"{one['type']}: {shorter(write(fit['json']))}: {misfits}")
        none = [applied(one["fits"][0]["json"], bent) for bent in one["misfits"]]
        for value in [*none, *one.get("outside", ())]:
            if not decode(api(name), use, value)[1]:
                odd.append(f"{one['type']} takes {shorter(write(value))}")
    assert not odd, "\n".join(odd)


@each_api
def test_every_type_has_values(name: str) -> None:
    """But for what is whole only in its union."""
    kinds = {key: one.type for key, one in api(name).types.items()}
    unions = [one for one in kinds.values() if isinstance(one, Union) and one.include]
    parts = {use.type for union in unions for _, use in union.cases}
    shown = [one["type"] for one in document(name)["types"]]
    assert shown == [key for key in kinds if Ref(key) not in parts]
