"""What a value may look at beside itself, and where misfits are gathered."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal as Exact
import re
from typing import Any, Final

from specmint.model import (
    Api,
    Choice,
    Field,
    Json,
    Record,
    Ref,
    String,
    Texts,
    Type,
    Use,
)

Meaning = Any  # int, Decimal, bool, str, bytes, list, dict or None
Trail = tuple["Trail", str | int] | None  # a path from its end, cheap to lengthen

ABSENT: Final = object()
_MOST_SHOWN = 60


class Unfit(ValueError):
    """One value does not fit its type; its text says why."""


@dataclass(frozen=True, slots=True)
class Misfit:
    """What does not fit, and where inside the value."""

    path: tuple[str | int, ...]
    message: str


@dataclass(frozen=True, slots=True)
class Level:
    """Values by name as they travel, and the fields that declare them."""

    values: Mapping[str, Json] = field(default_factory=dict)
    fields: Mapping[str, Field] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Members:
    """A record as codecs want it: by name, and what has to be looked at when."""

    record: Record
    fields: Mapping[str, Field]
    aliases: Mapping[str, str]
    required: Texts
    conditional: tuple[Field, ...]
    late: frozenset[str]  # fields that may look at their siblings


@dataclass(frozen=True, slots=True)
class Memory:
    """What is worked out once for an API and used again."""

    patterns: dict[str, re.Pattern[str]] = field(default_factory=dict)
    members: dict[int, Members] = field(default_factory=dict)
    cases: dict[tuple[int, str], Use] = field(default_factory=dict)

    def pattern(self, text: str) -> re.Pattern[str]:
        found = self.patterns.get(text)
        if found is None:
            found = self.patterns[text] = re.compile(text)
        return found


@dataclass(frozen=True, slots=True)
class Context:
    """The call's parameters and the value's siblings, both in wire form.

    Share one memory among the calls about one API. What `seen` is given, it is
    filled with the wire forms that were met, for who counts them. Of a request a
    server reads the forms too that it accepts, and that no client sends.
    """

    params: Level = field(default_factory=Level)
    siblings: Level = field(default_factory=Level)
    memory: Memory = field(default_factory=Memory)
    seen: set[str] | None = None
    is_request: bool = False


@dataclass(frozen=True, slots=True)
class Work:
    """One decoding or encoding on its way."""

    api: Api
    params: Level
    siblings: Level
    memory: Memory
    seen: set[str] | None
    misfits: list[Misfit]
    in_text: bool = False
    is_request: bool = False

    def among(self, siblings: Level) -> "Work":
        """The same work inside a record."""
        return Work(
            self.api,
            self.params,
            siblings,
            self.memory,
            self.seen,
            self.misfits,
            is_request=self.is_request,
        )

    def as_text(self) -> "Work":
        return replace(self, in_text=True)

    def as_json(self) -> "Work":
        return replace(self, in_text=False)

    def alone(self) -> "Work":
        """The same work as an attempt, whose misfits may not count."""
        return replace(self, misfits=[], seen=None)

    def refuse(self, trail: Trail, message: str) -> None:
        self.misfits.append(Misfit(path_of(trail), message))


def begin(api: Api, context: Context | None) -> Work:
    around = context or Context()
    return Work(
        api,
        around.params,
        around.siblings,
        around.memory,
        around.seen,
        misfits=[],
        is_request=around.is_request,
    )


def path_of(trail: Trail) -> tuple[str | int, ...]:
    path: list[str | int] = []
    while trail is not None:
        trail, step = trail
        path.append(step)
    return tuple(reversed(path))


def resolve(api: Api, use: Use) -> Type | Choice:
    """Give the type that a use leads to."""
    kind = use.type
    return api.types[kind.name].type if isinstance(kind, Ref) else kind


def look(work: Work, by: str) -> Json:
    """Find what `by` names: a sibling, else a parameter, or a named part of its pattern."""
    name, _, part = by.partition(".")
    near = work.siblings
    is_near = name in near.fields or name in near.values
    level = near if is_near else work.params
    value = level.values.get(name, ABSENT)
    if not part or not isinstance(value, str) or name not in level.fields:
        return ABSENT if part else value
    kind = resolve(work.api, level.fields[name].use)
    if not isinstance(kind, String) or not kind.pattern:
        return ABSENT
    found = work.memory.pattern(kind.pattern).fullmatch(value)
    return found.groupdict().get(part, ABSENT) if found else ABSENT


def default_of(work: Work, by: str) -> Json:
    """Give what the server assumes for a name that is not there."""
    level = work.siblings if by in work.siblings.fields else work.params
    declared = level.fields.get(by)
    if declared is None or declared.default is None:
        return ABSENT
    return declared.default.value


def wire_text(value: Json) -> str | None:
    """Give the text that case keys and conditions are compared with, if there is one."""
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Exact():
            return format(value, "f")
        case None:
            return "null"
    return None


def shown(value: Json) -> str:
    """Show a value, shortened, as one line of a message."""
    text = f'"{value}"' if isinstance(value, str) else _plain(value)
    line = " ".join(text.split())
    if len(line) > _MOST_SHOWN:
        line = f"{line[: _MOST_SHOWN - 1]}…"
    return f"`{line}`"


def _plain(value: Json) -> str:
    match value:
        case dict():
            return "an object" if value else "{}"
        case list():
            return "a list" if value else "[]"
        case bytes():
            return value.hex()
    return wire_text(value) or "nothing"
