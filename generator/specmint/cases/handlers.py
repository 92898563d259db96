"""Requests with nothing wrong, whose handler is not there, fails or takes too long."""

from collections.abc import Iterator

from specmint.cases.parts import Object
from specmint.cases.refusing import Wrong
from specmint.model import Binding, Method

_HANDLERS = {"unimplemented": "absent", "fault": "fails", "time": "late"}


def wrong_handlers(base: Object, method: Method, binding: Binding) -> Iterator[Wrong]:
    facts = {"method": binding.method or method.name, "function": method.name}
    for kind, handler in _HANDLERS.items():
        yield Wrong(
            kind,
            f"{method.name}/handler-{handler}",
            base,
            facts,
            method=method.name,
            envelope=binding.envelope or None,
            auth=binding.auth,
            handler=handler,
        )
