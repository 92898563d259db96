"""Calls through a proxy that breaks them, and a ledger of what has acted: `make soak`.

Each case is made from the seed and its number alone, so a failing one is run again by

    .venv/bin/python tests/faults.py --seed SEED --case NUMBER
"""

import argparse
import asyncio
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
import gc
from itertools import count
from pathlib import Path
from random import SystemRandom
from tempfile import TemporaryDirectory
import threading
import time
import warnings

from certificates import Certificate, make_certificate
from fault_cases import NODE_WAYS, WAYS, Case, Way, make_case
import fault_http
from fault_node import running
from fault_proxy import Proxy
from fault_runs import Result, Stage, run
from fault_service import ACTS, Ledger, serving
import fault_tls

WORKERS = 16
SOON = 20.0


@dataclass
class Campaign:
    """What was tried, and what came of it."""

    seed: int
    results: list[Result] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    """One line each, with what runs the case again."""
    doubled: int = 0
    lost: int = 0

    @property
    def calls(self) -> int:
        return sum(one.calls for one in self.results)

    def complain(self, case: Case, told: str) -> None:
        self.complaints.append(
            f"--seed {self.seed} --case {case.number}: {case}: {told}"
        )


def campaign(
    numbers: list[int],
    seed: int,
    *,
    ways: tuple[Way, ...] = WAYS,
    workers: int = WORKERS,
    say: Callable[[str], None] = lambda _: None,
) -> Campaign:
    """Run cases, and hold the ledger against what their callers were told."""
    made, ledger = Campaign(seed), Ledger()
    names = tuple(dict.fromkeys(way.name for way in ways))
    is_node = any(way.is_node for way in ways)
    with (
        certified() as certificate,
        watched(made),
        serving(names, ledger, workers) as loop,
        running(is_node, certificate) as node,
    ):
        indexes, lock = iter(numbers), threading.Lock()
        tried = count(1)

        def work(own: int) -> None:
            proxy = Proxy(0, fault_http.serve, fault_tls.carry)
            listeners = loop.run(proxy.listen(certificate.server()))
            stage = Stage(loop, proxy, own, certificate.client(), node)
            while True:
                with lock:
                    number = next(indexes, None)
                if number is None:
                    break
                case = make_case(number, seed, ways)
                try:
                    made.results.append(asyncio.run(run(case, stage)))
                except Exception as error:
                    made.complain(case, f"{type(error).__name__}: {error}")
                for fault in proxy.faults:
                    made.complain(case, f"the proxy failed: {fault!r}")
                proxy.faults.clear()
                if (done := next(tried)) % 5000 == 0:
                    say(f"{done:9,} cases, {len(made.complaints)} complaints")
            for listener in listeners:
                loop.loop.call_soon_threadsafe(listener.close)

        threads = [threading.Thread(target=work, args=(n,)) for n in range(workers)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    audit(made, ledger)
    return made


@contextmanager
def certified() -> Iterator[Certificate]:
    with TemporaryDirectory() as folder:
        yield make_certificate(Path(folder))


def audit(made: Campaign, ledger: Ledger) -> None:
    """Compare the ledger with what was claimed, now that all is over."""
    for error in ledger.faults:
        made.complaints.append(f"the server failed: {error!r}")
    for result in made.results:
        for complaint in result.complaints:
            made.complain(result.case, complaint)
        for claim in result.claims:
            acted, (least, most) = ledger.acted[claim.mark], claim.bounds()
            made.doubled += acted > most
            made.lost += acted < least
            if not least <= acted <= most:
                told = f"it has acted {acted} times, not {least} to {most}"
                made.complain(result.case, f"{told}; its caller got {result.told}")


# -- leaks -------------------------------------------------------------------------


@contextmanager
def watched(made: Campaign) -> Iterator[None]:
    """Complain of threads, files and sockets that are left at the end."""
    gc.collect()
    threads, files = set(threading.enumerate()), open_files()
    unclosed: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("always", ResourceWarning)
        warnings.showwarning = lambda message, *_, **__: unclosed.append(str(message))
        yield
        await_none(lambda: set(threading.enumerate()) - threads)
        gc.collect()
        await_none(lambda: range(open_files() - files))
    left = set(threading.enumerate()) - threads
    if left:
        made.complaints.append(f"threads are left: {left}")
    if open_files() > files:
        made.complaints.append(f"{open_files() - files} files are left open")
    if unclosed:
        made.complaints.append(f"{len(unclosed)} were not closed: {unclosed[0]}")


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


def await_none(find: Callable[[], object]) -> None:
    end = time.monotonic() + SOON
    while find() and time.monotonic() < end:
        time.sleep(0.01)


# -- telling -----------------------------------------------------------------------


def table(made: Campaign) -> Iterator[str]:
    """Say how many calls of each kind there were, and how they ended."""
    yield f"{'kind':18} {'effect':10} {'cases':>7}  how they ended"
    groups: dict[tuple[str, str], Counter[str]] = {}
    for one in made.results:
        way = one.case.way
        key = f"{way.shown}{one.case.kind}", one.case.effect
        groups.setdefault(key, Counter())[one.told.kind] += 1
    for (kind, effect), ends in sorted(groups.items()):
        told = ", ".join(f"{end} {number}" for end, number in ends.most_common())
        yield f"{kind:18} {effect:10} {ends.total():7,}  {told}"


def summary(made: Campaign) -> str:
    leaks = sum(one.leaks for one in made.results)
    return (
        f"{len(made.results):,} cases with {made.calls:,} calls: {made.doubled} doubled, "
        f"{made.lost} lost, {leaks} connections leaked, {len(made.complaints)} complaints"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=SystemRandom().randrange(1 << 32))
    parser.add_argument("--first", type=int, default=0, help="the first of so many")
    parser.add_argument("--case", type=int, help="run this one alone")
    parser.add_argument("--api", choices=list(ACTS))
    parser.add_argument("--node", action="store_true", help="clients in TypeScript")
    parser.add_argument("--workers", type=int, default=WORKERS)
    given = parser.parse_args()
    print(f"--seed {given.seed}", flush=True)
    all_ways = NODE_WAYS if given.node else WAYS
    ways = tuple(one for one in all_ways if given.api in {None, one.name})
    all_numbers = list(range(given.first, given.first + given.count))
    numbers = all_numbers if given.case is None else [given.case]
    made = campaign(
        numbers,
        given.seed,
        ways=ways,
        workers=given.workers if given.case is None else 1,
        say=lambda line: print(line, flush=True),
    )
    for line in (*table(made), *made.complaints[:50], summary(made)):
        print(line)
    raise SystemExit(bool(made.complaints))


if __name__ == "__main__":
    main()
