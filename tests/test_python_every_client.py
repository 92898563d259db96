"""Every generated client against every generated server: all examples, over real sockets.

What the handler is given must mean what the caller gave, and what the caller gets must
mean what the handler returned or raised; the oracle says what examples mean.
"""

from collections.abc import Iterator
from typing import Any

from bundle_forms import MISSING
from project import api
import pytest
from python_clients import meaning, package
from python_play import Played, faults, played, server
from python_trials import Way
from specmint.prove.compare import difference, unmeant
from specmint.wire import decode
from test_python_clients import DIALECTS, UNSENDABLE, WAYS, context_of

each_way = pytest.mark.parametrize("way", [*WAYS, *DIALECTS], ids=str)

# Errors that a client knows by more than a handler may say, or that end otherwise.
REFUSED: dict[tuple[str, str], str] = {}


def sent(way: Way) -> Iterator[Played]:
    for one in played(way):
        key = way.name, str(one.case)
        if key not in UNSENDABLE and key not in REFUSED:
            yield one


@each_way
def test_a_handler_is_given_what_the_caller_gave(way: Way) -> None:
    wrong = [f"{o.case}: {slip}" for o in sent(way) for slip in given_slips(way, o)]
    assert not wrong, "\n".join(wrong)


def given_slips(way: Way, one: Played) -> Iterator[str]:
    if not one.given and is_refused_so(way, one):
        return  # the server says by itself what the example is about
    if len(one.given) != 1:
        yield f"the handler was called {len(one.given)} times: {one.error!r}"
        return
    (name, given), method = one.given[0], server(way.name).methods[one.case.method.name]
    if name != method.name:
        yield f"{name} was called"
    found, wanted = (
        {n: meaning(v) for n, v in each.items()} for each in (given, one.wanted)
    )
    usual = defaults(way, one)
    fields = {param.field: param.name for param in method.params}
    for field, value in found.items():
        if field not in wanted and usual.get(fields[field], MISSING) != value:
            yield f"{field} is {value!r}, and nobody said so"
    for field, value in wanted.items():
        if found.get(field, MISSING) != value:
            yield f"{field} is {found.get(field)!r}, not {value!r}"


def is_refused_so(way: Way, one: Played) -> bool:
    raised = one.case.example.raises
    if raised is None or one.error is None:
        return False
    return type(one.error).__name__ == package(way.name).names.errors[raised.error]


def defaults(way: Way, one: Played) -> dict[str, Any]:
    """Give what stands for arguments that are left out, over this transport."""
    usual = {
        param.name: decode(api(way.name), param.use, param.default.value)[0]
        for param in one.case.method.params
        if param.default
    }
    uses = {param.name: param.use for param in one.case.method.params}
    own = {
        bound.param: decode(api(way.name), uses[bound.param], bound.default.value)[0]
        for bound in one.case.binding.params
        if bound.default
    }
    return {**usual, **own}


@each_way
def test_a_caller_gets_what_the_handler_returned(way: Way) -> None:
    wrong = [
        f"{one.case}: {slip}"
        for one in sent(way)
        if not one.case.example.raises
        for slip in result_slips(way, one)
    ]
    assert not wrong, "\n".join(wrong)


def result_slips(way: Way, one: Played) -> Iterator[str]:
    example, use = one.case.example, one.case.method.result
    if one.error is not None:
        yield f"{type(one.error).__name__}: {one.error}"
        return
    found = meaning(one.result)
    if example.result is None or use is None:
        if found not in (None, []):
            yield f"{found!r} came from nowhere"
        return
    whole = package(way.name).api
    wanted, _ = decode(whole, use, example.result.value, context_of(one))  # type: ignore[arg-type]
    if (odd := difference(found, wanted)) is not None:
        yield f"at {odd} it is {found!r}, not {wanted!r}"
    if example.means and (odd := unmeant(found, example.means.value)) is not None:
        yield f"at {odd} it is {found!r}, which does not mean {example.means.value!r}"
    own = {field.name for field in one.case.method.beside}
    if lost := own & set(example.beside) - set(one.beside):
        yield f"{lost} did not arrive beside it"


@each_way
def test_a_caller_gets_the_error_that_the_handler_raised(way: Way) -> None:
    wrong = [
        f"{one.case}: {slip}"
        for one in sent(way)
        if one.case.example.raises
        for slip in error_slips(way, one)
    ]
    assert not wrong, "\n".join(wrong)


def error_slips(way: Way, one: Played) -> Iterator[str]:
    pkg, raised = package(way.name), one.case.example.raises
    assert raised is not None
    name = pkg.names.errors[raised.error]
    error: Any = one.error
    if type(error).__name__ != name:
        yield f"it is {type(error).__name__}, not {name}: {error}"
        return
    if raised.message is not None and error.message != raised.message:
        yield f"it says {error.message!r}, not {raised.message!r}"
    if raised.code is not None and error.code != raised.code:
        yield f"its code is {error.code}, not {raised.code}"
    if raised.status is not None and way.over != "ws" and error.status != raised.status:
        yield f"its status is {error.status}, not {raised.status}"
    spec = pkg.api.errors[raised.error]
    if raised.data is not None and spec.data is not None:
        wanted = decode(pkg.api, spec.data, raised.data.value)[0]
        if meaning(error.data) != wanted:
            yield f"its data is {error.data!r}, not {wanted!r}"
    for part in spec.parts:
        if part.name in raised.parts:
            wanted = decode(pkg.api, part.use, raised.parts[part.name])[0]
            if meaning(getattr(error, part.name)) != wanted:
                yield f"{part.name} is {getattr(error, part.name)!r}, not {wanted!r}"


@each_way
def test_no_server_failed(way: Way) -> None:
    assert faults(way) == []
