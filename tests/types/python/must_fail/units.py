"""Units are never mixed: what counts one thing is not taken for another."""

from decimal import Decimal

from bitcoin_client import BitcoinClient, calls
from bitcoin_client import types as coin
from icon_client import IconClient, types
from mtgox_client import MtGoxClient
from mtgox_client import types as gox


def bitcoin(client: BitcoinClient, amount: coin.BtcAmount) -> None:
    client.settxfee(amount)  # error: arg-type ArgumentType
    client.settxfee(Decimal(1))  # error: arg-type ArgumentType
    client.walletpassphrase("word", 60)  # error: arg-type ArgumentType
    calls.settxfee(coin.FeePerVbyte(Decimal(1)))  # error: arg-type ArgumentType
    fee: coin.FeePerKilobyte = client.getbalance()  # error: assignment AssignmentType
    coin.BTC_AMOUNT.to_minor(fee)  # error: arg-type ArgumentType


def icon(client: IconClient, seconds: gox.UnixSeconds) -> None:
    loop: types.Loop = 10**18  # error: assignment AssignmentType
    types.Loop("1")  # error: arg-type ArgumentType
    types.LOOP.to_decimal(types.Steps(1))  # error: arg-type ArgumentType
    client.icx_send_transaction(  # error: call-overload CallIssue
        3,
        "hx",
        "cx",
        1,  # error: ArgumentType
        step_limit=types.Steps(1),
        timestamp=types.UnixMicros(1),
        nid=1,
        signature=b"",
    )
    client.icx_send_transaction(  # error: call-overload CallIssue
        3,
        "hx",
        "cx",
        loop,
        step_limit=types.Steps(1),
        timestamp=seconds,  # error: ArgumentType
        nid=1,
        signature=b"",
    )


def mtgox(client: MtGoxClient, amount: gox.AmountInt, price: gox.PriceInt) -> None:
    client.order_add("BTCUSD", "bid", price, amount)  # error: arg-type ArgumentType
    client.order_add("BTCUSD", "bid", amount, 5)  # error: arg-type ArgumentType
    client.order_add("BTCUSD", "buy", amount)  # error: arg-type ArgumentType
