"""Verdicts of whole diffs, held against values and examples that cross the change.

Old clients send to new servers, and old clients read what new servers send.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from effort import tries
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from project import NAMES, api
import pytest
from review_mutants import mutants, with_type
from specmint.model import Api, Choice, Method, Ref, Use
from specmint.problems import Place
from specmint.review import Finding, read_rules, review
from specmint.review.reach import find_reach
from specmint.wire import Context, Level, Memory, decode
from wire_values import Maker

RULES = read_rules()


def nowhere(_path: object) -> Place:
    return Place("spec")


def found(old: Api, new: Api) -> tuple[Finding, ...]:
    return review(old, new, nowhere, nowhere, RULES)


def breaks(findings: tuple[Finding, ...], sender: str) -> bool:
    """Whether some finding says that the wire breaks for what one side sends."""
    return any(
        dict(one.by_sender)
        .get(sender, {} if one.by_sender else one.verdicts)
        .get("wire")
        in ("breaking", "risky")
        for one in findings
    )


USED = [
    (name, known, sender)
    for name in NAMES
    for known, reach in find_reach(api(name)).items()
    for sender in reach.senders
]


@settings(max_examples=tries(100), suppress_health_check=list(HealthCheck))
@given(st.data())
def test_what_a_diff_calls_compatible_is(data: st.DataObject) -> None:
    """Values of the old type are read by the new one; the other way where servers send."""
    name, known, sender = data.draw(st.sampled_from(USED))
    whole = api(name)
    others = list(mutants(whole.types[known].type))
    changed = with_type(
        whole, known, others[data.draw(st.integers(0, len(others) - 1))]
    )
    old, new = (whole, changed) if data.draw(st.booleans()) else (changed, whole)
    if breaks(found(old, new), sender):
        return
    writer, reader = (old, new) if sender == "client" else (new, old)
    use = Use(Ref(known))
    try:
        value = data.draw(Maker(writer).of(use))
    except AssertionError:  # a choice by a parameter, which no type alone can decide
        return
    if not decode(writer, use, value)[1]:
        assert decode(reader, use, value)[1] == (), (known, value)


# -- every example of the specs crosses small changes of the types it uses -------------------


@dataclass(frozen=True)
class Sent:
    """One value of an example, in wire form, with what stands around it."""

    sender: str
    use: Use
    value: object
    context: Context

    def fits(self, one: Api) -> bool:
        context = replace(self.context, memory=Memory())
        return not decode(one, self.use, self.value, context)[1]


def sent_in_examples(one: Api) -> Mapping[str, list[Sent]]:
    """List by method what examples send: parameters by the client, results by the server."""
    return {
        method.name: [sent for sent in _sent(method) if sent.fits(one)]
        for method in one.methods
    }


def _sent(method: Method) -> Iterator[Sent]:
    fields = {field.name: field for field in method.params}
    for example in method.examples:
        level = Level(example.params, fields)
        for param, value in example.params.items():
            if not isinstance(fields[param].use.type, Choice):
                yield Sent("client", fields[param].use, value, Context(level, level))
        if method.result is not None and example.result is not None:
            yield Sent("server", method.result, example.result.value, Context(level))


@pytest.mark.parametrize("name", NAMES)
def test_what_breaks_an_example_is_called_breaking(name: str) -> None:
    """For each type, or some of very many, one change each way: an example that is refused is a verdict missed."""
    whole = api(name)
    examples, reach = sent_in_examples(whole), find_reach(whole)
    broken = 0
    for known in list(whole.types)[:: 1 + len(whole.types) // 80]:
        sent = [one for method in reach[known].methods for one in examples[method]]
        for kind in list(mutants(whole.types[known].type))[:6]:
            changed = with_type(whole, known, kind)
            refused = {one.sender for one in sent if not one.fits(changed)}
            # What old clients sent meets the changed server. What a server sends as the
            # spec says meets clients that were made before, when it was the changed one.
            if "client" in refused:
                assert breaks(found(whole, changed), "client"), (known, kind)
            if "server" in refused:
                assert breaks(found(changed, whole), "server"), (known, kind)
            broken += len(refused)
    assert broken > 5
