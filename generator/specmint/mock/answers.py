"""What a mock answers: the example of a call, else one like it, or a value made up by its type."""

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from specmint.mock.made import Maker
from specmint.mock.package import ServerPackage
from specmint.model import Api, Choice, Example, Json, Method, Raised
from specmint.pool import make_pool
from specmint.targets.python_client import member_name, type_name
from specmint.wire import Level, decode


class Answers:
    """Answers calls by the examples of a spec.

    Without a seed a call that no example shows is answered by an example of its method;
    with one, by values that are made up by their types, the same for the same call.
    """

    def __init__(
        self, api: Api, server: ServerPackage, seed: int | None = None
    ) -> None:
        self._api, self._server, self._seed = api, server, seed
        self._methods = {method.name: method for method in api.methods}
        self._pool = make_pool(api)
        self.preferred = ""  # the example to show where several have the same call
        self._shown: dict[str, list[tuple[dict[str, Any], Example]]] = {}

    def shown(self, name: str, given: Mapping[str, Any]) -> Example | None:
        """Give the example that shows a call; `given` are arguments in Python.

        A call without arguments cannot be wrong, so it goes well where one of its method
        does: an error that an example shows there hangs on the state of the service.
        """
        method = self._methods[name]
        pairs = self._examples(name)
        fit = [e for args, e in pairs if self._is_same(method, args, given)]
        if not given and any(not one.raises for _, one in pairs):
            fit = [e for e in fit if not e.raises or e.name == self.preferred]
        return next((e for e in fit if e.name == self.preferred), next(iter(fit), None))

    def answer(self, name: str, example: Example) -> Any:
        """Give the result that an example shows, or raise its error."""
        if example.raises:
            raise self.error(example.raises)
        return self.result(name, example)

    def other(self, name: str, args: Mapping[str, Json]) -> Any:
        """Answer a call that no example shows; `args` are in their wire forms."""
        method = self._methods[name]
        likely = [
            one
            for _, one in self._examples(name)
            if not one.raises and _decides_alike(method, one, args)
        ]
        if likely and self._seed is None:
            nearest = max(likely, key=lambda one: _likeness(one.params, args))
            return self.result(name, nearest)
        return self._made(method, args)

    def written(self, name: str, given: Mapping[str, Any]) -> dict[str, Json]:
        """Give arguments in their wire forms, by their own names."""
        args: dict[str, Json] = {}
        params = self._server.methods[name].params
        for param in sorted(params, key=lambda one: one.codec is None):
            if param.field in given:
                codec = param.codec or param.shape.codec(args)
                args[param.name] = codec.write(given[param.field])
        return args

    def result(self, name: str, example: Example) -> Any:
        """Give what a handler returns for an example."""
        method = self._server.methods[name]
        result = None
        if example.result is not None:
            result = _codec(method.result, example.params).decode(example.result.value)
        beside = {
            one: method.beside[one].decode(value)
            for one, value in example.beside.items()
            if one in method.beside
        }
        return self._server.root.Answer(result, **beside) if beside else result

    def error(self, raised: Raised) -> Exception:
        """Make the error of an example as a handler would."""
        spec = self._api.errors[raised.error]
        kind = getattr(self._server.errors, type_name(raised.error))
        more: dict[str, Any] = {
            member_name(part.name): decode(
                self._api, part.use, raised.parts[part.name]
            )[0]
            for part in spec.parts
            if part.name in raised.parts
        }
        if raised.data is not None:
            data = raised.data.value
            more["data"] = (
                _codec(kind.facts.data, {}).decode(data) if kind.facts.data else data
            )
        if isinstance(raised.code, str) or (kind.facts.codes and not kind.facts.counts):
            more["code"] = raised.code
        error: Exception = kind(*filter(None, [raised.message]), **more)
        return error

    # -- which example -------------------------------------------------------------

    def _examples(self, name: str) -> list[tuple[dict[str, Any], Example]]:
        """Give the examples of a method with their arguments in Python."""
        if name not in self._shown:
            self._shown[name] = list(self._decoded(name))
        return self._shown[name]

    def _decoded(self, name: str) -> Iterator[tuple[dict[str, Any], Example]]:
        for example in self._methods[name].examples:
            try:
                yield self._server.methods[name].decode(example.params), example
            except self._server.core.Refusal:
                continue  # the server refuses it by itself

    def _is_same(
        self, method: Method, shown: Mapping[str, Any], given: Mapping[str, Any]
    ) -> bool:
        """Whether a call is the one of an example, apart from what is assumed anyway."""
        if any(one not in given or given[one] != value for one, value in shown.items()):
            return False
        assumed = self._assumed(method)
        return all(
            (one, value) in assumed for one, value in given.items() if one not in shown
        )

    def _assumed(self, method: Method) -> list[tuple[str, Any]]:
        """Give what stands for arguments that are left out, over any transport."""
        uses = {param.name: param.use for param in method.params}
        boxes = [(p.name, p.default) for p in method.params]
        boxes += [(b.param, b.default) for one in method.bindings for b in one.params]
        params = self._server.methods[method.name].params
        fields = {param.name: param.field for param in params}
        return [
            (fields[name], decode(self._api, uses[name], box.value)[0])
            for name, box in boxes
            if box is not None and name in fields
        ]

    def _made(self, method: Method, args: Mapping[str, Json]) -> Any:
        if method.result is None:
            return None
        random = Random(f"{self._seed} {method.name} {args!r}")
        fields = {param.name: param for param in method.params}
        made = Maker(self._api, self._pool, random).make(
            method.result, Level(args, fields)
        )
        return _codec(self._server.methods[method.name].result, args).decode(made)


def _likeness(shown: Mapping[str, Json], args: Mapping[str, Json]) -> int:
    """Say how near a call is to an example: what both have counts, and what one lacks."""
    same = [one for one, value in args.items() if one in shown and shown[one] == value]
    return len(same) - len(shown.keys() ^ args.keys())


def _decides_alike(method: Method, example: Example, args: Mapping[str, Json]) -> bool:
    """Whether the result of an example has the shape that arguments ask for."""
    kind = method.result.type if method.result else None
    if not isinstance(kind, Choice) or "." in kind.by:
        return True
    return str(example.params.get(kind.by)) == str(args.get(kind.by))


def _codec(shape: Any, args: Mapping[str, Json]) -> Any:
    """Give the codec of a shape, which arguments may decide."""
    if hasattr(shape, "by") and hasattr(shape, "missing"):
        shape = shape.codec(args)
    return getattr(shape, "codec", shape)
