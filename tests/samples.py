"""Specs for tests of the rooms load and check: small good ones, and how to spoil them."""

from collections.abc import Mapping
from copy import deepcopy
from decimal import Decimal
import json
from pathlib import Path
import shutil
from typing import Any

from specmint.check import check_spec
from specmint.cli.project import load_specs
from specmint.load import Spec, read_specs
from specmint.problems import Problem

CASES = Path(__file__).parent / "cases"
MINIMAL = CASES / "minimal" / "specs" / "sample"
COMPLETE = CASES / "complete" / "specs" / "sample"
_GONE = ".gone"


def lay(root: Path, files: Mapping[str, str | bytes], over: Path = MINIMAL) -> Path:
    """Write a spec `sample` below `root` with some files in place of the good ones."""
    folder = root / "specs" / "sample"
    shutil.copytree(over, folder)
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return folder


def lay_case(root: Path, case: Path) -> None:
    """Lay the files of a rejected case over the minimal spec; `x.gone` removes `x`."""
    folder = root / "specs" / "sample"
    shutil.copytree(MINIMAL, folder)
    for file in sorted(case.rglob("*")):
        path = folder / file.relative_to(case)
        if file.name == "expected.txt" or file.is_dir():
            continue
        if file.suffix == _GONE:
            path.with_suffix("").unlink()
            continue
        if path.parent.is_file():
            path.parent.unlink()
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(file.read_bytes())


def read(root: Path) -> Spec:
    return read_specs(root, "specs", ["sample"])["sample"]


def check(root: Path) -> tuple[Problem, ...]:
    return check_spec(read(root))


def found(root: Path, files: Mapping[str, str | bytes]) -> tuple[Problem, ...]:
    """Check the minimal spec with some files in place of its own."""
    lay(root, files)
    return check(root)


def codes(problems: tuple[Problem, ...]) -> set[str]:
    return {problem.code for problem in problems}


def build(root: Path) -> tuple[Problem, ...]:
    """Check a spec, and build and prove it if it is sound; all of it must not raise."""
    loaded = load_specs(root, ["sample"])
    return loaded.build(loaded.specs)


def flow(node: Any) -> str:
    """Write data as YAML on one line that reads back the same."""
    if isinstance(node, dict):
        items = (f"{_quoted(key)}: {flow(item)}" for key, item in node.items())
        return "{" + ", ".join(items) + "}"
    if isinstance(node, list):
        return "[" + ", ".join(map(flow, node)) + "]"
    if isinstance(node, str):
        return _quoted(node)
    return str(node) if isinstance(node, Decimal) else json.dumps(node)


def _quoted(text: str) -> str:
    """Quote a text as YAML does; unlike JSON it has no pairs of surrogates."""
    plain = json.dumps(text, ensure_ascii=False)
    return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in plain)


def merged(below: Any, above: Any) -> Any:
    """Lay data over other data; mappings are laid together, all else is replaced."""
    if not isinstance(below, dict) or not isinstance(above, dict):
        return deepcopy(above)
    whole = {key: merged(item, above.get(key, item)) for key, item in below.items()}
    return {**whole, **{key: above[key] for key in above if key not in below}}
