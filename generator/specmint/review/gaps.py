"""What the relation between types finds, and what it is told of two APIs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from specmint.model import Api, Choice, Ref, Type, Use
from specmint.review.change import Pair

Path = tuple[str, ...]
# Aspects in which a value is taken, and means something else.
MISREAD = frozenset(["meaning", "unit", "scale"])


@dataclass(frozen=True, slots=True)
class Gap:
    """Some value of the first type that is no value of the second, and in what respect.

    `first` and `second` are what the two say there. It is not sure where nothing
    can decide whether there is such a value.
    """

    path: Path
    aspect: str
    first: str = ""
    second: str = ""
    is_sure: bool = True
    is_accepted: bool = False  # a server takes the form all the same in a request


Gaps = Iterator[Gap]


@dataclass(frozen=True, slots=True)
class Relation:
    """Two APIs whose types are compared.

    `alike` pairs names of types whose differences are told elsewhere, at the types
    themselves. `assumed` are pairs that are being compared, for types in a circle.
    """

    first: Api
    second: Api
    alike: Mapping[str, str] = field(default_factory=dict)
    assumed: frozenset[tuple[str, str]] = frozenset()
    in_text: bool = False

    def assuming(self, first: str, second: str) -> "Relation":
        return replace(self, assumed=self.assumed | {(first, second)})

    def as_json(self) -> "Relation":
        return replace(self, in_text=False) if self.in_text else self

    def as_text(self) -> "Relation":
        return self if self.in_text else replace(self, in_text=True)

    def knows(self, first: Use, second: Use) -> bool:
        """Whether two uses name types that need no comparison here."""
        if not isinstance(first.type, Ref) or not isinstance(second.type, Ref):
            return False
        names = first.type.name, second.type.name
        is_known = self.alike.get(names[0]) == names[1] or names in self.assumed
        return is_known and _own(first) == _own(second)


def _own(use: Use) -> tuple[object, ...]:
    """What a use says in place of its type."""
    return use.wire, use.accepts, use.unit, use.scale, use.minimum, use.maximum


def effective(api: Api, use: Use) -> Type | Choice:
    """Give the type of a use, with what the use says in place of it."""
    kind = api.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    says = {
        name: value
        for name in ("wire", "accepts", "unit", "scale", "minimum", "maximum")
        if (value := getattr(use, name)) not in (None, "", ()) and hasattr(kind, name)
    }
    return replace(kind, **says) if says else kind


def relations(pair: Pair) -> tuple[Relation, Relation]:
    """Give the relation from old to new, and the one from new to old."""
    back = {new: old for old, new in pair.types.items()}
    forward = Relation(pair.base, pair.head, pair.types)
    return forward, Relation(pair.head, pair.base, back)


def compare_nothing(
    _relation: Relation, _first: Use, _second: Use, _path: Path
) -> Gaps:
    """Compare no part, where each part is walked for itself."""
    return iter(())
