"""Records are written whole and by name, and never changed."""

from bitcoin_client import UNSET, Unset, types


def make() -> None:
    types.OutPoint("id", 1)  # error: call-arg CallIssue
    types.OutPoint(txid="id")  # error: call-arg CallIssue
    types.OutPoint(txid="id", vout="1")  # error: arg-type ArgumentType
    types.OutPoint(txid="id", vout=UNSET)  # error: arg-type ArgumentType
    types.OutPoint(txid="id", vout=1, index=1)  # error: call-arg CallIssue
    types.ScriptPubKey(asm="", hex="00", type="")  # error: arg-type ArgumentType
    types.ScriptPubKey(
        asm="", hex=b"", type="", address=None  # error: arg-type ArgumentType
    )


def change(point: types.OutPoint, block: types.Block) -> None:
    point.vout = 2  # error: misc AttributeAccessIssue
    point.index = 2  # error: attr-defined AttributeAccessIssue
    point.extra = {}  # error: AttributeAccessIssue
    block.tx.append("id")  # error: attr-defined AttributeAccessIssue
    block.tx[0] = "id"  # error: index IndexIssue


def look(block: types.Block) -> str:
    return block.nextblockhash  # error: return-value ReturnType


def unset() -> Unset:
    return None  # error: return-value ReturnType
