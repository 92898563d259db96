"""The guide to Python servers: its blocks are laid out, typed, and print what they say."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.util import find_spec
import io
import os
from pathlib import Path
import subprocess
import sys
from typing import Any

import black
from markup import blocks
from project import ROOT
import pytest
from python_guide import promises
from test_python_guide import CLIENTS
from type_checkers import SERVERS

GUIDE = ROOT / "docs" / "python-server.md"
BLOCKS = [
    block.content
    for block in blocks(GUIDE.read_text("utf-8"))
    if block.info == "python"
]


def test_every_block_is_laid_out_as_black_does() -> None:
    for block in BLOCKS:
        assert black.format_str(block, mode=black.Mode()) == block


def test_all_blocks_together_pass_mypy(tmp_path: Path) -> None:
    if find_spec("mypy") is None and not os.environ.get("CI"):
        pytest.skip("mypy is not installed: run `make test`")
    (tmp_path / "guide.py").write_text("\n".join(BLOCKS), "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file="]
    command += ["--follow-imports=silent", "--python-version", "3.10", "guide.py"]
    command += ["--cache-dir", str(ROOT / ".mypy_cache" / "clients")]
    path = os.pathsep.join(map(str, (CLIENTS, SERVERS)))
    judged = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


@pytest.fixture(scope="module")
def names() -> Iterator[dict[str, Any]]:
    """Give what the blocks have made so far; they are one session."""
    folders = [str(SERVERS), str(CLIENTS)]
    sys.path[:0] = folders
    yield {"__name__": "guide"}
    for folder in folders:
        sys.path.remove(folder)


@pytest.mark.parametrize("index", range(len(BLOCKS)))
def test_each_block_prints_what_it_says(index: int, names: dict[str, Any]) -> None:
    printed = io.StringIO()
    with redirect_stdout(printed):
        exec(compile(BLOCKS[index], f"{GUIDE.name}, block {index}", "exec"), names)
    assert printed.getvalue().splitlines() == promises(BLOCKS[index])
