"""The pages that a person wrote, on using what is generated, as pages of the site."""

from importlib.resources import files
from pathlib import Path
import re

from specmint.lower.site import view_written
from specmint.markup import page_to_html
from specmint.target import FilePlan
from specmint.targets import TARGETS

_PACKAGED = files("specmint") / "docs"  # a wheel, zipped or installed
_CHECKOUT = Path(__file__).parents[3] / "docs"  # an editable install or a checkout
_DOCS = _PACKAGED if _PACKAGED.is_dir() else _CHECKOUT
# Which pages a user of the site wants, and their titles.
TITLES = {
    **{one.name: one.guide for one in TARGETS.values() if one.guide},
    "mock": "A fake of a service",
    "vendoring": "Clients in your own repository",
}
_LINK = re.compile(r"\[([^\]\n]*)\]\(([^)\s#]*)(#[^)\s]*)?\)")
_REFERENCE = "../generated/docs"


def read_written() -> list[tuple[str, str]]:
    """Give the Markdown of each page, with links that lead somewhere on the site."""
    pages = {page: _DOCS / f"{page}.md" for page in TITLES}
    return [
        (f"docs/{page}.md", _LINK.sub(_followed, file.read_text("utf-8")))
        for page, file in pages.items()
    ]


def plan_written() -> list[FilePlan]:
    """Plan the pages in HTML."""
    return [
        FilePlan(
            f"docs/{page}.html",
            "site/written.html",
            view_written(
                page, title, page_to_html(dict(read_written())[f"docs/{page}.md"])
            ),
        )
        for page, title in TITLES.items()
    ]


def _followed(found: re.Match[str]) -> str:
    """Keep a link that leads to a page of the site, else only its label."""
    label, path, anchor = found[1], found[2], found[3] or ""
    if path == _REFERENCE:
        return f"[{label}](../index.md)"
    if label == path and path.removesuffix(".md") in TITLES:
        label = TITLES[path.removesuffix(".md")]
    is_there = not path or path.removesuffix(".md") in TITLES or "://" in path
    return f"[{label}]({path}{anchor})" if is_there else label
