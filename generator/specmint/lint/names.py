"""Names that break the custom of their own API."""

from collections import Counter
from collections.abc import Iterable, Iterator
import re

from specmint.model import Api, Record

Path = tuple[str | int, ...]
_CUSTOMS = {
    "words_with_underscores": re.compile(r"[a-z][a-z0-9]*(?:_[a-z0-9]+)+"),
    "wordsWithCapitals": re.compile(r"[a-z][a-z0-9]*(?:[A-Z][a-z0-9]*)+"),
    "WordsWithCapitals": re.compile(r"(?:[A-Z][a-z0-9]*)+"),
    "words-with-hyphens": re.compile(r"[a-z][a-z0-9]*(?:-[a-z0-9]+)+"),
}
_LEAST = 10  # of so few names none is a custom
_MOST_ODD = 0.1


def odd_names(api: Api) -> Iterator[tuple[Path, str]]:
    """Find names that one in ten does not follow; a name of one word follows all."""
    yield from _odd(
        "method", [(("methods", one.name), one.name) for one in api.methods]
    )
    yield from _odd("type", [(("types", name), name) for name in api.types])
    yield from _odd("parameter", _params(api))
    yield from _odd("member", _fields(api))


def _params(api: Api) -> list[tuple[Path, str]]:
    return [
        (("methods", method.name, "params", field.name), field.name)
        for method in api.methods
        for field in method.params
    ]


def _fields(api: Api) -> list[tuple[Path, str]]:
    return [
        (("types", name, "fields", field.name), field.name)
        for name, known in api.types.items()
        if isinstance(known.type, Record) and not known.type.include
        for field in known.type.fields
    ]


def _odd(kind: str, named: Iterable[tuple[Path, str]]) -> Iterator[tuple[Path, str]]:
    found = [
        (path, name, custom) for path, name in named if (custom := custom_of(name))
    ]
    counts = Counter(custom for _, _, custom in found)
    if len(found) < _LEAST:
        return
    custom, number = counts.most_common(1)[0]
    if len(found) - number > _MOST_ODD * len(found):
        return
    for path, name, other in found:
        if other != custom:
            yield path, f"`{name}` is no {kind} like the others, which are {custom}"


def custom_of(name: str) -> str:
    """Name the custom that a name follows, if it has more than one word."""
    return next((one for one, form in _CUSTOMS.items() if form.fullmatch(name)), "")
