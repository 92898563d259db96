"""Values in examples, found and written anew by the type that they have there."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from specmint.model import (
    Api,
    Choice,
    Default,
    Example,
    Field,
    Json,
    List,
    Map,
    Method,
    Record,
    Ref,
    Tuple,
    Type,
    Union,
    Use,
)
from specmint.wire import Context, Level, Unfit
from specmint.wire.around import begin
from specmint.wire.decode import chosen_case
from specmint.wire.records import choose

Change = Callable[[Json], Json]


@dataclass(frozen=True)
class Seen:
    """A value of a named type in an example."""

    method: str
    example: str
    value: Json


def values_of(api: Api) -> Mapping[str, list[Seen]]:
    """List the values that examples have of each named type."""
    found: dict[str, list[Seen]] = {}
    for method in api.methods:
        for example in method.examples:

            def note(name: str, value: Json, at: tuple[str, str]) -> Json:
                found.setdefault(name, []).append(Seen(*at, value))
                return value

            at = method.name, example.name
            Rewriter(api, lambda n, v, at=at: note(n, v, at)).example(method, example)
    return found


def with_values(
    api: Api, name: str, change: Change, methods: Collection[str]
) -> Api:
    """Give an API in which examples of some methods have other values of one type."""
    rewriter = Rewriter(api, lambda n, v: change(v) if n == name else v)
    moved = tuple(
        replace(one, examples=tuple(rewriter.example(one, e) for e in one.examples))
        if one.name in methods
        else one
        for one in api.methods
    )
    return replace(api, methods=moved)


def changed(example: Example, **parts: object) -> Example:
    """Give an example with other parts; what is written down word for word goes."""
    if all(getattr(example, name) == value for name, value in parts.items()):
        return example
    more = {"exchange": (), "means": None, "means_params": {}}
    return replace(example, **(more | parts))  # type: ignore[arg-type]


@dataclass(frozen=True)
class Rewriter:
    """Walks values by their types, the inner ones first; `visit` gives what stands there."""

    api: Api
    visit: Callable[[str, Json], Json]

    def example(self, method: Method, example: Example) -> Example:
        fields = {param.name: param for param in method.params}
        level = Level(example.params, fields)
        params = self._members(fields, example.params, level)
        result = example.result
        if result is not None and method.result is not None:
            result = Default(self.value(method.result, result.value, level, level))
        raises = example.raises
        if raises is not None and raises.data is not None:
            use = self.api.errors[raises.error].data
            if use is not None:
                data = self.value(use, raises.data.value, level, level)
                raises = replace(raises, data=Default(data))
        return changed(example, params=params, result=result, raises=raises)

    def value(self, use: Use, value: Json, params: Level, siblings: Level) -> Json:
        kind = use.type
        if isinstance(kind, Choice):
            try:
                chosen = choose(begin(self.api, Context(params, siblings)), kind)
            except Unfit:
                return value
            return self.value(chosen, value, params, siblings)
        if value is None:
            return None
        if isinstance(kind, Ref):
            inner = self._inside(self.api.types[kind.name].type, value, params)
            return self.visit(kind.name, inner) if use.wire is None else inner
        return self._inside(kind, value, params)

    def _inside(self, kind: Type, value: Json, params: Level) -> Json:
        match kind, value:
            case Record(), dict():
                fields = {one.name: one for one in kind.fields}
                return self._members(fields, value, params)
            case List(items=items), list():
                return [self._alone(items, item, params) for item in value]
            case Map(items=items), dict():
                return {k: self._alone(items, v, params) for k, v in value.items()}
            case Tuple(), list():
                uses = [*kind.items, *[kind.rest or use for use in kind.items[-1:]] * len(value)]
                return [
                    self._alone(use, item, params)
                    for use, item in zip(uses, value, strict=False)
                ]
            case Union(), _:
                key = chosen_case(kind, value)
                use = dict(kind.cases).get(key or "", kind.otherwise)
                return value if use is None else self._alone(use, value, params)
        return value

    def _alone(self, use: Use, value: Json, params: Level) -> Json:
        return self.value(use, value, params, Level())

    def _members(
        self, fields: Mapping[str, Field], values: Mapping[str, Json], params: Level
    ) -> dict[str, Json]:
        level = Level(values, fields)
        return {
            name: (
                self.value(fields[name].use, value, params, level)
                if name in fields
                else value
            )
            for name, value in values.items()
        }
