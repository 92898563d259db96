"""The views of the static site, page by page, with a Markdown twin of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from specmint.cases import Traffic
from specmint.lower.docs.auth import AuthView, view_auth
from specmint.lower.docs.links import Links, make_links
from specmint.lower.docs.sent import SentPage, has_sent, view_sent
from specmint.lower.docs.transports import TransportsView, view_transports
from specmint.lower.site.errata import ErratumBox, find_errata, view_box
from specmint.lower.site.errors import view_errors_page
from specmint.lower.site.examples import Examples, make_examples
from specmint.lower.site.guides import view_amounts, view_failures, view_resends
from specmint.lower.site.links import END, make_site_links
from specmint.lower.site.methods import view_group_page
from specmint.lower.site.overview import view_home, view_overview_page, view_written
from specmint.lower.site.samples import (
    CURL,
    LABELS,
    Key,
    Printed,
    Script,
    list_scripts,
)
from specmint.lower.site.search import view_methods, view_names, view_search
from specmint.lower.site.shell import PAGES, Shell, view_shell
from specmint.lower.site.texts import twin, view_texts
from specmint.lower.site.types import view_types_page
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import site
from specmint.text import Inline, code

__all__ = [
    "CURL",
    "LABELS",
    "Key",
    "Printed",
    "Script",
    "list_scripts",
    "lower_site",
    "twin",
    "view_home",
    "view_names",
    "view_texts",
    "view_written",
]


@dataclass(frozen=True, slots=True)
class Framed:
    """A page that shows what the Markdown reference shows."""

    shell: Shell
    title: Inline
    page: AuthView | SentPage | TransportsView


@dataclass(frozen=True, slots=True)
class ErrataRow:
    about: Inline
    box: ErratumBox


@dataclass(frozen=True, slots=True)
class ErrataPage:
    shell: Shell
    title: Inline
    rows: tuple[ErrataRow, ...]


View = Callable[[Shell, Links], Any]


def lower_site(
    api: Api, traffic: Traffic, scripts: Iterable[Script], printed: Printed
) -> tuple[FilePlan, ...]:
    """Plan every page of one API; paths are below the folder that is the API's."""
    examples = make_examples(api, traffic, scripts, printed)
    links = make_site_links(api)
    plans = [_plan(api, links, *one) for one in _pages(api, examples)]
    plans += _twins(api, examples)
    plans.append(FilePlan(site.SEARCH, "site/search.js", view_search(api)))
    plans.append(FilePlan(site.METHODS, "site/methods.js", view_methods(api)))
    return tuple(plans)


def _plan(
    api: Api, links: Links, page: str, template: str, title: str, view: View
) -> FilePlan:
    here = replace(links, page=page)
    shell = view_shell(api, here, page, title, f"{title or api.title}: {api.summary}")
    return FilePlan(f"{page}{END}", f"site/{template}{END}", view(shell, here))


def _pages(api: Api, examples: Examples) -> Iterable[tuple[str, str, str, View]]:
    """Give each page: its name, its template, its title, and what makes its view."""
    titled = {page: title for page, (title, _) in PAGES.items()}
    own: dict[str, tuple[str, View]] = {
        site.HOME: ("overview", partial(view_overview_page, api)),
        site.AMOUNTS: ("amounts", partial(view_amounts, api, examples)),
        site.FAILURES: ("failures", partial(view_failures, api, examples)),
        site.RESENDS: ("resends", partial(view_resends, api)),
        site.ERRORS: ("errors", partial(view_errors_page, api)),
        site.TYPES: ("types", partial(view_types_page, api)),
        site.TRANSPORTS: (
            "transports",
            partial(_framed, view_transports, api, titled[site.TRANSPORTS]),
        ),
        site.AUTHENTICATION: (
            "authentication",
            partial(_framed, view_auth, api, titled[site.AUTHENTICATION]),
        ),
        site.ERRATA: ("errata", partial(_errata, api)),
    }
    if has_sent(api):
        own[site.SENT] = ("sent", partial(_framed, view_sent, api, titled[site.SENT]))
    for page, (template, view) in own.items():
        yield page, template, "" if page == site.HOME else titled[page], view
    for group in api.groups:
        view = partial(view_group_page, api, group, examples)
        yield site.methods_page(group.name), "methods", group.title, view


def _twins(api: Api, examples: Examples) -> Iterable[FilePlan]:
    """Plan the twins of pages that the Markdown reference does not have."""
    links = make_links(api)
    views: dict[str, tuple[str, View]] = {
        site.AMOUNTS: ("amounts", partial(view_amounts, api, examples)),
        site.FAILURES: ("failures", partial(view_failures, api, examples)),
        site.RESENDS: ("resends", partial(view_resends, api)),
        site.ERRATA: ("errata", partial(_errata, api)),
    }
    for page, (template, view) in views.items():
        here = replace(links, page=f"{page}.md")
        shell = view_shell(api, here, page, "", "")
        yield FilePlan(f"{page}.md", f"site/{template}.md", view(shell, here))


def _framed(view: Any, api: Api, title: str, shell: Shell, links: Links) -> Framed:
    return Framed(shell, Inline(title), view(api, links))


def _errata(api: Api, shell: Shell, _links: Links) -> ErrataPage:
    rows = (
        ErrataRow(
            about=code(found.about),
            box=view_box(api, found.erratum, found.owner, f"{found.page}{END}"),
        )
        for found in find_errata(api)
    )
    return ErrataPage(shell, Inline("Errata"), tuple(rows))
