"""Pushes and streams: what a service sends by itself, as methods of a client."""

from dataclasses import dataclass

from specmint.lower.python.shapes import Shapes
from specmint.model import Api
from specmint.text import Docstring, Python


@dataclass(frozen=True, slots=True)
class SentView:
    signature: Python
    doc: Docstring
    body: Python


def view_sent(
    _api: Api, _shapes: Shapes, *, is_async: bool
) -> tuple[SentView, ...]:
    """Write a method for each push and each stream."""
    del is_async
    return ()
