"""How a method is called over each transport, as code."""

from collections.abc import Iterator

from specmint.lower.typescript.shapes import Shapes
from specmint.lower.ways import (
    absent,
    moved,
    other_form,
    own_headers,
    renamed,
    signing,
    usual_place,
)
from specmint.model import Api, Binding, Method
from specmint.text.typescript import ts_key, ts_literal


def routes(api: Api, shapes: Shapes, method: Method) -> Iterator[str]:
    for binding in method.bindings:
        facts = list(_facts(api, shapes, method, binding))
        made = f"{{ {', '.join(facts)} }}" if facts else "{}"
        yield f"{binding.transport}: {made}"


def _facts(api: Api, shapes: Shapes, method: Method, binding: Binding) -> Iterator[str]:
    if binding.transport == "http":
        yield from _rest(api, shapes, method, binding)
        return
    if binding.method != method.name:
        yield f"method: {ts_literal(binding.method)}"
    if binding.transport == "rpc":
        if binding.path != api.transport("rpc").path:
            yield f"path: {ts_literal(binding.path)}"
        if names := renamed(binding):
            yield f"names: {ts_literal(names)}"
        yield from _headers(api, binding)
    else:
        yield from _differences(api, shapes, method, binding)


def _headers(api: Api, binding: Binding) -> Iterator[str]:
    if own := own_headers(api, binding):
        yield f"headers: {ts_literal(own)}"


def _rest(api: Api, shapes: Shapes, method: Method, binding: Binding) -> Iterator[str]:
    yield f"verb: {ts_literal(binding.verb)}"
    yield f"path: {ts_literal(binding.path)}"
    place = usual_place(api, binding)
    if place != ("query" if binding.verb == "GET" else "json"):
        yield f"place: {ts_literal(place)}"
    if places := moved(binding, place):
        yield f"places: {ts_literal(places)}"
    yield from _differences(api, shapes, method, binding)
    if binding.query:
        yield f"query: {ts_literal(binding.query)}"
    if odd := [status for status in binding.ok if status >= 300]:
        yield f"ok: {ts_literal(odd)}"
    if scheme := signing(api, binding):
        yield f"auth: {ts_literal(scheme)}"
    if binding.envelope != api.transport("http").envelope:
        yield f"envelope: {ts_literal(binding.envelope)}"
    if binding.host:
        yield f"host: {ts_literal(binding.host)}"
    yield from _headers(api, binding)


def _differences(
    api: Api, shapes: Shapes, method: Method, binding: Binding
) -> Iterator[str]:
    """Say which names and forms differ on this transport, and what it does not have."""
    if names := renamed(binding):
        yield f"names: {ts_literal(names)}"
    uses = {field.name: field.use for field in method.params}
    forms = [
        f"{ts_key(bound.param)}: {form}"
        for bound in binding.params
        if (
            form := other_form(
                api,
                binding,
                bound,
                uses[bound.param],
                lambda use: shapes.of(use).codec,
                "BOOLEAN",
            )
        )
    ]
    if forms:
        yield f"forms: {{ {', '.join(forms)} }}"
    if lacking := absent(binding):
        yield f"absent: {ts_literal(lacking)}"
