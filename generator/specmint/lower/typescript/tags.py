"""Tags: the members by which unions tell records apart, as literal types."""

from specmint.lower.order import with_included
from specmint.model import Api, Choice, Enum, Record, Ref, String, Type, Union, Use
from specmint.text.typescript import ts_literal


def tags_of(api: Api, name: str) -> dict[str, str]:
    """Give the types of members by which a union tells this record from others."""
    found: dict[str, str] = {}
    for other in api.types.values():
        union = other.type
        if isinstance(union, Union) and union.chosen_by == "tag":
            keys = [key for key, use in union.cases if use.type == Ref(name)]
            is_last = union.otherwise is not None and union.otherwise.type == Ref(name)
            is_text = keys and _is_text(api, name, union.tag)
            if is_text and not is_last and not _is_used_alone(api, name, other.name):
                found[union.tag] = " | ".join(str(ts_literal(key)) for key in keys)
    return found


def _is_text(api: Api, name: str, tag: str) -> bool:
    """Whether a tag is written as it travels."""
    record = api.types[name].type
    assert isinstance(record, Record)
    whole = with_included(api, name, record)
    field = next(field for field in whole.fields if field.name == tag)
    kind: object = field.use.type
    kind = api.types[kind.name].type if isinstance(kind, Ref) else kind
    is_enum = isinstance(kind, Enum) and kind.of == "string"
    return not field.may_be_missing and (is_enum or isinstance(kind, String))


def _is_used_alone(api: Api, name: str, union: str) -> bool:
    """Whether a record comes where nothing has looked at its tag."""
    uses: list[Use | None] = [method.result for method in api.methods]
    uses += [field.use for method in api.methods for field in method.params]
    uses += [push.payload for push in api.pushes]
    uses += [hook.payload for hook in api.webhooks]
    uses += [use for stream in api.streams for _, use in stream.cases]
    kinds: list[Type] = [one.type for one in api.types.values() if one.name != union]
    return any(name in _named(use) for use in uses if use) or any(
        name in _parts(kind) for kind in kinds
    )


def _named(use: Use) -> set[str]:
    match use.type:
        case Ref(name=name):
            return {name}
        case Choice(cases=cases, otherwise=otherwise, missing=missing):
            inner = [one for _, one in cases] + [
                one for one in (otherwise, missing) if one
            ]
            return set().union(*(_named(one) for one in inner))
    return _parts(use.type)


def _parts(kind: Type) -> set[str]:
    """Name the types that a type is made of."""
    found: set[str] = set()
    for attribute in ("items", "rest", "otherwise"):
        value = getattr(kind, attribute, None)
        for one in value if isinstance(value, tuple) else (value,):
            found |= _named(one) if isinstance(one, Use) else set()
    for field in getattr(kind, "fields", ()):
        found |= _named(field.use)
    if isinstance(kind, Union):
        found |= set().union(*(_named(use) for _, use in kind.cases))
    return found | set(getattr(kind, "include", ()) if isinstance(kind, Record) else ())
