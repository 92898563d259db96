"""Small records of a client, such as an address or its settings, and its import."""

import copy
import pickle
import subprocess
import sys
from typing import Any

from project import NAMES, ROOT
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


COMPILED = """
import sys

def load():
    __import__(sys.argv[1])

def tell(event, args):
    if event == "compile" and args[1] == "<string>":
        sys.exit(f"{args[0]!r} is compiled")

load()
for name in [one for one in sys.modules if one.startswith(sys.argv[1])]:
    del sys.modules[name]
sys.addaudithook(tell)
load()
"""


@pytest.mark.parametrize("name", NAMES)
def test_importing_a_client_compiles_nothing(name: str) -> None:
    """What compiles source, such as a NamedTuple or a type in quotes, is slow."""
    clients = ROOT / "generated" / "clients" / "python"
    command = [sys.executable, "-c", COMPILED, f"{name}_client"]
    ran = subprocess.run(
        command, cwd=clients, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
