"""A hostile spec costs little and touches nothing outside of the output."""

from pathlib import Path
import resource
import subprocess
import sys

from hostile.sample import sample
from hostile.spoiling import spoiled, spots
import pytest
from samples import COMPLETE, MINIMAL, build, codes, flow, lay
from specmint.cli import main
from specmint.cli.made import note_maker
from specmint.cli.project import has_schema, refresh_schema

MOST_SECONDS = 120
MOST_BYTES = 2 << 30


def limit() -> None:
    """Bound what a command may take, generously: twenty times what it needs."""
    resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))
    resource.setrlimit(resource.RLIMIT_AS, (MOST_BYTES, MOST_BYTES))


def specmint(root: Path, *args: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "specmint", *args],
        cwd=root,
        preexec_fn=limit,
        capture_output=True,
        text=True,
        check=False,
    )


def files_of(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_generating_writes_below_generated_alone(tmp_path: Path) -> None:
    """Every prose, name and value climbs, and the tree around stays as it is."""
    root = tmp_path / "around" / "project"
    prose = [spot for spot in spots() if spot.locations <= {"doc", "summary"}]
    files = spoiled(
        dict.fromkeys(prose, "../../../../outside $(touch here) ; touch here")
    )
    lay(root, {name: flow(tree) for name, tree in files.items()}, over=COMPLETE)
    before = files_of(tmp_path)
    ran = specmint(root, "generate", "--target", "docs")
    assert ran.returncode == 0, ran.stderr
    made = files_of(tmp_path).keys() - before.keys()
    inside = ("around/project/generated/", "around/project/.specmint/")
    own = "around/project/specs/specmint.schema.json"
    assert [path for path in made if not path.startswith(inside) and path != own] == []
    assert {path: files_of(tmp_path)[path] for path in before} == before


def test_a_link_in_place_of_the_output_is_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    root = tmp_path / "project"
    lay(root, {})
    (root / "generated").mkdir()
    (root / "generated" / "docs").symlink_to(outside)
    ran = specmint(root, "generate", "--target", "docs")
    assert files_of(outside) == {}, ran.stdout
    assert "Traceback" not in ran.stderr


BOMB = "".join(
    f"  A{n}: &a{n} [{', '.join([f'*a{n - 1}' if n else 'x'] * 9)}]\n" for n in range(9)
)
COSTLY = {
    "bomb": f"types:\n{BOMB}",
    "depth": "[" * 1_000_000,
    "keys": "types:\n" + "".join(f"  T{n}: {{is: string}}\n" for n in range(2_000)),
    "digits": f"types: {{A: {{is: integer, minimum: {'9' * 500_000}}}}}\n",
    "backtracking": 'types: {A: {is: string, pattern: "^((a|a)*)*b$"}}\n',
    "repeats": 'types: {A: {is: string, pattern: "^(a{1000}){1000}$"}}\n',
    "word": f"types: {{A: {{is: string, doc: {'x' * 2_000_000}}}}}\n",
    "quotes": f"types: {{A: {{is: string, doc: '{'`' * 400_000}'}}}}\n",
    "brackets": f"types: {{A: {{is: string, doc: '{'[' * 400_000}'}}}}\n",
    "stars": f"types: {{A: {{is: string, doc: '{'*a ' * 200_000}'}}}}\n",
}


@pytest.mark.parametrize("case", COSTLY)
def test_a_costly_spec_is_told_or_taken_within_bounds(
    case: str, tmp_path: Path
) -> None:
    lay(tmp_path, {"types/more.yaml": COSTLY[case]})
    ran = specmint(tmp_path, "check")
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr, ran.stderr[-2000:]
    assert "specs/sample" in ran.stderr + ran.stdout


# Every name whose form the schema gives with an end is one line, and no more.
_LINES = {
    "type": ("types.yaml", "Size:", '"Size\\n":'),
    "method": ("methods/main.yaml", "get_size:\n", '"get_size\\n":\n'),
    "error": ("errors.yaml", "NotFound:", '"NotFound\\n":'),
    "credential": ("api.yaml", "{user:", '{"user\\n":'),
    "word": ("api.yaml", "words: [Sample]", 'words: ["Sample\\n"]'),
    "api": ("api.yaml", "api: sample", 'api: "sample\\n"'),
    "example": ("methods/main.yaml", "one:", '"one\\n":'),
    "path": ("methods/main.yaml", "GET /size/{name}", '"GET /size/{name}\\n"'),
}


@pytest.mark.parametrize("case", _LINES)
def test_a_name_ends_where_its_form_ends(case: str, tmp_path: Path) -> None:
    file, old, new = _LINES[case]
    text = (MINIMAL / file).read_text("utf-8")
    assert old in text
    lay(tmp_path, {file: text.replace(old, new)})
    assert codes(build(tmp_path)) & {"bad-form", "wrong-name"}


_SLIPS = {
    "a word that is code": (
        "types.yaml",
        'types: {Size: {is: enum, of: integer, values: {"1": {name: "a\\nimport os"}}}}',
        "bad-form",
    ),
    "a table that is code": (
        "types.yaml",
        'types: {Size: {is: integer}}\ntables: {"a; import os": {otherwise: 1}}',
        "bad-form",
    ),
    "a nonce below a word": (
        "api.yaml",
        (MINIMAL / "api.yaml")
        .read_text("utf-8")
        .replace(
            "auth: {basic:",
            "auth: {a: {kind: hmac, key: $password, message: [body], digest: {algorithm:"
            " sha256, encoding: hex}, fresh: {form: n, rule: rising, unit: seconds, below:"
            " a}, send: {header: {X: $digest}}}, basic:",
        ),
        "bad-form",
    ),
}


@pytest.mark.parametrize("case", _SLIPS)
def test_what_would_be_code_is_refused(case: str, tmp_path: Path) -> None:
    file, text, code = _SLIPS[case]
    lay(tmp_path, {file: text + "\n"})
    assert code in codes(build(tmp_path))


def test_a_dialect_is_known_by_one_member_alone(tmp_path: Path) -> None:
    api = sample()["api.yaml"]
    text = flow(api).replace('"jsonrpc": ["2.0"]', '"version": ["2.0"]')
    lay(tmp_path, {"api.yaml": text}, over=COMPLETE)
    assert "unknown-key" in codes(build(tmp_path))


# -- what lies around, and words of the command line --------------------------------


@pytest.mark.parametrize("path", ["specs/specmint.schema.new", ".specmint/made-by"])
def test_no_link_is_written_through(path: str, tmp_path: Path) -> None:
    outside, root = tmp_path / "outside", tmp_path / "project"
    outside.write_text("precious")
    (root / path).parent.mkdir(parents=True)
    (root / path).symlink_to(outside)
    refresh_schema(root) if "schema" in path else note_maker(root, "somebody")
    assert outside.read_text() == "precious"


def test_a_schema_that_is_no_text_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "specs").mkdir()
    (tmp_path / "specs/specmint.schema.json").write_bytes(b"\xff\xfe")
    assert not has_schema(tmp_path)
    refresh_schema(tmp_path)
    assert has_schema(tmp_path)


@pytest.mark.parametrize(
    "words",
    [
        ["--port", "99999"],
        ["--port", "-1"],
        ["--host", ""],
        ["--host", "\udcff"],
        ["--latency", "nan"],
        ["--latency", "-5"],
        ["--\x1b[31m"],
    ],
)
def test_odd_words_are_told(
    words: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["mock", "sample", *words])
    assert ended.value.code == 2
    told = capsys.readouterr().err
    assert "error: " in told
    assert "\x1b" not in told


@pytest.mark.parametrize("name", ["/", "..", "../../..", "", "a/b", "\udcff"])
def test_a_mock_looks_nowhere_else_for_a_spec(
    name: str,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    lay(tmp_path, {})
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    assert main(["mock", name]) == 2
    assert "no-api" in capsys.readouterr().err


def test_a_closed_output_is_no_fault(tmp_path: Path) -> None:
    lay(tmp_path, {})
    command = f"exec {sys.executable} -m specmint check --specs-only >&-"
    ran = subprocess.run(
        ["/bin/sh", "-c", command], cwd=tmp_path, capture_output=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
