"""Whatever a reply holds, a client gives a result or one of its own errors; names of
generated code are names, and none twice.
"""

from collections.abc import Callable
from functools import cache
import keyword
from typing import Any

from effort import tries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
import pytest
from python_clients import arguments, package
from specmint.naming import camel, constant, distinct, pascal, snake, split
from test_wire_survival import HTTP_WAYS, good
from wire_cases import document, frame_of, write

Json = Any
PRINTED: tuple[Callable[[tuple[str, ...]], str], ...] = (snake, constant, pascal, camel)
SCALARS = (
    st.none()
    | st.booleans()
    | st.integers()
    | st.decimals(allow_nan=False, allow_infinity=False)
    | st.text(max_size=12)
)
JSON = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.text(max_size=6), inner, max_size=3)
    ),
    max_leaves=8,
)


class Told:
    """A transport without a socket, which answers what it is told to."""

    def __init__(self, reply: Callable[..., Any]) -> None:
        self._reply = reply
        self.status, self.body = 200, b""

    def exchange(self, _address: Any, _request: Any, budget: Any) -> Any:
        budget.has_written = True
        return self._reply(self.status, [("Content-Type", "x/y")], self.body)

    def close(self) -> None:
        pass


@cache
def client(name: str) -> tuple[Any, Told]:
    pkg = package(name)
    told = Told(pkg.module("_http").HttpReply)
    given_ = {"settings": pkg.core.Settings(ids=lambda: 1, transport=told)}
    given_ |= {"resends": 0, **document(name)["credentials"]}
    return pkg.client("http://node", **given_), told


def bent(data: st.DataObject, value: Json) -> Json:
    """Put anything in the place of something, which is a part of a part of the value."""
    inner: list[Any] = []
    if isinstance(value, dict | list):
        inner = list(value) if isinstance(value, dict) else list(range(len(value)))
    if not inner or not data.draw(st.integers(0, 3)):
        return data.draw(JSON)
    key = data.draw(st.sampled_from(inner))
    changed = bent(data, value[key])
    if isinstance(value, dict):
        return {**value, key: changed}
    return [*value[:key], changed, *value[key + 1 :]]


@pytest.mark.parametrize(("name", "over"), HTTP_WAYS)
@settings(max_examples=tries(30), suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_client_gives_a_result_or_an_error_of_its_own(
    name: str, over: str, data: st.DataObject
) -> None:
    case = data.draw(st.sampled_from(good(name, over)))
    place = frame_of(name, over, "reply").get("id")
    body = case["reply"]["json"]
    body = {**body, place: 1} if place and isinstance(body, dict) else body
    caller, told = client(name)
    told.status = data.draw(st.sampled_from([case["reply"]["status"], 200, 404, 500]))
    told.body = data.draw(
        st.binary(max_size=40) | st.just(write(bent(data, body)).encode())
    )
    pkg = package(name)
    [method] = [one for one in pkg.api.methods if one.name == case["method"]]
    core = pkg.core
    try:
        call = pkg.make(method)(**arguments(pkg, method, case["call"]["params"]))
        caller.send(call)
    except (core.ApiError, core.DecodeError, core.TransportError) as error:
        assert str(error)


@settings(max_examples=tries(100))
@given(st.lists(st.text(max_size=12), max_size=8), st.sampled_from(PRINTED))
def test_names_are_names_and_none_is_twice(
    given_names: list[str], printed: Callable[[tuple[str, ...]], str]
) -> None:
    names = [printed(split(name)) for name in given_names]
    made = distinct(names, keyword.kwlist)
    assert all(name.isidentifier() and name.isascii() for name in made)
    assert len({*made, *keyword.kwlist}) == len(made) + len(keyword.kwlist)
