"""Whatever lies in specs/, the program tells of it or takes it; it never falls over."""

import os
from pathlib import Path
import random
import shutil

from bent import bend, trees
import pytest
from samples import COMPLETE, MINIMAL, build, codes, flow, lay
from specmint.cases import make_traffic
from specmint.cases.facts import type_facts
from specmint.cases.values import Values
from specmint.cli.project import load_specs
from specmint.interop import export
from specmint.load import find_apis, read_specs
from specmint.lower import lower
from specmint.mock.made import Maker
from specmint.model import Ref, Use
from specmint.problems import has_errors
from specmint.render import render
from specmint.wire import Level

MORE = "types/more.yaml"
BOMB = "".join(
    f"  A{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 9)}]\n" for n in range(9)
)
DEEPER = "".join(
    f"  A{n}: &a{n} {'[' * 50}{f'*a{n - 1}' if n else 'x'}{']' * 50}\n"
    for n in range(99)
)


def typed(text: str) -> str:
    return f"types: {{Name: {text}}}\n"


def inner(depth: int) -> str:
    """A use of a type, so deep in itself."""
    use = "string"
    for _ in range(depth):
        use = f"{{is: list, items: {use}}}"
    return typed(use)


TEXTS: dict[str, tuple[str | bytes, set[str]]] = {
    "brackets": ("[" * 100_000, {"too-deep"}),
    "braces": ("{a: " * 100_000, {"too-deep"}),
    "block": ("- " * 100_000, {"too-deep"}),
    "question marks": ("? " * 100_000, {"too-deep", "key-not-text"}),
    "bomb": (f"types:\n{BOMB}", {"too-many-nodes"}),
    "deep aliases": (f"types:\n{DEEPER}", {"too-deep"}),
    "itself": ("types: &a {Name: *a}\n", {"bad-alias"}),
    "digits": (typed(f"{{is: integer, minimum: {'9' * 5000}}}"), {"ambiguous-scalar"}),
    "fraction": (typed(f"{{is: decimal, minimum: 0.{'0' * 900}1}}"), {"unused-type"}),
    "large number": (typed(f"{{is: integer, minimum: {'9' * 999}}}"), {"unused-type"}),
    "nul": ("types: {Name: {is: string\x00}}\n", {"bad-character"}),
    "escaped nul": (typed('{is: string, doc: "a\\0b"}'), {"unused-type"}),
    "mark": (b"\xef\xbb\xbf" + typed("{is: string}").encode(), {"unused-type"}),
    "marks": ("\ufefftypes: {\ufeffName: {is: string}}\n", {"bad-character"}),
    "line ends": ("types:\r\n  Name: {is: string}\r\n", {"unused-type"}),
    "old line ends": ("types:\r  Name: {is: string}\r", {"unused-type"}),
    "utf-16": (typed("{is: string}").encode("utf-16"), {"not-text"}),
    "latin": (typed("{is: string, doc: café}").encode("latin-1"), {"not-text"}),
    "surrogate": (typed('{is: string, doc: "\\ud800"}'), {"yaml-syntax"}),
    "encoded surrogate": (b"types: {N: {doc: \xed\xa0\x80}}", {"not-text"}),
    "one line": (
        typed(f"{{is: string, doc: {'word ' * 200_000}end}}"),
        {"unused-type"},
    ),
    "long key": (f"types: {{? {'a' * 100_000} : b}}\n", {"bad-form", "wrong-kind"}),
    "long name": (
        f"types: {{? {'A' * 100_000} : b}}\n",
        {"out-of-range", "wrong-kind"},
    ),
    "too large": ("# " + "x" * (8 << 20), {"too-large"}),
    "many keys": (
        "types:\n" + "".join(f"  T{n}: {{is: string}}\n" for n in range(8_000)),
        {"unused-type"},
    ),
    "nothing": ("", {"wrong-kind"}),
    "comment": ("# nothing\n", {"wrong-kind"}),
    "null": ("null\n", {"wrong-kind"}),
    "marks only": ("---\n...\n", {"no-value"}),
    "scalar": ("types\n", {"wrong-kind"}),
    "deep use": (inner(30), {"unused-type"}),
    "deepest use": (inner(60), {"unused-type"}),
    "name of 300": (f"types: {{{'N' * 300}: {{is: string}}}}\n", {"out-of-range"}),
    "prototype": ("types: {__proto__: {is: string}}\n", {"bad-form"}),
    "keyword": ("types: {None: {is: string}, Class: {is: string}}\n", {"unused-type"}),
    "path": ('types: {"../x": {is: string}}\n', {"bad-form"}),
    "absolute": ("types: {/etc/passwd: {is: string}}\n", {"bad-form"}),
    "fence": (
        typed('{is: record, fields: {"a```b": string}}'),
        {"bad-form"},
    ),
    "line break": (typed('{is: record, fields: {"a\\nb": string}}'), {"bad-form"}),
    "separator": (typed('{is: record, fields: {"a\\u2028b": string}}'), {"bad-form"}),
    "comment in name": (
        typed('{is: record, fields: {"<!--": string}}'),
        {"unused-type"},
    ),
    "quotes": (typed('{is: record, fields: {"\'\\"\'": string}}'), {"unused-type"}),
    "no name": (typed('{is: record, fields: {"": string}}'), {"empty"}),
    "html": (typed("{is: string, doc: <script>alert</script>}"), {"raw-html"}),
    "unclosed html": (typed("{is: string, doc: a <!-- b}"), {"raw-html"}),
    "pattern": (typed('{is: string, pattern: "(a"}'), {"bad-pattern"}),
    "slow pattern": (typed('{is: string, pattern: "(a+)+$"}'), {"slow-pattern"}),
    "long pattern": (
        typed(f'{{is: string, pattern: "{"a?" * 300}"}}'),
        {"out-of-range"},
    ),
    "ticks": (typed(f"{{is: string, doc: 'a < {'`' * 60_000}'}}"), {"unused-type"}),
    "ticks of many lengths": (
        typed(
            "{is: string, doc: 'a < "
            + " ".join("`" * length for length in range(1, 600))
            + "'}"
        ),
        {"unused-type"},
    ),
    "many classes": (
        typed(f'{{is: string, pattern: "{"[a-z]*" * 60}"}}'),
        {"slow-pattern"},
    ),
    "huge repeat": (typed('{is: string, pattern: "a{1000}{1000}"}'), {"bad-pattern"}),
    "needs itself": (typed("{is: record, fields: {a: Name}}"), {"endless-type"}),
    "includes itself": (
        typed("{is: record, include: [Name], fields: {a: string}}"),
        {"circle"},
    ),
    "list of itself": (typed("{is: list, items: Name}"), {"unused-type"}),
    "otherwise itself": (
        typed("{is: union, kinds: {string: string}, otherwise: Name}"),
        {"unused-type"},
    ),
}


@pytest.mark.parametrize("case", TEXTS)
def test_a_hostile_text_is_told_or_taken(case: str, tmp_path: Path) -> None:
    text, expected = TEXTS[case]
    lay(tmp_path, {MORE: text})
    assert codes(build(tmp_path)) == expected


def chain(kind: str, length: int) -> str:
    """Names that lead to each other, one after the other."""
    lines = []
    for n in range(length):
        after = f"N{n + 1}" if n + 1 < length else "Size"
        use = {"items": f"{{is: list, items: {after}}}"}
        use["field"] = f"{{is: record, fields: {{a: {after}}}}}"
        use["otherwise"] = f"{{is: union, has: {{x: Size}}, otherwise: {after}}}"
        include = f", include: [{after}]" if n + 1 < length else ""
        use["include"] = f"{{is: record, fields: {{f{n}: string}}{include}}}"
        lines.append(f"  N{n}: {use[kind]}\n")
    return "types:\n" + "".join(lines)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("items", {"unused-type"}),
        ("field", {"unused-type"}),
        ("otherwise", {"union-choice"}),
        ("include", {"too-deep"}),
    ],
)
def test_long_chains_of_types_are_followed_or_refused(
    kind: str, expected: set[str], tmp_path: Path
) -> None:
    lay(tmp_path, {MORE: chain(kind, 3000)})
    assert codes(build(tmp_path)) == expected


def test_records_that_fan_out_do_not_explode(tmp_path: Path) -> None:
    """Each includes all of the next level; written out they would be without number."""
    wide = [[f"R{level}_{n}" for n in range(9)] for level in range(12)]
    lines = ["types:\n"]
    for level, names in enumerate(wide):
        below = f", include: [{', '.join(wide[level + 1])}]" if level < 11 else ""
        lines += [f"  {name}: {{is: record, fields: {{}}{below}}}\n" for name in names]
    lay(tmp_path, {MORE: "".join(lines)})
    assert codes(build(tmp_path)) == {"empty"}


API = (MINIMAL / "api.yaml").read_text("utf-8")


@pytest.mark.parametrize(
    ("more", "expected"),
    [
        ("auth: {a: {like: a}}", "circle"),
        (f"auth: {{{', '.join(f'a{n}: {{like: a{n + 1}}}' for n in range(3000))}}}", "too-deep"),
        ("envelopes: {answer: {around: answer, result: {at: a}}}", "circle"),
        (f"envelopes: {{answer: {{}}, {', '.join(f'a{n}: {{around: a{n + 1}}}' for n in range(3000))}}}", "too-deep"),
    ],
)  # fmt: skip
def test_schemes_and_envelopes_end(more: str, expected: str, tmp_path: Path) -> None:
    section = more.partition(":")[0]
    kept = [line for line in API.splitlines() if not line.startswith(f"{section}:")]
    lay(tmp_path, {"api.yaml": "\n".join([*kept, more, ""])})
    assert expected in codes(build(tmp_path))


def test_a_circle_of_schemes_that_a_method_uses_ends(tmp_path: Path) -> None:
    api = API.replace("auth: {basic:", "auth: {a: {like: b}, b: {like: a}, basic:")
    lay(
        tmp_path,
        {
            "api.yaml": api.replace("{GET: query", "{GET: query").replace(
                "envelope: answer", "envelope: answer, auth: [a]"
            )
        },
    )
    assert codes(build(tmp_path)) == {"circle"}


# -- what is made of it ---------------------------------------------------------

_METHOD = (MINIMAL / "methods/main.yaml").read_text("utf-8")
_TAKES = "params: {name: string, other: {type: Name, optional: true}}"
LARGE = {
    "long text": "{is: string, min_length: 1000000000}",
    "long text at most": "{is: string, max_length: 1000000000}",
    "many bytes": "{is: bytes, wire: hex, length: 1000000000}",
    "more bytes than a byte has values": "{is: bytes, wire: hex, length: 300}",
    "many items": "{is: list, items: string, min_items: 1000000000}",
    "many items of many": "{is: list, min_items: 60000, items: {is: list, min_items: 60000, items: string}}",
    "long repeats": '{is: string, pattern: "^(?:(?:(?:ab{1000}c){1000}d){1000}e)$"}',
    "nothing likely": '{is: string, pattern: "^[^ -~]$"}',
}


@pytest.mark.parametrize("case", LARGE)
def test_values_are_made_within_bounds(case: str, tmp_path: Path) -> None:
    """Whatever a type allows, wire cases and a mock have short values of it, or none."""
    types = f"types: {{Size: {{is: integer, minimum: 0}}, Name: {LARGE[case]}}}\n"
    method = _METHOD.replace("params: {name: string}", _TAKES)
    lay(tmp_path, {"types.yaml": types, "methods/main.yaml": method})
    loaded = load_specs(tmp_path, ["sample"])
    assert not has_errors(loaded.build(loaded.specs))
    api = loaded.apis["sample"]
    plans = lower(api, "wire", make_traffic(api))
    assert all(len(text) < 4_000_000 for _, text in render(plans))
    made = Maker(api, {}, random.Random(1)).make(Use(Ref("Name")), Level())
    assert len(str(made)) < 1_000_000


def test_a_word_with_points_is_no_range(tmp_path: Path) -> None:
    types = 'types: {Size: {is: integer}, Name: {is: enum, values: {"a..b": One., "1..2": Two.}}}'
    method = _METHOD.replace("params: {name: string}", _TAKES)
    lay(tmp_path, {"types.yaml": f"{types}\n", "methods/main.yaml": method})
    loaded = load_specs(tmp_path, ["sample"])
    assert not has_errors(loaded.build(loaded.specs))
    api, words = loaded.apis["sample"], ["a..b", "1..2"]
    use = Use(Ref("Name"))
    assert Maker(api, {}, random.Random(1)).make(use, Level()) in words
    assert Values(api, {}).of_type("Name") == words
    assert type_facts(api, api.types["Name"].type)["words"] == words
    schemas = export(api)["openapi"]["components"]["schemas"]
    assert schemas["Name"]["enum"] == words


def circle(length: int, size: str) -> str:
    """Records of which each leads to two others, and all to all, and the last to a size."""
    records = [
        f"  N{n}: {{is: record, fields: {{a: {{type: N{(n + 1) % length}, optional: true}},"
        f" b: {{is: list, items: N{n * 7 % length}}}}}}}\n"
        for n in range(length)
    ]
    last = records[-1].replace("}}}\n", "}, c: {type: Size, optional: true}}}\n")
    return f"types:\n  Size: {size}\n{''.join(records[:-1])}{last}"


@pytest.mark.parametrize(
    "size",
    [
        "{is: integer}",
        "{is: integer, accepts: [text]}",
        "{is: integer, minimum: 1, refuse: NotFound}",
    ],
)
def test_types_that_all_lead_to_each_other_are_written(
    size: str, tmp_path: Path
) -> None:
    """There are more ways from one to the next than anybody could follow."""
    method = _METHOD.replace("params: {name: string}", _TAKES.replace("Name", "N0"))
    lay(tmp_path, {"types.yaml": circle(150, size), "methods/main.yaml": method})
    loaded = load_specs(tmp_path, ["sample"])
    assert not has_errors(loaded.build(loaded.specs))
    api = loaded.apis["sample"]
    traffic = make_traffic(api)
    for target in ("wire", "python-server"):
        assert all(text is not None for _, text in render(lower(api, target, traffic)))


def test_a_long_chain_of_types_that_a_method_takes_is_followed(tmp_path: Path) -> None:
    method = _METHOD.replace("params: {name: string}", _TAKES.replace("Name", "N0"))
    types = chain("field", 2000) + "  Size: {is: integer}\n"
    lay(tmp_path, {"types.yaml": types, "methods/main.yaml": method})
    assert not has_errors(build(tmp_path))


# -- what is no file ------------------------------------------------------------


def test_a_folder_called_api_yaml_is_told(tmp_path: Path) -> None:
    folder = lay(tmp_path, {})
    (folder / "api.yaml").unlink()
    (folder / "api.yaml").mkdir()
    assert codes(build(tmp_path)) == {"unreadable-file"}


@pytest.mark.parametrize("name", ["types", "types.yaml", "methods", "methods/a.yaml"])
def test_a_link_in_a_circle_is_told(name: str, tmp_path: Path) -> None:
    folder = lay(tmp_path, {})
    (folder / "types.yaml").unlink()
    if name == "methods":
        shutil.rmtree(folder / name)
    (folder / name).symlink_to(folder / name)
    assert codes(build(tmp_path)) & {"unreadable-file", "unknown-file"}


def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    folder = lay(tmp_path, {})
    os.mkfifo(folder / "streams.yaml")
    assert codes(build(tmp_path)) == {"unreadable-file"}


def test_a_file_that_nobody_may_read_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lay(tmp_path, {})
    opened = Path.open

    def refuse(path: Path, *args: str) -> object:
        if path.name == "types.yaml":
            raise PermissionError(13, "Permission denied")
        return opened(path, *args)

    monkeypatch.setattr(Path, "open", refuse)
    assert codes(build(tmp_path)) == {"unreadable-file"}


def test_a_folder_that_is_gone_is_told(tmp_path: Path) -> None:
    [spec] = read_specs(tmp_path, "specs", ["gone"]).values()
    assert codes(spec.problems) == {"unreadable-file", "missing-file"}


@pytest.mark.parametrize(
    "name", ["a b", "A", "a\nb", "a\x1b[31m", "é", "a`b", "--help", "a.yaml", "types", "x" * 200]
)  # fmt: skip
def test_an_api_folder_with_an_odd_name_is_told_on_one_line(
    name: str, tmp_path: Path
) -> None:
    folder = lay(tmp_path, {})
    folder.rename(folder.parent / name)
    assert find_apis(tmp_path / "specs") == (name,)
    [spec] = read_specs(tmp_path, "specs", [name]).values()
    from specmint.check import check_spec

    problems = check_spec(spec)
    assert has_errors(problems)
    assert all(str(problem).isprintable() for problem in problems)


def test_a_file_whose_name_is_no_text_is_told(tmp_path: Path) -> None:
    folder = lay(tmp_path, {})
    Path(os.fsdecode(os.fsencode(folder) + b"/methods/\xff.yaml")).write_text(
        "group: {title: More}\nmethods: {}\n"
    )
    problems = build(tmp_path)
    assert has_errors(problems)
    assert all(str(problem).isprintable() for problem in problems)


# -- bent specs -------------------------------------------------------------------

SAMPLES = trees(COMPLETE)


@pytest.fixture(scope="module")
def bent_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("bent")
    lay(root, {}, over=COMPLETE)
    return root


@pytest.mark.parametrize("batch", range(5))
def test_a_bent_spec_is_told_or_built(batch: int, bent_folder: Path) -> None:
    """What has no errors is built and proved; nothing of it may raise."""
    folder = bent_folder / "specs" / "sample"
    sound = 0
    for seed in range(batch * 40, batch * 40 + 40):
        chance = random.Random(seed)
        name = chance.choice(sorted(SAMPLES))
        (folder / name).write_text(flow(bend(SAMPLES[name], chance)), "utf-8")
        try:
            problems = build(bent_folder)
        except Exception as error:
            raise AssertionError(f"seed {seed} in {name}") from error
        finally:
            shutil.copyfile(COMPLETE / name, folder / name)
        assert all(str(problem).isprintable() for problem in problems)
        sound += not has_errors(problems)
    assert sound, "some of them should be sound all the same"
