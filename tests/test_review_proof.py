"""Verdicts proven by execution: a change of each kind, tried by generated clients and servers.

`make soak` tries all changes, over sockets; see tests/proof.py.
"""

from functools import cache

from proof import ORDER, listed, prove, sample, stale, table, unexplained
from proof_run import BROKEN, MISREAD, Proof
import pytest


@cache
def proofs(name: str) -> tuple[Proof, ...]:
    return tuple(prove(name, sample(name)))


@pytest.mark.parametrize("name", ORDER)
def test_what_breaks_was_called_breaking_and_what_was_called_breaking_breaks(
    name: str,
) -> None:
    wrong = list(unexplained(proofs(name)))
    assert not wrong, "\n".join(wrong)


def test_the_list_of_what_cannot_be_seen_is_not_stale() -> None:
    everything = [proof for name in ORDER for proof in proofs(name)]
    print("\n".join(table(everything)))
    assert list(stale(everything)) == []
    assert all(entry["why"].endswith(".") for entry in listed()["unseen"].values())


def test_programs_do_break() -> None:
    """Otherwise nothing is proven: a hundred changes are felt, some by misreading."""
    outcomes = [proof.outcome for name in ORDER for proof in proofs(name)]
    assert outcomes.count(BROKEN) > 80
    assert outcomes.count(MISREAD) > 10
