"""Nothing that a model says is lost on the way into its bundle."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, fields, is_dataclass, replace
from decimal import Decimal
from functools import cache, partial
import json
from typing import Any

from project import NAMES, api
import pytest
from specmint import model
from specmint.bundle import bundle, read_bundle_schema
from specmint.layout import json_text
from specmint.model import Api, Default

Json = Any
each_api = pytest.mark.parametrize("name", NAMES)


@cache
def bundle_of(name: str) -> dict[str, Json]:
    text = json_text(bundle(api(name)))
    found: dict[str, Json] = json.loads(text, parse_float=Decimal)
    return found


def entities(known: Api) -> Iterator[tuple[str, Json, Json]]:
    """Pair the parts of a model with the parts of its bundle."""
    made = bundle_of(known.name)
    for method, node in zip(known.methods, made["methods"], strict=True):
        yield f"methods.{method.name}", method, node
    for section in ("types", "errors"):
        for name, part in getattr(known, section).items():
            yield f"{section}.{name}", part, {name: made[section][name]}
    for section in (
        *("documents", "transports", "credentials", "auth"),
        *("envelopes", "groups", "webhooks", "pushes", "streams"),
    ):
        for part in getattr(known, section):
            yield f"{section}.{part.name}", part, {part.name: made[section][part.name]}
    for note in known.notes:
        yield f"facts.{note.heading}", note, {note.heading: made["facts"][note.heading]}
    yield "head", replace(known, methods=(), types={}, errors={}, notes=()), made


def told(value: Json) -> Iterator[str]:
    """Give what a model says beyond the usual: texts, numbers, and the names of flags."""
    if isinstance(value, Default):
        yield from told(value.value)
    elif is_dataclass(value):
        for field in fields(value):
            member = getattr(value, field.name)
            if member != usual(field):
                yield from [field.name] if isinstance(member, bool) else told(member)
    elif isinstance(value, Mapping):
        yield from value
        for item in value.values():
            yield from told(item)
    elif isinstance(value, list | tuple):
        for item in value:
            yield from told(item)
    elif isinstance(value, str | int | Decimal) and not isinstance(value, bool):
        yield spelled(value)


def usual(field: Any) -> Json:
    has_factory = field.default_factory is not MISSING
    return field.default_factory() if has_factory else field.default


def spelled(value: Json) -> str:
    return format(value, "f") if isinstance(value, Decimal) else str(value)


def words(value: Json) -> Iterator[str]:
    """Give all keys, texts and numbers of a bundle."""
    if isinstance(value, dict):
        for key, item in value.items():
            yield key
            yield from words(item)
    elif isinstance(value, list):
        for item in value:
            yield from words(item)
    elif value is not None and not isinstance(value, bool):
        yield spelled(value)


@each_api
def test_every_text_and_number_of_the_model_is_in_the_bundle(name: str) -> None:
    for place, part, node in entities(api(name)):
        lost = set(told(part)) - set(words(node))
        assert not lost, (place, lost)


# -- every member counts ---------------------------------------------------------


# Names that other parts are found by: an API that does not hold together has no bundle.
NAMES_OF_OTHERS = {
    *(("Binding", "transport"), ("BoundParam", "param"), ("BoundParam", "type")),
    *(("Field", "name"), ("Ref", "name"), ("Transport", "name")),
}
# Names that their section has too, and members that say something only beside another.
SAID_ELSEWHERE = {
    *(("NamedType", "name"), ("Error", "name"), ("Binding", "method")),
    *(("Envelope", "result_absent"), ("Envelope", "wrap"), ("Method", "cache_doc")),
}
Change = tuple[tuple[str, str], Callable[[], Json]]


def changes(value: Json, key: tuple[str, str] = ("", "")) -> Iterator[Change]:
    """Give ways to change one thing in a model, and what it is a member of."""
    if is_dataclass(value):
        for field in fields(value):
            name, member = field.name, getattr(value, field.name)
            for inner, make in changes(member, (type(value).__name__, name)):
                yield inner, partial(lay, value, name, make)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            for inner, make in changes(item, key):
                yield inner, partial(put, value, index, make)
    elif isinstance(value, Mapping):
        for name, item in value.items():
            for inner, make in changes(item, key):
                yield inner, partial(fill, value, name, make)
    elif value is not None:
        yield key, partial(another, value)


def lay(value: Any, name: str, make: Callable[[], Json]) -> Json:
    return replace(value, **{name: make()})


def put(
    value: tuple[Json, ...], index: int, make: Callable[[], Json]
) -> tuple[Json, ...]:
    return (*value[:index], make(), *value[index + 1 :])


def fill(value: Mapping[str, Json], name: str, make: Callable[[], Json]) -> Json:
    return {**value, name: make()}


def another(value: Json) -> Json:
    if isinstance(value, bool):
        return not value
    if isinstance(value, list):
        return [*value, "another"]
    return f"{value}x" if isinstance(value, str) else value + 1


def all_changes() -> dict[tuple[str, str], tuple[str, Callable[[], Json]]]:
    """Give one change for every member of every class, in the smallest API that has it."""
    found: dict[tuple[str, str], tuple[str, Callable[[], Json]]] = {}
    for name in sorted(NAMES, key=lambda one: len(api(one).methods)):
        for key, make in changes(api(name)):
            if key not in found and key not in NAMES_OF_OTHERS | SAID_ELSEWHERE:
                found[key] = name, make
    return found


def test_a_change_of_any_member_of_the_model_changes_the_bundle() -> None:
    before = {name: bundle(api(name)) for name in NAMES}
    lost = [
        key
        for key, (name, make) in all_changes().items()
        if bundle(make()) == before[name]
    ]
    assert not lost


# -- what is left out ------------------------------------------------------------


# A bundle always tells these, or has nothing to tell where they are as usual.
ALWAYS_TOLD = {
    *(
        "Integer.wire",
        "Decimal.wire",
        "Boolean.wire",
        "Bytes.wire",
        "Tuple.least",
        "Enum.of",
    ),
    *("Dialect.ok", "Dialect.batch", "Dialect.error", "Http.ok"),
    *("Envelope.result_absent", "Transport.limits", "Rpc.batch", "Envelope.failed"),
}


def defaults_of(schema: Json) -> Iterator[tuple[str, str]]:
    if isinstance(schema, dict):
        known = {**schema.get("properties", {}), **schema.get("$defs", {})}
        for name, below in known.items():
            if isinstance(below, dict) and "default" in below:
                yield name, json.dumps(below["default"])
        for below in schema.values():
            yield from defaults_of(below)
    elif isinstance(schema, list):
        for below in schema:
            yield from defaults_of(below)


def model_classes() -> Iterator[type[Any]]:
    for kind in vars(model).values():
        if isinstance(kind, type) and is_dataclass(kind):
            yield kind


def test_the_schema_tells_what_is_assumed_for_what_is_left_out() -> None:
    told_by_schema = set(defaults_of(json.loads(read_bundle_schema())))
    assumed = {
        (f"{kind.__name__}.{field.name}", field.name, json.dumps(field.default))
        for kind in model_classes()
        for field in fields(kind)
        if isinstance(field.default, bool | int | str | tuple) and field.default != ""
    }
    missing = {
        (place, default)
        for place, name, default in assumed
        if default != "[]" and (name, default) not in told_by_schema
    }
    assert {place for place, _ in missing} <= ALWAYS_TOLD
    known = {(name, default) for _, name, default in assumed}
    assert told_by_schema <= known
