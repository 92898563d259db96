"""Arguments that no call takes, and results that are taken for others."""

from bigchaindb_client import BigchainDBClient
from bitcoin_client import UNSET, AsyncBitcoinClient, BitcoinClient, calls, types
from bitdust_client import BitDustClient
from mtgox_client import types as gox
from mtgox_client import webhooks


def results(client: BitcoinClient, hash: str, verbosity: int) -> None:
    block: types.Block = client.getblock(hash, 0)  # error: assignment AssignmentType
    block = client.getblock(hash, 2)  # error: assignment AssignmentType
    block = client.getblock(hash, verbosity)  # error: assignment AssignmentType
    client.getblock(hash).txs  # error: attr-defined AttributeAccessIssue
    block.nextblockhash.upper()  # error: union-attr AttributeAccessIssue


def arguments(client: BitcoinClient, hash: str) -> None:
    client.getblock()  # error: call-overload CallIssue
    client.getblock(hash, None)  # error: call-overload ArgumentType
    client.getblock(hash, "0")  # error: call-overload ArgumentType
    client.getblockhash()  # error: call-arg CallIssue
    client.getblockhash("1")  # error: arg-type ArgumentType
    client.getblockhash(height=1)  # error: call-arg CallIssue
    client.getblockhash(1, 2)  # error: call-arg CallIssue
    client.getbalance(minconf=None)  # error: arg-type ArgumentType
    client.getbalance(minconf=UNSET)
    client.getblockcuont()  # error: attr-defined AttributeAccessIssue


def waits(client: BitDustClient, chain: BigchainDBClient) -> None:
    client.models(5)  # error: call-overload ArgumentType
    chain.post_transaction({"id": "a"})  # error: arg-type ArgumentType


async def awaits(client: BitcoinClient, other: AsyncBitcoinClient, hash: str) -> None:
    await client.getblockcount()  # error: misc GeneralTypeIssues
    await client.getblock(hash)  # error: misc GeneralTypeIssues
    count: int = other.getblockcount()  # error: assignment AssignmentType
    raw: bytes = await other.getblock(hash)  # error: assignment AssignmentType
    await other.send(calls.getblockhash("1"))  # error: arg-type ArgumentType


def batches(client: BitcoinClient, hash: str) -> None:
    slots = client.batch([calls.getblockcount(), calls.getblock(hash)])
    height: int = slots[0].result()  # error: assignment AssignmentType
    _, block = client.batch((calls.getblockcount(), calls.getblock(hash)))
    height = block.result()  # error: assignment AssignmentType
    one, _ = client.batch((calls.getblockcount(),))  # error: misc AssignmentType
    print(one)
    client.batch((calls.getblockcount,))  # error: arg-type CallIssue


def deliveries(body: bytes) -> None:
    told = webhooks.IPN.receive({}, body, secret=b"")  # error: arg-type ArgumentType
    if isinstance(told, gox.CancelledIpn):
        print(told.amount)  # error: attr-defined AttributeAccessIssue
    print(told.amount_pending)  # error: union-attr AttributeAccessIssue
