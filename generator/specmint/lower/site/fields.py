"""Parameters and members one by one, and results as trees that can be folded."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.facts import brief, notes
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import presence, type_words, use_words
from specmint.lower.site.errata import ErratumBox, view_boxes
from specmint.model import (
    Api,
    Choice,
    Enum,
    Field,
    List,
    Map,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.targets import site
from specmint.text import Attribute, Inline, attribute, code, inline, joined

_MOST_DEEP = 3
_MOST_VALUES = 8


@dataclass(frozen=True, slots=True)
class FieldBox:
    """A parameter or a member with an anchor; `form` says what a named type is."""

    anchor: Attribute
    href: Attribute
    label: Attribute
    name: Inline
    also: Inline
    type: Inline
    form: Inline
    presence: Inline
    is_required: bool
    doc: Inline
    notes: tuple[Inline, ...]
    values: Inline
    errata: tuple[ErratumBox, ...]
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Leaf:
    """A member as a tree shows it."""

    name: Inline
    type: Inline
    presence: Inline
    is_required: bool
    doc: Inline
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Case:
    """One of several shapes, and when it is the one."""

    when: Inline
    type: Inline
    form: Inline
    shape: "Shape"


@dataclass(frozen=True, slots=True)
class Shape:
    """What is inside a value: members, or cases that stand side by side."""

    has_inside: bool
    is_open: bool
    label: Inline
    leaves: tuple[Leaf, ...]
    cases: tuple[Case, ...]


# Of what is shown with its cases alone, none is opened.
_FULL = ("",) * _MOST_DEEP
_CLOSED = Shape(has_inside=False, is_open=False, label=Inline(), leaves=(), cases=())


@dataclass(frozen=True, slots=True)
class Fields:
    """Makes the boxes and trees of one page."""

    api: Api
    links: Links

    def boxes(
        self, owner: str, fields: Iterable[Field], *, with_shapes: bool = True
    ) -> tuple[FieldBox, ...]:
        return tuple(
            self._box(owner, field, with_shapes=with_shapes) for field in fields
        )

    def _box(self, owner: str, field: Field, *, with_shapes: bool) -> FieldBox:
        anchor = site.part_anchor(owner, field.name)
        doc = inline(field.facts.doc) if field.facts.doc else Inline()
        return FieldBox(
            anchor=attribute(anchor),
            href=attribute(f"#{anchor}"),
            label=attribute(f"Link to {field.name}"),
            name=code(field.name),
            also=joined(", ", map(code, field.also)),
            type=self.words(field.use),
            form=self.form(field.use),
            presence=presence(field),
            is_required=not field.may_be_missing,
            doc=doc,
            notes=tuple(notes(field.facts)),
            values=self._values(field.use),
            errata=view_boxes(self.api, field.facts.errata, anchor),
            shape=self._outer(field.use, with_shapes=with_shapes),
        )

    def _outer(self, use: Use, *, with_shapes: bool) -> Shape:
        """Open what a use holds, or just the cases that a value elsewhere decides."""
        if with_shapes:
            return self.shape(use)
        return self.shape(use, _FULL) if isinstance(use.type, Choice) else _CLOSED

    def words(self, use: Use | None) -> Inline:
        """Name the type of a use; the shapes of a choice stand below it."""
        if use and isinstance(use.type, Choice):
            return Inline(f"depends on {code(use.type.by)}")
        return use_words(use, self.links)

    def form(self, use: Use | None) -> Inline:
        """Say what a named type is and how it travels, where a few words say it."""
        if use is None or not isinstance(use.type, Ref):
            return Inline()
        kind = self.api.types[use.type.name].type
        if isinstance(kind, Record | Union | Enum):
            return Inline()
        return type_words(kind, self.links)

    def _values(self, use: Use) -> Inline:
        """List the first values of an enum."""
        kind = self.api.types[use.type.name].type if isinstance(use.type, Ref) else 0
        if not isinstance(kind, Enum):
            return Inline()
        shown = [code(value.text) for value in kind.values[:_MOST_VALUES]]
        more = len(kind.values) - len(shown)
        return joined(", ", [*shown, *([Inline(f"{more} more")] if more else [])])

    # -- trees ---------------------------------------------------------------------

    def shape(self, use: Use | None, seen: tuple[str, ...] = ()) -> Shape:
        """Open what a use holds; not for ever, and no record within itself."""
        kind, label = use.type if use else None, Inline()
        while isinstance(kind, Ref | List | Map):
            if isinstance(kind, List | Map):
                word = "item" if isinstance(kind, List) else "value"
                label, kind = Inline(f"Each {word}"), kind.items.type
            elif kind.name in seen or len(seen) >= _MOST_DEEP:
                return _CLOSED
            else:
                seen = (*seen, kind.name)
                kind = self.api.types[kind.name].type
        match kind:
            case Record() if kind.fields:
                return Shape(
                    has_inside=True,
                    is_open=False,
                    label=Inline(f"{label or 'Members'}"),
                    leaves=tuple(self._leaf(one, seen) for one in kind.fields),
                    cases=(),
                )
            case Choice() | Union():
                return Shape(
                    has_inside=True,
                    is_open=isinstance(kind, Choice),
                    label=Inline(f"{label or 'Shapes'}"),
                    leaves=(),
                    cases=tuple(self._cases(kind, seen)),
                )
            case Tuple():
                return self._places(kind, seen)
        return _CLOSED

    def cases(self, kind: Type) -> Shape:
        """Show the cases of a union, and open none."""
        if not isinstance(kind, Union):
            return _CLOSED
        cases = tuple(self._cases(kind, _FULL))
        return Shape(True, True, Inline("Shapes"), (), cases)

    def _leaf(self, field: Field, seen: tuple[str, ...]) -> Leaf:
        return Leaf(
            name=code(field.name),
            type=self.words(field.use),
            presence=presence(field),
            is_required=not field.may_be_missing,
            doc=brief(field.facts),
            shape=self.shape(field.use, seen),
        )

    def _cases(self, kind: Choice | Union, seen: tuple[str, ...]) -> Iterable[Case]:
        for text, use in kind.cases:
            yield self._case(self._when(kind, text), use, seen)
        if kind.otherwise is not None:
            yield self._case(Inline("otherwise"), kind.otherwise, seen)
        missing = kind.missing if isinstance(kind, Choice) else None
        if missing is not None and missing != kind.otherwise:
            yield self._case(
                Inline(f"without {code(getattr(kind, 'by', ''))}"), missing, seen
            )

    def _when(self, kind: Choice | Union, text: str) -> Inline:
        if isinstance(kind, Choice):
            return Inline(f"{code(kind.by)} is {code(text)}")
        match kind.chosen_by:
            case "tag":
                return Inline(f"{code(kind.tag)} is {code(text)}")
            case "kind":
                return Inline(f"a JSON {inline(text)}")
        return Inline(f"has {code(text)}")

    def _case(self, when: Inline, use: Use, seen: tuple[str, ...]) -> Case:
        words, form = use_words(use, self.links), self.form(use)
        return Case(when, words, form, self.shape(use, seen))

    def _places(self, kind: Tuple, seen: tuple[str, ...]) -> Shape:
        """Show the places of a list of which each has a type of its own."""
        leaves = tuple(
            Leaf(
                name=code(f"[{index}]"),
                type=use_words(use, self.links),
                presence=Inline("required" if index < kind.least else "optional"),
                is_required=index < kind.least,
                doc=brief(use.facts),
                shape=self.shape(use, seen),
            )
            for index, use in enumerate(kind.items)
        )
        return Shape(True, False, Inline("Places"), leaves, ())
