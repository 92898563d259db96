"""A change between two models: what it is about, where, and who sends what it touches."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from specmint.model import Api

CLIENT, SERVER = "client", "server"
Path = tuple[str | int, ...]
Names = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Change:
    """One rule met at one place; a path is empty where the place is not there.

    `senders` are who sends the values that it is about, if it is about values.
    `methods` are those that it touches.
    """

    rule: str
    base: Path
    head: Path
    old: str = ""
    new: str = ""
    senders: Names = ()
    methods: Names = ()

    @property
    def path(self) -> Path:
        return self.head or self.base


Changes = Iterator[Change]


@dataclass(frozen=True, slots=True)
class Reach:
    """Who sends a named type, and in which methods."""

    senders: Names = ()
    methods: Names = ()


@dataclass(frozen=True, slots=True)
class Pair:
    """Two models of one API, the names of types that are the same, and what reaches them."""

    base: Api
    head: Api
    types: Mapping[str, str]
    reach: Mapping[str, Reach]  # by the name in the base


@dataclass(frozen=True, slots=True)
class Site:
    """A place in both models; who sends what stands there, and in which methods."""

    base: Path
    head: Path
    senders: Names = ()
    methods: Names = ()

    def at(self, *steps: str | int) -> "Site":
        return replace(self, base=(*self.base, *steps), head=(*self.head, *steps))

    def of(self, old: tuple[str | int, ...], new: tuple[str | int, ...]) -> "Site":
        return replace(self, base=(*self.base, *old), head=(*self.head, *new))

    def sent_by(self, *senders: str) -> "Site":
        return replace(self, senders=senders)

    def change(self, rule: str, old: Any = "", new: Any = "") -> Change:
        told = str(old), str(new)
        return Change(rule, self.base, self.head, *told, self.senders, self.methods)

    def added(self, rule: str, *steps: str | int, new: str = "") -> Change:
        head = (*self.head, *steps)
        return Change(rule, (), head, "", new, self.senders, self.methods)

    def removed(self, rule: str, *steps: str | int, old: str = "") -> Change:
        base = (*self.base, *steps)
        return Change(rule, base, (), old, "", self.senders, self.methods)


def attribute_changes(
    site: Site, base: Any, head: Any, rules: Mapping[str, str], *, by_key: bool = True
) -> Changes:
    """Tell attributes that differ, each by its rule."""
    for name, rule in rules.items():
        old, new = getattr(base, name), getattr(head, name)
        if old != new:
            place = site.at(name) if by_key else site
            yield place.change(rule, shown(old), shown(new))


def word_changes(
    site: Site, base: Iterable[Any], head: Iterable[Any], added: str, removed: str
) -> Changes:
    """Tell words that came and words that went."""
    old, new = list(base), list(head)
    yield from (site.change(added, "", shown(one)) for one in new if one not in old)
    yield from (site.change(removed, shown(one)) for one in old if one not in new)


def limit_changes(site: Site, old: int | None, new: int | None, name: str) -> Changes:
    """Tell a bound that became tighter or looser; none is the loosest."""
    if old == new:
        return
    is_tighter = old is None or (new is not None and new < old)
    sense = "tightened" if is_tighter else "loosened"
    yield site.change(f"{name}-{sense}", shown(old), shown(new))


def shown(value: Any) -> str:
    """Show a plain value of the model on one line."""
    match value:
        case None | "" | ():
            return "none"
        case bool():
            return "yes" if value else "no"
        case tuple():
            return ", ".join(_pair(item) for item in value)
    if is_dataclass(value):
        return " ".join(shown(getattr(value, one.name)) for one in fields(value))
    return str(value)


def _pair(item: Any) -> str:
    if isinstance(item, tuple):
        return " ".join(_pair(part) for part in item)
    return "absent" if item is None else str(item)
