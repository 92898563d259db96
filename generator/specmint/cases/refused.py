"""Requests that a server refuses by itself, for each transport and each method."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.cases.parts import Object
from specmint.cases.refused_frames import wrong_frames
from specmint.cases.refused_rest import wrong_rest
from specmint.cases.refused_rpc import wrong_rpc
from specmint.cases.refusing import Wrong, refused_case
from specmint.cases.signing import scheme_of, shown
from specmint.model import Api, Http, Rpc, Transport, Ws


def refused_cases(api: Api, number: int) -> Iterator[Object]:
    """Write every case whose answer the spec tells; nonces begin with this number."""
    for transport in api.transports:
        for wrong in _wrong(api, transport):
            case = refused_case(api, transport.name, _shown(api, wrong, number))
            if case is not None:
                yield case
                number += 2


def _wrong(api: Api, transport: Transport) -> Iterator[Wrong]:
    match transport.more:
        case Rpc():
            yield from wrong_rpc(api, transport, transport.more)
        case Http():
            yield from wrong_rest(api, transport)
        case Ws():
            yield from wrong_frames(api, transport, transport.more)


def _shown(api: Api, wrong: Wrong, number: int) -> Wrong:
    """Show the credentials, unless the case is about them."""
    if wrong.auth is None:
        return wrong
    scheme = scheme_of(api, wrong.auth)
    after = wrong.after and shown(api, scheme, wrong.after, number)
    request = shown(api, scheme, wrong.request, number + 1)
    if wrong.bend is not None and scheme is not None:
        request = wrong.bend(api, scheme, wrong.request, number)
    return replace(wrong, request=request, after=after)
