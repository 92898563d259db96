"""The public surface of generated code, and what a change does to it; a module a language."""

from collections.abc import Callable, Iterator, Mapping
from importlib import import_module

Read = Callable[[Mapping[str, str]], Mapping[str, str]]


def surface_reader(language: str) -> Read:
    """Give what reads the surface of files in a language."""
    read: Read = import_module(f"{__name__}.{language}").read_surface
    return read


def surface_changes(base: Mapping[str, str], head: Mapping[str, str]) -> Iterator[str]:
    """Tell what vanished and what appeared, one line each; a change is both."""
    for name in sorted(base.keys() | head.keys()):
        if base.get(name) != head.get(name):
            if name in base:
                yield f"- {name}{base[name]}"
            if name in head:
                yield f"+ {name}{head[name]}"
