"""Templates lay out and decide nothing."""

from pathlib import Path

from jinja2 import nodes
import pytest
from specmint.render import make_environment
from specmint.text import Inline

TEMPLATES = Path(__file__).parents[1] / "templates"
FILES = sorted(
    path
    for path in TEMPLATES.rglob("*")
    if path.is_file() and "runtime" not in path.parts
)
ALLOWED = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.Name,
    nodes.Getattr,
    nodes.For,
    nodes.If,
    nodes.Include,
    nodes.With,
    nodes.Filter,
    nodes.Const,
)
MOST_LINES = 80
MOST_DEEP = 2


def refused(source: str) -> list[str]:
    """Name what a template does beyond laying out."""
    tree = make_environment().parse(source)
    found = [
        type(node).__name__
        for node in tree.find_all(nodes.Node)
        if not isinstance(node, ALLOWED)
    ]
    found += [
        f"filter {node.name}"
        for node in tree.find_all(nodes.Filter)
        if node.name != "indent"
    ]
    found += [
        f"if {type(node.test).__name__}"
        for node in tree.find_all(nodes.If)
        if not isinstance(node.test, nodes.Getattr | nodes.Name)
    ]
    found += [
        f"with {type(value).__name__}"
        for node in tree.find_all(nodes.With)
        for value in node.values
        if not isinstance(value, nodes.Getattr | nodes.Name)
    ]
    found += ["deep"] * (depth(tree) > MOST_DEEP)
    return found


def depth(node: nodes.Node) -> int:
    own = isinstance(node, nodes.For | nodes.If)
    return own + max((depth(child) for child in node.iter_child_nodes()), default=0)


@pytest.mark.parametrize(
    "file", FILES, ids=lambda path: str(path.relative_to(TEMPLATES))
)
def test_a_template_only_lays_out(file: Path) -> None:
    source = file.read_text("utf-8")
    assert refused(source) == []
    assert source.count("\n") <= MOST_LINES


@pytest.mark.parametrize(
    ("source", "what"),
    [
        ("{{ a + b }}", "Add"),
        ("{{ a ~ b }}", "Concat"),
        ("{{ a() }}", "Call"),
        ("{% set a = 1 %}", "Assign"),
        ("{% if a == b %}{% endif %}", "Compare"),
        ("{% if a and b %}{% endif %}", "And"),
        ("{{ a[0] }}", "Getitem"),
        ("{% macro m() %}{% endmacro %}", "Macro"),
        (
            "{% for a in b %}{% if c %}{% if d %}{% endif %}{% endif %}{% endfor %}",
            "deep",
        ),
    ],
)
def test_what_decides_is_refused(source: str, what: str) -> None:
    assert what in " ".join(refused(source))


@pytest.mark.parametrize("name", ["upper", "safe", "default", "join", "replace"])
def test_there_is_no_filter_but_indent(name: str) -> None:
    assert name not in make_environment().filters


def test_plain_text_cannot_be_printed() -> None:
    template = make_environment().from_string("{{ view }}")
    assert template.render(view=Inline("fine")) == "fine"
    with pytest.raises(TypeError, match="typed text"):
        template.render(view="plain")


def test_what_is_missing_fails() -> None:
    template = make_environment().from_string("{{ view.nothing }}")
    with pytest.raises(Exception, match="nothing"):
        template.render(view=Inline("x"))
