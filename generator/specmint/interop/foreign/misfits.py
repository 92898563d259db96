"""What of an example does not fit the types of its method."""

from collections.abc import Iterator, Mapping
from typing import Any

from specmint.model import Api, Method, Push, Use, Webhook
from specmint.wire import Context, Level, decode

Json = Any
Object = dict[str, Json]


def misfits(api: Api, method: Method, example: Object) -> Iterator[str]:
    """Say what does not fit: a parameter, the result, or what an error carries."""
    given = example.get("params", {})
    level = Level(given, {field.name: field for field in method.params})
    context = Context(params=level, siblings=level)
    for field in method.params:
        if field.name not in given:
            if not field.may_be_missing:
                yield f"it lacks `{field.name}`"
            continue
        for misfit in decode(api, field.use, given[field.name], context)[1]:
            yield f"{field.name}: {misfit.message}"
    if "raises" in example:
        yield from _raised(api, example["raises"])
    elif method.result is None:
        if example.get("result") is not None:
            yield "it has a result, and the method has none"
    elif "result" not in example:
        yield "it has no result"
    else:
        told = Context(params=level)
        yield from _fits(api, method.result, example["result"], told, "result")


def payload_misfits(api: Api, sent: Webhook | Push, example: Object) -> Iterator[str]:
    yield from _fits(api, sent.payload, example["payload"], Context(), "payload")


def _raised(api: Api, raises: Mapping[str, Object]) -> Iterator[str]:
    for name, told in raises.items():
        data = api.errors[name].data
        if "data" in told and data is not None:
            yield from _fits(api, data, told["data"], Context(), "data")


def _fits(
    api: Api, use: Use, value: Json, context: Context, what: str
) -> Iterator[str]:
    for misfit in decode(api, use, value, context)[1]:
        yield f"{what} {'.'.join(map(str, misfit.path))}: {misfit.message}"
