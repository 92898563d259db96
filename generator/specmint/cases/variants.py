"""Calls that no example shows: each parameter left out, given and null, each shape of a result."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from specmint.cases.parts import Json, Object
from specmint.cases.values import Values
from specmint.layout import json_line
from specmint.model import (
    Api,
    Binding,
    Boolean,
    Choice,
    Default,
    Enum,
    Error,
    Example,
    Method,
    Raised,
    Union,
)
from specmint.wire import Level, wire_text

Shown = tuple[str, str]


def variants(api: Api, values: Values) -> Iterator[tuple[Method, Example]]:
    """Give calls in the form of examples, none of which an example shows already."""
    unseen = _unseen_errors(api)
    for method in api.methods:
        found: dict[str, Example] = {}
        for binding in method.bindings:
            over = binding.transport
            for made in _of_method(method, binding, values):
                known, name = found.get(made.name), made.name
                if known is not None and not _is_same(known, made):
                    known, name = None, f"{name}-over-{over}"
                before = () if known is None else known.over
                found[name] = replace(made, name=name, over=(*before, over))
        for example in found.values():
            yield method, example
        for one in method.errors:
            # One that a method words in its own way has no parts that could be made up.
            if one.error in unseen and not one.over and not one.message:
                unseen.remove(one.error)
                for example in _failed(method, api.errors[one.error], values):
                    yield method, example


def _is_same(one: Example, other: Example) -> bool:
    return (one.params, one.result) == (other.params, other.result)


def _of_method(method: Method, binding: Binding, values: Values) -> Iterator[Example]:
    """Give calls that show something which no example of the method shows."""
    shown, over = set[Shown](), binding.transport
    for example in method.examples:
        if not example.raises and (not example.over or over in example.over):
            result = None if example.result is None else example.result.value
            shown |= set(_shown(method, example.params, result))
    for name, params in _calls(method, binding, values):
        level = Level(params, {param.name: param for param in method.params})
        results: list[Json] = [None]
        if method.result is not None:
            results = values.sent(method.result, level)
        for number, result in enumerate(results):
            found = set(_shown(method, params, result))
            if found - shown:
                shown |= found
                box = None if method.result is None else Default(result)
                own = name if number == 0 else f"{name}-{number + 1}"
                yield Example(own, "made", params=params, result=box)


def _shown(method: Method, params: Mapping[str, Json], result: Json) -> Iterator[Shown]:
    """Say what a call shows: who is there, which words, which kinds of results."""
    for param in method.params:
        value = params.get(param.name)
        if param.name not in params:
            yield param.name, "absent"
        elif value is None:
            yield param.name, "null"
        else:
            yield param.name, "given"
            is_word = isinstance(param.use.type, Enum | Boolean | Union)
            is_word = is_word or _decides(method, param.name)
            yield from ((param.name, json_line(value)),) if is_word else ()
    kind = type(result).__name__
    yield "", f"{kind} {bool(result)}" if isinstance(result, list) else kind


def _decides(method: Method, name: str) -> bool:
    uses = [*(param.use for param in method.params), method.result]
    return any(u and isinstance(u.type, Choice) and u.type.by == name for u in uses)


def _calls(
    method: Method, binding: Binding, values: Values
) -> Iterator[tuple[str, Object]]:
    """Give arguments: all, the least there may be, nulls, then each further value."""
    plan = Arguments(method, binding, values)
    bound = {one.param: one for one in binding.params if not one.absent}
    names = [param.name for param in method.params if param.name in bound]
    needed = [name for name in names if name in plan.needed]
    tried: list[tuple[str, Object | None]] = [
        ("+all", plan.row(names, 0)),
        ("+few", plan.row(needed, 1)),
    ]
    if any(param.use.nullable for param in method.params):
        tried.append(("+null", plan.row(names, -1)))
    tried += [
        (f"+{by}-{text}", plan.row(names, 0, {by: text}))
        for by, text in plan.deciding()
    ]
    tried += [(f"+value-{n + 1}", plan.row(names, n)) for n in range(1, plan.most)]
    for group in method.exactly_one_of:
        others = {one for group in method.exactly_one_of for one in group} - set(group)
        kept = [name for name in names if name not in others]
        tried.append((f"+{'-'.join(group)}", plan.row(kept, 0)))
    seen = set[str]()
    for name, params in tried:
        if params is not None and (key := json_line(params)) not in seen:
            seen.add(key)
            yield name, params


class Arguments:
    """What may stand for each parameter of a method."""

    def __init__(self, method: Method, binding: Binding, values: Values) -> None:
        self._method, self._values = method, values
        self.needed = {one.param for one in binding.params if one.required}
        self.needed |= {one.name for one in method.params if not one.may_be_missing}
        self.needed -= {one.param for one in binding.params if one.absent}
        self._fields = {param.name: param for param in method.params}
        self._columns = {
            one.name: [] if isinstance(one.use.type, Choice) else values.of(one.use)
            for one in method.params
        }
        for bound in binding.params:
            if bound.place == "path":  # nothing there would be another path
                column = self._columns[bound.param]
                self._columns[bound.param] = [one for one in column if one != ""]
        self.most = min(6, max(map(len, self._columns.values()), default=0))

    def deciding(self) -> Iterator[tuple[str, str]]:
        """Give what decides the shape of another parameter, or of the result."""
        uses = [*(param.use for param in self._method.params), self._method.result]
        for use in uses:
            if use and isinstance(use.type, Choice) and use.type.by in self._fields:
                yield from ((use.type.by, key) for key, _ in use.type.cases)

    def row(
        self, names: list[str], number: int, fixed: dict[str, str] | None = None
    ) -> Object | None:
        """Give arguments, each its value of this number; none if they do not fit."""
        fixed, made = fixed or {}, dict[str, Json]()
        for name in names:
            column = self._columns[name]
            if name in fixed:
                spelled = [one for one in column if wire_text(one) == fixed[name]]
                made[name] = spelled[0] if spelled else fixed[name]
            elif column:
                made[name] = column[number if number < len(column) else 0]
        level = Level(made, self._fields)
        for name in names:
            if isinstance(self._fields[name].use.type, Choice):
                found = self._values.of(self._fields[name].use, level)
                made |= {name: found[0]} if found else {}
        made = {name: made[name] for name in self._fields if name in made}
        return made if self._is_sound(made) else None

    def _is_sound(self, made: Object) -> bool:
        level = Level(made, self._fields)
        if not all(
            self._values.fits(self._fields[name].use, value, level)
            for name, value in made.items()
        ):
            return False
        if not self.needed <= made.keys():
            return False
        groups = self._method.exactly_one_of
        if groups and sum(any(n in made for n in group) for group in groups) != 1:
            return False
        return all(
            all(one in made for one in needed)
            for name, needed in self._method.together
            if name in made
        )


# -- errors ------------------------------------------------------------------------


def _unseen_errors(api: Api) -> set[str]:
    """Name the errors that no example ends with."""
    seen = {e.raises.error for m in api.methods for e in m.examples if e.raises}
    return api.errors.keys() - seen


def _failed(method: Method, error: Error, values: Values) -> Iterator[Example]:
    """Let a call end with an error, with all that it carries."""
    data = values.of(error.data) if error.data else []
    parts = {
        part.name: found[0]
        for part in error.parts
        if part.minus_from is None and (found := values.of(part.use))
    }
    text = error.match.text if parts else None
    for name, value in parts.items():
        text = text and text.replace(f"{{{name}}}", str(value))
    box = Default(data[0]) if data else None
    raised = Raised(error.name, message=text, data=box, parts=parts)
    for binding in method.bindings:
        if error.over and binding.transport not in error.over:
            continue
        calls = [params for _, params in _calls(method, binding, values)]
        if calls:
            name = f"+{error.name}-over-{binding.transport}"
            over, params = (binding.transport,), min(calls, key=len)
            yield Example(name, "made", params=params, raises=raised, over=over)


def with_variants(api: Api, values: Values) -> Api:
    """Give the same API with variants in place of its examples."""
    found: dict[str, list[Example]] = {}
    for method, example in variants(api, values):
        found.setdefault(method.name, []).append(example)
    methods = tuple(
        replace(one, examples=tuple(found.get(one.name, ()))) for one in api.methods
    )
    return replace(api, methods=methods)
