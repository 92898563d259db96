"""A delivery is one of several records, and `isinstance` tells which."""

from collections.abc import Iterable, Mapping

from mtgox_client import SignatureError, types, webhooks
from typing_extensions import assert_type


def receive(headers: Mapping[str, str], body: bytes, secret: str) -> int:
    told = webhooks.IPN.receive(headers, body, secret=secret)
    assert_type(told, types.Ipn)
    if isinstance(told, types.PaidIpn):
        assert_type(told, types.PaidIpn)
        assert_type(told.date, types.UnixSeconds)
        return told.amount
    if isinstance(told, types.PartialIpn):
        return told.amount_pending
    assert_type(told, types.CancelledIpn | types.ClosedIpn)
    return 0


def receive_asgi(headers: Iterable[tuple[bytes, bytes]], body: bytes) -> bytes:
    try:
        webhooks.IPN.receive(headers, body, secret={"key": "secret"}.__getitem__)
    except SignatureError:
        return b"no"
    return webhooks.IPN.acknowledgement.body
