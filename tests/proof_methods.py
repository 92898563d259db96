"""Small changes of methods, their parameters, results and errors, with examples that show them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import Any

from proof_types import NEW, TEXT, Mutation
from proof_values import changed
from specmint.model import (
    Api,
    Binding,
    BoundParam,
    Default,
    Example,
    Field,
    Http,
    Integer,
    Json,
    Method,
    Nothing,
    Rate,
    String,
    Use,
)

Remake = Callable[[Api, Method], Method]


def with_method(name: str, remake: Remake) -> Callable[[Api], Api]:
    def apply(api: Api) -> Api:
        methods = (remake(api, m) if m.name == name else m for m in api.methods)
        return replace(api, methods=tuple(methods))

    return apply


def method_mutations(api: Api, method: Method) -> Iterator[Mutation]:
    """Give small changes of one method that its examples show."""
    root, touched = ("methods", method.name), frozenset([method.name])

    def made(kind: str, remake: Remake, at: str = "", **more: Any) -> Mutation:
        return Mutation(
            kind, root, touched, with_method(method.name, remake), at, **more
        )

    yield from _words(made, method)
    yield from _calls(api, made, method)
    if not _is_registered(api, method.name):
        yield from _params(api, made, method)
    yield from _results(made, method)
    yield from _raises(made, method)
    if _is_registered(api, method.name):
        return
    yield Mutation(
        "method-renamed",
        root,
        touched,
        with_method(method.name, lambda _, m: replace(m, name=f"{m.name}_zz")),
        called={method.name: f"{method.name}_zz"},
    )
    yield Mutation(
        "method-removed",
        root,
        touched,
        lambda one: replace(
            one, methods=tuple(m for m in one.methods if m.name != method.name)
        ),
    )


def added_method(method: Method) -> Mutation:
    """Give a change that adds a method like another one."""
    name = f"{method.name}_zz"
    copy = replace(
        method,
        name=name,
        bindings=tuple(_called_otherwise(one) for one in method.bindings),
        examples=tuple(replace(one, exchange=()) for one in method.examples),
    )
    return Mutation(
        "method-added",
        ("methods", name),
        frozenset([name, method.name]),
        lambda one: replace(one, methods=(*one.methods, copy)),
    )


def _is_registered(api: Api, name: str) -> bool:
    """Whether webhooks or streams name the method, and perhaps its parameters."""
    by = {method for hook in api.webhooks for method, _ in hook.registered_by}
    by |= {name for stream in api.streams for name in (stream.start, stream.stop)}
    return name in by


Made = Callable[..., Mutation]


def _words(made: Made, method: Method) -> Iterator[Mutation]:
    yield made("method-summary", lambda _, m: replace(m, summary="Do it otherwise."))
    facts = replace(method.facts, deprecated="Use another one.")
    yield made("method-deprecated", lambda _, m: replace(m, facts=facts))
    effect = "once" if method.effect != "once" else "read"
    yield made("effect", lambda _, m: replace(m, effect=effect))
    yield made("rate", lambda _, m: replace(m, rate=Rate(1, 3600)))
    yield made("cache", lambda _, m: replace(m, cache=(m.cache or 0) + 60))
    if len(method.examples) > 1:
        fewer = method.examples[:-1]
        yield made("example-removed", lambda _, m: replace(m, examples=fewer))


# -- calls -------------------------------------------------------------------------


def _calls(api: Api, made: Made, method: Method) -> Iterator[Mutation]:
    def bindings(change: Callable[[Binding], Binding | None]) -> Remake:
        def remake(_: Api, m: Method) -> Method:
            new = (change(one) for one in m.bindings)
            return replace(m, bindings=tuple(filter(None, new)))

        return remake

    yield made("call-changed", bindings(_called_otherwise))
    yield made("call-changed-with-alias", bindings(_called_both_ways))
    yield made(
        "call-alias-added",
        bindings(
            lambda b: replace(b, also=_called_both_ways(_called_otherwise(b)).also)
        ),
    )
    if len(method.bindings) > 1:
        yield made(
            "binding-removed", bindings(lambda b: b if b.transport == "ws" else None)
        )
    http = next((one for one in method.bindings if one.transport == "http"), None)
    if http is None:
        return
    verb = {"GET": "DELETE", "POST": "PUT"}.get(http.verb, "POST")
    yield made("verb-changed", bindings(lambda b: replace(b, verb=b.verb and verb)))
    yield made("ok-status-changed", bindings(lambda b: replace(b, ok=b.ok and (299,))))
    yield made(
        "ok-status-added", bindings(lambda b: replace(b, ok=b.ok and (299, *b.ok)))
    )
    if http.auth:
        yield made("auth-dropped", bindings(lambda b: replace(b, auth=())))
    elif api.auth:
        first = (api.auth[0].name,)
        yield made("auth-required", bindings(lambda b: replace(b, auth=first)))
    if http.envelope:
        yield made("envelope-dropped", bindings(lambda b: replace(b, envelope="")))


def _called_otherwise(one: Binding) -> Binding:
    return replace(
        one,
        method=one.method and f"{one.method}_zz",
        path=one.path if one.method else _other_path(one.path),
    )


def _other_path(path: str) -> str:
    first, _, rest = path.lstrip("/").partition("/")
    return f"/{first}_zz/{rest}" if rest else f"/{first}_zz"


def _called_both_ways(one: Binding) -> Binding:
    if one.transport == "ws":
        return one  # a call there has no other names
    old = one.method or one.path
    return replace(_called_otherwise(one), also=(old, *one.also))


# -- parameters --------------------------------------------------------------------


def _params(api: Api, made: Made, method: Method) -> Iterator[Mutation]:
    yield made("param-added-required", _added(Field(NEW, TEXT), len(method.params)))
    optional = Field(NEW, TEXT, optional=True)
    yield made("param-added-optional", _added(optional, len(method.params)))
    if method.params:
        yield made("param-inserted", _added(optional, 0))
    plain = [one for one in method.params if _is_plain(method, one)]
    if len(plain) > 1:
        order = {plain[0].name: plain[1].name, plain[1].name: plain[0].name}
        yield made("params-reordered", _reordered(order))
    for one in plain:
        shown = [e.params[one.name] for e in method.examples if one.name in e.params]
        if shown:
            yield from _param(api, made, method, one, shown)


def _is_plain(method: Method, one: Field) -> bool:
    """Whether nothing else names the parameter, and it stands in no path."""
    parts = (method.params, method.result, method.exactly_one_of, method.together)
    is_named = repr((*parts, method.waits)).count(repr(one.name)) > 1
    bound = [b for bind in method.bindings for b in bind.params if b.param == one.name]
    is_own = all(b.place not in {"path", "body"} and not b.absent for b in bound)
    return not (is_named or one.only_when or one.also) and is_own


def _param(
    api: Api, made: Made, method: Method, one: Field, shown: list[Json]
) -> Iterator[Mutation]:
    name, required = one.name, "optional" if one.may_be_missing else "required"

    def param(kind: str, remake: Remake, **more: Any) -> Mutation:
        return made(f"param-{kind}", remake, name, **more)

    def bound(change: Callable[[BoundParam], BoundParam]) -> Remake:
        return lambda _, m: replace(m, bindings=_rebound(m.bindings, name, change))

    yield param(f"removed-{required}", _removed(name))
    renamed = {name: NEW}
    yield param("renamed", _renamed(name, NEW), renamed=renamed)
    alias = _renamed(name, NEW, also=(name,))
    yield param("renamed-with-alias", alias, renamed=renamed)
    named = all(one.transport != "rpc" for one in method.bindings) or _by_name(api)
    if named:
        yield param("wire-name", bound(lambda b: replace(b, name=NEW)))
        both = bound(lambda b: replace(b, name=NEW, also=(b.name, *b.also)))
        yield param("wire-name-with-alias", both)
    if required == "required":
        yield param("became-optional", _optional(name))
        absent = bound(lambda b: replace(b, absent=True))
        yield param("absent", absent)
    elif one.optional and one.default is None and len(shown) < len(method.examples):
        yield param("became-required", _required(name, shown[0]))
    if one.default is not None:
        other = Default(
            not one.default.value if one.default.value in (True, False) else "zz"
        )
        yield param("default-changed", _with_default(name, other))
        yield param("default-removed", _with_default(name, None))
    elif one.optional:
        yield param("default-added", _with_default(name, Default(shown[0])))
    if {b.place for bind in method.bindings for b in bind.params} & {"query", "json"}:
        yield param("moved", bound(_moved))
    text = "zz" if not isinstance(shown[0], str) else 4711
    use = Use(String() if text == "zz" else Integer(), facts=one.use.facts)
    yield param("of-other-type", _with_use(name, use, lambda _: text))
    if not one.use.nullable:
        use = replace(one.use, nullable=True)
        yield param("became-nullable", _with_use(name, use, lambda _: None))
    doc = replace(one.use, facts=replace(one.use.facts, doc="Other words."))
    yield param("doc", _with_use(name, doc, lambda value: value))


def _by_name(api: Api) -> bool:
    rpc = next((one.more for one in api.transports if one.name == "rpc"), None)
    return getattr(rpc, "params", "") == "named"


def _moved(one: BoundParam) -> BoundParam:
    place = {"query": "header", "json": "query", "form": "query"}.get(one.place)
    return replace(one, place=place or one.place)


def _rebound(
    bindings: Iterable[Binding], name: str, change: Callable[[BoundParam], BoundParam]
) -> tuple[Binding, ...]:
    return tuple(
        replace(
            one,
            params=tuple(change(b) if b.param == name else b for b in one.params),
        )
        for one in bindings
    )


def _with_params(
    method: Method, examples: Callable[[dict[str, Json]], dict[str, Json]], **more: Any
) -> Method:
    made = tuple(changed(e, params=examples(dict(e.params))) for e in method.examples)
    return replace(method, examples=made, **more)


def _added(new: Field, at: int) -> Remake:
    def remake(api: Api, m: Method) -> Method:
        bindings = []
        for one in m.bindings:
            place = _usual_place(api, one)
            own = BoundParam(NEW, NEW, place, required=not new.may_be_missing)
            bindings.append(
                replace(one, params=(*one.params[:at], own, *one.params[at:]))
            )
        return _with_params(
            m,
            lambda params: {**params, NEW: "zz"},
            params=(*m.params[:at], new, *m.params[at:]),
            bindings=tuple(bindings),
        )

    return remake


def _usual_place(api: Api, one: Binding) -> str:
    more = api.transport(one.transport).more
    if not isinstance(more, Http):
        return "params"
    if one.body:
        return one.body
    usual = "query" if one.verb == "GET" or _has_body(one) else "json"
    return dict(more.params).get(one.verb, usual)


def _has_body(one: Binding) -> bool:
    return any(b.place == "body" for b in one.params)


def _removed(name: str) -> Remake:
    def remake(_: Api, m: Method) -> Method:
        return _with_params(
            m,
            lambda params: {k: v for k, v in params.items() if k != name},
            params=tuple(one for one in m.params if one.name != name),
            bindings=tuple(
                replace(one, params=tuple(b for b in one.params if b.param != name))
                for one in m.bindings
            ),
        )

    return remake


def _renamed(name: str, new: str, also: tuple[str, ...] = ()) -> Remake:
    def remake(_: Api, m: Method) -> Method:
        def called(b: BoundParam) -> BoundParam:
            wire = new if b.name == name else b.name
            return replace(b, param=new, name=wire, also=(*also, *b.also))

        return _with_params(
            m,
            lambda params: {new if k == name else k: v for k, v in params.items()},
            params=tuple(
                replace(one, name=new, also=also) if one.name == name else one
                for one in m.params
            ),
            bindings=_rebound(m.bindings, name, called),
        )

    return remake


def _reordered(order: dict[str, str]) -> Remake:
    def remake(_: Api, m: Method) -> Method:
        fields = {one.name: one for one in m.params}

        def turned(binding: Binding) -> Binding:
            own = {one.param: one for one in binding.params}
            params = tuple(own[order.get(b.param, b.param)] for b in binding.params)
            return replace(binding, params=params)

        return replace(
            m,
            params=tuple(fields[order.get(one.name, one.name)] for one in m.params),
            bindings=tuple(map(turned, m.bindings)),
        )

    return remake


def _with_field(m: Method, name: str, **parts: Any) -> Method:
    """Change a parameter, and what its bindings took from it."""
    params = tuple(replace(p, **parts) if p.name == name else p for p in m.params)
    one = next(p for p in params if p.name == name)

    def bound(b: BoundParam) -> BoundParam:
        default = one.default if "default" in parts else b.default
        required = not (one.may_be_missing or default)
        return replace(b, default=default, required=required)

    return replace(m, params=params, bindings=_rebound(m.bindings, name, bound))


def _optional(name: str) -> Remake:
    return lambda _, m: _with_params(
        _with_field(m, name, optional=True),
        lambda params: {k: v for k, v in params.items() if k != name},
    )


def _required(name: str, value: Json) -> Remake:
    def remake(_: Api, m: Method) -> Method:
        order = [one.name for one in m.params]

        def filled(params: dict[str, Json]) -> dict[str, Json]:
            whole = {name: value, **params}
            known = {one: whole[one] for one in order if one in whole}
            return {**known, **whole}

        return _with_params(_with_field(m, name, optional=False), filled)

    return remake


def _with_default(name: str, default: Default | None) -> Remake:
    return lambda _, m: _with_field(m, name, default=default, optional=default is None)


def _with_use(name: str, use: Use, change: Callable[[Json], Json]) -> Remake:
    def remake(_: Api, m: Method) -> Method:
        return _with_params(
            _with_field(m, name, use=use),
            lambda params: {
                k: change(v) if k == name else v for k, v in params.items()
            },
        )

    return remake


# -- results and errors ------------------------------------------------------------


def _results(made: Made, method: Method) -> Iterator[Mutation]:
    went_well = [one for one in method.examples if one.raises is None]
    if not went_well or any(one.beside for one in went_well):
        return

    def result(kind: str, use: Use | None, value: Default | None) -> Mutation:
        def shown(one: Example) -> Example:
            return one if one.raises else changed(one, result=value)

        return made(
            kind,
            lambda _, m: replace(m, result=use, examples=tuple(map(shown, m.examples))),
        )

    if method.result is None:
        yield result("result-added", TEXT, Default("zz"))
        return
    yield result("result-removed", None, None)
    if not method.result.nullable and not isinstance(method.result.type, Nothing):
        nullable = replace(method.result, nullable=True)
        yield result("result-became-nullable", nullable, Default(None))
    shown = next((one.result.value for one in went_well if one.result), None)
    text = "zz" if not isinstance(shown, str) else 4711
    other = Use(String() if text == "zz" else Integer(), facts=method.result.facts)
    yield result("result-of-other-type", other, Default(text))


def _raises(made: Made, method: Method) -> Iterator[Mutation]:
    """An example that fails need not go with the error: other methods show it as well."""
    if method.errors:
        first = method.errors[0].error
        yield made(
            "error-not-raised",
            lambda _, m: replace(
                m,
                errors=tuple(one for one in m.errors if one.error != first),
                examples=tuple(
                    one
                    for one in m.examples
                    if one.raises is None or one.raises.error != first
                ),
            ),
            first,
        )
