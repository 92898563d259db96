"""Samples of calls, whatever the language: what a language gives, and what all need."""

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module
from typing import Protocol

from specmint.cases import Traffic, message_of
from specmint.model import Api, Auth, Example, Method, Raised
from specmint.targets import LANGUAGES
from specmint.text import Text
from specmint.wire import Context, Level, Memory


@dataclass(frozen=True, slots=True)
class Sample:
    """A script of its own, and the transport over which it calls."""

    transport: str
    code: Text


class Samples(Protocol):
    """Writes the samples of one API in a language."""

    @property
    def label(self) -> str: ...

    @property
    def language(self) -> str:
        """Name the language as code blocks do."""

    def write(self, method: Method, example: Example) -> Sample | None:
        """Write an example; nothing where no caller of the client can send it."""


def list_samples(api: Api, traffic: Traffic) -> tuple[Samples, ...]:
    """Give what writes samples, one for each language that has clients."""
    modules = (import_module(f"specmint.lower.{one.name}.samples") for one in LANGUAGES)
    return tuple(module.make_samples(api, traffic) for module in modules)


def context_of(method: Method, example: Example, memory: Memory) -> Context:
    """Give what a value of an example may look at."""
    level = Level(example.params, {param.name: param for param in method.params})
    return Context(level, level, memory)


def needed(scheme: Auth) -> Iterator[str]:
    """Name the credentials of a scheme."""
    own = [scheme.user, scheme.password, scheme.value, scheme.key]
    own += [what for _, _, what in scheme.send if what != "$digest"]
    return filter(None, own)


def code_of(api: Api, raised: Raised) -> int | str | None:
    """Give the code of an error that an example raises, as far as the spec knows it."""
    match = api.errors[raised.error].match
    codes = [raised.code, match.code, *(match.codes or ())[1:], match.token]
    return next((one for one in codes if one is not None), None)


def message_words(api: Api, example: Example) -> str:
    """Give what an error says; nothing where the client has to find its own words."""
    return message_of(api, example)
