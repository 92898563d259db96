"""A use of a type in TypeScript: what the compiler sees, and the codec."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from specmint.lower.typescript.layout import split_union
from specmint.lower.typescript.names import Names
from specmint.lower.typescript.scalars import (
    Shape,
    boolean_codec,
    decimal_shape,
    enum_shape,
    integer_shape,
    time_shape,
)
from specmint.model import (
    Anything,
    Api,
    Boolean,
    Bytes,
    Choice,
    Decimal,
    Duration,
    Enum,
    Integer,
    List,
    Map,
    Nothing,
    Record,
    Ref,
    String,
    Timestamp,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.text.typescript import ts_key, ts_literal


@dataclass(frozen=True, slots=True)
class Shapes:
    """Makes shapes for one file; `prefix` leads to the module of types."""

    api: Api
    names: Names
    units: Mapping[str, str]  # the type of a named type that counts something
    prefix: str = ""
    later: frozenset[str] = frozenset()  # types that are defined further down

    def of(self, use: Use | None) -> Shape:
        if use is None:
            return Shape("null", "NOTHING")
        shape = self._plain(use)
        if use.nullable and not isinstance(use.type, Choice):
            return Shape(either(shape.annotation, "null"), f"nullable({shape.codec})")
        return shape

    def _plain(self, use: Use) -> Shape:
        match use.type:
            case Choice():
                return self._choice(use.type, nullable=use.nullable)
            case Ref() if _changes(use):
                kind = self.api.types[use.type.name].type
                unit = self._unit(use.type.name, kind)
                return self._inline(_unnamed(kind, use), unit)
            case Ref():
                return self.named(use.type.name)
        return self._inline(_unnamed(use.type, use), "")

    def named(self, name: str) -> Shape:
        """Refer to a named type, whose codec has its name unless it is everybody's."""
        own = f"{self.prefix}{self.names.types[name]}"
        if self.is_plain(name):
            return Shape(own, self.definition(name).codec)
        return Shape(own, f"later(() => {own})" if name in self.later else own)

    def is_plain(self, name: str) -> bool:
        """Whether a named type has no codec of its own."""
        kind = self.api.types[name].type
        if isinstance(kind, Record | List | Map | Tuple | Union):
            return False
        return self.definition(name).codec.isidentifier()

    def definition(self, name: str) -> Shape:
        """Define a named type, other than a record."""
        kind = self.api.types[name].type
        return self._inline(kind, self._unit(name, kind))

    def _unit(self, name: str, kind: Type) -> str:
        """Name the type of what counts something, or of a numbered enum."""
        if isinstance(kind, Enum) and kind.of == "integer":
            return f"{self.prefix}{self.names.types[name]}"
        unit = self.units.get(name, "")
        return f"{self.prefix}{unit}" if unit else ""

    def _inline(self, kind: Type | Ref | Choice, unit: str) -> Shape:
        match kind:
            case Integer():
                return integer_shape(kind, unit, self.prefix)
            case Decimal():
                return decimal_shape(kind, unit, self.prefix)
            case Timestamp() | Duration():
                return time_shape(kind, unit)
            case String():
                return Shape("string", "TEXT")
            case Boolean():
                return Shape("boolean", boolean_codec(kind.wire))
            case Bytes():
                form = "" if kind.wire == "hex" else str(ts_literal(kind.wire))
                return Shape("Uint8Array", f"octets({form})")
            case Nothing():
                return Shape("null", "NOTHING")
            case Anything():
                return Shape("Json", "ANYTHING")
            case Enum():
                return enum_shape(kind, unit)
        return self._parts(kind)

    def _parts(self, kind: Type | Ref | Choice) -> Shape:
        match kind:
            case List():
                item = self.of(kind.items)
                made = {"comma": "commas", "repeated": "repeated"}
                codec = made.get(str(kind.wire), "list")
                return Shape(listed(item.annotation), f"{codec}({item.codec})")
            case Map():
                item = self.of(kind.items)
                annotation = mapped(item.annotation)
                return Shape(annotation, f"map({item.codec})")
            case Tuple():
                return self._tuple(kind)
            case Union():
                return self._union(kind)
        raise AssertionError(f"{type(kind).__name__} always has a name")

    def _tuple(self, kind: Tuple) -> Shape:
        items = [self.of(item) for item in kind.items]
        kinds = [
            f"{item.annotation}?" if index >= kind.least else item.annotation
            for index, item in enumerate(items)
        ]
        kinds = [
            f"({one[:-1]})?" if one.endswith("?") and " | " in one else one
            for one in kinds
        ]
        rest = self.of(kind.rest) if kind.rest else None
        kinds += (
            [f"...{listed(rest.annotation)}".replace("readonly ", "")] if rest else []
        )
        annotation = f"readonly [{', '.join(kinds)}]"
        args = [f"[{', '.join(item.codec for item in items)}]", str(kind.least)]
        args += [rest.codec] if rest else []
        return Shape(annotation, f"tuple<{annotation}>({', '.join(args)})")

    def _union(self, kind: Union) -> Shape:
        cases = [(key, self.of(use)) for key, use in kind.cases]
        last = self.of(kind.otherwise) if kind.otherwise else None
        shapes = [*(shape for _, shape in cases), *([last] if last else [])]
        rows = ", ".join(f"{ts_key(key)}: {shape.codec}" for key, shape in cases)
        args = [f"{{ {rows} }}", *([last.codec] if last else [])]
        made = {"tag": "byTag", "has": "byMember", "kind": "byKind"}[kind.chosen_by]
        if kind.chosen_by == "tag":
            args.insert(0, str(ts_literal(kind.tag)))
        return Shape(
            either(*(shape.annotation for shape in shapes)),
            f"{made}({', '.join(args)})",
        )

    def _choice(self, choice: Choice, *, nullable: bool) -> Shape:
        """Say what may be there, and what decides it."""
        cases = [(key, self.of(use)) for key, use in choice.cases]
        others = [
            (name, self.of(use))
            for name, use in (
                ("otherwise", choice.otherwise),
                ("missing", choice.missing),
            )
            if use is not None
        ]
        rows = ", ".join(f"{ts_key(key)}: {_or_null(s, nullable)}" for key, s in cases)
        args = [str(ts_literal(choice.by)), f"{{ {rows} }}"]
        if others:
            more = ", ".join(f"{name}: {_or_null(s, nullable)}" for name, s in others)
            args.append(f"{{ {more} }}")
        kinds = [shape.annotation for _, shape in (*cases, *others)]
        annotation = either(*kinds, *(["null"] if nullable else []))
        return Shape(annotation, f"beside({', '.join(args)})")


def _or_null(shape: Shape, nullable: bool) -> str:
    return f"nullable({shape.codec})" if nullable else shape.codec


def mapped(item: str) -> str:
    return f"{{ readonly [name: string]: {item} }}"


def listed(item: str) -> str:
    """Write the type of a list that nobody changes."""
    is_simple = len(split_union(item)) == 1 and not item.startswith("readonly ")
    return f"readonly {item}[]" if is_simple else f"readonly ({item})[]"


def either(*annotations: str) -> str:
    """Join types, each once, null last."""
    parts = [part for one in annotations for part in split_union(one)]
    kinds = dict.fromkeys(part for part in parts if part != "null")
    return " | ".join([*kinds, *(["null"] if "null" in parts else [])])


def _changes(use: Use) -> bool:
    return use.wire is not None or bool(use.unit) or use.scale is not None


def _unnamed(kind: Type | Ref | Choice, use: Use) -> Type | Ref | Choice:
    """Give what a use is that no name leads to, so that nobody converts its minor units."""
    made = _changed(kind, use)
    return replace(made, scale=None) if isinstance(made, Integer) else made


def _changed(kind: Type | Ref | Choice, use: Use) -> Type | Ref | Choice:
    """Give a type with what holds only where it is used."""
    changes: dict[str, object] = {}
    if use.wire is not None:
        changes["wire"] = use.wire
    if use.scale is not None:
        changes["scale"] = use.scale
    is_fixed = isinstance(kind, Ref | Choice) or not changes
    return kind if is_fixed else replace(kind, **changes)  # type: ignore[arg-type]
