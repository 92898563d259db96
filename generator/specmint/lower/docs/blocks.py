"""A block of traffic with what it is, as examples and errors show it."""

from dataclasses import dataclass

from specmint.text import Fence, Inline, fence


@dataclass(frozen=True, slots=True)
class BlockView:
    label: Inline
    block: Fence


def view_reply(reply: str) -> BlockView:
    is_whole = reply.startswith("HTTP/")
    return BlockView(Inline("Reply:"), fence(reply, "http" if is_whole else "json"))
