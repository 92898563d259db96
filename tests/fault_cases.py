"""Cases of the fault campaign: which there are, and what each of them promises."""

from dataclasses import dataclass
from functools import cache, lru_cache
from random import Random
from typing import Literal

from fault_http import KINDS as HTTP_KINDS
from fault_proxy import TLS, Fault
from fault_service import ACTS
from fault_tls import KINDS as TLS_KINDS
from fault_ws import KINDS as WS_KINDS

Promise = Literal[
    "well", "broken", "cut", "unsent", "late", "answer", "unreadable", "any"
]
"""How an attempt must end.

    well        with its own result, whatever the effect
    broken      without an answer: what may be sent twice is sent again, the rest fails
    cut         as broken, or well where the end comes too late to matter
    unsent      before anything was sent: all is sent again
    late        with a DeadlineError
    answer      with an ApiError, for somebody has answered
    unreadable  with a DecodeError
    any         with one of these
"""

_HTTP: dict[str, Promise] = {
    "none": "well",
    "refused": "unsent",
    "hang-up": "broken",
    "cut-request": "broken",
    "cut-between": "broken",
    "cut-reply": "broken",
    "half-reply": "broken",
    "half-request": "any",
    "stale": "well",
    "delay-request": "well",
    "delay-reply": "well",
    "hold-request": "late",
    "hold-reply": "late",
    "drip": "late",
    "twice-request": "well",
    "twice-reply": "well",
    "status": "answer",
    "wrong-id": "unreadable",
    "interim": "well",
    "chunks": "well",
    "cut-chunks": "broken",
    "to-the-end": "well",
    "cut-to-the-end": "any",
    "reorder": "well",
}
_WS: dict[str, Promise] = {
    "none": "well",
    "refused": "unsent",
    "hang-up": "unsent",
    "shake-cut-request": "unsent",
    "shake-cut-reply": "unsent",
    "shake-status": "unsent",
    "shake-hold": "late",
    "cut-request": "broken",
    "cut-between": "broken",
    "cut-reply": "broken",
    "half-reply": "broken",
    "cut-fragments": "broken",
    "close-frame": "broken",
    "bad-frame": "broken",
    "delay-request": "well",
    "delay-reply": "well",
    "fragments": "well",
    "ping": "well",
    "twice-request": "well",
    "twice-reply": "well",
    "wrong-first": "well",
    "no-goodbye": "well",
    "stale": "well",
    "reorder": "well",
    "hold-request": "late",
    "hold-reply": "late",
    "lose-reply": "late",
    "late-reply": "late",
    "drip": "late",
    "wrong-id": "late",
}
_TLS: dict[str, Promise] = {
    "tls-plain": "unsent",
    "tls-cut-up": "cut",
    "tls-cut-down": "cut",
    "tls-flip-up": "any",
    "tls-flip-down": "any",
    "tls-delay-up": "well",
    "tls-delay-down": "well",
    "tls-hold": "late",
}
_FETCH: dict[str, Promise] = {
    "interim": "any",  # it ends a connection at a 100 that it did not ask for
    "tls-plain": "cut",  # and does not say whether TLS had begun
}
PROMISES: dict[str, dict[str, Promise]] = {"http": _HTTP, "ws": _WS}
assert _HTTP.keys() == HTTP_KINDS.keys() | {"refused"}
assert _WS.keys() == {*WS_KINDS, "refused"}
assert _TLS.keys() == {*TLS_KINDS}

_WEIGHTS = {
    "cut-request": 6,
    "cut-reply": 6,
    "cut-chunks": 4,
    "delay-request": 3,
    "delay-reply": 3,
    "shake-cut-reply": 2,
    "tls-cut-up": 6,
    "tls-cut-down": 6,
}
"""What has a place at every byte is tried more often."""
FROZEN = {"hold-request", "hold-reply", "drip"}
"""What leaves a connection in the middle of something."""
_STRIDE = 269


class Way(str):
    """A transport of an API, called by one of the three clients: `bitdust/ws/tls/async`."""

    __slots__ = ()

    @property
    def name(self) -> str:
        return self.split("/", 1)[0]

    @property
    def scheme(self) -> str:
        return self.split("/")[1]

    @property
    def is_secure(self) -> bool:
        return "/tls" in self

    @property
    def shown(self) -> str:
        """What stands before a kind of fault where they are told."""
        words = [*["ws"] * (self.scheme == "ws"), *["tls"] * self.is_secure]
        return "".join(f"{one} " for one in words)

    @property
    def promises(self) -> dict[str, Promise]:
        found = PROMISES[self.scheme] | (_TLS if self.is_secure else {})
        return found | (_FETCH if self.is_node and self.scheme == "http" else {})

    @property
    def is_async(self) -> bool:
        return self.endswith("async")

    @property
    def is_node(self) -> bool:
        return self.endswith("node")


WAYS = tuple(
    Way(f"{name}/{scheme}{kind}")
    for name in ACTS
    for scheme in (("http", "ws") if name == "bitdust" else ("http",))
    for kind in ("", "/async", "/tls", "/tls/async")
)
NODE_WAYS = tuple(Way(f"{one}/node") for one in WAYS if not one.is_async)


@dataclass(frozen=True)
class Case:
    """One call through the proxy, with healthy ones around it."""

    number: int
    way: Way
    effect: str
    """`batch` is a batch of a read and of a call that acts each time."""
    plan: tuple[Fault, ...]
    is_warm: bool
    """Whether a connection is kept when the call is made."""
    ending: Literal["deadline", "timeout", "cancel"]
    """What ends a call that would take for ever."""
    after: str
    """The effect of the call that comes next."""

    @property
    def kind(self) -> str:
        return self.plan[0].kind

    @property
    def promise(self) -> Promise:
        return self.way.promises[self.kind]

    @property
    def is_limited(self) -> bool:
        """Whether its caller gives up soon; a wrong length of TLS waits for more."""
        return self.promise == "late" or self.kind.startswith("tls-flip")

    @property
    def acts_once(self) -> bool:
        return self.effect in {"once", "batch"}

    def mark(self, index: int) -> int:
        """Give the mark of one of the calls; no other case has it."""
        return self.number * 8 + index + 1

    def __str__(self) -> str:
        plan = " ".join(map(str, self.plan))
        warm = "warm" if self.is_warm else "cold"
        told = f" until its {self.ending}" if self.is_limited else ""
        return f"{self.way} {self.effect} {plan} ({warm}{told}, then {self.after})"


def effects(way: Way) -> tuple[str, ...]:
    has_batches = way.name == "bitcoin" and not way.is_node
    return (*ACTS[way.name], *(["batch"] if has_batches else []))


@cache
def rows(ways: tuple[Way, ...]) -> tuple[tuple[Way, str, str, int, int], ...]:
    """List what is tried: way, effect, kind, and which of so many times."""
    return tuple(
        (way, effect, kind, index, weight)
        for way in ways
        for effect in effects(way)
        for kind in way.promises
        if not (kind == "wrong-id" and way.name not in {"bitcoin", "icon", "bitdust"})
        if not (kind == "wrong-id" and (way.scheme, way.name) == ("http", "bitdust"))
        if not (kind == "wrong-id" and effect == "batch")
        if not (kind == "reorder" and way.name == "mtgox")  # its calls take turns
        for weight in (_WEIGHTS.get(kind, 1),)
        for index in range(weight)
    )


@lru_cache(maxsize=4)
def _order(ways: tuple[Way, ...], seed: int, turn: int) -> list[int]:
    """Shuffle the rows; in each turn all of them are tried."""
    order = list(range(len(rows(ways))))
    Random(f"{seed} {turn}").shuffle(order)
    return order


def make_case(number: int, seed: int, ways: tuple[Way, ...] = WAYS) -> Case:
    """Make a case; its number and the seed say all of it.

    Each row has every place in turn, so with enough cases no byte is left out.
    """
    table, random = rows(ways), Random(f"{seed} {number}")
    turn, column = divmod(number, len(table))
    way, effect, kind, index, weight = table[_order(ways, seed, turn)[column]]
    place = (turn * weight + index) * _STRIDE + seed % _STRIDE
    promise = way.promises[kind]
    count = 3 if kind == "reorder" else 1
    if promise in {"broken", "cut", "unsent"} and kind != "refused":
        count = random.choice((1, 1, 1, 1, 2, 3))
    plan = tuple(
        Fault(kind, place + again * 7, random.random() < 0.4) for again in range(count)
    )
    endings = ["deadline", "deadline", "timeout"] + ["cancel"] * way.is_async
    if kind.startswith("tls-flip"):
        endings = ["deadline"]
    elif kind in {"drip", "shake-hold", "tls-hold"}:
        endings = [one for one in endings if one != "timeout"]
    is_cold = way.scheme == "ws" and (kind == "hang-up" or kind.startswith("shake"))
    is_cold |= kind.startswith(TLS)
    return Case(
        number,
        way,
        effect,
        plan,
        is_warm=not is_cold and kind != "refused" and random.random() < 0.5,
        ending=random.choice(endings),  # type: ignore[arg-type]
        after=random.choice(tuple(ACTS[way.name])),
    )
