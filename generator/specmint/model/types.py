"""What a value means (a type), and how it travels (its wire form)."""

from dataclasses import dataclass
from decimal import Decimal as Exact

from specmint.model.facts import NO_FACTS, Facts, Json, Texts
from specmint.model.forms import Wire, Wires
from specmint.model.refusals import Refuse


@dataclass(frozen=True, slots=True)
class Lookup:
    """A scale that a row of a table gives; `by` picks the row."""

    table: str
    by: str


@dataclass(frozen=True, slots=True)
class Sibling:
    """A unit that a sibling names."""

    by: str


@dataclass(frozen=True, slots=True)
class Integer:
    wire: Wire = "number"
    accepts: Wires = ()
    unit: str | Sibling = ""
    scale: int | Lookup | None = None
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Decimal:
    wire: Wire = "number"
    accepts: Wires = ()
    unit: str | Sibling = ""
    scale: int | Lookup | None = None
    minimum: Exact | int | None = None
    maximum: Exact | int | None = None


@dataclass(frozen=True, slots=True)
class Boolean:
    wire: Wire = "json"
    accepts: Wires = ()


@dataclass(frozen=True, slots=True)
class String:
    pattern: str = ""
    min_length: int | None = None
    max_length: int | None = None
    unit: str | Sibling = ""
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Bytes:
    wire: Wire = "hex"
    length: int | None = None
    min_length: int | None = None
    max_length: int | None = None
    secret: bool = False


@dataclass(frozen=True, slots=True)
class Timestamp:
    wire: Wire


@dataclass(frozen=True, slots=True)
class Duration:
    wire: Wire
    minimum: int | None = None
    maximum: int | None = None


@dataclass(frozen=True, slots=True)
class Nothing:
    """Null, and nothing else."""


@dataclass(frozen=True, slots=True)
class Anything:
    why: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value of an enum; `text` is the word, the number, or a range of numbers."""

    text: str
    name: str
    facts: Facts


@dataclass(frozen=True, slots=True)
class Enum:
    values: tuple[Value, ...]
    of: str = "string"
    wire: Wire = "json"
    open: bool = False


@dataclass(frozen=True, slots=True)
class List:
    items: "Use"
    wire: Wire = "json"
    min_items: int | None = None
    max_items: int | None = None


@dataclass(frozen=True, slots=True)
class Map:
    items: "Use"
    keys: "Use"


@dataclass(frozen=True, slots=True)
class Tuple:
    """`least` places are always there; `rest` is the type of further ones."""

    items: tuple["Use", ...]
    rest: "Use | None" = None
    least: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """`fields` are complete: what `include` names has been taken in, first."""

    fields: tuple["Field", ...]
    include: Texts = ()
    rest: "Use | None" = None
    exactly_one_of: tuple[Texts, ...] = ()
    together: tuple[tuple[str, Texts], ...] = ()


@dataclass(frozen=True, slots=True)
class Union:
    """Chosen by the text of a member (`tag`), by JSON kind, or by a member that is there."""

    chosen_by: str  # tag, kind or has
    cases: tuple[tuple[str, "Use"], ...]
    tag: str = ""
    otherwise: "Use | None" = None
    include: tuple["Field", ...] = ()


Type = (
    Integer
    | Decimal
    | Boolean
    | String
    | Bytes
    | Timestamp
    | Duration
    | Nothing
    | Anything
    | Enum
    | List
    | Map
    | Tuple
    | Record
    | Union
)


@dataclass(frozen=True, slots=True)
class Ref:
    """A type by its name in `Api.types`."""

    name: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A shape that a value elsewhere decides; case keys are wire texts."""

    by: str
    cases: tuple[tuple[str, "Use"], ...]
    otherwise: "Use | None" = None
    missing: "Use | None" = None


@dataclass(frozen=True, slots=True)
class Use:
    """A type where it is used, with what holds only here."""

    type: Ref | Type | Choice
    nullable: bool = False
    wire: Wire | None = None
    accepts: Wires = ()
    unit: str | Sibling = ""
    scale: int | Lookup | None = None
    minimum: Exact | int | None = None
    maximum: Exact | int | None = None
    secret: bool = False
    refuse: Refuse | None = None
    facts: Facts = NO_FACTS


@dataclass(frozen=True, slots=True)
class Default:
    """What the server assumes; a box, because null is a value too."""

    value: Json


@dataclass(frozen=True, slots=True)
class Field:
    """A member of a record, or a parameter of a method."""

    name: str
    use: Use
    optional: bool = False
    default: Default | None = None
    only_when: tuple[tuple[str, Texts], ...] = ()
    also: Texts = ()

    @property
    def facts(self) -> Facts:
        return self.use.facts

    @property
    def may_be_missing(self) -> bool:
        return bool(
            self.optional or self.default or self.only_when or self.facts.comes_and_goes
        )


@dataclass(frozen=True, slots=True)
class NamedType:
    """A type with its name; `refuse` answers a value that breaks its rules."""

    name: str
    type: Type
    facts: Facts
    refuse: Refuse | None = None
