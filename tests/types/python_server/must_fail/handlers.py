"""Handlers that are not the API's: wrong results, parameters and errors."""

from bitcoin_server import BitcoinHandler, Limits, create_app, errors
from bitcoin_server import types as coin
from bitdust_server import errors as dust_errors
from icon_server import IconHandler
from icon_server import errors as icon_errors
from icon_server import types as icon
from mtgox_server import errors as gox_errors


class Node(BitcoinHandler):
    async def getblockcount(self) -> str:  # error: override IncompatibleMethodOverride
        return "900000"

    async def getblockhash(  # error: IncompatibleMethodOverride
        self, index: str  # error: override
    ) -> coin.BlockHash:
        return index

    async def getdifficulty(self) -> coin.Difficulty:
        return "0.1"  # error: return-value ReturnType

    async def move(self) -> bool:  # error: override IncompatibleMethodOverride
        return True

    def stop(self, detach: object) -> str:  # error: override IncompatibleMethodOverride
        return str(detach)


class Citizen(IconHandler):
    async def icx_get_total_supply(  # error: override IncompatibleMethodOverride
        self, height: int
    ) -> icon.Loop:
        return icon.Loop(height)


def raises(failure: int) -> None:
    errors.InvalidParameter(message=1)  # error: arg-type ArgumentType
    dust_errors.KeyNotRegistered()  # error: call-arg CallIssue
    dust_errors.KeyNotRegistered("no such key")  # error: call-arg CallIssue
    dust_errors.KeyNotRegistered(key_id=1)  # error: arg-type ArgumentType
    dust_errors.KeyNotRegistered(key="master")  # error: call-arg CallIssue
    icon_errors.ContractFailed()  # error: call-arg CallIssue
    icon_errors.ContractFailed(failure=failure)  # error: arg-type ArgumentType
    icon_errors.WaitTimeout(data="0x1")  # error: arg-type ArgumentType
    gox_errors.InvalidParameter(parameter="type")  # error: call-arg CallIssue


def apps(node: Node, other: Citizen) -> None:
    create_app(node)  # error: call-arg CallIssue
    create_app(other, auth=None)  # error: arg-type ArgumentType
    create_app(node, auth="secret")  # error: arg-type ArgumentType
    create_app(node, auth=None, follow="both")  # error: arg-type ArgumentType
    create_app(node, auth=None, dialects=["1.1"])  # error: list-item ArgumentType
    create_app(node, auth=None, limits=Limits(body="1"))  # error: arg-type ArgumentType
