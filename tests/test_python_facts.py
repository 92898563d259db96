"""Small records of a client, such as an address or its settings."""

import copy
import pickle
import sys
from typing import Any

import pytest
from python_clients import package

http = package("bitdust").module("_http")
core = package("bitdust").core
HERE = http.Address("http", "127.0.0.1", 8180)


def test_facts_have_their_names_and_defaults() -> None:
    assert (HERE.scheme, HERE.host, HERE.port, HERE.base) == (
        "http",
        "127.0.0.1",
        8180,
        "",
    )
    named = http.Address(host="127.0.0.1", port=8180, scheme="http", base="")
    assert (named == HERE, hash(named) == hash(HERE)) == (True, True)
    assert named != http.Address("http", "127.0.0.1", 8180, "/v1")
    assert named != ("http", "127.0.0.1", 8180, "")
    told = "Address(scheme='http', host='127.0.0.1', port=8180, base='')"
    assert repr(HERE) == told


@pytest.mark.parametrize(
    ("values", "named"),
    [
        ((), {}),
        (("http", "h"), {}),
        (("http", "h", 1, "", "more"), {}),
        (("http", "h", 1), {"host": "h"}),
        (("http", "h", 1), {"path": ""}),
        (("http", "h"), {"path": ""}),
    ],
)
def test_facts_are_given_once_and_whole(values: Any, named: Any) -> None:
    with pytest.raises(TypeError, match="Address takes scheme, host, port, base"):
        http.Address(*values, **named)


def test_facts_stay_as_they_are() -> None:
    with pytest.raises(AttributeError, match="`replace` gives a copy"):
        HERE.port = 1
    with pytest.raises(AttributeError, match="`replace` gives a copy"):
        del HERE.port
    other = HERE.replace(port=1)
    assert (HERE.port, other.port, other.host) == (8180, 1, HERE.host)
    with pytest.raises(TypeError, match="each once"):
        HERE.replace(harbour=1)
    if sys.version_info >= (3, 13):
        assert copy.replace(HERE, port=1) == other


@pytest.mark.parametrize(
    "fact", [HERE, core.Event("send", "x", 1, 0.5), core.Options()]
)
def test_facts_can_be_copied_and_pickled(fact: Any) -> None:
    for made in (
        copy.copy(fact),
        copy.deepcopy(fact),
        pickle.loads(pickle.dumps(fact)),
    ):
        assert (type(made), made, repr(made)) == (type(fact), fact, repr(fact))
        with pytest.raises(AttributeError):
            made.kind = ""
