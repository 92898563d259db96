"""The rooms of the program, and the arrows between them."""

import ast
from pathlib import Path
import re

import pytest

PROGRAM = Path(__file__).parents[1] / "generator" / "specmint"
# What each room may import from the program. An arrow that is not here is a mistake,
# and a new one is a decision: write it down in CONTRIBUTING.md too.
ARROWS: dict[str, set[str]] = {
    "problems": set(),
    "text": set(),
    "naming": set(),
    "layout": set(),
    "model": set(),
    "stamp": set(),
    "load": {"problems"},
    "check": {"problems", "load", "model"},
    "build": {"model", "problems"},
    "wire": {"model"},
    "prove": {"model", "wire", "problems"},
    "pool": {"model"},
    "cases": {"model", "wire", "pool", "layout"},
    "bundle": {"model", "wire"},
    "interop": {"build", "bundle", "check", "model", "problems", "wire"},
    "target": {"model", "naming", "layout", "text"},
    "targets": {"target", "model", "naming", "layout", "text"},
    "lower": {
        "target",
        "targets",
        "cases",
        "interop",
        "model",
        "naming",
        "layout",
        "text",
        "wire",
    },
    "markup": {"naming", "text"},
    "render": {"target", "text", "markup"},
    "play": set(),
    "tree": {"problems"},
    "vendor": {"tree", "problems"},
    "mock": {"model", "wire", "pool", "targets"},
    "review": {"model", "wire", "problems", "load"},
    "revisions": {"problems"},
    "lint": {"model", "problems", "load", "review"},
}
JOINING = {"cli", "testing", "__main__", "__init__"}
MODULES = sorted(PROGRAM.rglob("*.py"))


def room_of(module: Path) -> str:
    return module.relative_to(PROGRAM).parts[0].removesuffix(".py")


def imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert not node.level, f"{module}: relative imports hide arrows"
            names |= {node.module or ""}
            names |= {f"{node.module}.{alias.name}" for alias in node.names}
    return names


def rooms_imported(module: Path) -> set[str]:
    parts = [name.split(".") for name in imported(module)]
    rooms = {part[1] for part in parts if part[0] == "specmint" and len(part) > 1}
    return {
        room
        for room in rooms
        if (PROGRAM / room).is_dir() or (PROGRAM / f"{room}.py").is_file()
    }


@pytest.mark.parametrize(
    "module", MODULES, ids=lambda path: str(path.relative_to(PROGRAM))
)
def test_a_room_imports_only_what_the_table_allows(module: Path) -> None:
    room = room_of(module)
    if room not in JOINING:
        assert rooms_imported(module) - {room} <= ARROWS[room]


def test_every_room_is_in_the_table() -> None:
    assert {room_of(module) for module in MODULES} - JOINING == set(ARROWS)


def test_what_is_loaded_by_name_is_of_the_same_room() -> None:
    """A target names modules of other rooms, and each room loads its own."""
    for module in MODULES:
        named = re.findall(r'import_module\(\s*f?"specmint\.(\w+)', module.read_text())
        assert room_of(module) in JOINING or {*named} <= {room_of(module)}, module


def test_only_render_knows_jinja_and_black() -> None:
    for module in MODULES:
        if room_of(module) != "render":
            tops = {name.partition(".")[0] for name in imported(module)}
            assert not tops & {"jinja2", "black"}, module


def test_only_markup_knows_how_markdown_and_code_look() -> None:
    for module in MODULES:
        if room_of(module) != "markup":
            tops = {name.partition(".")[0] for name in imported(module)}
            assert not tops & {"markdown_it", "pygments"}, module


def test_the_arrows_go_one_way() -> None:
    reached: dict[str, set[str]] = {}

    def reach(room: str) -> set[str]:
        if room not in reached:
            reached[room] = set()
            reached[room] = ARROWS[room].union(*(reach(one) for one in ARROWS[room]))
        return reached[room]

    for room in ARROWS:
        assert room not in reach(room)


@pytest.mark.parametrize(
    "module", MODULES, ids=lambda path: str(path.relative_to(PROGRAM))
)
def test_a_module_says_its_job_and_stays_readable(module: Path) -> None:
    text = module.read_text("utf-8")
    tree = ast.parse(text)
    assert ast.get_docstring(tree), "its first line says its one job"
    assert text.count("\n") <= 260, "split it: a module is read in one sitting"
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and node.end_lineno:
            length = node.end_lineno - node.lineno + 1
            assert length <= 44, f"{node.name} is {length} lines long"
