"""Records of generated Python clients: what one may do with them besides decoding."""

import copy
from decimal import Decimal
from functools import cache
import pickle
from typing import Any

from project import NAMES
import pytest
from python_clients import meaning, package
from specmint.prove.compare import difference
from test_python_codecs import examples, result_codec

each_api = pytest.mark.parametrize("name", NAMES)
SECRET = "correct-horse-battery-staple"


@cache
def records(name: str) -> list[Any]:
    """Gather a record of each class that the results of examples hold."""
    found: dict[type, Any] = {}
    for method, example, _ in examples(name):
        if example.result is not None and method.result is not None:
            gather(
                result_codec(name, method, example).decode(example.result.value), found
            )
    assert found
    return list(found.values())


def gather(value: Any, found: dict[type, Any]) -> None:
    if isinstance(value, (list, tuple)):
        for item in value:
            gather(item, found)
    elif isinstance(value, dict):
        gather(tuple(value.values()), found)
    elif hasattr(type(value), "members"):
        found.setdefault(type(value), value)
        gather(tuple(getattr(value, one.name) for one in type(value).members), found)


def values(record: Any) -> dict[str, Any]:
    return {one.name: getattr(record, one.name) for one in type(record).members}


# -- all records -------------------------------------------------------------------


@each_api
def test_a_copy_is_equal_and_has_the_same_hash(name: str) -> None:
    for one in records(name):
        copies = [
            copy.copy(one),
            copy.deepcopy(one),
            *(pickle.loads(pickle.dumps(one, level)) for level in range(2, 6)),
            type(one)(**values(one), extra=one.extra),
            one.__replace__(),
            type(one).decode(one.encode()),
        ]
        for other in copies:
            assert (other, hash(other)) == (one, hash(one)), type(one)
            assert type(other) is type(one)
            assert difference(meaning(other), meaning(one)) is None


@each_api
def test_a_record_differs_when_a_member_does(name: str) -> None:
    for one in records(name):
        changed = [one.__replace__(**{own: object()}) for own in values(one)]
        for other in (*changed, one.__replace__(extra={"odd": 1}), values(one), None):
            assert other != one
            assert one != other


@each_api
def test_repr_shows_what_is_there_and_no_more(name: str) -> None:
    unset = package(name).wire.UNSET
    for one in records(name):
        text = repr(one)
        assert text.startswith(f"{type(one).__name__}(")
        assert "UNSET" not in text
        assert "\n" not in text
        for member in type(one).members:
            is_there = getattr(one, member.name) is not unset
            assert (f"{member.name}=" in text) >= is_there


@each_api
def test_unknown_members_are_kept_and_sent_again(name: str) -> None:
    more = {"odd_one": [1, Decimal("1.50"), None], "odd_two": {"a": "b"}}
    for one in records(name):
        if type(one).rest is not None:
            continue  # all its members are known
        sent = {"odd_one": more["odd_one"], **one.encode(), "odd_two": more["odd_two"]}
        found = type(one).decode(sent)
        assert dict(found.extra) == dict(one.extra) | more
        assert difference(found.encode(), sent) is None
        assert found != one
        assert "odd_one" in repr(found)


@each_api
def test_a_record_is_made_by_names_only(name: str) -> None:
    for one in records(name):
        kind, given = type(one), values(one)
        with pytest.raises(TypeError):
            kind(*given.values())
        with pytest.raises(TypeError, match=f"{kind.__name__} has no `odd`"):
            kind(**given, odd=1)
        for member in kind.members:
            less = {key: item for key, item in given.items() if key != member.name}
            if member.is_optional:
                assert getattr(kind(**less), member.name) is package(name).wire.UNSET
            else:
                with pytest.raises(TypeError, match=f"needs `{member.name}`"):
                    kind(**less)


@each_api
def test_a_record_takes_no_other_attributes(name: str) -> None:
    for one in records(name):
        assert not hasattr(one, "__dict__")
        with pytest.raises(AttributeError):
            one.odd = 1


# -- some records ------------------------------------------------------------------


def transaction(**more: Any) -> Any:
    icon = package("icon")
    given = {"version": 3, "timestamp": 5, "tx_hash": b"\1", "value": 10**18, **more}
    return icon.types.Transaction(**given)


def test_what_is_not_there_is_not_null() -> None:
    unset = package("icon").wire.UNSET
    one = transaction()
    assert one.nonce is unset
    assert one.extra == {}
    assert not unset
    assert repr(unset) == "UNSET"
    assert pickle.loads(pickle.dumps(unset)) is unset
    assert copy.deepcopy(unset) is unset
    assert one.encode() == {
        "version": "0x3",
        "value": "0xde0b6b3a7640000",
        "timestamp": "0x5",
        "txHash": "0x01",
    }
    with pytest.raises(ValueError, match="`nonce`: None is not a whole number"):
        transaction(nonce=None).encode()
    assert transaction(nonce=unset) == one != transaction(nonce=None)


def test_null_is_sent_where_it_may_be() -> None:
    codec = package("bitdust").types.DeviceInstance.codec
    member = next(m for m in codec.kind.members if m.name == "server_code")
    assert member.codec({}).write(None) is None
    with pytest.raises(ValueError, match="Unset is not text"):
        member.codec({}).write(package("bitdust").wire.UNSET)


def test_repr_is_readable() -> None:
    assert repr(transaction(value=7, from_="hx1")) == (
        "Transaction(version=3, from_='hx1', value=7, timestamp=5, tx_hash=b'\\x01')"
    )
    amounts = {"genesis_block": Decimal("1E-8"), "bip30": Decimal("50.00")}
    amounts |= {"scripts": Decimal(0), "unclaimed_rewards": Decimal("1E+3")}
    assert repr(package("bitcoin").types.UnspendableTotals(**amounts)) == (
        "UnspendableTotals(genesis_block=Decimal('0.00000001'), bip30=Decimal('50.00'), "
        "scripts=Decimal('0'), unclaimed_rewards=Decimal('1000'))"
    )


def test_a_list_and_a_tuple_mean_the_same() -> None:
    data = package("icon").types.CallData
    one = data(method="m", params={"a": ["x", ("y",)]})
    other = data(method="m", params={"a": ("x", ["y"])})
    assert (one, hash(one)) == (other, hash(other))
    assert transaction(data=one) == transaction(data=other)
    assert one != data(method="m", params={"a": ["x", ("z",)]})
    assert one.encode() == {"method": "m", "params": {"a": ["x", ["y"]]}}


def test_a_secret_does_not_show() -> None:
    mtgox = package("mtgox")
    key = mtgox.types.HotpKey(serial=7, name="n", key=SECRET, key_base32=SECRET)
    assert repr(key) == "HotpKey(serial=7, name='n', key=***, key_base32=***)"
    reply = mtgox.core.Reply([key, {"a": key}])
    for shown in (repr(reply), f"{[key, (key,)]}", repr(mtgox.core.Slot(key))):
        assert SECRET not in shown
    assert key.key == SECRET
    assert SECRET in str(key.encode())
