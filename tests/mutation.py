"""Puts small mistakes into generated code, and asks whether the wire cases notice.

    python tests/mutation.py --count 300 --seed 1
    python tests/mutation.py --side server --module _rest --count 50

A mistake in a runtime file is made in the packages of all APIs, since it is one source.
Each is tried in a process of its own by the very tests that replay the cases. What
nobody notices is listed. Mistakes that make no difference on the wire are listed with a
reason in `equivalent.py`, and counted apart.
"""

import argparse
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from random import Random
import sys
import time

from code_mutants import Mutant
from equivalent import is_equivalent
from mutation_places import Place, all_places, is_runtime, source_of
from mutation_runs import (
    PATIENCE,
    Mutated,
    import_all,
    in_child,
    quietly,
    run,
    word,
)
from project import ALL
import pytest
from python_runtime import INSTEAD
from wire_tests import CASES, WHOLE
from wire_tests import EXCHANGES as EXCHANGES_OF

HERE = Path(__file__).parent
EXCHANGES = "exchanges"
SLOW = 8.0  # seconds; less than the shortest wait of a test for what does not come


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--side", choices=sorted(CASES), action="append")
    parser.add_argument("--api", choices=ALL)
    parser.add_argument("--module", default="*", help="a name, or a pattern of names")
    parser.add_argument("--kind")
    parser.add_argument("--count", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    args = parser.parse_args()
    import_all()
    score: Counter[tuple[str, bool]] = Counter()
    begun = time.monotonic()
    for place, mutant in chosen(args):
        if is_equivalent(place.side, place.module, source_of(place).text, mutant):
            score["(equivalent)", True] += 1
            continue
        names = [name for name in place.names if args.api in (None, name)]
        found = verdict(place, mutant, names)
        print(f"{time.monotonic() - begun:.0f} {place} {found}", file=sys.stderr)
        score[mutant.kind, found != "missed"] += 1
        if found == "missed":
            where = f"{place}:{mutant.line}: {mutant.kind}"
            print(f"{where}: {mutant.told}", flush=True)
    report(score)
    print(f"{time.monotonic() - begun:.0f} s", file=sys.stderr)
    return 0


def chosen(args: argparse.Namespace) -> Iterator[tuple[Place, Mutant]]:
    """Choose mutants by chance."""
    random, known = Random(args.seed), list[tuple[Place, int]]()
    for place in all_places(args.side):
        if not fnmatch(place.module, args.module):
            continue
        if args.api is not None and args.api not in place.names:
            continue
        for number, kind in enumerate(source_of(place).spots()):
            if args.kind in (None, kind):
                known.append((place, number))
    for place, number in random.sample(known, min(args.count, len(known))):
        yield place, source_of(place).mutant(number)


# -- one mutant --------------------------------------------------------------------


def verdict(place: Place, mutant: Mutant, names: list[str]) -> str:
    """Say whose cases fail with a mistake, or are late with it; or `missed`."""
    *soon, last = names  # the last one takes as long as all others
    for name in [*soon, EXCHANGES, last] if soon else [last, EXCHANGES]:
        if (told := tried(place, mutant.source, name)) != "passed":
            assert is_sound(place if name == EXCHANGES else place.side, name)
            return f"{name} {told}"
    return "missed"


@cache
def is_sound(where: Place | str, name: str) -> bool:
    """Whether nothing fails without a mistake: the cases of a side, or a module's exchanges."""
    place = where if isinstance(where, Place) else Place(where, "types", (name,))
    return tried(place, source_of(place).text, name) == "passed"


def tried(place: Place, text: str, name: str) -> str:
    """Play the cases of one API, or the exchanges of a module, to another text of it."""
    for play in ways(place, text, name):
        begun = time.monotonic()
        told = play()
        if told != "passed" and time.monotonic() - begun > SLOW:
            told = play()  # it may have waited for a busy machine
        if told != "passed":
            return told
    return "passed"


def ways(place: Place, text: str, name: str) -> Iterator[Callable[[], str]]:
    if name != EXCHANGES:
        yield lambda: run(finder(place, text, (name,)), name, place.side)
        return
    short = EXCHANGES_OF[place.side].get(place.module, ())
    yield lambda: played(place, text, short, ())
    # With all APIs it takes minutes; those of the module have been played before.
    few = " or ".join(place.names[:2])
    yield lambda: played(place, text, WHOLE[place.side], ("-k", few))


def played(place: Place, text: str, tests: Sequence[str], words: Sequence[str]) -> str:
    files = [str(HERE / f"test_python_{one}.py") for one in tests]

    def child() -> bytes:
        quietly()
        sys.meta_path.insert(0, finder(place, text, place.names))
        if is_runtime(place.module):
            INSTEAD[place.side, place.module] = text
        told = pytest.main(["-x", "-q", "-p", "no:cacheprovider", *words, *files])
        return b"%d" % (0 if told == pytest.ExitCode.NO_TESTS_COLLECTED else told)

    return word(in_child(child, PATIENCE)) if files else "passed"


def finder(place: Place, text: str, names: Sequence[str]) -> Mutated:
    return Mutated({place.imported(one): (place.path(one), text) for one in names})


# -- the score ---------------------------------------------------------------------


def report(score: Counter[tuple[str, bool]]) -> None:
    for kind in sorted({kind for kind, _ in score}):
        tell(kind, score[kind, True], score[kind, False])
    tell(
        "all",
        *(
            sum(n for (_, ok), n in score.items() if ok is is_so)
            for is_so in (True, False)
        ),
    )


def tell(kind: str, caught: int, missed: int) -> None:
    share = caught / max(1, caught + missed)
    print(f"{kind:12} {caught:5} of {caught + missed:5}  {share:6.1%}", flush=True)


if __name__ == "__main__":
    raise SystemExit(main())
