"""Generated codecs against the oracle: the same meanings, the same JSON, the same refusals."""

from collections.abc import Callable, Iterator
from copy import deepcopy
from decimal import Decimal
from functools import cache
import re
from typing import Any

from effort import tries
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from project import NAMES, api
import pytest
from python_clients import codecs_of, meaning, package
from specmint.lower.python.shapes import Shapes
from specmint.lower.units import unit_classes
from specmint.model import Example, Json, Method, Ref, Union, Use
from specmint.prove.compare import difference, value_at
from specmint.wire import Context, Level, Memory, decode, encode, write_json
from wire_values import Maker

Path = tuple[str | int, ...]
each_api = pytest.mark.parametrize("name", NAMES)


@cache
def memory(_name: str) -> Memory:
    return Memory()


@cache
def shapes(name: str) -> Shapes:
    pkg = package(name)
    return Shapes(
        pkg.api, pkg.names, unit_classes(pkg.api, pkg.names.types), prefix="t."
    )


@cache
def named_codec(name: str, kind: str) -> Any:
    return codec(name, Use(Ref(kind)))


def codec(name: str, use: Use, siblings: Json = None) -> Any:
    """Give the codec of a use, as generated code calls it."""
    pkg = package(name)
    shape = eval(shapes(name).of(use).codec, {**vars(pkg.wire), "t": pkg.types})
    if isinstance(shape, pkg.wire.Beside):
        shape = shape.codec(siblings)
    return pkg.wire.codec_of(shape)


def slips(
    name: str, use: Use, value: Json, context: Context, own: Any
) -> Iterator[str]:
    """Compare a generated codec with the oracle both ways."""
    wanted, misfits = decode(api(name), use, value, context)
    assert not misfits, misfits
    found = own.decode(value)
    if (odd := difference(meaning(found), wanted)) is not None:
        yield f"at {odd} it means {value_at(meaning(found), odd)!r}"
    back, _ = encode(api(name), use, wanted, context)
    if (odd := difference(own.encode(found), back)) is not None:
        yield f"at {odd} it goes back as {value_at(own.encode(found), odd)!r}"


# -- values of examples ------------------------------------------------------------


def context_of(name: str, method: Method, example: Example) -> Context:
    fields = {param.name: param for param in method.params}
    known = {key: value for key, value in example.params.items() if key in fields}
    return Context(Level(known, fields), memory=memory(name))


def examples(name: str) -> Iterator[tuple[Method, Example, Context]]:
    for method in api(name).methods:
        for example in method.examples:
            yield method, example, context_of(name, method, example)


def result_codec(name: str, method: Method, example: Example) -> Any:
    call = package(name).make(method)
    params = {own: None for own, _ in codecs_of(package(name), method).values()}
    defaults = {p.name: p.default.value for p in method.params if p.default}
    return call(**params).codec({**defaults, **example.params})


@each_api
def test_results_of_examples_mean_what_the_oracle_says(name: str) -> None:
    count = 0
    for method, example, context in examples(name):
        if example.result is not None and method.result is not None:
            own = result_codec(name, method, example)
            value = example.result.value
            assert not [*slips(name, method.result, value, context, own)], method.name
            count += 1
    assert count > 3


@each_api
def test_parameters_of_examples_mean_what_the_oracle_says(name: str) -> None:
    count, pkg = 0, package(name)
    for method, example, context in examples(name):
        codecs = codecs_of(pkg, method)
        for param in method.params:
            if param.name not in example.params:
                continue
            value = example.params[param.name]
            if decode(api(name), param.use, value, context)[1]:
                continue  # what the example shows is a wrong value
            own = codecs[param.name][1]
            if isinstance(own, pkg.wire.Beside):
                own = own.codec(example.params)
            wrong = [*slips(name, param.use, value, context, own)]
            assert not wrong, f"{method.name} {param.name}: {wrong}"
            count += 1
    assert count > 3


@each_api
def test_what_services_send_by_themselves_means_what_the_oracle_says(name: str) -> None:
    whole = api(name)
    for sent in (*whole.pushes, *whole.webhooks):
        own = codec(name, sent.payload)
        for example in sent.examples:
            if example.payload is not None:
                context = Context(memory=memory(name))
                value = example.payload.value
                assert not [*slips(name, sent.payload, value, context, own)], sent.name


# -- random values -----------------------------------------------------------------


@cache
def maker(name: str) -> Maker:
    return Maker(api(name))


@cache
def kinds(name: str) -> list[str]:
    """Name the types that stand alone; a case may be whole only in its union."""
    unions = [t.type for t in api(name).types.values() if isinstance(t.type, Union)]
    cases = {use.type for union in unions if union.include for _, use in union.cases}
    return [kind for kind in api(name).types if Ref(kind) not in cases]


ALL_KINDS = [(name, kind) for name in NAMES for kind in kinds(name)]


@pytest.mark.parametrize(("name", "kind"), ALL_KINDS)
@settings(max_examples=tries(4), suppress_health_check=HealthCheck)
@given(data=st.data())
def test_a_codec_agrees_with_the_oracle(
    name: str, kind: str, data: st.DataObject
) -> None:
    value = data.draw(maker(name).named(kind))
    use, context = Use(Ref(kind)), Context(memory=memory(name))
    assume(not decode(api(name), use, value, context)[1])
    assert not [*slips(name, use, value, context, named_codec(name, kind))]


# -- values that are wrong ---------------------------------------------------------

ODD: tuple[Json, ...] = ([], {}, True, Decimal("1.5"), None, 7, "odd")
# What a client does not check: bounds, patterns and what depends on other members. A
# service may change them, and what it sent is worth more than an error.
LENIENT = re.compile(
    r"does not match|is (below|above) |it has \d+ (characters|bytes|items), |"
    r"it is there only when|is missing, though|digits after the point|exactly one of|"
    r"is missing beside|needs .* beside it"
)


def places(value: Json, path: Path = ()) -> Iterator[Path]:
    """Give the ways into a value; of a list, into its first items."""
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value[:2]):
            yield from places(item, (*path, index))


def bent(value: Json, count: int) -> Iterator[Json]:
    """Spoil a value in one place: by one of another kind, or by nothing at all."""
    for number, path in enumerate(places(value)):
        for odd in (number % len(ODD), (number + count) % len(ODD)):
            yield put(value, path, ODD[odd])
        if path and isinstance(path[-1], str):
            yield put(value, path, ...)


def put(value: Json, path: Path, odd: Json) -> Json:
    if not path:
        return odd
    whole = deepcopy(value)
    inner = whole
    for step in path[:-1]:
        inner = inner[step]
    if odd is ...:
        del inner[path[-1]]
    else:
        inner[path[-1]] = odd
    return whole


def telling(name: str) -> Iterator[tuple[Method, Example, Context]]:
    """Give the example of each method that has the most to spoil."""
    best: dict[str, tuple[int, tuple[Method, Example, Context]]] = {}
    for method, example, context in examples(name):
        if method.result is not None and example.result is not None:
            size = len(write_json(example.result.value))
            if size > best.get(method.name, (0, None))[0]:
                best[method.name] = size, (method, example, context)
    yield from (one for _, one in best.values())


@each_api
def test_what_is_of_a_wrong_kind_is_refused_with_its_place(name: str) -> None:
    refused, wrong = 0, []
    for number, (method, example, context) in enumerate(telling(name)):
        assert method.result is not None and example.result is not None
        own = result_codec(name, method, example)
        for value in bent(example.result.value, number):
            found = refusal_slip(name, method.result, value, context, own)
            refused += found is None
            wrong += [f"{method.name}: {found}"] if found else []
    assert not wrong, "\n".join(wrong[:20])
    assert refused > 50


def refusal_slip(
    name: str, use: Use, value: Json, context: Context, own: Any
) -> str | None:
    """Say where a codec takes what the oracle refuses, or the other way round.

    Nothing if both refuse it at the same place, and "" if both take it.
    """
    wanted, misfits = decode(api(name), use, value, context)
    try:
        found = meaning(own.decode(value))
    except package(name).wire.DecodeError as error:
        if error.path in {misfit.path for misfit in misfits}:
            return None
        return f"{error} is not where the oracle has {misfits}"
    if misfits:
        hard = [one for one in misfits if not LENIENT.search(one.message)]
        return f"{hard} is taken" if hard else ""
    return "" if difference(found, wanted) is None else f"{found} is not {wanted}"


# -- large answers -----------------------------------------------------------------

RPC = [name for name in NAMES if any(one.name == "rpc" for one in api(name).transports)]


def in_pieces(name: str, own: Any, text: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Read an answer piece by piece, however small it is."""
    large = package(name).module("_large")
    monkeypatch.setattr(large, "LARGE", 0)
    return large.read_answer(own, text.encode())


def wide(value: Json) -> str:
    """Write JSON with blanks wherever they may stand."""
    match value:
        case dict():
            pairs = (
                f"{BLANKS}{write_json(k)}{BLANKS}:{wide(v)}" for k, v in value.items()
            )
            inner = f"{{{','.join(pairs)}{BLANKS}}}"
        case list():
            inner = f"[{','.join(map(wide, value))}{BLANKS}]"
        case _:
            inner = write_json(value)
    return f"{BLANKS}{inner}{BLANKS}"


BLANKS = " \n\t\r"


@pytest.mark.parametrize("write", [write_json, wide])
@pytest.mark.parametrize("name", RPC)
def test_an_answer_means_the_same_when_it_is_read_in_pieces(
    name: str, write: Callable[[Json], str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for method, example, _ in telling(name):
        assert example.result is not None
        own, value = result_codec(name, method, example), example.result.value
        answer = {"jsonrpc": "2.0", "result": value, "error": None, "id": 7}
        found = in_pieces(name, own, write(answer), monkeypatch)
        assert found is not None, method.name
        assert (found["id"], found["result"]) == (7, own.decode(value))
        assert difference(meaning(found["result"]), meaning(own.decode(value))) is None


@pytest.mark.parametrize("name", RPC)
def test_what_is_wrong_in_pieces_is_left_to_the_ordinary_way(
    name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = 0
    for number, (method, example, _) in enumerate(telling(name)):
        assert example.result is not None
        own = result_codec(name, method, example)
        for value in bent(example.result.value, number):
            text = write_json({"result": value, "id": 7})
            found = in_pieces(name, own, text, monkeypatch)
            try:
                wanted = own.decode(value)
            except package(name).wire.DecodeError:
                assert found is None, f"{method.name}: {text}"
                left += 1
            else:
                assert found["result"] == wanted
    assert left > 50


@pytest.mark.parametrize(
    "text",
    [
        *['{"result": 7, "id": 1', '{"result": 7,}', '{"result": 7} x', '{"result"}'],
        *['{"result": NaN}', '{"result": 1E9999999999999999999}', "{result: 7}", "7"],
        *['{"id": 1}', "", "{", '{"result": 7, "error": {"code": 1}}', "[]"],
    ],
)
def test_what_is_no_answer_is_left_to_the_ordinary_way(
    text: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    anything = package("bitcoin").wire.ANYTHING
    assert in_pieces("bitcoin", anything, '{"result": 7}', monkeypatch) == {"result": 7}
    assert in_pieces("bitcoin", anything, text, monkeypatch) is None
    assert in_pieces("bitcoin", anything, "{" * 10**5, monkeypatch) is None


def test_a_text_with_a_byte_less_is_never_read_as_another(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bitcoin = package("bitcoin")
    (found,) = [one for one in telling("bitcoin") if one[0].name == "getblock"]
    method, example, _ = found
    assert example.result is not None
    own = result_codec("bitcoin", method, example)
    text = write_json({"result": example.result.value, "id": 7})
    for at in range(len(text)):
        spoilt = text[:at] + text[at + 1 :]
        found = in_pieces("bitcoin", own, spoilt, monkeypatch)
        if found is not None:
            assert found["result"] == own.decode(bitcoin.wire.loads(spoilt)["result"])
