"""Which schemes sign the calls of an API, and which credentials they need."""

from collections.abc import Iterable

from specmint.model import Api, Auth


def bound(api: Api) -> list[tuple[str, ...]]:
    """List the sets of signing schemes that methods take."""
    signing = {one.name for one in api.auth if one.kind == "hmac"}
    return [
        tuple(name for name in binding.auth if name in signing)
        for method in api.methods
        for binding in method.bindings
    ]


def alike(api: Api) -> tuple[str, ...]:
    """Name the schemes among which a client may choose."""
    return next((names for names in bound(api) if len(names) > 1), ())


def signers(api: Api) -> Iterable[str]:
    """Name a scheme for each way of signing."""
    return dict.fromkeys(names[0] for names in bound(api) if names)


def used(api: Api) -> list[Auth]:
    """List the schemes that sign calls."""
    names = {name for names in bound(api) for name in names}
    return [one for one in api.auth if one.name in names]


def plain(api: Api) -> list[Auth]:
    """List the schemes of all transports, which send credentials as they are."""
    kinds = {name for transport in api.transports for name in transport.auth}
    return [one for one in api.auth if one.name in kinds]
