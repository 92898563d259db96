"""Examples as traffic: each call and its answer as they are on the wire."""

from specmint.cases.messages import Message, Traffic, make_traffic
from specmint.cases.replies import message_of

__all__ = ["Message", "Traffic", "make_traffic", "message_of"]
