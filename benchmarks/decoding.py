"""A large block, from its text to types, against plain JSON with exact numbers."""

from decimal import Decimal
import json
from random import Random
from typing import Any

from clients import package
from measuring import show, timed

TRANSACTIONS = 1000
HASH = "00" * 32


def bench_block() -> None:
    body = f'{{"result":{made_block()},"error":null,"id":1}}'.encode()
    root = package("bitcoin")
    settings = root.Settings(ids=lambda: 1, transport=Canned(body))
    client = root.BitcoinClient(settings=settings)
    assert len(client.getblock(HASH, 2).tx) == TRANSACTIONS
    rounds = timed(
        lambda: client.getblock(HASH, 2), lambda: json.loads(body, parse_float=Decimal)
    )
    megabytes = len(body) / 1_000_000
    ratios = [ours / plain for ours, plain in rounds]
    show(f"a block of {megabytes:.1f} MB into types, against json", ratios, most=1.6)


class Canned:
    """A transport that has the answer already."""

    def __init__(self, body: bytes) -> None:
        self.body = body

    def exchange(self, *_: object) -> Any:
        return package("bitcoin", "_http").HttpReply(200, (), self.body)


def made_block() -> str:
    """Write a block as a node of today does with `verbosity` 2."""
    random = Random(2)
    block = {
        "hash": digits(random, 64),
        "confirmations": 1,
        "height": 900_000,
        "version": 4,
        "versionHex": "00000004",
        "merkleroot": digits(random, 64),
        "time": 1_750_000_000,
        "mediantime": 1_749_999_000,
        "nonce": 1,
        "bits": "17030ecd",
        "difficulty": 126411437451912.23,
        "chainwork": digits(random, 64),
        "nTx": TRANSACTIONS,
        "previousblockhash": digits(random, 64),
        "strippedsize": 141_000,
        "size": 222_000,
        "weight": 561_000,
        "tx": [transaction(random) for _ in range(TRANSACTIONS)],
    }
    return json.dumps(block, separators=(",", ":"))


def transaction(random: Random) -> dict[str, Any]:
    return {
        "txid": digits(random, 64),
        "hash": digits(random, 64),
        "version": 2,
        "size": 222,
        "vsize": 141,
        "weight": 561,
        "locktime": 0,
        "vin": [spent(random) for _ in range(random.choice((1, 1, 2)))],
        "vout": [paid(random, place) for place in range(2)],
        "fee": 0.0000141,
        "hex": digits(random, 444),
    }


def spent(random: Random) -> dict[str, Any]:
    return {
        "txid": digits(random, 64),
        "vout": 1,
        "scriptSig": {"asm": "", "hex": ""},
        "txinwitness": [digits(random, 142), digits(random, 66)],
        "sequence": 4_294_967_293,
    }


def paid(random: Random, place: int) -> dict[str, Any]:
    script = {
        "asm": f"0 {digits(random, 40)}",
        "desc": f"addr({digits(random, 42)})#{digits(random, 8)}",
        "hex": digits(random, 44),
        "address": digits(random, 42),
        "type": "witness_v0_keyhash",
    }
    amount = random.randrange(1, 10**10) / 10**8
    return {"value": amount, "n": place, "scriptPubKey": script}


def digits(random: Random, count: int) -> str:
    return f"{random.getrandbits(4 * count):0{count}x}"
