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
    page: str = ""

    def method(self, name: str) -> Inline:
        return self._link(name, self.methods)

    def type(self, name: str) -> Inline:
        return self._link(name, self.types)

    def transport(self, name: str) -> Inline:
        title = TRANSPORT_NAMES[name]
        address = f"{markdown.TRANSPORTS}#{slug(title)}"
        return link(words(title), self._from_here(address))

    def error(self, name: str) -> Inline:
        return self._link(name, self.errors)

    def _link(self, name: str, addresses: dict[str, str]) -> Inline:
        return link(code(name), self._from_here(addresses[name]))

    def _from_here(self, address: str) -> str:
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
    return Links(methods, types, errors)


def _addresses(page: str, names: Iterable[str], title: str = "") -> dict[str, str]:
    """Find the headings of the named; a page's title may take the anchor of one."""
    listed = list(names)
    _, *made = anchors([title, *listed])
    return {name: f"{page}#{anchor}" for name, anchor in zip(listed, made, strict=True)}
