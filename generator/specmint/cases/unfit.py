"""Values that fit no form of a type, and what a call that lacks parameters is told."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from specmint.cases.loose import loose, loosened
from specmint.cases.parts import Json
from specmint.model import (
    Api,
    Boolean,
    BoundParam,
    Bytes,
    Choice,
    Counted,
    Decimal,
    Enum,
    Example,
    Http,
    Integer,
    Method,
    Refuse,
    Rpc,
    String,
    Use,
    Words,
    Ws,
)
from specmint.wire import (
    Context,
    Level,
    accepted,
    decode,
    from_text,
    resolve,
    travelling,
    travels_as_text,
)

_ODD: tuple[Json, ...] = ({"odd": 1}, ["odd", 1], "odd \u2026", 5, True)
_ODD_TEXTS = ("odd \u2026", "-0x", "{}")


def unfit(
    api: Api,
    method: Method,
    bound: BoundParam,
    more: Rpc | Http | Ws,
    example: Example,
) -> Json:
    """Give a value for a parameter that fits none of the forms it is taken in, or None."""
    use = next(one.use for one in method.params if one.name == bound.param)
    is_text = travels_as_text(bound)
    if _is_loose(api, use, bound, more) or (is_text and _is_any_text(api, use)):
        return None
    here = travelling(api, use, bound, getattr(more, "wire", ()))
    forms = accepted(api, use, bound, getattr(more, "accepts", ()))
    uses = [here, *(replace(here, wire=form) for form in forms)]
    level = Level(example.params, {param.name: param for param in method.params})
    context = Context(level, level, is_request=True)
    read = from_text if is_text else decode
    for value in _ODD_TEXTS if is_text else _ODD:
        if all(read(api, one, value, context)[1] for one in uses):
            if isinstance(value, dict) and not _is_of_another_kind(api, here, value):
                continue
            return value
    return None


def _is_of_another_kind(api: Api, use: Use, value: Json) -> bool:
    """Whether a value does not even fit without the rules of what it is made of."""
    free = replace(use, type=loose(use.type))
    return bool(decode(loosened(api), free, value, Context(is_request=True))[1])


def unfit_text(api: Api, method: Method, bound: BoundParam) -> str:
    """Give a text for a parameter that is some text, but not this one; or nothing."""
    use = next(one.use for one in method.params if one.name == bound.param)
    kind = resolve(api, use)
    if isinstance(kind, Bytes):
        return "odd \u2026"
    is_word = isinstance(kind, Enum) and kind.of == "string" and not kind.open
    return "odd \u2026" if is_word else ""


def refuse_of(api: Api, method: Method, bound: BoundParam) -> Refuse | None:
    """Give what the type of a parameter says of values that break its rules."""
    use = next(one.use for one in method.params if one.name == bound.param)
    return api.refuse(use)


def _is_loose(api: Api, use: Use, bound: BoundParam, more: Rpc | Http | Ws) -> bool:
    """Whether anything is taken: what is none of the true words is false."""
    if not isinstance(resolve(api, use), Boolean):
        return False
    forms = accepted(api, use, bound, getattr(more, "accepts", ()))
    here = travelling(api, use, bound, getattr(more, "wire", ()))
    return any(isinstance(form, Words) for form in (here.wire, *forms))


def _is_any_text(api: Api, use: Use) -> bool:
    """Whether every text is of the kind; what a pattern refuses is for the method."""
    kind = resolve(api, use)
    return isinstance(kind, String) or (isinstance(kind, Enum) and kind.open)


def is_number(api: Api, method: Method, bound: BoundParam) -> bool:
    """Whether a text should be the digits of a number, also of one that counts time."""
    use = next(one.use for one in method.params if one.name == bound.param)
    kind = resolve(api, use)
    is_counted = isinstance(getattr(kind, "wire", None), Counted)
    return is_counted or isinstance(kind, Integer | Decimal)


def decides(method: Method, name: str) -> bool:
    """Whether the shape of another parameter hangs on this one."""
    return any(
        isinstance(one.use.type, Choice) and one.use.type.by.split(".")[0] == name
        for one in method.params
    )


def lacking(
    method: Method, wire_name: str, names: Sequence[str], listed: Iterable[str]
) -> dict[str, str | int]:
    """Give the facts of a call that lacks these names, of all that are listed."""
    quoted = [f"'{name}'" for name in names]
    joined = " and ".join(quoted)
    if len(names) > 2:
        joined = f"{', '.join(quoted[:-1])}, and {quoted[-1]}"
    return {
        "method": wire_name,
        "function": method.name,
        "name": names[0],
        "names": joined,
        "count": len(names),
        "noun": "argument" if len(names) == 1 else "arguments",
        "listed": str(list(listed)),
    }
