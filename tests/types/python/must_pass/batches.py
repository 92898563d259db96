"""A tuple of calls keeps its types apart, a list has one for all."""

from collections.abc import Sequence

from bitcoin_client import AsyncBitcoinClient, BitcoinClient, calls, types
from typing_extensions import assert_type


def send(client: BitcoinClient, hash: str) -> None:
    count, block, raw = client.batch(
        (calls.getblockcount(), calls.getblock(hash), calls.getblock(hash, 0))
    )
    assert_type(count.result(), int)
    assert_type(block.result(), types.Block)
    assert_type(raw.result(), bytes)
    assert_type(count.error, Exception | None)

    (alone,) = client.batch((calls.getbalance(),))
    assert_type(alone.result(), types.BtcAmount)

    hashes = [slot.result() for slot in client.batch([calls.getblockhash(1)])]
    assert_type(hashes, list[str])


async def wait(client: AsyncBitcoinClient, heights: Sequence[int]) -> None:
    count, info = await client.batch((calls.getblockcount(), calls.getinfo()))
    assert_type(count.result(), int)
    assert_type(info.result(), types.NodeInfo)

    slots = await client.batch([calls.getblockhash(height) for height in heights])
    assert_type(slots[0].result(), str)
