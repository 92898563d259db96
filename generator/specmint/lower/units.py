"""What is counted in one unit is one class, which type-checkers keep apart from others."""

from collections.abc import Callable, Mapping

from specmint.model import (
    Api,
    Beside,
    Counted,
    Decimal,
    Duration,
    Envelope,
    Integer,
    Layout,
    Lookup,
    NamedType,
    Ref,
    Timestamp,
)


def unit_of(named: NamedType) -> object:
    """Give what tells a unit from all others; None for what counts nothing."""
    kind = named.type
    match kind:
        case Integer() | Decimal() if isinstance(kind.scale, Lookup):
            return named.name
        case Integer() | Decimal():
            return (
                (type(kind), kind.unit)
                if isinstance(kind.unit, str) and kind.unit
                else None
            )
        case Timestamp(wire=Counted(unit=unit) | Layout(unit=unit)):
            return Timestamp, unit
        case Duration(wire=Counted(unit=unit) | Layout(unit=unit)):
            return Duration, unit
    return None


def unit_classes(
    api: Api,
    types: Mapping[str, str],
    unit_of: Callable[[NamedType], object] = unit_of,
) -> Mapping[str, str]:
    """Name the class of each type that counts something; the first of a unit gives it.

    `types` are the names of types in the language, and `unit_of` tells its units apart.
    """
    classes: dict[object, str] = {}
    return {
        name: classes.setdefault(unit, types[name])
        for name, named in api.types.items()
        if (unit := unit_of(named)) is not None
    }


def time_taken(api: Api, envelope: Envelope, transport: str) -> str:
    """Name the member beside a result that says how many seconds a call took."""
    there = (one for one in envelope.beside if one.over in {"", transport})
    return next((one.field.name for one in there if _counts_seconds(api, one)), "")


def _counts_seconds(api: Api, beside: Beside) -> bool:
    kind = beside.field.use.type
    named = api.types[kind.name].type if isinstance(kind, Ref) else kind
    return getattr(named, "unit", "") == "s"
