"""What everything of one API is called in Python."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from specmint.model import Api, Field, Record
from specmint.naming import distinct
from specmint.targets import python_client as target


class Package(Protocol):
    """What differs between the packages of one API; a target's module has it."""

    @property
    def METHODS_TAKEN(self) -> frozenset[str]: ...  # noqa: N802 - a module's constant

    def package(self, name: str) -> str: ...


@dataclass(frozen=True, slots=True)
class Names:
    """Names in Python by the names of the spec."""

    package: str
    client: str
    methods: Mapping[str, str]
    types: Mapping[str, str]
    codecs: Mapping[str, str]
    errors: Mapping[str, str]
    pushes: Mapping[str, str]
    streams: Mapping[str, str]
    webhooks: Mapping[str, str]


def make_names(api: Api, package: Package = target) -> Names:
    methods = [method.name for method in api.methods]
    sent = [f"{push.name}_pushes" for push in api.pushes]
    streams = [stream.name for stream in api.streams]
    own = distinct(
        map(target.method_name, (*methods, *streams, *sent)), package.METHODS_TAKEN
    )
    first, second = len(methods), len(methods) + len(streams)
    types = distinct(map(target.type_name, api.types), target.TYPES_TAKEN)
    return Names(
        package=package.package(api.name),
        client="".join(api.words),
        methods=dict(zip(methods, own[:first], strict=True)),
        types=dict(zip(api.types, types, strict=True)),
        codecs=_paired(api.types, target.constant_name, target.CODECS_TAKEN),
        errors=_paired(api.errors, target.type_name, target.ERRORS_TAKEN),
        streams=dict(zip(streams, own[first:second], strict=True)),
        pushes=dict(zip((p.name for p in api.pushes), own[second:], strict=True)),
        webhooks=_paired(
            (hook.name for hook in api.webhooks),
            target.constant_name,
            target.CODECS_TAKEN,
        ),
    )


def _paired(
    names: Iterable[str], inflect: Callable[[str], str], taken: frozenset[str]
) -> dict[str, str]:
    listed = list(names)
    return dict(zip(listed, distinct(map(inflect, listed), taken), strict=True))


def member_names(record: Record) -> dict[str, str]:
    """Name the members of a record."""
    return _paired(
        (field.name for field in record.fields),
        target.member_name,
        target.MEMBERS_TAKEN,
    )


def param_names(
    params: Iterable[Field], taken: frozenset[str] = target.PARAMS_TAKEN
) -> dict[str, str]:
    """Name the parameters of a method."""
    return _paired((param.name for param in params), target.member_name, taken)
