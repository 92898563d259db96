"""Units are numbers, open enums take other words, and records are written by name."""

from datetime import datetime, timezone
from decimal import Decimal

from bigchaindb_client import Unset as NotThere
from bigchaindb_client import types as chain
from bitcoin_client import UNSET, BitcoinClient, Unset, types
from icon_client import IconClient
from icon_client import types as icon
from mtgox_client import MtGoxClient
from mtgox_client import types as gox
from typing_extensions import assert_type


def units(client: IconClient, address: str) -> None:
    balance = client.icx_get_balance(address)
    assert_type(balance, icon.Loop)
    number: int = balance
    assert_type(balance + number, int)
    assert_type(icon.LOOP.to_decimal(balance), Decimal)
    assert_type(icon.LOOP.from_decimal("1.5"), icon.Loop)
    assert_type(icon.UNIX_MICROS.to_datetime(icon.UnixMicros(1)), datetime)
    now = datetime.now(timezone.utc)  # noqa: UP017 - 3.10 has no UTC
    assert_type(icon.UNIX_MICROS.from_datetime(now), icon.UnixMicros)


def money(client: BitcoinClient) -> None:
    fee = types.FeePerKilobyte(Decimal("0.0001"))
    assert_type(client.settxfee(fee), bool)
    assert_type(client.getbalance() + 1, Decimal)
    assert_type(types.BTC_AMOUNT.from_minor(1), types.BtcAmount)


def order(client: MtGoxClient) -> None:
    amount = gox.AMOUNT_INT.from_decimal("0.5", "BTC")
    price = gox.PriceInt(100_00000)
    assert_type(client.order_add("BTCUSD", "bid", amount, price), str)
    assert_type(client.order_add("BTCUSD", "ask", amount_int=amount), str)


def words(script: types.ScriptPubKey) -> str:
    kind: types.ScriptType = "witness_v9"
    if script.type == "pubkey":
        return script.type
    return kind


def numbers(details: chain.ConditionDetails) -> int:
    if details.type_id is chain.ConditionType.ED25519:
        return 1
    return chain.ConditionType(7) + details.type_id


def presence(block: types.Block) -> str:
    assert_type(block.nextblockhash, str | Unset)
    if block.nextblockhash is UNSET:
        return ""
    assert_type(block.nextblockhash, str)
    return block.nextblockhash or "?"


def three_ways(details: chain.ConditionDetails) -> str:
    signature = details.signature
    assert_type(signature, str | None | NotThere)
    if isinstance(signature, NotThere):
        return "nothing"
    return "null" if signature is None else signature


def records() -> None:
    script = types.ScriptPubKey(asm="", hex=b"", type="anyone")
    assert_type(script.address, str | Unset)
    types.OutPoint(txid="id", vout=1, extra={"more": 1})
    assert_type(types.ScriptPubKey.decode({}), types.ScriptPubKey)
    assert_type(hash(script), int)
