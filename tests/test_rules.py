"""The catalogue of problems: complete, and its examples are held against the program."""

import ast
import json
from pathlib import Path
import re

import pytest
from samples import MINIMAL, build, codes, flow, lay, merged
from specmint.cli import main
from specmint.cli.rule import read_all, read_rules, tell
from specmint.lint import read_rules as read_lint_rules
from specmint.load import read_yaml
from specmint.review import read_rules as read_review_rules

PROGRAM = Path(__file__).parents[1] / "generator" / "specmint"
REJECTED = Path(__file__).parent / "rejected"
GROUPS = read_rules()
ALL = read_all()
REVIEWED = read_review_rules()
LINTED = read_lint_rules()
RULES = {code: rule for group in GROUPS.values() for code, rule in group.items()}
BY_SPEC = [
    code
    for heading, group in GROUPS.items()
    for code in group
    if heading.startswith(("Reading", "Checking specs"))
]
# Words with hyphens in the program that are no codes.
NO_CODES = {"yes-no", "zero-one", "as-written", "x-form", "date-time"}
NO_CODES |= {"rev-parse", "merge-base", "ls-tree", "cat-file"}  # commands of git
NO_CODES |= {"python-client", "python-server", "typescript-client"}  # targets
NO_CODES |= {"markdown-it-py", "no-store"}  # a package, and a word of HTTP
_CODE = re.compile(r"[a-z]+(?:-[a-z]+)+")
_FILE = re.compile(r"^# (\S+\.yaml)$", re.MULTILINE)


def constants() -> set[str]:
    """List the texts in the rooms that make problems."""
    found = set()
    rooms = ("load", "check", "prove", "tree", "vendor", "cli")
    modules = [module for room in rooms for module in (PROGRAM / room).rglob("*.py")]
    modules += [PROGRAM / "revisions.py", PROGRAM / "review" / "approvals.py"]
    modules += [PROGRAM / "lint" / "allowed.py"]
    for module in sorted(modules):
        for node in ast.walk(ast.parse(module.read_text("utf-8"))):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return found


def test_every_code_in_the_program_is_in_the_catalogue() -> None:
    coded = {text for text in constants() if _CODE.fullmatch(text)}
    assert coded - NO_CODES - set(RULES) - set(REVIEWED) == set()


def test_every_rule_is_in_the_program() -> None:
    assert set(RULES) - constants() == set()


def test_every_rule_says_what_and_why() -> None:
    for code, rule in RULES.items():
        assert rule.keys() <= {"title", "why", "bad", "good"}, code
        assert not rule["title"].endswith("."), code
        assert rule["why"].endswith("."), code
        assert ("bad" in rule) == ("good" in rule), code


def test_every_code_of_load_and_check_has_a_rejected_case() -> None:
    told = " ".join(file.read_text("utf-8") for file in REJECTED.rglob("expected.txt"))
    cannot_be_committed = {"too-large"}
    shown = set(re.findall(r"(?:error|warning)\[([a-z-]+)\]", told))
    assert set(BY_SPEC) - cannot_be_committed - shown == set()
    assert shown <= set(RULES)


def pieces(example: str) -> dict[str, str]:
    """Take an example apart by the names of its files."""
    _, *parts = _FILE.split(example)
    names = parts[::2]
    head = example.partition("#")[0]  # a directive stands above the file's name
    return {name: head + text for name, text in zip(names, parts[1::2], strict=True)}


def over_minimal(example: str, *, as_text: bool) -> dict[str, str]:
    """Lay an example over the minimal spec: as text, or its data over the data there."""
    files = {}
    for name, text in pieces(example).items():
        here = MINIMAL / name
        if as_text or not here.exists():
            files[name] = text
            continue
        below = read_yaml(name, here.read_bytes()).data
        read = read_yaml(name, text.encode())
        assert not read.problems
        files[name] = flow(merged(below, read.data))
    return files


# The minimal spec has all transports, so that none can be missing. What is said of
# vendoring shows commands, and tests/test_vendor.py runs them.
EXAMPLES = [
    code
    for code, rule in RULES.items()
    if "bad" in rule
    and code != "unknown-transport"
    and code not in GROUPS["Vendoring clients"]
]


@pytest.mark.parametrize("code", EXAMPLES)
def test_a_bad_example_has_the_problem_and_the_good_one_has_none(
    code: str, tmp_path: Path
) -> None:
    as_text = code in GROUPS["Reading files"]
    lay(tmp_path / "bad", over_minimal(RULES[code]["bad"], as_text=as_text))
    assert code in codes(build(tmp_path / "bad"))
    lay(tmp_path / "good", over_minimal(RULES[code]["good"], as_text=as_text))
    left = build(tmp_path / "good")
    assert code not in codes(left)
    assert [problem for problem in left if problem.severity == "error"] == []


# -- the command --------------------------------------------------------------


@pytest.mark.parametrize("code", sorted({**RULES, **LINTED, **REVIEWED}))
def test_a_rule_is_told_in_lines_that_fit(code: str) -> None:
    told = tell(code, *ALL)
    others = {code: rule.title for code, rule in [*LINTED.items(), *REVIEWED.items()]}
    title = RULES[code]["title"] if code in RULES else others[code]
    assert told.startswith(f"{code}: {title}\n\n")
    prose = told.partition("Wrong:")[0].partition("Example:")[0]
    assert max(map(len, prose.splitlines())) <= 80
    assert all(letter.isprintable() or letter == "\n" for letter in told)


def test_without_a_code_all_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule"]) == 0
    told = capsys.readouterr().out
    assert set(GROUPS) <= set(told.splitlines())
    for code, rule in RULES.items():
        assert re.search(rf"^  {code} +{re.escape(rule['title'])}$", told, re.MULTILINE)


def test_an_unknown_code_is_answered_with_the_nearest(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["rule", "unkown-typ"]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert "did you mean `unknown-type`?" in told.err
    assert main(["rule", "\x1b[31m" + "x" * 1000]) == 2
    assert len(capsys.readouterr().err) < 300


def test_rules_print_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["rule", "tab", "--json"]) == 0
    assert json.loads(capsys.readouterr().out) == {"id": "tab", **RULES["tab"]}
    assert main(["rule", "--json"]) == 0
    whole = json.loads(capsys.readouterr().out)
    assert [rule["id"] for rule in whole] == [*RULES, *LINTED, *REVIEWED]
    assert main(["rule", "method-removed", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["mirror"] == "method-added"
    assert "-  count:" in told["example"]
