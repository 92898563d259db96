"""Where methods, types and errors are on the site, and the addresses of its pages."""

from specmint.lower.docs.facts import TRANSPORT_NAMES
from specmint.lower.docs.links import Links
from specmint.model import Api
from specmint.naming import slug
from specmint.targets import site
from specmint.text import Attribute, attribute

END = ".html"


def make_site_links(api: Api) -> Links:
    """Find every anchor: names as they are, since no other page shares them."""
    types, errors = f"{site.TYPES}{END}", f"{site.ERRORS}{END}"
    return Links(
        methods={
            one.name: f"{site.methods_page(one.group)}{END}#{one.name}"
            for one in api.methods
        },
        types={name: f"{types}#{name}" for name in api.types},
        errors={name: f"{errors}#{name}" for name in api.errors},
        transports={
            one.name: f"{site.TRANSPORTS}{END}#{transport_anchor(one.name)}"
            for one in api.transports
        },
    )


def transport_anchor(name: str) -> str:
    return slug(TRANSPORT_NAMES[name])


def to_page(page: str, links: Links, anchor: str = "") -> Attribute:
    """Give the way to a page of the same API from the one at hand."""
    folder, _, own = page.rpartition("/")
    if folder and links.page.startswith(f"{folder}/"):
        page = own
    else:
        page = f"{'../' * links.page.count('/')}{page}"
    return attribute(f"{page}{END}{f'#{anchor}' if anchor else ''}")
