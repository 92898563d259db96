"""Generated Python clients and several calls in one request, or calls without an answer."""

import asyncio
from collections.abc import Callable, Iterable
import json
from typing import Any

from project import ROOT
import pytest
from python_clients import package
from python_server import CLOSE, Request, Service, reply
from specmint.wire import parse_json
from test_python_transport import Trace, bitcoin, core, in_turn, says, settings

Made = Callable[[list[Any]], list[Any]]
DIALECTS = pytest.mark.parametrize("dialect", ["legacy", "2.0"])
WAYS = pytest.mark.parametrize("is_async", [False, True], ids=["plain", "async"])


def calls() -> Any:
    return package("bitcoin").calls


def errors() -> Any:
    return package("bitcoin").errors


def answers(request: Request) -> list[dict[str, Any]]:
    """Answer each call of a batch: a number, a text, an error, or something odd."""
    made = {
        "getblockcount": {"result": 7, "error": None},
        "help": {"result": "help", "error": None},
        "getblockhash": {"result": None, "error": {"code": -8, "message": "too high"}},
        "getdifficulty": {"result": "odd", "error": None},
    }
    return [{**made[one["method"]], "id": one["id"]} for one in request.json()]


def serves(change: Made = list) -> Callable[[Request], Iterable[bytes]]:
    return lambda request: [reply(json.dumps(change(answers(request))))]


def batch(service: Service, made: Any, *, is_async: bool = False, **given: Any) -> Any:
    async def run() -> Any:
        async with bitcoin(service.url, is_async=True, **given) as client:
            return await client.batch(made)

    if is_async:
        return asyncio.run(run())
    with bitcoin(service.url, **given) as client:
        return client.batch(made)


def mixed() -> tuple[Any, ...]:
    own = calls()
    return own.getblockcount(), own.getblockhash(9), own.help("x"), own.getdifficulty()


def check_mixed(slots: Any) -> None:
    count, hash_, text, odd = slots
    assert (count.result(), count.error) == (7, None)
    assert text.result() == "help"
    assert type(hash_.error) is errors().InvalidParameter
    with pytest.raises(errors().InvalidParameter, match="too high") as caught:
        hash_.result()
    assert (caught.value.code, caught.value.status) == (-8, 200)
    with pytest.raises(core().DecodeError, match="'odd' is not"):
        odd.result()
    assert repr(count) == "Slot(7)"
    assert "too high" in repr(hash_)


@WAYS
@pytest.mark.parametrize(
    "change", [list, lambda all_: all_[::-1]], ids=["as", "reversed"]
)
def test_each_call_of_a_batch_has_its_own_end(change: Made, is_async: bool) -> None:
    with Service(serves(change)) as service:
        check_mixed(batch(service, mixed(), is_async=is_async))
        (request,) = service.requests
        sent = request.json()
        assert [one["method"] for one in sent] == [
            "getblockcount",
            "getblockhash",
            "help",
            "getdifficulty",
        ]
        assert len({one["id"] for one in sent}) == 4
        assert sent[1]["params"] == [9]


def test_answers_of_nobody_are_passed_over() -> None:
    more = [{"result": 1, "error": None, "id": 99}, {"id": None}, "odd", 7, None]
    with Service(serves(lambda all_: [*more, *all_, *more])) as service:
        check_mixed(batch(service, mixed()))


def test_a_call_without_an_answer_is_an_error_of_its_own() -> None:
    with Service(serves(lambda all_: all_[1:])) as service:
        first, *others = batch(service, mixed())
        assert isinstance(first.error, core().DecodeError)
        assert "no answer with the id" in str(first.error)
        assert others[1].result() == "help"


def test_an_empty_batch_is_not_sent() -> None:
    with Service(serves()) as service:
        assert list(batch(service, [])) == []
        assert not service.requests


@WAYS
@pytest.mark.parametrize(
    ("answer", "name"),
    [
        (
            reply('{"result": null, "error": {"code": -32700, "message": "no"}}'),
            "ParseError",
        ),
        (
            reply('{"error": {"code": -32600, "message": "no"}, "id": null}', 500),
            "InvalidRequest",
        ),
        (reply("", 401), "Unauthorized"),
        (reply("Work queue depth exceeded", 503), "WorkQueueFull"),
    ],
)
def test_a_batch_may_fail_as_a_whole(answer: bytes, name: str, is_async: bool) -> None:
    with Service(says(answer)) as service, pytest.raises(getattr(errors(), name)):
        batch(service, mixed(), is_async=is_async, resends=0)


@pytest.mark.parametrize("body", ["", "7", '{"result": 7, "id": 1}', "<html>", "[{]"])
def test_a_batch_with_a_reply_that_is_none_is_a_decode_error(body: str) -> None:
    with Service(says(reply(body))) as service, pytest.raises(core().DecodeError):
        batch(service, mixed())


def test_a_batch_of_reads_is_sent_again_whole() -> None:
    trace = Trace()
    with Service(in_turn(says(CLOSE), serves())) as service:
        check_mixed(batch(service, mixed(), settings=settings(trace=trace)))
        first, second = (request.json() for request in service.requests)
        assert len(first) == len(second) == 4
    assert trace.kinds == ["send", "resend", "send", "reply"]
    assert {event.method for event in trace} == {"batch of 4"}


def test_a_batch_in_which_one_acts_is_not_sent_again() -> None:
    with Service(says(CLOSE)) as service:
        with pytest.raises(core().TransportError) as caught:
            batch(service, [*mixed(), calls().getnewaddress()])
        assert caught.value.maybe_acted is True
        assert len(service.requests) == 1


def test_a_batch_that_is_too_long_or_has_two_ways_is_refused() -> None:
    icon = package("icon")
    with Service(serves()) as service, icon.client(service.url) as client:
        with pytest.raises(ValueError, match="at most 10 calls"):
            client.batch([icon.calls.icx_get_last_block()] * 11)
        with pytest.raises(ValueError, match="/api/v3 and /api/v3d"):
            client.batch(
                [
                    icon.calls.icx_get_last_block(),
                    icon.calls.debug_get_trace(b"\0" * 32),
                ]
            )
        assert not service.requests


def test_a_batch_that_was_recorded_is_read() -> None:
    """Bitcoin answers calls of both versions, and null where there is no result."""
    path = ROOT / "tests" / "recordings" / "bitcoin.json"
    recorded = parse_json(path.read_text("utf-8"))["recordings"]
    (one,) = [one for one in recorded if one["name"] == "batch-both-versions"]
    ids = iter([answer["id"] for answer in one["reply"]])
    unknown = package("bitcoin").module("_rpc").unknown
    made = [
        calls().getblockcount(),
        calls().getblockcount(),
        unknown("nothing"),
        unknown("nothing"),
        calls().getblockcount(),
        unknown("echo"),
        unknown("echo"),
    ]
    with Service(says(reply(json.dumps(one["reply"])))) as service:
        slots = batch(service, made, settings=settings(ids=ids.__next__))
    assert [type(slot.error).__name__ for slot in slots] == [
        *["NoneType"] * 2,
        *["MethodNotFound"] * 2,
        *["NoneType"] * 3,
    ]
    found = [slot.result() for slot in slots if slot.error is None]
    assert found == [120, 120, 120, None, None]


# -- notifications -----------------------------------------------------------------


@WAYS
@pytest.mark.parametrize("answer", [reply("", 204), reply(""), reply("\n")])
def test_a_notification_has_no_id_and_no_answer(answer: bytes, is_async: bool) -> None:
    async def run() -> Any:
        async with bitcoin(service.url, is_async=True, dialect="2.0") as client:
            return await client.notify(calls().help("x"))

    with Service(says(answer)) as service:
        if is_async:
            assert asyncio.run(run()) is None
        else:
            client = bitcoin(service.url, dialect="2.0")
            assert client.notify(calls().help("x")) is None
        (request,) = service.requests
        wanted = {"jsonrpc": "2.0", "method": "help", "params": ["x"]}
        assert request.json() == wanted


def test_an_error_to_a_notification_still_arrives() -> None:
    refused = (
        '{"jsonrpc": "2.0", "error": {"code": -32700, "message": "no"}, "id": null}'
    )
    with Service(says(reply(refused, 500))) as service:
        with pytest.raises(errors().ParseError):
            bitcoin(service.url, dialect="2.0").notify(calls().help("x"))
        service.answer = says(reply("", 401))
        with pytest.raises(errors().Unauthorized):
            bitcoin(service.url, dialect="2.0").notify(calls().help("x"))


def test_a_dialect_that_answers_everything_has_no_notifications() -> None:
    with Service(serves()) as service, pytest.raises(ValueError, match="notifications"):
        bitcoin(service.url, dialect="legacy").notify(calls().help("x"))
    assert not service.requests


def test_a_service_without_batches_says_so_before_sending() -> None:
    bigchain = package("bigchaindb")
    with Service(serves()) as service:
        client = bigchain.client(service.url)
        assert not hasattr(client, "batch")
        assert not hasattr(client, "notify")
        assert not service.requests
