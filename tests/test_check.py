"""Checking specs: the schema and its judge, the rules, and what is told of them."""

from collections.abc import Iterator
from copy import deepcopy
from dataclasses import replace
import json
from pathlib import Path
import random
from typing import Any

from bent import bend, trees
from jsonschema import Draft202012Validator
from project import NAMES, loaded
import pytest
from samples import CASES, COMPLETE, build, check, codes, found, lay, read
from specmint.check import check_spec, read_schema
from specmint.check.judge import judge
from specmint.check.patterns import judge_pattern
from specmint.check.shape import SHAPE_WORDS
from specmint.problems import Place, Problem, arrange, to_json

SCHEMA = json.loads(read_schema())
FACTS = [
    "doc",
    "source",
    "since",
    "until",
    "only",
    "deprecated",
    "visibility",
    "requires",
    "errata",
    "unobserved",
]


@pytest.mark.parametrize("name", NAMES)
def test_no_spec_of_ours_has_an_error(name: str) -> None:
    problems = check_spec(loaded().specs[name])
    assert [problem for problem in problems if problem.severity == "error"] == []


@pytest.mark.parametrize("case", ["complete", "minimal"])
def test_the_samples_are_clean_to_the_last_warning(case: str) -> None:
    assert build(CASES / case) == ()


# -- the schema ---------------------------------------------------------------


def nodes(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Walk all schemas inside the whole one."""
    if isinstance(schema, dict):
        yield path, schema
        for key, below in schema.items():
            yield from nodes(below, f"{path}/{key}")


def keys(schema: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """List the keys of a mapping, without those that only tell its kind."""
    for key, below in schema.get("properties", {}).items():
        if isinstance(below, dict) and "const" not in below:
            yield key, below


def described(schema: dict[str, Any]) -> bool:
    name = schema.get("$ref", "").rpartition("/")[2]
    return "description" in schema or "description" in SCHEMA["$defs"].get(name, {})


def test_the_schema_is_a_schema_and_laid_out_as_json_dumps_does() -> None:
    Draft202012Validator.check_schema(SCHEMA)
    assert read_schema() == json.dumps(SCHEMA, indent=1, ensure_ascii=False) + "\n"


def test_every_key_says_to_editors_what_it_is() -> None:
    bare = [
        f"{path}.{key}"
        for path, node in nodes(SCHEMA)
        if not path.endswith("/if")
        for key, below in keys(node)
        if not described(below)
    ]
    assert bare == []


def test_every_pattern_has_its_form_in_words() -> None:
    bare = [
        path
        for path, node in nodes(SCHEMA)
        if isinstance(node.get("pattern"), str) and "x-form" not in node
    ]
    assert bare == []


def test_every_keyword_that_can_fail_has_words() -> None:
    walked = {"properties", "additionalProperties", "propertyNames", "items", "if"}
    used = {
        keyword
        for path, node in nodes(SCHEMA)
        if not path.endswith(("/properties", "/$defs"))
        for keyword in node
    }
    known = set(Draft202012Validator.VALIDATORS) - walked - {"$ref", "format"}
    assert used & known <= set(SHAPE_WORDS)


def test_every_definition_is_used() -> None:
    text = read_schema()
    assert [n for n in SCHEMA["$defs"] if f'"#/$defs/{n}"' not in text] == []


def visited(schema: Any, value: Any, name: str) -> Iterator[tuple[str, str]]:
    """List the keys of the schema that a value has."""
    if not isinstance(schema, dict):
        return
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from visited(SCHEMA["$defs"][name], value, name)
    if isinstance(value, dict):
        for key, item in value.items():
            below = schema.get("properties", {}).get(key)
            if below is not None:
                yield name, key
            further = schema.get("additionalProperties")
            yield from visited(
                below or further, item, f"{name}.{key}" if below else name
            )
    if isinstance(value, list):
        for item in value:
            yield from visited(schema.get("items"), item, name)
    if "if" in schema:
        holds = Draft202012Validator(schema["if"]).is_valid(value)
        yield from visited(schema.get("then" if holds else "else"), value, name)


def declared(schema: Any, name: str) -> Iterator[tuple[str, str]]:
    for key, below in keys(schema):
        yield name, key
        yield from declared(below, f"{name}.{key}")
    for key in ("additionalProperties", "items"):
        if isinstance(schema.get(key), dict):
            yield from declared(schema[key], name)


def test_the_complete_sample_has_every_construct() -> None:
    """The facts that any node may have need not stand on each kind of node."""
    has: set[tuple[str, str]] = set()
    for tree in trees(COMPLETE).values():
        has |= set(visited(SCHEMA, tree, "top"))
    known = set(declared(SCHEMA, "top"))
    for name, node in SCHEMA["$defs"].items():
        known |= set(declared(node, name))
    missing = {(name, key) for name, key in known - has if key not in FACTS}
    assert missing == {
        ("wsBinding", "auth"),
        ("wsBinding", "envelope"),
        ("wsBinding", "headers"),
        ("wsBinding", "host"),
        ("wsTransport", "scope"),
    }
    assert {key for _, key in has} >= set(FACTS)


def test_the_judge_finds_what_jsonschema_finds() -> None:
    plain = Draft202012Validator(SCHEMA)
    samples = trees(COMPLETE)
    counts = {True: 0, False: 0}
    for seed in range(150):
        chance = random.Random(seed)
        tree = bend(samples[chance.choice(sorted(samples))], chance)
        told = {tuple(error.absolute_path) for error in plain.iter_errors(tree)}
        assert {tuple(e.absolute_path) for e in judge().iter_errors(tree)} == told
        counts[bool(told)] += 1
    assert min(counts.values()) > 20


# -- the rules ----------------------------------------------------------------


def test_checking_changes_nothing(tmp_path: Path) -> None:
    lay(tmp_path, {}, over=COMPLETE)
    spec = read(tmp_path)
    before = deepcopy(spec.data)
    assert check_spec(spec) == check_spec(spec) == ()
    assert spec.data == before


def test_one_slip_neither_hides_nor_breeds_others(tmp_path: Path) -> None:
    types = "types: {Size: {is: integr}, Names: {is: list, items: Nme}}\n"
    told = found(tmp_path, {"types.yaml": types})
    assert [problem.code for problem in told] == ["unknown-word", "unknown-type"]


@pytest.mark.parametrize(
    "files",
    [
        {"types.yaml": "types: [\n"},
        {"types.yaml": "types: {Size: {is: integer}}\x00\n"},
        {"errors.yaml": "types: {}\n"},
        {"types.yaml": ""},
        {"types.yml": "types: {}\n"},
    ],
)
def test_a_spec_with_a_hole_has_no_problems_with_names(
    files: dict[str, str | bytes], tmp_path: Path
) -> None:
    broken = "group: {title: More}\nmethods: {ping: {rpc: ping, result: Nothing}}\n"
    told = codes(found(tmp_path, {**files, "methods/more.yaml": broken}))
    assert not {code for code in told if code.startswith("unknown-t")}
    assert "missing-key" in told


def test_what_is_unused_is_told_only_of_a_spec_without_errors(tmp_path: Path) -> None:
    unused = "types: {Name: {is: string}}\n"
    assert codes(found(tmp_path, {"types/a.yaml": unused})) == {"unused-type"}
    (tmp_path / "specs/sample/types/b.yaml").write_text("types: {A: {is: nothing}}\n")
    assert codes(check(tmp_path)) == {"unknown-word"}


def test_problems_are_sorted_and_told_once(tmp_path: Path) -> None:
    for case in ("several", "unknown-name", "no-value"):
        files = Path(__file__).parent / "rejected" / case
        told = found(
            tmp_path / case,
            {
                str(file.relative_to(files)): file.read_bytes()
                for file in files.rglob("*.yaml")
            },
        )
        assert list(told) == sorted(set(told))
        assert len({(problem.place, problem.message) for problem in told}) == len(told)


def test_members_may_look_at_siblings_wherever_their_record_ends_up(
    tmp_path: Path,
) -> None:
    types = """
types:
  Size: {is: integer}
  Inner: {is: record, fields: {data: {by: kind, cases: {a: string}}, price: {is: integer, scale: {table: digits, by: pair.item}}}}
  Outer: {is: record, include: [Inner], fields: {kind: string, pair: Pair}}
  Pair: {is: string, pattern: "^(?P<item>[A-Z]+)$"}
  Case: {is: record, fields: {more: {type: string, only_when: {common: x}}}}
  Base: {is: record, fields: {common: string}}
  Whole: {is: union, tag: common, include: [Base], cases: {x: Case}}
  Given: {is: record, fields: {by_param: {by: name, cases: {a: string}}, all: {is: list, items: {by: name, cases: {a: string}}}}}
tables: {digits: {otherwise: 5}}
"""
    told = found(tmp_path, {"types.yaml": types})
    assert codes(told) == {"unused-type", "unused-name"}


def test_the_scope_and_what_a_method_includes_may_decide_too(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {"types/a.yaml": "types: {Args: {is: record, fields: {kind: string}}}\n"},
    )
    api = (tmp_path / "specs/sample/api.yaml").read_text()
    api = api.replace(
        "path: /,", 'path: "/[{room}]", scope: {room: {type: string, optional: true}},'
    )
    (tmp_path / "specs/sample/api.yaml").write_text(api)
    main = (tmp_path / "specs/sample/methods/main.yaml").read_text()
    main = main.replace("params: {name", "include: [Args]\n    params: {name", 1)
    main = main.replace(
        "result: Size",
        "result: {by: kind, cases: {a: Size}, otherwise: {by: room, cases: {b: Size}}}",
    )
    (tmp_path / "specs/sample/methods/main.yaml").write_text(main)
    assert check(tmp_path) == ()


# -- patterns -----------------------------------------------------------------


@pytest.mark.parametrize(
    "pattern",
    [
        "^[0-9a-f]{64}$",
        "^(hx|cx)[0-9a-f]{40}$",
        "^(hx[0-9a-f]{40})?$",
        "^(?P<item>[A-Z]{3})(?P<currency>[A-Z]{3})$",
        r"^[a-z0-9]+(\.[a-z0-9]+)*$",
        r"^-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?$",
        "^https?://[^/ ]+(/[^ ]*)?$",
        r"^[0-9]{1,3}(\.[0-9]{1,3}){3}$",
        "^(?:[0-9a-f]{2})*$",
        "^[a-z]{1,10}[a-z0-9]{1,5}$",
        "",
        "a|b|",
        "^é+$",
        r"^\$\{[a-z]+\}$",
    ],
)
def test_a_pattern_that_every_language_knows_is_sound(pattern: str) -> None:
    assert judge_pattern(pattern).code == ""


@pytest.mark.parametrize(
    "pattern",
    [
        *(r"\d+", r"\bx", r"(a)\1", "(?=a)", "(?!a)", "(?i)a", "(?P=a)", "a*?", "a++"),
        *("(", ")", "[", "[]", "[^]", "[z-a]", "{", "a{2,1}", "a{99999}", "a**", "*"),
        *("[[:alpha:]]", "[a&&b]", "a^", "$a", "(?P<a>x)(?P<a>y)", "(" * 99 + ")" * 99),
    ],
)
def test_a_pattern_that_languages_read_differently_is_refused(pattern: str) -> None:
    assert judge_pattern(pattern).code == "bad-pattern"


@pytest.mark.parametrize(
    "pattern",
    [
        *("(a+)+$", "(a*)*", "(a|a)*", "(a|ab|b)*", "(a*b*)*", "(.*)(.*)", "(x+x+)+y"),
        *(
            "^(a?){30}a{30}$",
            "([bc]{2}(a?)+)*",
            "^(a{1,2}){30}$",
            "^.*,.*$",
            "a{0,99}a{0,99}a{0,99}",
        ),
        *("([a-z]+ ?)+", "(" + "|".join(f"{n:03}.*" for n in range(50)) + ")*"),
    ],
)
def test_a_pattern_that_could_take_for_ever_is_refused(pattern: str) -> None:
    assert judge_pattern(pattern).code == "slow-pattern"


# -- problems -----------------------------------------------------------------


def test_a_problem_is_one_line_whatever_the_spec_says() -> None:
    place = Place("specs/a\nb/c\x1b[31m.yaml", 1, 2)
    problem = Problem(place, "code", "a\nb\x1b[0m", "c\rd\ud800")
    assert str(problem) == (
        r"specs/a\nb/c\x1b[31m.yaml:1:2: error[code]: a\nb\x1b[0m; c\rd\ud800"
    )
    assert json.loads(to_json([problem]))[0]["message"] == r"a\nb\x1b[0m"


def test_problems_print_as_json_one_to_a_line() -> None:
    problem = Problem(Place("a.yaml"), "code", "message", detail="more")
    both = arrange([replace(problem, message="other"), problem, problem])
    assert to_json(()) == "[]"
    assert len(to_json(both).splitlines()) == 4
    assert [row["message"] for row in json.loads(to_json(both))] == ["message", "other"]
