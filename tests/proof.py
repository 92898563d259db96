"""All small changes of the five specs, proven by generated clients and servers: `make soak`.

Each change is tried both ways, the old client on the new server, and the change undone.
What breaks must be called breaking, and what breaks nothing must not, apart from what
wire cases cannot show: `review_proof.yaml` lists that, with a reason for each rule.
"""

import argparse
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from functools import cache
import os
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
import time
from typing import Any

from project import NAMES, api
from proof_methods import added_method, method_mutations
from proof_run import Proof, Side, batches, prove_batch
from proof_shared import error_mutations, shared_mutations
from proof_types import Mutation, type_mutations
from proof_values import values_of
from specmint.load import read_yaml
from specmint.model import Api
from specmint.review import find_reach

LIST = Path(__file__).parent / "review_proof.yaml"
# The first ones are quick to make, and have many kinds of types between them.
ORDER = ("mtgox", "icon", "bitcoin", "bitdust", "bigchaindb")
PARTS = 8  # of the changes of an API, each for one worker
MOST = 3  # examples of a method for one change


@cache
def listed() -> dict[str, Any]:
    """Read what wire cases cannot show: by rule, why, and a change that shows so."""
    read = read_yaml(LIST.name, LIST.read_bytes())
    assert not read.problems, read.problems
    found: dict[str, Any] = read.data
    return found


@dataclass(frozen=True)
class Mutations:
    """The changes of one API: those of a part, and those that all methods feel."""

    parts: tuple[Mutation, ...]
    shared: tuple[Mutation, ...]

    @property
    def all(self) -> tuple[Mutation, ...]:
        return self.parts + self.shared


@cache
def mutations(name: str) -> Mutations:
    whole = api(name)
    seen = values_of(whole)
    parts: list[Mutation] = []
    for known, reach in find_reach(whole).items():
        if reach.methods and known in seen:
            values = [one.value for one in seen[known]]
            touched = frozenset(reach.methods)
            parts += type_mutations(whole, known, touched, values)
    for method in whole.methods:
        parts += method_mutations(whole, method)
    for error in whole.errors.values():
        parts += error_mutations(whole, error)
    shared = (*shared_mutations(whole), added_method(whole.methods[0]))
    return Mutations(tuple(parts), shared)


def is_named(whole: str, one: Mutation) -> bool:
    """Whether the list names a change as one that shows what cannot be seen."""
    names = {entry["shown"] for entry in listed()["unseen"].values()}
    names |= set(listed()["missed"])
    return bool({f"{whole}: {one.name}", f"{whole}: {one.name} undone"} & names)


def sample(name: str) -> tuple[Mutation, ...]:
    """Choose a change of each kind, from the API that comes first; and what the list names."""
    chosen, kinds = list[Mutation](), set[str]()
    for other in ORDER:
        known = mutations(other)
        for one in (*sorted(known.parts, key=_width), *known.shared):
            is_new = one.kind not in kinds
            kinds.add(one.kind)
            if other == name and (is_new or is_named(name, one)):
                chosen.append(one)
    return tuple(chosen)


def _width(one: Mutation) -> int:
    return len(one.methods)


def prove(
    name: str, chosen: Sequence[Mutation], *, over_sockets: bool = False
) -> Iterator[Proof]:
    """Prove changes of one API, each that all methods feel on its own."""
    shared = [[one] for one in chosen if one in mutations(name).shared]
    parts = [one for one in chosen if one not in mutations(name).shared]
    with TemporaryDirectory() as folder:
        old = Side(api(name), Path(folder))
        for batch in [*shared, *batches(parts)]:
            yield from prove_batch(old, batch, most=MOST, over_sockets=over_sockets)
        old.forget()
        sys.path.remove(folder)


# -- what is said of proofs ------------------------------------------------------------


def breaking(proof: Proof) -> list[str]:
    return sorted(
        {one.rule for one in proof.findings if one.verdicts.get("wire") == "breaking"}
    )


def unexplained(proofs: Iterable[Proof]) -> Iterator[str]:
    """Name the disagreements that the list does not have."""
    for one in proofs:
        if one.disagreement == "unseen":
            rules = [rule for rule in breaking(one) if rule not in listed()["unseen"]]
            if rules:
                yield f"{one.name}: called breaking by {', '.join(rules)}, and all went well"
        elif one.disagreement and one.name not in listed()["missed"]:
            slip = next(case for case in one.cases if case.outcome == one.outcome)
            rules = sorted({finding.rule for finding in one.findings})
            yield (
                f"{one.name}: {one.disagreement} ({', '.join(rules)}); "
                f"{slip.method}/{slip.example} over {slip.over}: {slip.told[:200]}"
            )


def stale(proofs: Sequence[Proof]) -> Iterator[str]:
    """Name the entries of the list that no longer hold."""
    unseen = {one.name: breaking(one) for one in proofs if one.disagreement == "unseen"}
    for rule, entry in listed()["unseen"].items():
        if rule not in unseen.get(entry["shown"], ()):
            yield f"{rule}: {entry['shown']} does not show it"
    missed = {one.name for one in proofs if one.disagreement not in ("", "unseen")}
    yield from (
        f"{name} is not missed" for name in listed()["missed"] if name not in missed
    )


def table(proofs: Sequence[Proof]) -> Iterator[str]:
    """Say how far diff and programs agree."""
    counts = Counter((one.outcome, one.verdict("wire")) for one in proofs)
    yield f"{len(proofs):,} changes over {sum(len(one.cases) for one in proofs):,} cases"
    for (outcome, verdict), count in sorted(counts.items()):
        yield f"  {outcome:8} called {verdict:9} {count:7,}"
    unseen = sum(one.disagreement == "unseen" for one in proofs)
    missed = sum(one.disagreement not in ("", "unseen") for one in proofs)
    agreed = len(proofs) - unseen - missed
    yield f"{agreed:,} agree, {missed:,} break and were called otherwise, "
    yield f"{unseen:,} were called breaking and nothing in wire cases shows it"


# -- running ---------------------------------------------------------------------------


def _prove_some(name: str, part: int, every: int, over_sockets: bool) -> list[Proof]:
    chosen = mutations(name).all[::every][part::PARTS]
    return [_bare(one) for one in prove(name, chosen, over_sockets=over_sockets)]


def _bare(proof: Proof) -> Proof:
    """Give a proof that can go to another process: without what packages are made of."""
    cases = tuple(replace(one, given=[], answer=None) for one in proof.cases)
    mutation = replace(proof.mutation, apply=_same)
    return replace(proof, cases=cases, mutation=mutation)


def _same(whole: Api) -> Api:
    return whole


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--api", action="append", choices=NAMES, help="only this")
    parser.add_argument(
        "--every", type=int, default=1, help="take one change of so many"
    )
    parser.add_argument("--in-memory", action="store_true", help="without sockets")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    args = parser.parse_args()
    problems, all_proofs = 0, list[Proof]()
    for name in args.api or NAMES:
        start, proofs = time.monotonic(), list[Proof]()
        over_sockets = not args.in_memory
        parts = [(name, part, args.every, over_sockets) for part in range(PARTS)]
        with ProcessPoolExecutor(args.workers) as pool:
            for made in pool.map(_prove_some, *zip(*parts, strict=True)):
                proofs += made
                for line in unexplained(made):
                    problems += 1
                    print("not on the list:", line, flush=True)
        told = f"{name}, {time.monotonic() - start:.0f} s:"
        print(told, *table(proofs), sep="\n", flush=True)
        all_proofs += proofs
    print("all:", *table(all_proofs), sep="\n")
    if args.every == 1 and not args.api:
        for line in stale(all_proofs):
            problems += 1
            print("stale:", line)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
