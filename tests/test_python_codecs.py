"""Generated codecs against the oracle: the same meanings, the same JSON, the same refusals."""

from collections.abc import Iterator
from functools import cache
import re
from typing import Any

from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from project import NAMES, api
from python_clients import Package, meaning, package
import pytest
from specmint.lower.python.shapes import Shapes
from specmint.lower.python.units import unit_classes
from specmint.model import Choice, Json, Method, Ref, Union, Use
from specmint.prove.compare import difference
from specmint.wire import Context, Level, Memory, decode, encode
from wire_values import Maker

Path = tuple[str | int, ...]


@cache
def memory(_name: str) -> Memory:
    return Memory()


@cache
def codec(name: str, kind: str) -> Any:
    """Give the codec of a named type, as generated code calls it."""
    pkg = package(name)
    shapes = Shapes(pkg.api, pkg.names, unit_classes(pkg.api, pkg.names), prefix="t.")
    code = shapes.named(kind).codec
    shape = eval(code, {**vars(pkg.wire), "t": pkg.types})
    return pkg.wire.codec_of(shape)


# -- values that are right ---------------------------------------------------------


@cache
def maker(name: str) -> Maker:
    return Maker(api(name))


@cache
def kinds(name: str) -> list[str]:
    """Name the types that stand alone; a case may be whole only in its union."""
    unions = [t.type for t in api(name).types.values() if isinstance(t.type, Union)]
    cases = {use.type for union in unions if union.include for _, use in union.cases}
    return [kind for kind in api(name).types if Ref(kind) not in cases]


@pytest.mark.parametrize("name", NAMES)
@settings(
    max_examples=200, derandomize=True, deadline=None, suppress_health_check=HealthCheck
)
@given(data=st.data())
def test_a_codec_agrees_with_the_oracle(name: str, data: st.DataObject) -> None:
    kind = data.draw(st.sampled_from(kinds(name)))
    value = data.draw(maker(name).named(kind))
    context = Context(memory=memory(name))
    wanted, misfits = decode(api(name), Use(Ref(kind)), value, context)
    assume(not misfits)
    found = codec(name, kind).decode(value)
    assert difference(meaning(found), wanted) is None
    back, _ = encode(api(name), Use(Ref(kind)), wanted, context)
    assert difference(codec(name, kind).encode(found), back) is None
