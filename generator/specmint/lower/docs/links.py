"""Where methods, types and errors are in the Markdown reference."""

from dataclasses import dataclass

from specmint.model import Api
from specmint.naming import slug
from specmint.targets import markdown
from specmint.text import Inline, code, link


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

    def error(self, name: str) -> Inline:
        return self._link(name, self.errors)

    def _link(self, name: str, addresses: dict[str, str]) -> Inline:
        page, anchor = addresses[name].split("#")
        if page == self.page:
            return link(code(name), f"#{anchor}")
        up = "../" * self.page.count("/")
        return link(code(name), f"{up}{page}#{anchor}")


def make_links(api: Api) -> Links:
    """Find every anchor, as code hosts make them from headings."""
    pages: dict[str, list[str]] = {}
    for method in api.methods:
        pages.setdefault(method.group, []).append(method.name)
    methods = {
        name: f"{markdown.methods_page(group)}#{anchor}"
        for group, names in pages.items()
        for name, anchor in _anchors(names).items()
    }
    types = {n: f"{markdown.TYPES}#{a}" for n, a in _anchors(api.types).items()}
    errors = {n: f"{markdown.ERRORS}#{a}" for n, a in _anchors(api.errors).items()}
    return Links(methods, types, errors)


def _anchors(names: object) -> dict[str, str]:
    listed = list(names)  # type: ignore[call-overload]
    anchors = unique_slugs([slug(name) for name in listed])
    return dict(zip(listed, anchors, strict=True))


def unique_slugs(slugs: list[str]) -> list[str]:
    """Number repeated anchors as code hosts do: the second is `x-1`."""
    seen: dict[str, int] = {}
    made = []
    for one in slugs:
        number = seen.get(one, 0)
        seen[one] = number + 1
        made.append(f"{one}-{number}" if number else one)
    return made
