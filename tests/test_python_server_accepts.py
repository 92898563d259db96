"""Generated servers take the forms that a spec accepts, and no others."""

from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
import http.client
import json
from types import SimpleNamespace
from typing import Any

import pytest
from python_play import SECRET, Play, server
from python_serving import packaged, serving
from websockets.sync.client import connect

ADDRESS = "mx24uGcuUtcAyJEV6uMTbFxtc7dfRKNszA"
TX = "00" * 10
OTHER = "2N5fu2QbWYzMTo1MymXkgCNjewaMVVuHh41"
PREVIOUS = {"txid": "00" * 32, "vout": 0, "scriptPubKey": "51"}


class Heard:
    """A handler that keeps what it was given."""

    def __init__(self, name: str) -> None:
        self.pkg = server(name)
        self.given: list[dict[str, Any]] = []

    def _method(self) -> Any:
        async def heard(_: Any, **given: Any) -> Any:
            self.given.append(given)
            raise self.pkg.root.ApiError("heard", code=-1000)

        return heard

    @contextmanager
    def serving(self, **more: Any) -> Iterator[int]:
        heard = self._method()
        methods = {one.function: heard for one in self.pkg.methods.values()}
        handler = type("Hearing", (self.pkg.handler,), methods)()
        with serving(self.pkg.create(handler, **more)) as served:
            yield served.port


@pytest.fixture(scope="module")
def node() -> Iterator[tuple[Heard, int]]:
    heard = Heard("bitcoin")
    with heard.serving(auth=None) as port:
        yield heard, port


@pytest.fixture(scope="module")
def engine() -> Iterator[tuple[Heard, int]]:
    heard = Heard("bitdust")
    with heard.serving() as port:
        yield heard, port


def post(port: int, path: str, body: str) -> Any:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request("POST", path, body.encode(), {"api_secret": SECRET})
    reply = json.loads(connection.getresponse().read())
    connection.close()
    return reply


def called(node: tuple[Heard, int], method: str, params: Any) -> dict[str, Any] | int:
    """Call a node; give what the handler was given, or the code of the refusal."""
    heard, port = node
    heard.given.clear()
    reply = post(port, "/", json.dumps({"method": method, "params": params, "id": 1}))
    code: int = reply["error"]["code"]
    return heard.given[0] if heard.given else code


def shape(value: Any) -> Any:
    """Give plain lists and dicts, so that `1` and `True` differ in their text."""
    if hasattr(value, "items") and not isinstance(value, type):
        return {str(key): shape(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [shape(one) for one in value]
    return value


@pytest.mark.parametrize(
    ("text", "amount"),
    [("0.2", "0.2"), ("1e-3", "0.001"), ("21000000", "21000000"), ("1.50", "1.5")],
)
def test_an_amount_may_be_a_text(node: Any, text: str, amount: str) -> None:
    for given in (text, Decimal(text)):
        params = f'["{ADDRESS}", {json.dumps(text) if given == text else text}]'
        heard, port = node
        heard.given.clear()
        post(port, "/", f'{{"method": "sendtoaddress", "params": {params}, "id": 1}}')
        assert heard.given[0]["amount"] == Decimal(amount)
        assert isinstance(heard.given[0]["amount"], Decimal)


@pytest.mark.parametrize(
    "amount", [True, " 1", "1 ", "+1", "0x1", "", "one", "1,5", "NaN", None, [], {}]
)
def test_what_is_no_amount_is_refused(node: Any, amount: Any) -> None:
    assert called(node, "sendtoaddress", [ADDRESS, amount]) in {-3, -1}


def test_a_text_is_no_number_where_nothing_says_so(node: Any) -> None:
    assert called(node, "getblockhash", ["1"]) == -3
    assert called(node, "getblockhash", [1]) == {"index": 1}


def test_amounts_inside_maps_lists_and_records_may_be_texts(node: Any) -> None:
    given = called(node, "sendmany", ["", {ADDRESS: "0.5", OTHER: 0.25}])
    assert isinstance(given, dict)
    assert shape(given["amounts"]) == {ADDRESS: Decimal("0.5"), OTHER: Decimal("0.25")}
    query = {"minimumAmount": "0.5", "maximumAmount": 2, "maximumCount": 3}
    given = called(node, "listunspent", {"query_options": query})
    assert isinstance(given, dict)
    [options] = given.values()
    assert (options.minimum_amount, options.maximum_amount) == (Decimal("0.5"), 2)
    previous = [{**PREVIOUS, "amount": "1.5"}, {**PREVIOUS, "amount": 2}]
    given = called(node, "signrawtransaction", [TX, previous])
    assert isinstance(given, dict)
    assert [one.amount for one in given["prevtxs"]] == [Decimal("1.5"), 2]


def test_a_text_inside_that_is_no_amount_is_refused_with_its_place(node: Any) -> None:
    assert called(node, "sendmany", ["", {ADDRESS: "0.5", OTHER: "x"}]) == -3
    assert called(node, "listunspent", {"query_options": {"maximumCount": "3"}}) == -3
    previous = [{**PREVIOUS, "amount": "1.5"}, {**PREVIOUS, "amount": "x"}]
    _, port = node
    asked = {"method": "signrawtransaction", "params": [TX, previous], "id": 1}
    told = post(port, "/", json.dumps(asked))["error"]["message"]
    assert "[1]['amount']" in told, told


def test_a_form_of_one_case_of_a_union_is_taken_where_no_other_fits(node: Any) -> None:
    for fee in ("0.10", 0.10):
        given = called(node, "sendrawtransaction", [TX, fee])
        assert isinstance(given, dict) and given["maxfeerate"] == Decimal("0.1")
    given = called(node, "sendrawtransaction", [TX, True])
    assert isinstance(given, dict) and given["maxfeerate"] is True
    outputs = {ADDRESS: "0.1", "data": "00ff", OTHER: 2}
    given = called(node, "createrawtransaction", [[], outputs])
    assert isinstance(given, dict)
    wanted = {ADDRESS: Decimal("0.1"), "data": b"\x00\xff", OTHER: 2}
    assert shape(given["outputs"]) == wanted


# -- what they are made of -----------------------------------------------------

DECLARED = """
from __future__ import annotations

from decimal import Decimal

from ._app import App, ApiError, Handler, Limits, Method, Methods, Refuse, takes
from ._forms import Either, Within
from ._rest import Envelope, RestCarrier, get
from ._wire import (
    BOOLEAN, INTEGER, ByKind, ByMember, Fraction, Integer, Later, ListOf, MapOf,
    Nullable, Record, TEXT, TupleOf, maybe, member,
)

AMOUNT, TEXTUAL = Fraction(Decimal), Fraction(Decimal, "text")


class Tree(Record):
    size: Decimal = member(AMOUNT, also=("length",))
    inner: object = maybe(Later(lambda: ListOf(Tree)))


SOME = {
    "list": ListOf(Either(AMOUNT, TEXTUAL)),
    "tuple": Within(TupleOf(TEXT, AMOUNT, least=2), {("*",): [TEXTUAL]}),
    "null": Within(MapOf(Nullable(AMOUNT)), {("*",): [TEXTUAL]}),
    "tree": Within(Tree, {("size",): [TEXTUAL]}),
    "has": Within(ByMember({"size": Tree}), {("size",): [TEXTUAL]}),
    "either": Either(Within(ByKind({"object": MapOf(AMOUNT), "number": AMOUNT}),
                            {("*",): [TEXTUAL]}), TEXTUAL),
}
SIZES = Methods(Method("size", "size", [
    takes("size", Either(INTEGER, Integer(int, "hex"))),
    takes("other", Nullable(Either(INTEGER, Integer(int, "hex")))),
], INTEGER, get("/size")))


class Sizes(Handler):
    async def size(self, size: int = 0, other: int | None = 0) -> int:
        return size + (other or 0)


class Number(ApiError, message="no number"): ...


class Type(ApiError, message="wrong type"): ...


def app() -> App:
    refusals = {"number": Refuse(Number), "type": Refuse(Type)}
    envelope = Envelope(failed={"ok": [False]}, message="message")
    return App(Sizes(), http=[RestCarrier(SIZES, Sizes(), refusals,
                                          envelopes={"": envelope})])
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> SimpleNamespace:
    folder = tmp_path_factory.mktemp("accepts") / "accepting"
    return packaged(folder, DECLARED, "_rest", "_forms")


@pytest.mark.parametrize(
    ("name", "value", "first"),
    [
        ("tuple", ["a", "1.5"], ["a", Decimal("1.5")]),
        ("null", {"a": None, "b": "2"}, {"a": None, "b": Decimal(2)}),
        ("tree", {"size": "1"}, {"size": Decimal(1)}),
        ("tree", {"length": "1"}, {"size": Decimal(1)}),
        ("has", {"size": "1", "more": "2"}, {"size": Decimal(1), "more": "2"}),
        ("either", {"a": "1"}, {"a": Decimal(1)}),
        ("either", "1.50", Decimal("1.50")),
    ],
)
def test_a_further_form_means_what_the_first_one_means(
    made: SimpleNamespace, name: str, value: Any, first: Any
) -> None:
    codec = made.SOME[name]
    before = json.dumps(value)
    assert codec.decode(value) == codec.decode(first) == codec.inner.decode(first)
    assert codec.encode(codec.decode(value)) == first
    assert json.dumps(value) == before, "what came is not changed"


@pytest.mark.parametrize(
    ("name", "value", "place"),
    [
        ("list", ["1", 2, "x"], (2,)),
        ("tuple", ["1", "x"], (1,)),
        ("tuple", ["1"], ()),
        ("null", {"a": "1", "b": "x"}, ("b",)),
        ("tree", {"size": "1", "inner": [{"size": "1"}]}, ("inner", 0, "size")),
        ("has", {"sizes": "1"}, ()),
        ("either", {"a": "1", "b": True}, ("b",)),
        ("either", "x", ()),
    ],
)
def test_what_fits_no_form_is_told_with_its_place(
    made: SimpleNamespace, name: str, value: Any, place: tuple[Any, ...]
) -> None:
    with pytest.raises(made.DecodeError) as raised:
        made.SOME[name].decode(value)
    assert raised.value.path == place


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("size=3&other=0x10", 19),
        ("size=0xa", 10),
        ("size=x", "no number"),
        ("other=x", "no number"),
    ],
)
def test_a_bad_number_in_a_query_is_one_in_whatever_form(
    made: SimpleNamespace, query: str, told: Any
) -> None:
    with serving(made.app()) as served:
        connection = http.client.HTTPConnection("127.0.0.1", served.port, timeout=10)
        connection.request("GET", f"/size?{query}")
        answer = json.loads(connection.getresponse().read())
        connection.close()
    assert (answer["message"] if isinstance(answer, dict) else answer) == told


# -- BitDust -------------------------------------------------------------------


def over_ws(engine: tuple[Heard, int], **kwargs: Any) -> Any:
    """Call over a WebSocket; give the booleans that the handler saw, or the answer."""
    heard, port = engine
    heard.given.clear()
    frame = {"command": "api_call", "method": "key_get", "kwargs": kwargs}
    with connect(f"ws://127.0.0.1:{port}/?api_secret={SECRET}") as socket:
        socket.recv(timeout=10)
        socket.send(json.dumps({**frame, "call_id": 1}))
        told = json.loads(socket.recv(timeout=10))
    return heard.given[0] if heard.given else told["payload"]


@pytest.mark.parametrize(
    ("sent", "meant"), [(1, True), (0, False), (True, True), (False, False)]
)
def test_one_and_zero_are_booleans_over_a_websocket(
    engine: Any, sent: Any, meant: bool
) -> None:
    given = over_ws(engine, key_id="master$a@b.com", include_private=sent)
    assert given["include_private"] is meant


@pytest.mark.parametrize("sent", ["1", "true", "yes", "", 2, 1.5, None, [], [1]])
def test_a_text_is_no_boolean_over_a_websocket(engine: Any, sent: Any) -> None:
    told = over_ws(engine, key_id="master$a@b.com", include_private=sent)
    assert "include_private" not in told, told


@pytest.mark.parametrize(
    ("sent", "meant"),
    [(1, True), (0, False), (True, True), ("ok", True), ("True", True), ("no", False)],
)
def test_bodies_hold_booleans_as_words_too(engine: Any, sent: Any, meant: bool) -> None:
    heard, port = engine
    heard.given.clear()
    body = json.dumps({"alias": "a", "active": sent})
    post(port, "/key/create/v1", body)
    assert heard.given[0]["active"] is meant


@pytest.mark.parametrize("amount", ["12.3456", 12.3456])
def test_coins_may_be_a_number(engine: Any, amount: Any) -> None:
    heard, port = engine
    heard.given.clear()
    body = json.dumps({"recipient": "abcd", "amount": amount})
    post(port, "/blockchain/transaction/send/v1", body)
    assert heard.given[0]["amount"] == Decimal("12.3456")


# -- what does not change ------------------------------------------------------


def test_replies_and_clients_keep_the_first_form() -> None:
    method = server("bitcoin").methods["getreceivedbyaddress"]
    amount = Play("bitcoin").pkg.root.types.BtcAmount(Decimal("0.2"))
    assert method.encode(amount, {}, {})[0] == Decimal("0.2")
    made = server("bitcoin").methods["sendtoaddress"]
    [param] = [one for one in made.params if one.name == "amount"]
    assert param.shape.write(amount) == Decimal("0.2")
