"""An example's parameters, result and meanings against their types."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.model import Choice, Field, Json, Nothing, Use
from specmint.prove.case import Case, Path, Slip, at, fields_by_name, meant
from specmint.prove.meanings import meaning_slips
from specmint.wire import Level, decode, resolve


def param_slips(case: Case) -> Iterator[Slip]:
    """Check the parameters, unless the example shows what wrong ones lead to."""
    if case.example.raises is not None:
        return
    known = case.call.fields
    for name in case.example.params:
        if name not in known:
            message = f"the method has no parameter `{name}`"
            path = ("params", name)
            yield Slip(path, "example-params", message, meant(name, known))
    for misfit in case.misfits:
        message = at(misfit.path[1:], misfit.message)
        yield Slip(("params", *misfit.path), "example-params", message)
    for name, field in known.items():
        where = None if name in case.example.params else _needed(case, field)
        if where is not None:
            message = f"the parameter `{name}` is missing{where}"
            yield Slip(("params",), "example-params", message)


def _needed(case: Case, field: Field) -> str | None:
    """Tell over which transport of the example a parameter must be given, if any."""
    example, bindings = case.example, case.call.bindings
    shown_over = {exchange.transport for exchange in example.exchange}
    over = example.over or shown_over or bindings.keys()
    bound = [
        (transport, param)
        for transport, binding in bindings.items()
        for param in binding.params
        if transport in over and param.param == field.name
    ]
    if not bound:
        return None if field.may_be_missing else ""
    return next(
        (f" over {name}" for name, it in bound if it.required and not it.absent), None
    )


def param_meaning_slips(case: Case) -> Iterator[Slip]:
    params = case.example.params
    for name, means in case.example.means_params.items():
        path = ("means_params", name)
        if name not in params:
            message = f"the example has no parameter `{name}`"
            yield Slip(path, "example-means", message, meant(name, params))
        elif name in case.meanings:
            use = case.call.fields[name].use
            found = meaning_slips(case.bench, case.context, use, params[name], means)
            yield from _meant(found, path)


# -- results -------------------------------------------------------------------


def result_slips(case: Case) -> Iterator[Slip]:
    use, result = case.call.method.result, case.example.result
    raises, means = case.example.raises, case.example.means
    if raises is not None and result is not None:
        message = "an example ends with a result or an error, not with both"
        yield Slip(("result",), "example-raises", message)
    elif use is None and result is not None and result.value is not None:
        message = "the method returns nothing, and the example has a result"
        yield Slip(("result",), "example-result", message)
    elif raises is None and result is None and _returns(case):
        yield Slip((), "example-result", "the example has no result")
    if means is not None and result is None:
        message = "there is no result whose meaning this could be"
        yield Slip(("means",), "example-means", message)
    elif use is not None and result is not None:
        yield from value_slips(case, use, result.value, ("result",))
        if means is not None:
            found = meaning_slips(
                case.bench, case.context, use, result.value, means.value
            )
            yield from _meant(found, ("means",))


def _meant(found: Iterator[tuple[Path, str]], path: Path) -> Iterator[Slip]:
    for inner, message in found:
        yield Slip((*path, *inner), "example-means", at(inner, message))


def _returns(case: Case) -> bool:
    """Whether a call like this one gives back a value."""
    use = case.call.method.result
    if use is None or isinstance(resolve(case.bench.api, use), Nothing):
        return False
    if not isinstance(resolve(case.bench.api, use), Choice):
        return True
    return bool(decode(case.bench.api, use, None, case.context)[1])


def value_slips(case: Case, use: Use, value: Json, path: Path) -> Iterator[Slip]:
    for misfit in decode(case.bench.api, use, value, case.context)[1]:
        message = at(misfit.path, misfit.message)
        yield Slip((*path, *misfit.path), "example-result", message)


def beside_slips(case: Case) -> Iterator[Slip]:
    """Check what stands beside the result against the method and its envelopes."""
    beside = case.example.beside
    own = fields_by_name(case.call.method.beside)
    known = own | _of_envelopes(case)
    around = replace(case.context, siblings=Level(beside, known))
    for name, value in beside.items():
        path = ("beside", name)
        if name not in known:
            message = f"nothing called `{name}` stands beside the result"
            yield Slip(path, "example-result", message, meant(name, known))
            continue
        for misfit in decode(case.bench.api, known[name].use, value, around)[1]:
            message = at(misfit.path, misfit.message)
            yield Slip((*path, *misfit.path), "example-result", message)
    needed = () if case.example.raises else tuple(own.values())
    for field in needed:
        if field.name not in beside and not field.may_be_missing:
            message = f"`{field.name}` is missing beside the result"
            yield Slip((), "example-result", message)


def _of_envelopes(case: Case) -> dict[str, Field]:
    return {
        beside.field.name: beside.field
        for envelope in case.bench.api.envelopes
        for beside in envelope.beside
    }
