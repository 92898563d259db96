"""The only room that knows Jinja and black: views and templates make text."""

from collections.abc import Iterable
from concurrent.futures import ProcessPoolExecutor
from functools import cache
from hashlib import sha256
from importlib.resources import files
from pathlib import Path
from typing import Any

import jinja2

from specmint.target import FilePlan
from specmint.text import Text

_PACKAGED = files("specmint") / "templates"  # a wheel, zipped or installed
_CHECKOUT = Path(__file__).parents[2] / "templates"  # an editable install or a checkout
TEMPLATES = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT

_FEW = 50_000  # characters that are formatted before another process has begun


def render(plans: Iterable[FilePlan]) -> tuple[tuple[str, str], ...]:
    """Print each plan's view through its template, as pairs of path and text."""
    return tuple((plan.path, _print(plan)) for plan in plans)


def _print(plan: FilePlan) -> str:
    if plan.view is None:
        return _source(plan.template)
    environment = make_environment(for_html=plan.template.endswith(".html"))
    template = environment.get_template(plan.template)
    return template.render(view=plan.view).rstrip("\n") + "\n"


@cache
def make_environment(*, for_html: bool = False) -> jinja2.Environment:
    """Make an environment that fails on what is missing and prints only typed text."""
    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(_source),
        undefined=jinja2.StrictUndefined,
        finalize=_finalize_html if for_html else _finalize,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.globals.clear()
    environment.filters = {"indent": _indent}
    environment.tests.clear()
    return environment


def polish(
    files: Iterable[tuple[str, str]], known: frozenset[str]
) -> tuple[tuple[str, str], ...]:
    """Give black the last word on Python text that no lock knows."""
    listed = tuple(files)
    new = [
        text
        for path, text in listed
        if path.endswith(".py") and _hash(text) not in known
    ]
    if not new:
        return listed
    polished = dict(zip(new, _blacken(new), strict=True))
    return tuple((path, polished.get(text, text)) for path, text in listed)


def copied(plans: Iterable[FilePlan]) -> frozenset[str]:
    """Hash the files that are copied as they are; our own tests hold black to them."""
    return frozenset(
        _hash(_source(plan.template)) for plan in plans if plan.view is None
    )


def _hash(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _blacken(texts: list[str]) -> list[str]:
    if sum(map(len, texts)) < _FEW:
        return list(map(blacken, texts))
    with ProcessPoolExecutor() as pool:
        return list(pool.map(blacken, texts))


def blacken(text: str) -> str:
    """Format Python as black does with its own defaults."""
    import black  # costs more than all the rest, and is seldom needed

    return black.format_str(text, mode=black.Mode())


def _source(name: str, /) -> str:
    return TEMPLATES.joinpath(name).read_text("utf-8")


def _finalize(value: Any) -> Text:
    if isinstance(value, jinja2.Undefined):
        str(value)  # raises, and says what is missing
    if not isinstance(value, Text):
        raise TypeError(
            f"a template prints typed text, and this is {type(value).__name__}"
        )
    return value


def _finalize_html(value: Any) -> Text:
    """Print Markdown as HTML, so that a page takes the same views as the reference."""
    from specmint.markup import to_html  # needs packages that only the site needs

    return to_html(_finalize(value))


def _indent(value: Text, depth: int) -> Text:
    return value.indented(depth)
