"""Which shapes the value of a parameter or a member decides, whatever the language."""

from collections.abc import Iterable

from specmint.model import Api, Choice, Json, Method, Use
from specmint.wire import decode, wire_text


def decides(method: Method) -> str:
    """Name the parameter that decides the shape of the result or of another one."""
    uses = [param.use for param in method.params]
    uses += [method.result] if method.result else []
    names = {param.name for param in method.params}
    for use in uses:
        if isinstance(use.type, Choice) and use.type.by in names:
            return use.type.by
    return ""


def keys(uses: Iterable[Use | None], by: str) -> list[str]:
    """List the values that decide something, as wire texts."""
    found: dict[str, None] = {}
    for use in uses:
        if use is not None and isinstance(use.type, Choice) and use.type.by == by:
            found |= dict.fromkeys(key for key, _ in use.type.cases)
    return list(found)


def chosen(use: Use, by: str, key: str | None) -> Use | None:
    """Give what a use is for one deciding value; None is none at all."""
    choice = use.type
    if not isinstance(choice, Choice) or choice.by != by:
        return use
    if key is None:
        return choice.missing or choice.otherwise
    return dict(choice.cases).get(key, choice.otherwise)


def values(api: Api, use: Use, key: str) -> Iterable[Json]:
    """Give the meanings that travel as a text."""
    found: list[Json] = []
    for candidate in (key, *_numbers(key), *_booleans(key)):
        meaning, misfits = decode(api, use, candidate)
        if (
            not misfits
            and wire_text(candidate) == key
            and isinstance(meaning, str | int)
        ):
            found.append(meaning)
    return dict.fromkeys(found) if len({type(one) for one in found}) < 2 else found


def _numbers(key: str) -> list[int]:
    return [int(key)] if key.lstrip("-").isdecimal() else []


def _booleans(key: str) -> list[bool]:
    return [key == "true"] if key in {"true", "false"} else []
