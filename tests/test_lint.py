"""`specmint lint`: each opinion by a spec that has it, what allows it, and our own specs."""

from pathlib import Path

from project import ROOT
import pytest
from samples import lay
from specmint.cli import main
from specmint.lint import read_rules

RULES = read_rules()
HEAD = "group: {title: Main}\nmethods:\n"
METHOD = """\
  get_size:
    summary: Read how large a thing is.
    rpc: get_size
    http: GET /size/{name}
    ws: get_size
    effect: read
    params: {name: {type: string, doc: What it is called.}}
    result: Size
    errors: [NotFound]
    source: {document: page}
    examples:
      one: {params: {name: a}, result: 5, means: 5, origin: made}
      none: {params: {name: b}, raises: {NotFound: {message: not found, code: 1}}, origin: made}
"""
CLEAN = {"methods/main.yaml": HEAD + METHOD}


def act(effect: str, *, more: str = "", examples: str = "one: {origin: made}") -> str:
    return f"""\
  act:
    summary: Act.
    http: POST /act
    effect: {effect}
{more}    source: {{document: page}}
    examples:
      {examples}
"""


def types(more: str) -> str:
    return f"types:\n  Size: {{is: integer, minimum: 0, doc: How many bytes.}}\n{more}"


RESULT = "    result: Thing\n    errors: [NotFound]\n"
SHOWN = "one: {result: {size: 1}, origin: made}"
THING = "  Thing: {{is: record, doc: A thing., fields: {{size: Size{}}}}}\n"
CASES: dict[str, dict[str, str]] = {
    "missing-doc": {
        "types.yaml": types(THING.format(", extra: {type: integer, optional: true}")),
        "methods/main.yaml": HEAD + METHOD + act("read", more=RESULT, examples=SHOWN),
    },
    "odd-name": {
        "types.yaml": types(
            THING.format(
                "".join(
                    f", {name}: {{type: integer, optional: true, doc: A number.}}"
                    for name in [
                        *(f"one_{letter}" for letter in "abcdefghij"),
                        "twoWords",
                    ]
                )
            )
        ),
        "methods/main.yaml": HEAD + METHOD + act("read", more=RESULT, examples=SHOWN),
    },
    "bare-money": {
        "types.yaml": types(
            THING.format(", fee: {type: integer, optional: true, doc: The fee.}")
        ),
        "methods/main.yaml": HEAD + METHOD + act("read", more=RESULT, examples=SHOWN),
    },
    "closed-enum": {
        "types.yaml": types("  Colour: {is: enum, values: {red: Red.}}\n"),
        "methods/main.yaml": HEAD
        + METHOD
        + act(
            "read",
            more="    result: Colour\n    errors: [NotFound]\n",
            examples="one: {result: red, origin: made}",
        ),
    },
    "no-failure": {"methods/main.yaml": HEAD + METHOD + act("once")},
    "no-result-shown": {
        "methods/main.yaml": HEAD
        + METHOD
        + act(
            "read",
            more="    result: Size\n    errors: [NotFound]\n",
            examples="one: {raises: {NotFound: {message: not found, code: 1}}, origin: made}",
        ),
    },
    "resend-shown": {
        "methods/main.yaml": HEAD
        + METHOD
        + act(
            "once",
            more="    params: {size: {type: Size}}\n    result: Size\n    errors: [NotFound]\n",
            examples="one: {params: {size: 1}, result: 1, origin: made}\n"
            "      two: {params: {size: 1}, result: 1, origin: made}",
        ),
    },
}
_DOCUMENTS = "documents: {page: {title: The page, kind: document}}\n"
_LISTED = """\
documents:
  page:
    title: The page
    kind: document
    sections:
      Sizes: 1-40
      Errors: 41-52
      Calls: 53
      More calls: 54-60
"""
MINIMAL = Path(__file__).parent / "cases/minimal/specs/sample/api.yaml"
CASES["uncited-section"] = {
    "api.yaml": MINIMAL.read_text("utf-8").replace(_DOCUMENTS, _LISTED),
    # The one section is cited by a line, another one by its name, and one from both sides.
    "methods/main.yaml": HEAD
    + METHOD.replace(
        "source: {document: page}",
        'source: [{document: page, lines: "7, 55-90"}, {document: page, section: Calls}]',
    ),
}
# Every node that may have an erratum has a source of its own or around it, except a type.
CASES["unproven-erratum"] = {
    "types.yaml": "types:\n  Size: {is: integer, minimum: 0, doc: How many bytes., "
    "errata: [{documented: One., actual: Two., evidence: Seen.}]}\n",
    **CLEAN,
}


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def lint(capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    capsys.readouterr()
    status = main(["lint"])
    told = capsys.readouterr()
    return status, told.out + told.err


Capture = pytest.CaptureFixture[str]


def test_a_clean_spec_has_nothing(spec: Path, capsys: Capture) -> None:
    lay(spec, CLEAN)
    assert lint(capsys) == (0, "1 API: nothing that people would trip over\n")


def test_every_opinion_has_a_case() -> None:
    assert set(CASES) == set(RULES)


@pytest.mark.parametrize("rule", CASES)
def test_an_opinion_is_told_with_how_to_mend_it(
    rule: str, spec: Path, capsys: Capture
) -> None:
    lay(spec, {**CLEAN, **CASES[rule]})
    status, told = lint(capsys)
    assert status == 1
    assert f"warning[{rule}]" in told
    assert RULES[rule].mend in told
    assert told.count("warning[") == 1, told


@pytest.mark.parametrize("rule", CASES)
def test_a_line_may_allow_it_with_a_reason(
    rule: str, spec: Path, capsys: Capture
) -> None:
    folder = lay(spec, {**CLEAN, **CASES[rule]})
    _, told = lint(capsys)
    file, line, *_ = next(one for one in told.splitlines() if rule in one).split(":")
    path = folder.parents[1] / file
    lines = path.read_text("utf-8").splitlines()
    lines.insert(int(line) - 1, f"# lint: {rule}, because it has to be so.")
    path.write_text("\n".join(lines) + "\n", "utf-8")
    assert lint(capsys)[0] == 0


ALLOWANCES = [
    ("# lint: bare-money, because it is so.", "`bare-money` finds nothing here"),
    ("# lint: bear-money, because it is so.", "there is no opinion `bear-money`"),
    ("# lint: bare-money", "error[bad-allowance]: this allows nothing"),
    ("# lint:", "error[bad-allowance]"),
]


@pytest.mark.parametrize(("comment", "told"), ALLOWANCES)
def test_what_allows_nothing_is_told(
    comment: str, told: str, spec: Path, capsys: Capture
) -> None:
    lay(spec, {"methods/main.yaml": f"{comment}\n{HEAD}{METHOD}"})
    status, text = lint(capsys)
    assert status == 1
    assert told in text
    assert "specs/sample/methods/main.yaml:1:1: error" in text


CONFIGS = [
    ('[lint]\nno-failure = "So it is."', 0, "nothing that people would trip over"),
    ('[lint.sample]\nno-failure = "So it is."', 0, "nothing that people would"),
    ('[lint.other]\nno-failure = "So it is."', 1, "warning[no-failure]"),
    ('[lint]\nno-failure = "A."\nodd-name = "B."', 1, "error[unused-allowance]"),
    ('[lint]\nno-failure = ""', 2, "[lint] says no reason for `no-failure`"),
    ("[lint]\nno-failure = true", 2, "[lint] says no reason for `no-failure`"),
    ('[lint]\nnothing = "A."', 2, "turns off `nothing`, and there is no such opinion"),
    ("lint = 1", 2, "`lint` is a table"),
    ("[lint", 2, "it is not TOML"),
    ("[other]\na = 1", 1, "warning[no-failure]"),
]


@pytest.mark.parametrize(("text", "status", "told"), CONFIGS)
def test_a_rule_can_be_turned_off_with_a_reason(
    text: str, status: int, told: str, spec: Path, capsys: Capture
) -> None:
    lay(spec, CASES["no-failure"])
    (spec / "specmint.toml").write_text(text, "utf-8")
    found, whole = lint(capsys)
    assert (found, told in whole) == (status, True), whole


def test_our_own_specs_are_clean_or_say_why_not(
    monkeypatch: pytest.MonkeyPatch, capsys: Capture
) -> None:
    monkeypatch.chdir(ROOT)
    assert lint(capsys)[0] == 0
