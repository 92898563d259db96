"""The guide to TypeScript clients compiles, as one program."""

from pathlib import Path
import re

from markup import blocks
from project import NAMES, ROOT
from specmint.targets.typescript import package
from typescript_samples import prepare
from typescript_tools import CLIENTS, run, tool

PAGE = (ROOT / "docs" / "typescript-client.md").read_text("utf-8")


def test_the_blocks_of_the_guide_are_one_program_that_compiles(tmp_path: Path) -> None:
    code = [block.content for block in blocks(PAGE) if block.info == "ts"]
    assert len(code) > 15
    prepare(tmp_path)
    program = "\n".join(code)
    for name in NAMES:
        program = program.replace(f"./{package(name)}/", f"{CLIENTS}/{package(name)}/")
    (tmp_path / "guide.ts").write_text(program)
    ran = run(tool("typescript-today/bin/tsc"), "--project", tmp_path / "tsconfig.json")
    assert ran.returncode == 0, ran.stdout


def test_the_guide_speaks_of_what_there_is() -> None:
    """What stands in backquotes with brackets is a name in some client."""
    code = "".join(path.read_text() for path in CLIENTS.glob("*/**/*.ts"))
    for name in re.findall(r"`(?:\w+\.)*(\w+)\(", PAGE):
        assert re.search(rf"\b{name}\b", code), name
