"""What an answer is may hang on an argument: a literal tells the two apart."""

from bitcoin_client import (
    AsyncBitcoinClient,
    BitcoinClient,
    Call,
    Unset,
    calls,
    types,
)
from typing_extensions import assert_type

Block = types.Block
Deep = types.BlockWithTransactions


def make(hash: str, verbosity: int) -> None:
    assert_type(calls.getblock(hash), Call[Block])
    assert_type(calls.getblock(hash, 0), Call[bytes])
    assert_type(calls.getblock(hash, False), Call[bytes])
    assert_type(calls.getblock(hash, 1), Call[Block])
    assert_type(calls.getblock(hash, verbosity=True), Call[Block])
    assert_type(calls.getblock(hash=hash, verbosity=3), Call[Deep])
    assert_type(calls.getblock(hash, verbosity), Call[bytes | Block | Deep])


def send(client: BitcoinClient, hash: str, verbosity: int) -> None:
    assert_type(client.getblock(hash), Block)
    assert_type(client.getblock(hash, 0), bytes)
    assert_type(client.getblock(hash, 1).tx[0], str)
    assert_type(client.getblock(hash, 2).tx[0].fee, types.BtcAmount | Unset)
    assert_type(client.getblock(hash, verbosity), bytes | Block | Deep)
    assert_type(client.send(calls.getblock(hash, 0)), bytes)
    assert_type(client.reply(calls.getblock(hash, 2)).result, Deep)


async def wait(client: AsyncBitcoinClient, hash: str) -> None:
    assert_type(await client.getblock(hash), Block)
    assert_type(await client.getblock(hash, 0), bytes)
    assert_type(await client.getblock(hash, 2), Deep)
    assert_type(await client.send(calls.getblock(hash, 0)), bytes)
