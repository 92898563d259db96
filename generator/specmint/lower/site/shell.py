"""What is around every page: its head, the list of methods, and the way to all pages."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.links import Links
from specmint.lower.docs.sent import has_sent
from specmint.lower.site.links import to_page
from specmint.model import Api, Method
from specmint.targets import site
from specmint.text import Attribute, Html, Inline, attribute, html, words

PAGES = {
    site.HOME: ("Overview", "what the API is, and all its methods"),
    site.AMOUNTS: ("Amounts", "how to send numbers and money exactly"),
    site.FAILURES: ("Handling errors", "how errors arrive, and what to do then"),
    site.RESENDS: ("Resends", "which methods may be sent again"),
    site.ERRORS: ("Errors", "every error and the methods that raise it"),
    site.TYPES: ("Types", "every named type with its form on the wire"),
    site.TRANSPORTS: ("Transports", "addresses, envelopes, dialects and limits"),
    site.AUTHENTICATION: ("Authentication", "credentials and how they are sent"),
    site.SENT: ("Pushes and webhooks", "what the service sends by itself"),
    site.ERRATA: ("Errata", "where the documents are wrong"),
}
GUIDES = (site.AMOUNTS, site.FAILURES, site.RESENDS)


@dataclass(frozen=True, slots=True)
class PageLink:
    label: Inline
    href: Attribute
    current: Attribute
    about: Inline


@dataclass(frozen=True, slots=True)
class MethodLink:
    label: Html
    href: Attribute
    effect: Attribute


@dataclass(frozen=True, slots=True)
class GroupLinks:
    title: Inline
    href: Attribute
    current: Attribute
    is_here: bool
    methods: tuple[MethodLink, ...]


@dataclass(frozen=True, slots=True)
class Shell:
    """The frame of a page; `root` is the way to the first page of the site."""

    title: Html
    about: Attribute
    root: Attribute
    site: Attribute
    api: Attribute
    api_title: Inline
    home: Attribute
    styles: Attribute
    script: Attribute
    icon: Attribute
    markdown: Attribute
    has_methods: bool
    guides: tuple[PageLink, ...]
    pages: tuple[PageLink, ...]
    groups: tuple[GroupLinks, ...]


def view_shell(api: Api, links: Links, page: str, title: str, about: str) -> Shell:
    """Make the frame of a page; its name has no ending."""
    root = "../" * (page.count("/") + 1)
    shown = [one for one in PAGES if one != site.SENT or has_sent(api)]
    return Shell(
        title=html(f"{title} · {api.title}" if title else api.title),
        about=attribute(about),
        root=attribute(root),
        site=attribute(f"{root}index.html"),
        api=attribute(api.name),
        api_title=words(api.title),
        home=to_page(site.HOME, links),
        **assets(root),
        markdown=attribute(f"{page.rpartition('/')[2]}.md"),
        has_methods=True,
        guides=tuple(_page(one, page, links) for one in shown if one in GUIDES),
        pages=tuple(_page(one, page, links) for one in shown if one not in GUIDES),
        groups=tuple(_groups(api, page, links)),
    )


def assets(root: str) -> dict[str, Attribute]:
    return {
        "styles": attribute(f"{root}site.css"),
        "script": attribute(f"{root}site.js"),
        "icon": attribute(f"{root}icon.svg"),
    }


def _page(name: str, page: str, links: Links) -> PageLink:
    label, about = PAGES[name]
    return PageLink(
        Inline(label), to_page(name, links), current(name == page), Inline(about)
    )


def current(is_here: bool) -> Attribute:
    return attribute("page" if is_here else "false")


def _groups(api: Api, page: str, links: Links) -> Iterable[GroupLinks]:
    for group in api.groups:
        own = site.methods_page(group.name)
        methods = [one for one in api.methods if one.group == group.name]
        yield GroupLinks(
            title=words(group.title),
            href=to_page(own, links),
            current=current(own == page),
            is_here=own == page,
            methods=tuple(_method(one, own == page, links) for one in methods),
        )


def _method(method: Method, is_here: bool, links: Links) -> MethodLink:
    anchor = method.name
    own = site.methods_page(method.group)
    href = attribute(f"#{anchor}") if is_here else to_page(own, links, anchor)
    return MethodLink(html(method.name), href, attribute(method.effect))
