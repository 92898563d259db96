"""Literal requests against the binding and the example's parameters."""

from collections.abc import Iterator
from typing import assert_never

from specmint.model import Binding, Default, Http, Json, Rpc, Ws
from specmint.prove.case import Case
from specmint.prove.compare import difference
from specmint.prove.members import Said, by_name, given_slips, value_slips
from specmint.prove.rest import rest_slips
from specmint.prove.traffic import Request
from specmint.wire import ABSENT, shown


def request_slips(
    case: Case, binding: Binding, request: Json | Request
) -> Iterator[Said]:
    """Compare a request, read as far as its transport needs, with its example."""
    more = case.bench.api.transport(binding.transport).more
    match more:
        case Rpc():
            yield from _rpc(case, binding, more, request)
        case Ws():
            yield from _ws(case, binding, more, request)
        case Http():
            yield from rest_slips(case, binding, more, request)
        case _:
            assert_never(more)


def _rpc(case: Case, binding: Binding, rpc: Rpc, request: Json) -> Iterator[Said]:
    if isinstance(request, list):
        return  # a batch shows more than one call
    if not isinstance(request, dict):
        yield "a request of JSON-RPC is an object", ""
        return
    yield from _same("method", request.get("method", ABSENT), binding.method)
    params = request.get("params")
    if isinstance(params, dict):
        if rpc.params == "positional" and params:
            yield "the parameters travel by position here", ""
        yield from given_slips(case, binding, rpc, by_name("params", params))
    elif isinstance(params, list):
        if rpc.params == "named" and params:
            yield "the parameters travel by name here", ""
        yield from _by_position(case, binding, rpc, params)
    else:
        yield from given_slips(case, binding, rpc, [])


def _same(name: str, value: Json, wanted: Json) -> Iterator[Said]:
    if difference(value, wanted) is not None:
        found = "missing" if value is ABSENT else shown(value)
        yield f"`{name}` is {found}, not {shown(wanted)}", ""


def _by_position(
    case: Case, binding: Binding, rpc: Rpc, params: list[Json]
) -> Iterator[Said]:
    raises = case.example.raises is not None
    bound = [param for param in binding.params if not param.absent]
    if len(params) > len(bound) and not raises:
        yield f"it has {len(params)} parameters, and the method has {len(bound)}", ""
    for param, value in zip(bound, params, strict=False):
        is_given = param.param in case.example.params
        if is_given or not _is_gap(rpc, param.default, value):
            yield from value_slips(case, param, rpc, value)
    for param in bound[len(params) :]:
        if param.param in case.example.params and not raises:
            yield f"it lacks the example's parameter `{param.param}`", ""


def _is_gap(rpc: Rpc, default: Default | None, value: Json) -> bool:
    """Whether a value only holds a place before one that is given."""
    if rpc.gap == "default" and default is not None:
        return difference(value, default.value) is None
    return rpc.gap == "null" and value is None


def _ws(case: Case, binding: Binding, ws: Ws, frame: Json) -> Iterator[Said]:
    if not isinstance(frame, dict):
        yield "a frame is an object", ""
        return
    for name, template in ws.call:
        value = frame.get(name, ABSENT)
        if template == "$method":
            yield from _same(name, value, binding.method)
        elif template == "$params":
            yield from _frame_params(case, binding, ws, value)
        elif template != "$id" and case.example.raises is None:
            yield from _same(name, value, template)


def _frame_params(case: Case, binding: Binding, ws: Ws, value: Json) -> Iterator[Said]:
    params = {} if value is ABSENT else value
    if isinstance(params, dict):
        yield from given_slips(case, binding, ws, by_name("params", params))
    else:
        yield f"the parameters are {shown(params)}, not an object", ""
