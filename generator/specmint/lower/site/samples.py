"""The samples of an API, to be run before they are shown."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from specmint.cases import Message, Traffic
from specmint.lower.docs.curl import curl
from specmint.lower.sampling import list_samples
from specmint.model import Api, Example, Method
from specmint.targets import LANGUAGES
from specmint.text import Text

CURL = "sh"
LABELS = {**{one.fence: one.label for one in LANGUAGES}, CURL: "curl"}


@dataclass(frozen=True, slots=True)
class Script:
    """A sample that can be run; the language is named as code blocks name it."""

    method: Method
    example: Example
    language: str
    transport: str
    code: Text

    @property
    def key(self) -> "Key":
        return (self.method.name, self.example.name, self.language)

    def __str__(self) -> str:
        label = LABELS[self.language]
        return f"{self.method.name}, example {self.example.name}, in {label}"


Key = tuple[str, str, str]
# What each sample printed; one that was not run is not there.
Printed = Mapping[Key, str]


def list_scripts(api: Api, traffic: Traffic) -> tuple[Script, ...]:
    """Write every example in every language that can send it."""
    writers = list_samples(api, traffic)
    made = []
    for method in api.methods:
        for example in method.examples:
            for writer in writers:
                if sample := writer.write(method, example):
                    made.append(
                        Script(
                            method,
                            example,
                            writer.language,
                            sample.transport,
                            sample.code,
                        )
                    )
            made += _curl(api, method, example, traffic)
    return tuple(made)


def _curl(
    api: Api, method: Method, example: Example, traffic: Traffic
) -> Iterator[Script]:
    """Write an example over the first transport that curl speaks."""
    for message in messages_of(method, example, traffic):
        if message.transport != "ws":
            command = Text(curl(api, message))
            yield Script(method, example, CURL, message.transport, command)
            return


def messages_of(method: Method, example: Example, traffic: Traffic) -> list[Message]:
    """Give the traffic of an example over each of its transports."""
    found = (
        traffic.get((method.name, example.name, one.transport))
        for one in method.bindings
    )
    return [message for message in found if message]
