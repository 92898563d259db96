"""The views of the Markdown reference, page by page."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import Any

from specmint.cases import Traffic
from specmint.lower.docs.auth import view_auth
from specmint.lower.docs.errors import view_errors
from specmint.lower.docs.links import Links, make_links
from specmint.lower.docs.methods import view_group
from specmint.lower.docs.overview import view_overview
from specmint.lower.docs.sent import has_sent, view_sent
from specmint.lower.docs.transports import view_transports
from specmint.lower.docs.types import view_types
from specmint.lower.sampling import list_samples
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import markdown


def plan_files(api: Api, traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan every page of one API's reference."""
    links = make_links(api)
    samples = list_samples(api, traffic)
    views: list[tuple[str, Callable[[Links], Any]]] = [
        (markdown.OVERVIEW, lambda at: view_overview(api, at, has_sent=has_sent(api))),
        (markdown.TRANSPORTS, lambda at: view_transports(api, at)),
        (markdown.AUTHENTICATION, lambda at: view_auth(api, at)),
        (markdown.TYPES, lambda at: view_types(api, at)),
        (markdown.ERRORS, lambda at: view_errors(api, at)),
    ]
    if has_sent(api):
        views.append((markdown.SENT, lambda at: view_sent(api, at)))
    for group in api.groups:
        view = partial(view_group, api, group, traffic, samples)
        views.append((markdown.methods_page(group.name), view))
    return tuple(
        FilePlan(page, markdown.template(page), view(replace(links, page=page)))
        for page, view in views
    )
