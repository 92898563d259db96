"""Packages of odd specs: whatever is valid gives a client and a server that work."""

from collections.abc import Iterator
import importlib
import sys

import pytest
from small_clients import ODD_APIS, rendered_odd, written_odd
from specmint.targets import python_client, python_server
from test_python_types import unlike_black
from type_checkers import CHECKERS, VERSIONS

TARGETS = {one.NAME: one for one in (python_client, python_server)}
each_api = pytest.mark.parametrize("name", ODD_APIS)
each_target = pytest.mark.parametrize("target", TARGETS)


@pytest.fixture(autouse=True)
def _path() -> Iterator[None]:
    folder = str(written_odd())
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)


@each_api
@each_target
def test_every_module_of_an_odd_spec_imports(name: str, target: str) -> None:
    package = TARGETS[target].package(name)
    for path in rendered_odd(name, target):
        module, _, kind = path.rpartition(".")
        if kind == "py":
            importlib.import_module(f"{package}.{module}".removesuffix(".__init__"))


@each_api
@each_target
def test_black_has_nothing_to_do_for_an_odd_spec(name: str, target: str) -> None:
    texts = rendered_odd(name, target).items()
    own = {text: path for path, text in texts if not path.startswith(("_", "py."))}
    assert own
    assert not unlike_black(own)


def test_mypy_finds_nothing_in_odd_packages() -> None:
    found = list(CHECKERS["mypy"](VERSIONS[0], (written_odd(),)))
    assert not found, "\n".join(map(str, found))


def test_a_stream_may_have_no_key_and_no_data() -> None:
    ws = importlib.import_module("streams_client._ws")
    client = importlib.import_module("streams_client.client")
    news = ws._Stream(client._NEWS_STREAM, (), include_existing=True)
    assert [call.name for call in news.starts] == ["listen", "again"]
    assert (news.stop.name, news.when) == ("unlisten", {"type": "news"})
    change = news.read({"type": "news", "told": {"a": [1]}})
    assert change.push == change.data == {"a": (1,)}
    topic = ws._Stream(client._TOPIC_STREAM, ("a",), include_existing=False)
    assert topic.when == {"type": "told", "topic": "a"}
    assert topic.read({"type": "told", "topic": "a"}).data.topic == "a"
