"""Compilers, a linter and a formatter judge generated TypeScript."""

from functools import cache
import json
from pathlib import Path
import re

from project import ALL, IMPORTED, ROOT
import pytest
from small_clients import SMALL, rendered
from specmint.targets.typescript import NAME, RUNTIME
from typescript_samples import prepare
from typescript_tools import CLIENTS, RUNNER, USES, run, tool

# The oldest compiler that knows erasable syntax, and one of today.
COMPILERS = ("typescript/bin/tsc", "typescript-today/bin/tsc")
_MARK = "/* @__NO_SIDE_EFFECTS__ */\n"
_FOUND = re.compile(
    r"^(?P<file>[^(\n]+)\((?P<line>\d+),\d+\): error (?P<code>TS\d+)", re.M
)


@cache
def findings(compiler: str) -> tuple[tuple[Path, int, str], ...]:
    """Judge all clients, and the programs that use them, strictly and in one go."""
    ran = run(tool(compiler), "--project", "tsconfig.json", "--pretty", "false")
    assert not ran.stderr, ran.stderr
    return tuple(
        ((RUNNER / one["file"]).resolve(), int(one["line"]), one["code"])
        for one in _FOUND.finditer(ran.stdout)
    )


@pytest.mark.parametrize("compiler", COMPILERS)
def test_a_compiler_finds_nothing(compiler: str) -> None:
    wrong = USES / "must_fail"
    assert [one for one in findings(compiler) if not one[0].is_relative_to(wrong)] == []


@pytest.mark.parametrize("compiler", COMPILERS)
def test_what_is_wrong_does_not_compile(compiler: str) -> None:
    for file in sorted((USES / "must_fail").glob("*.ts")):
        lines = file.read_text("utf-8").split("\n")
        marked = {n + 2 for n, line in enumerate(lines) if "// error:" in line}
        found = {line for path, line, _ in findings(compiler) if path == file}
        assert found == marked
        assert marked


def distinct(pattern: str, left: tuple[str, ...] = ()) -> list[str]:
    """List generated files, each text once: clients share their runtime."""
    files = map(str, sorted(CLIENTS.rglob(pattern)))
    judged = [file for file in files if not file.startswith(left)]
    return list({Path(file).read_bytes(): file for file in judged}.values())


def test_prettier_would_print_it_just_so() -> None:
    ran = run(
        tool("prettier/bin/prettier.cjs"),
        *("--config", ".prettierrc.json", "--ignore-path", "/dev/null", "--check"),
        *(*distinct("*.ts"), *distinct("*.json")),
        *("*.{ts,js,json}", f"{USES}/**/*.ts"),
        f"!{RUNNER}/package-lock.json",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_eslint_finds_nothing() -> None:
    config = RUNNER / "eslint.config.js"
    imported = (f"{name.replace('_', '-')}-client" for name in IMPORTED)
    judged = distinct("*.ts", tuple(str(CLIENTS / folder) for folder in imported))
    ran = run(tool("eslint/bin/eslint.js"), "--config", config, *judged, cwd=ROOT)
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_clients_of_small_specs_compile_and_are_printed_just_so(tmp_path: Path) -> None:
    """They hold every construct, names that collide, and texts that mean no good."""
    prepare(tmp_path)
    for name in SMALL:
        for path, text in rendered(name, NAME).items():
            file = tmp_path / name / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
    settings = json.loads((tmp_path / "tsconfig.json").read_text())
    settings["include"] = ["**/*.ts"]
    (tmp_path / "tsconfig.json").write_text(json.dumps(settings))
    ran = run(tool(COMPILERS[1]), "--project", tmp_path / "tsconfig.json")
    assert ran.returncode == 0, ran.stdout
    ran = run(
        tool("prettier/bin/prettier.cjs"),
        *("--config", ".prettierrc.json", "--ignore-path", "/dev/null", "--check"),
        f"{tmp_path}/*/**/*.{{ts,json}}",
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr


def test_bundlers_may_drop_what_makes_calls_and_types() -> None:
    """They heed what stands before a body, and no signature of an overload has one."""
    marked: set[str] = set()
    for file in sorted((ROOT / "templates" / RUNTIME).glob("*.ts")):
        for text in file.read_text("utf-8").split(_MARK)[1:]:
            head, sign, _ = re.split(r"( \{|;)$", text, maxsplit=1, flags=re.MULTILINE)
            assert sign == " {", f"{file.name}: {head} has no body"
            marked |= {*re.findall(r"export function (\w+)", head)}
    for file in CLIENTS.glob("*-client/*.ts"):
        if file.name in {"calls.ts", "types.ts"}:
            code = file.read_text("utf-8")
            made = re.findall(
                r"^export const \w+(?:: [^=\n]+)? = (\w+)[<(]", code, re.M
            )
            assert {*made} <= marked, file


def test_there_is_something_to_judge() -> None:
    tool("typescript-today/bin/tsc")
    assert len(list(CLIENTS.glob("*/index.ts"))) == len(ALL)
    assert not findings(COMPILERS[0]) or USES.is_dir()
