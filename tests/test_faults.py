"""A sample of the calls that `make soak` sends through a proxy that breaks them."""

from collections.abc import Callable
from itertools import count, islice
from typing import Any

from fault_cases import WAYS, Way, make_case, rows
import fault_runs
import faults
from faults import campaign, main, summary, table
import pytest
from python_clients import package

COUNT = 500
SEED = 5
BITCOIN = (Way("bitcoin/http"),)


def sample() -> list[int]:
    """Give the numbers of cases in which each kind of fault is met at least once."""
    found: dict[tuple[str, str], int] = {}
    for number in range(len(rows(WAYS))):
        case = make_case(number, SEED)
        found.setdefault((case.way.scheme, case.kind), number)
    more = (number for number in count() if number not in found.values())
    return [*found.values(), *islice(more, COUNT - len(found))]


def test_no_call_is_doubled_or_lost_and_nothing_is_left() -> None:
    made = campaign(sample(), SEED)
    assert not made.complaints, "\n".join(made.complaints)
    assert (made.doubled, made.lost, len(made.results)) == (0, 0, COUNT)
    tried = {(one.case.way.scheme, one.case.kind) for one in made.results}
    assert tried == {(way.scheme, kind) for way in WAYS for kind in way.promises}
    assert {one.case.way for one in made.results} == set(WAYS)
    assert {one.told.kind for one in made.results} >= {"ok", "TransportError"}
    assert summary(made).startswith("500 cases with 1,")
    assert len(list(table(made))) > len(tried)


def test_a_seed_makes_the_same_cases_again() -> None:
    first, again, other = (
        [make_case(n, seed) for n in range(50)] for seed in (1, 1, 2)
    )
    assert first == again != other
    assert len(set(map(str, first))) > 45


def test_enough_cases_cut_at_every_byte() -> None:
    length = 300
    places = {
        fault.place % length
        for number in range(10_000)
        for case in (make_case(number, 1, BITCOIN),)
        for fault in case.plan[:1]
        if case.kind == "cut-reply"
    }
    assert places == set(range(length))


# -- clients that are broken on purpose --------------------------------------------


def _resend_all(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(package("bitcoin").core, "_may_resend", lambda *_: True)


def _trust_kept(patch: pytest.MonkeyPatch) -> None:
    http = package("bitcoin").module("_http")
    patch.setattr(http._Connection, "is_idle", lambda _: True)


def _close_nothing(patch: pytest.MonkeyPatch) -> None:
    http = package("bitcoin").module("_http")
    kept: list[Any] = []

    def keep(own: Any) -> None:
        kept.append(own)  # or the collector would close it

    patch.setattr(http.HttpTransport, "close", keep)
    patch.setattr(fault_runs, "SOON", 0.5)
    patch.setattr(faults, "SOON", 0.5)


def _take_all_time(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(package("bitcoin").core.Budget, "left", lambda own: own.timeout)
    patch.setattr(fault_runs, "LONG", 2.0)
    patch.setattr(fault_runs, "LEEWAY", 1.0)


def _take_any_id(patch: pytest.MonkeyPatch) -> None:
    rpc = package("bitcoin").module("_rpc")
    patch.setattr(rpc.RpcCarrier, "_check_id", lambda *_: None)


def _take_half_heads(patch: pytest.MonkeyPatch) -> None:
    http = package("bitcoin").module("_http")

    def readinto(own: Any, buffer: Any) -> int:
        own._sock.settimeout(own.budget.left())
        return int(own._sock.recv_into(buffer))

    patch.setattr(http._TimedReader, "readinto", readinto)


def _never_say_that_it_acted(patch: pytest.MonkeyPatch) -> None:
    error = package("bitcoin").core.TransportError
    make = error.__init__
    patch.setattr(error, "__init__", lambda own, text, **_: make(own, text))


BROKEN: list[tuple[Callable[[pytest.MonkeyPatch], None], str, str, str]] = [
    (_resend_all, "cut-reply", "once", "times, not"),
    (_trust_kept, "stale", "read", "the next call"),
    (_close_nothing, "none", "read", "stay open"),
    (_take_all_time, "hold-reply", "once", "it took"),
    (_take_any_id, "wrong-id", "once", "not unreadable"),
    (_take_half_heads, "cut-reply", "read", "not well"),
    (_never_say_that_it_acted, "cut-reply", "once", "times, not"),
]


@pytest.mark.parametrize(
    ("breaks", "kind", "effect", "complaint"),
    BROKEN,
    ids=[one[0].__name__[1:] for one in BROKEN],
)
def test_a_client_that_breaks_its_promise_is_found(
    breaks: Callable[[pytest.MonkeyPatch], None],
    kind: str,
    effect: str,
    complaint: str,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def fits(number: int) -> bool:
        case = make_case(number, SEED, BITCOIN)
        is_limited = case.promise != "late" or case.ending == "deadline"
        return (case.kind, case.effect) == (kind, effect) and is_limited

    numbers = list(islice(filter(fits, count()), 8))
    breaks(monkeypatch)
    made = campaign(numbers, SEED, ways=BITCOIN, workers=4)
    assert any(complaint in one for one in made.complaints), made.complaints
    assert any(one.startswith(f"--seed {SEED} --case ") for one in made.complaints)


def test_a_case_is_run_again_by_its_number(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.argv", ["faults.py", "--seed", "5", "--case", "3"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 0
    told = capsys.readouterr().out
    assert told.startswith("--seed 5\n")
    assert make_case(3, 5).kind in told
    assert "1 cases with" in told
