"""All examples of one API, and what no example shows."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace

from specmint.model import Api, Error, Example, Method, Push, Raised, Use, Webhook, Ws
from specmint.problems import WARNING, Place, Problem
from specmint.prove.case import (
    Bench,
    Call,
    Case,
    Path,
    Slip,
    fields_by_name,
    param_context,
    params_record,
)
from specmint.prove.coverage import shown_errors
from specmint.prove.exchanges import answer_slips, exchange_slips, unexplained
from specmint.prove.raises import raise_slips
from specmint.prove.replies import Answer
from specmint.prove.sent import greeting_slips, push_slips, webhook_slips
from specmint.prove.values import (
    beside_slips,
    param_meaning_slips,
    param_slips,
    result_slips,
)
from specmint.prove.walk import forms_in_use
from specmint.wire import decode

_Located = tuple[Path, Slip]


def prove(api: Api, place_of: Callable[[Path], Place]) -> tuple[Problem, ...]:
    """Check every example against the types, and find what has none."""
    bench = Bench(api, _hidden(api))
    found = [_problem(place_of, *located) for located in _slips(bench)]
    return (*found, *_unproved(bench, place_of))


def _problem(place_of: Callable[[Path], Place], start: Path, slip: Slip) -> Problem:
    place = place_of((*start, *slip.path))
    return Problem(place, slip.code, slip.message, slip.hint)


def _hidden(api: Api) -> frozenset[str]:
    """Name what auth puts into queries and forms beside the parameters."""
    names: set[str] = set()
    for scheme in api.auth:
        if scheme.kind == "query":
            names |= {scheme.member, *scheme.also}
        names |= {name for place, name, _ in scheme.send if place != "header"}
        if scheme.fresh is not None:
            names |= {scheme.fresh.name, scheme.fresh.also}
    return frozenset(names)


def _slips(bench: Bench) -> Iterator[_Located]:
    for method in bench.api.methods:
        yield from _method_slips(bench, method)
    shown = shown_errors(bench.api)
    for error in bench.api.errors.values():
        yield from _error_slips(bench, error, is_shown=error.name in shown)
    yield from _sent_slips(bench)


def _sent_slips(bench: Bench) -> Iterator[_Located]:
    """Check the examples of what the service sends by itself."""
    for push in bench.api.pushes:
        path: Path = ("pushes", push.name)
        yield from _located(path, _lacking(push))
        for sent in push.examples:
            slips = push_slips(bench, push, sent)
            yield from _located((*path, "examples", sent.name), slips)
    for webhook in bench.api.webhooks:
        path = ("webhooks", webhook.name)
        yield from _located(path, _lacking(webhook))
        for sent in webhook.examples:
            slips = webhook_slips(bench, webhook, sent)
            yield from _located((*path, "examples", sent.name), slips)
    for transport in bench.api.transports:
        if isinstance(transport.more, Ws) and transport.more.greets is not None:
            slips = greeting_slips(bench, transport.more.greets)
            yield from _located(("transports", transport.name, "greets"), slips)


def _lacking(node: Push | Webhook) -> Iterator[Slip]:
    if not node.examples and not node.facts.unobserved:
        hint = "add one, or say why not in `unobserved`"
        yield Slip((), "example-missing", "there is no example", hint)


def _located(path: Path, slips: Iterable[Slip]) -> Iterator[_Located]:
    yield from ((path, slip) for slip in slips)


def _method_slips(bench: Bench, method: Method) -> Iterator[_Located]:
    path = ("methods", method.name)
    if not method.examples and not method.facts.unobserved:
        hint = "add one, or say why not in `unobserved`"
        yield path, Slip((), "example-missing", "the method has no example", hint)
    call = Call(
        method=method,
        fields=fields_by_name(method.params),
        params=Use(params_record(method)),
        bindings={binding.transport: binding for binding in method.bindings},
    )
    for example in method.examples:
        case = _case(bench, call, example)
        yield from _located((*path, "examples", example.name), _checks(case))


def _checks(case: Case) -> Iterator[Slip]:
    yield from param_slips(case)
    yield from param_meaning_slips(case)
    yield from result_slips(case)
    yield from beside_slips(case)
    if case.example.raises is not None:
        yield from raise_slips(case.bench, case.example.raises)
    yield from exchange_slips(case)


def _case(bench: Bench, call: Call, example: Example) -> Case:
    known = {name: it for name, it in example.params.items() if name in call.fields}
    context = param_context(bench, call, known)
    meanings, misfits = decode(bench.api, call.params, known, context)
    unfit = {misfit.path[0] for misfit in misfits if misfit.path}
    fit = {name: it for name, it in meanings.items() if name not in unfit}
    return Case(bench, call, example, context, fit, misfits)


def _error_slips(bench: Bench, error: Error, *, is_shown: bool) -> Iterator[_Located]:
    path = ("errors", error.name)
    if not is_shown and not error.facts.unobserved:
        hint = "show it in a method's example or its own, or say why in `unobserved`"
        message = "no example raises this error"
        yield path, Slip((), "error-without-example", message, hint)
    for example in error.examples:
        yield from _located(
            (*path, "examples", example.name), _own_slips(bench, error, example)
        )


def _own_slips(bench: Bench, error: Error, example: Example) -> Iterator[Slip]:
    """Check an example that belongs to an error; its request may be anything."""
    raised = example.raises or Raised(error.name)
    whole = replace(example, raises=raised)
    if example.raises is not None:
        yield from raise_slips(bench, raised)
    envelopes = {it.name: it.envelope for it in bench.api.transports}
    for exchange in example.exchange:
        over = exchange.transport
        if over not in envelopes:
            continue
        answer = Answer(bench, whole, over, envelopes[over])
        slips = answer_slips(answer, exchange.reply)
        yield from unexplained(slips) if example.errata else slips


def _unproved(bench: Bench, place_of: Callable[[Path], Place]) -> Iterator[Problem]:
    """Find the wire forms whose meaning nobody has worked out by hand."""
    for form, path in forms_in_use(bench.api).items():
        if form not in bench.seen:
            message = f"no example gives a meaning for {form}"
            hint = "add `means` to a result, or `means_params`"
            code = "wire-form-without-meaning"
            yield Problem(place_of(path), code, message, hint, WARNING)
