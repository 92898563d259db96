"""The table of review rules: complete, in pairs, and true to the relation between types."""

import ast
from dataclasses import fields, is_dataclass
from pathlib import Path
import re

import pytest
from specmint import model
from specmint.review import read_rules
from specmint.review.gaps import MISREAD
from specmint.review.judged import rules_of_gaps
from specmint.review.rules import AXES, VERDICTS, severity

RULES = read_rules()
ROOM = Path(__file__).parents[1] / "generator" / "specmint" / "review"
# Words with hyphens in the room that are no rules.
NO_RULES = {
    "yes-no",
    "zero-one",
    "bad-approval",
    "unused-approval",
    "spent-approval",
    "outlived-approval",
}
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")
_PART = re.compile(r"\{(\w+)\}")


def test_every_rule_that_the_room_names_is_in_the_table() -> None:
    named = {
        node.value
        for module in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    }
    coded = {text for text in named if _CODE.fullmatch(text)}
    assert coded - NO_RULES - set(RULES) == set()


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_says_what_it_is_and_what_to_do(rule: str) -> None:
    found = RULES[rule]
    assert not found.title.endswith(".")
    assert found.why.endswith(".") and found.says.endswith((".", "}"))
    assert set(_PART.findall(found.says)) <= {"what", "key", "old", "new"}
    directed = [found.client_sends, found.server_sends]
    assert (found.always is None) == any(one is not None for one in directed)
    for verdicts in (found.always, *directed):
        assert set(verdicts or ()) <= set(AXES)
        assert set((verdicts or {}).values()) <= set(VERDICTS)
    worst = max(
        (severity(one) for one in (found.always, *directed) if one),
        key=["docs", "safe", "risky", "breaking"].index,
    )
    assert bool(found.instead) == (worst in ("risky", "breaking"))
    assert not found.instead or found.instead.endswith(".")
    assert (
        found.says.startswith("Nobody") == (worst in ("safe", "docs"))
        or worst == "risky"
    )


@pytest.mark.parametrize("rule", RULES)
def test_a_rule_has_a_mirror_in_its_group(rule: str) -> None:
    """What is added can be removed, what is tightened loosened, and both are told."""
    mirror = RULES[rule].mirror
    assert RULES[mirror].group == RULES[rule].group


# What the model says and no rule is about, and why.
UNTOLD = {
    "Erratum": "errata are compared whole",
    "Example": "examples are compared whole",
    "Exchange": "examples are compared whole",
    "Raised": "examples are compared whole",
    "Sent": "examples are compared whole",
    "Source": "sources are compared whole",
    "Document": "documents are compared whole",
    "Printed": "how JSON is printed is compared whole",
    "Failed": "how an envelope fails is compared whole",
    "Replies": "who gets replies is compared whole",
    "Digest": "digests are compared whole",
    "Kind": "the kinds of refusals are the program's",
    "Beside.over": "it is told with the field",
    "Raise.facts": "what a method says of an error is compared whole",
    "Fact.facts": "facts are compared whole",
    "Host.host": "the address of a further host is for people",
    "Host.facts": "facts about a further host are for people",
    "Greeting.facts": "what is said of a greeting is told at its push",
}


def test_every_part_of_the_model_is_compared() -> None:
    """A key that is new in the model is compared here, or said why not."""
    words = {
        word
        for module in ROOM.rglob("*.py")
        for node in ast.walk(ast.parse(module.read_text("utf-8")))
        for word in words_of(node)
    }
    parts = {
        f"{name}.{field.name}": field.name
        for name, kind in vars(model).items()
        if is_dataclass(kind) and name not in UNTOLD
        for field in fields(kind)
    }
    untold = {part for part, name in parts.items() if name not in words}
    assert untold - set(UNTOLD) == set()


def words_of(node: ast.AST) -> list[str]:
    if isinstance(node, ast.Attribute):
        return [node.attr]
    is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
    return [node.value] if is_text else []  # type: ignore[attr-defined]


# -- the verdict on the wire follows from the relation, and from nothing else -------------

SENSES = [
    (rule, sense)
    for aspect, rules in rules_of_gaps()
    if aspect not in MISREAD
    for rule, sense in zip(rules, ("narrowed", "widened", "changed"), strict=True)
]


@pytest.mark.parametrize(("rule", "sense"), SENSES)
def test_a_tighter_reader_breaks_who_sends_and_a_looser_one_who_reads(
    rule: str, sense: str
) -> None:
    """Old clients send to new servers; old clients read what new servers send."""
    found = RULES[rule]
    client, server = found.client_sends or {}, found.server_sends or {}
    breaks_sender = sense in ("narrowed", "changed") or rule == "selector-changed"
    breaks_reader = sense in ("widened", "changed") or rule == "selector-changed"
    assert client["wire"] == ("breaking" if breaks_sender else "safe")
    assert server["wire"] == ("breaking" if breaks_reader else "safe")


def test_what_is_taken_and_misread_breaks_in_behaviour_or_code_alone() -> None:
    for aspect, rules in rules_of_gaps():
        if aspect in MISREAD:
            for verdicts in (
                RULES[rules[0]].client_sends,
                RULES[rules[0]].server_sends,
            ):
                assert verdicts and verdicts.get("wire", "safe") == "safe"
                assert "breaking" in verdicts.values()
