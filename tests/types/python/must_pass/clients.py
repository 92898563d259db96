"""Every way to hold a client: shared, changed, awaited, and what it raises."""

from collections.abc import Sequence
import os

from bigchaindb_client import AsyncBigchainDBClient, types
from bitcoin_client import (
    ApiError,
    AsyncBitcoinClient,
    BitcoinClient,
    Event,
    Settings,
    TransportError,
    calls,
    errors,
)
from bitcoin_client import types as coin
from bitdust_client import BitDustClient
from typing_extensions import assert_type


def make(folder: str | os.PathLike[str]) -> None:
    told: list[Event] = []
    settings = Settings(trace=told.append, headers={"X-Who": "me"})
    with BitcoinClient(cookie_file=folder, settings=settings) as client:
        assert_type(client, BitcoinClient)
        assert_type(client.with_options(timeout=None, resends=0), BitcoinClient)
        assert_type(client.with_scope(wallet="savings"), BitcoinClient)
        assert_type(client.getblockcount(), int)
        assert_type(client.getpeerinfo(), Sequence[coin.PeerInfo])
        assert_type(client.reply(calls.getinfo()).status, int | None)
    assert_type(BitDustClient("ws://127.0.0.1:8280", api_secret="a").close(), None)


def fail(client: BitcoinClient, height: int) -> str:
    try:
        return client.getblockhash(height)
    except errors.InvalidParameter as error:
        assert_type(error.code, int | str | None)
        return error.message
    except ApiError as error:
        return str(error)
    except TransportError as error:
        assert_type(error.maybe_acted, bool)
        raise


async def wait(client: AsyncBitcoinClient) -> None:
    async with client.with_options(deadline=1.0) as hurried:
        assert_type(hurried, AsyncBitcoinClient)
        assert_type(await hurried.getblockcount(), int)
        assert_type(await hurried.getbalance(), coin.BtcAmount)


async def push(client: AsyncBigchainDBClient, known: types.Transaction) -> str:
    state = await client.get_transaction_status(known.id)
    assert_type(state, types.TransactionState)
    pushed = await client.post_transaction(transaction=known)
    return pushed.id
