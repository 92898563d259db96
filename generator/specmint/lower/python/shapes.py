"""A use of a type in Python: what a type-checker sees, and the codec."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from specmint.lower.python.names import Names
from specmint.lower.python.scalars import (
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
from specmint.text.python import literal


@dataclass(frozen=True, slots=True)
class Shapes:
    """Makes shapes for one file; `prefix` leads to the module of types."""

    api: Api
    names: Names
    units: Mapping[str, str]  # the class of a named type that counts something
    prefix: str = ""
    later: frozenset[str] = frozenset()  # types that are defined further down

    def of(self, use: Use | None) -> Shape:
        if use is None:
            return Shape("None", "NOTHING")
        shape = self._plain(use)
        if use.nullable and not isinstance(use.type, Choice):
            return Shape(either(shape.annotation, "None"), f"Nullable({shape.codec})")
        return shape

    def _plain(self, use: Use) -> Shape:
        match use.type:
            case Choice():
                return self._choice(use.type, nullable=use.nullable)
            case Ref() if _changes(use):
                kind = self.api.types[use.type.name].type
                return self._inline(_changed(kind, use), self._class(use.type.name))
            case Ref():
                return self.named(use.type.name)
        return self._inline(_changed(use.type, use), "")

    def named(self, name: str) -> Shape:
        """Refer to a named type."""
        annotation = f"{self.prefix}{self.names.types[name]}"
        kind = self.api.types[name].type
        if isinstance(kind, Record):
            codec = annotation
        elif (
            not isinstance(kind, List | Map | Tuple | Union)
            and (plain := self.definition(name).codec).isidentifier()
        ):
            return Shape(annotation, plain)
        else:
            codec = f"{self.prefix}{self.names.codecs[name]}"
        return Shape(
            annotation, f"Later(lambda: {codec})" if name in self.later else codec
        )

    def definition(self, name: str) -> Shape:
        """Define a named type, other than a record."""
        return self._inline(self.api.types[name].type, self._class(name))

    def _class(self, name: str) -> str:
        """Name the class of what counts something, or of a numbered enum."""
        kind = self.api.types[name].type
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
                return Shape("str", "TEXT")
            case Boolean():
                return Shape("bool", boolean_codec(kind.wire))
            case Bytes():
                form = "" if kind.wire == "hex" else str(literal(kind.wire))
                return Shape("bytes", f"Octets({form})")
            case Nothing():
                return Shape("None", "NOTHING")
            case Anything():
                return Shape("Json", "ANYTHING")
            case Enum():
                return enum_shape(kind, unit)
        return self._parts(kind)

    def _parts(self, kind: Type | Ref | Choice) -> Shape:
        match kind:
            case List():
                item = self.of(kind.items)
                made = {"comma": "CommaList", "repeated": "Repeated"}
                codec = made.get(str(kind.wire), "ListOf")
                return Shape(f"Sequence[{item.annotation}]", f"{codec}({item.codec})")
            case Map():
                item = self.of(kind.items)
                return Shape(f"Mapping[str, {item.annotation}]", f"MapOf({item.codec})")
            case Tuple():
                return self._tuple(kind)
            case Union():
                return self._union(kind)
        raise AssertionError(f"{type(kind).__name__} always has a name")

    def _tuple(self, kind: Tuple) -> Shape:
        items = [self.of(item) for item in kind.items]
        kinds = [item.annotation for item in items]
        rest = self.of(kind.rest) if kind.rest else None
        if rest:
            annotation = f"tuple[{either(*kinds, rest.annotation)}, ...]"
        else:
            counts = range(kind.least, len(kinds) + 1)
            annotation = either(*(f"tuple[{', '.join(kinds[:n])}]" for n in counts))
        args = [item.codec for item in items]
        args += [f"least={kind.least}", *([f"rest={rest.codec}"] if rest else [])]
        return Shape(annotation, f"TupleOf({', '.join(args)})")

    def _union(self, kind: Union) -> Shape:
        cases = [(key, self.of(use)) for key, use in kind.cases]
        last = self.of(kind.otherwise) if kind.otherwise else None
        shapes = [*(shape for _, shape in cases), *([last] if last else [])]
        listed = ", ".join(f"{literal(key)}: {shape.codec}" for key, shape in cases)
        args = [f"{{{listed}}}", *([last.codec] if last else [])]
        made = {"tag": "ByTag", "has": "ByMember", "kind": "ByKind"}[kind.chosen_by]
        if kind.chosen_by == "tag":
            args.insert(0, str(literal(kind.tag)))
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
        listed = ", ".join(
            f"{literal(key)}: {_or_null(s, nullable)}" for key, s in cases
        )
        args = [str(literal(choice.by)), f"{{{listed}}}"]
        args += [f"{name}={_or_null(shape, nullable)}" for name, shape in others]
        kinds = [shape.annotation for _, shape in (*cases, *others)]
        return Shape(
            either(*kinds, *(["None"] if nullable else [])),
            f"Beside({', '.join(args)})",
        )


def _or_null(shape: Shape, nullable: bool) -> str:
    return f"Nullable({shape.codec})" if nullable else shape.codec


def either(*annotations: str) -> str:
    """Join annotations, each once, None last."""
    parts = [part for one in annotations for part in _alternatives(one)]
    kinds = dict.fromkeys(part for part in parts if part != "None")
    return " | ".join([*kinds, *(["None"] if "None" in parts else [])])


def _alternatives(annotation: str) -> list[str]:
    """Split at bars that stand in no bracket."""
    parts, depth = [""], 0
    for piece in annotation.split(" | "):
        parts[-1] += f" | {piece}" if parts[-1] else piece
        depth = parts[-1].count("[") - parts[-1].count("]")
        if not depth:
            parts.append("")
    return [part for part in parts if part]


def _changes(use: Use) -> bool:
    return use.wire is not None or bool(use.unit) or use.scale is not None


def _changed(kind: Type | Ref, use: Use) -> Type | Ref:
    """Give a type with what holds only where it is used."""
    changes: dict[str, object] = {}
    if use.wire is not None:
        changes["wire"] = use.wire
    if use.scale is not None:
        changes["scale"] = use.scale
    return replace(kind, **changes) if changes and not isinstance(kind, Ref) else kind  # type: ignore[arg-type]
