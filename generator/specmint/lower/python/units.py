"""What is counted in one unit is one class, which type-checkers keep apart from others."""

from collections.abc import Mapping

from specmint.lower.python.names import Names
from specmint.model import (
    Api,
    Counted,
    Decimal,
    Duration,
    Integer,
    Layout,
    Lookup,
    NamedType,
    Timestamp,
)


def unit_classes(api: Api, names: Names) -> Mapping[str, str]:
    """Name the class of each type that counts something; the first of a unit gives it."""
    classes: dict[object, str] = {}
    return {
        name: classes.setdefault(unit, names.types[name])
        for name, named in api.types.items()
        if (unit := unit_of(named)) is not None
    }


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
