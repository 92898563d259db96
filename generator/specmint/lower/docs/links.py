"""Where methods, types and errors are in the Markdown reference."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.facts import TRANSPORT_NAMES
from specmint.model import Api
from specmint.naming import anchors, slug
from specmint.targets import markdown
from specmint.text import Inline, code, link, words


@dataclass(frozen=True, slots=True)
class Links:
    """Addresses by name, as seen from one page."""

    methods: dict[str, str]
    types: dict[str, str]
    errors: dict[str, str]
    transports: dict[str, str]
    page: str = ""

    def method(self, name: str) -> Inline:
        return self._link(name, self.methods)

    def type(self, name: str) -> Inline:
        return self._link(name, self.types)

    def transport(self, name: str) -> Inline:
        title = words(TRANSPORT_NAMES[name])
        return link(title, self.from_here(self.transports[name]))

    def error(self, name: str) -> Inline:
        return self._link(name, self.errors)

    def _link(self, name: str, addresses: dict[str, str]) -> Inline:
        return link(code(name), self.from_here(addresses[name]))

    def from_here(self, address: str) -> str:
        """Give the way to an anchor from this page."""
        page, anchor = address.split("#")
        if page == self.page:
            return f"#{anchor}"
        return f"{'../' * self.page.count('/')}{page}#{anchor}"


def make_links(api: Api) -> Links:
    """Find every anchor, as code hosts make them from the headings of a page."""
    methods: dict[str, str] = {}
    for group in api.groups:
        names = [method.name for method in api.methods if method.group == group.name]
        page = markdown.methods_page(group.name)
        methods |= _addresses(page, names, title=group.title)
    types = _addresses(markdown.TYPES, api.types)
    errors = _addresses(markdown.ERRORS, api.errors)
    transports = {
        one.name: f"{markdown.TRANSPORTS}#{slug(TRANSPORT_NAMES[one.name])}"
        for one in api.transports
    }
    return Links(methods, types, errors, transports)


def _addresses(page: str, names: Iterable[str], title: str = "") -> dict[str, str]:
    """Find the headings of the named; a page's title may take the anchor of one."""
    listed = list(names)
    _, *made = anchors([title, *listed])
    return {name: f"{page}#{anchor}" for name, anchor in zip(listed, made, strict=True)}
