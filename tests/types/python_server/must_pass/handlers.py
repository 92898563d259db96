"""Handlers that a stranger writes: each kind of parameter, result and error."""

from collections.abc import Sequence
from decimal import Decimal

from bigchaindb_server import BigchainDBHandler
from bigchaindb_server import errors as chain_errors
from bigchaindb_server import types as chain
from bitcoin_server import UNSET, BitcoinHandler, Unset, errors, request
from bitcoin_server import types as coin
from bitdust_server import UNSET as DUST_UNSET
from bitdust_server import Answer, BitDustHandler
from bitdust_server import Unset as DustUnset
from bitdust_server import errors as dust_errors
from bitdust_server import types as dust
from icon_server import UNSET as ICON_UNSET
from icon_server import IconHandler
from icon_server import Unset as IconUnset
from icon_server import errors as icon_errors
from icon_server import types as icon
from mtgox_server import MtGoxHandler
from mtgox_server import errors as gox_errors
from mtgox_server import types as gox
from typing_extensions import assert_type


class Node(BitcoinHandler):
    def __init__(self, hashes: Sequence[coin.BlockHash]) -> None:
        self.hashes = hashes

    async def getblockcount(self) -> coin.Height:
        return len(self.hashes)

    async def getblockhash(self, index: coin.Height) -> coin.BlockHash:
        if index >= len(self.hashes):
            raise errors.InvalidParameter("Block height out of range")
        assert_type(request().caller, str)
        return self.hashes[index]

    async def getblock(
        self, hash: coin.BlockHash, verbosity: coin.Verbosity | Unset = UNSET
    ) -> coin.RawBlock:  # a narrower result is a result
        assert_type(verbosity, int | bool | Unset)
        return b""

    async def getbalance(
        self,
        account: coin.Account | Unset = UNSET,
        minconf: int = 6,  # a default of one's own
        include_watchonly: bool = False,
        avoid_reuse: bool = True,
    ) -> coin.BtcAmount:
        return coin.BtcAmount(Decimal("0.1"))


class Engine(BitDustHandler):
    async def network_reconnect(self) -> Answer[None]:
        return Answer(None, message="reconnected")

    async def identity_backup(
        self, destination_filepath: dust.LocalPath
    ) -> Answer[dust.IdentityBackup]:
        raise dust_errors.KeyNotRegistered(key_id=destination_filepath or "master")

    async def event_send(
        self, event_id: dust.EventId, data: dust.EventInput | DustUnset = DUST_UNSET
    ) -> dust.EventSent:
        raise dust_errors.EventDataInvalid


class Citizen(IconHandler):
    async def icx_get_balance(
        self, address: icon.TAddr, height: icon.TInt | IconUnset = ICON_UNSET
    ) -> icon.Loop:
        if not address:
            raise icon_errors.ContractFailed(failure=icon.FailureCode.REVERTED)
        return icon.Loop(10**18)


class Exchange(MtGoxHandler):
    async def order_cancel(self, pair: gox.Pair, oid: gox.Uuid) -> gox.CancelledOrder:
        raise gox_errors.OrderNotFound

    async def order_lag(self) -> gox.Lag:
        raise gox_errors.InvalidParameter(parameter="type", choices="ask or bid")


class Chain(BigchainDBHandler):
    async def get_transaction(self, tx_id: chain.TransactionId) -> chain.Transaction:
        raise chain_errors.TransactionNotFound
