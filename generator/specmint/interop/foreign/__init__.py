"""Documents that others wrote, as the data of a spec, with what was lost on the way."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from specmint.interop.files import placed
from specmint.interop.foreign.asyncapi import read_asyncapi
from specmint.interop.foreign.openapi import read_openapi
from specmint.interop.foreign.openrpc import read_openrpc
from specmint.interop.foreign.tidy import tidied
from specmint.interop.foreign.whole import completed
from specmint.interop.schemas import Reading, Remark
from specmint.problems import Place, Problem, Refused

Json = Any
Object = dict[str, Json]
Places = dict[tuple[str, str], tuple[str, ...]]
_READ: dict[str, Callable[[Object], tuple[Object, Reading]]] = {
    "openrpc": read_openrpc,
    "openapi": read_openapi,
    "asyncapi": read_asyncapi,
}


def read_foreign(
    documents: Mapping[str, Object],
    name: str,
    remarks: Sequence[Remark] = (),
    prepared: Callable[[Object], None] | None = None,
) -> tuple[Object, tuple[Remark, ...], Places]:
    """Read a document as an API of this name.

    Gives its data, what was dropped or guessed, and where in the document the parts of
    the spec stand. `prepared` changes the document before it is read.
    """
    [(form, document), *more] = documents.items()
    if more:
        message = "of documents that others wrote, one is read at a time"
        raise Refused([Problem(Place(form), "bad-document", message)], is_misuse=True)
    try:
        sound, losses = tidied(document, form)
        if prepared is not None:
            prepared(sound)
        data, reading = _READ[form](sound)
        made = completed(data, sound, name, reading)
    except RecursionError:
        message = "it is deeper than anybody reads, or holds itself"
        raise Refused([Problem(Place(form), "bad-document", message)]) from None
    told = [*remarks, *reading.remarks, *losses]
    return made, tuple(dict.fromkeys(map(placed, told))), reading.places


__all__ = ["read_foreign"]
