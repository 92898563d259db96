"""What everything of one API is called in TypeScript."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from specmint.model import Api, Error, Field
from specmint.naming import distinct
from specmint.targets import typescript_client as target


@dataclass(frozen=True, slots=True)
class Names:
    """Names in TypeScript by the names of the spec."""

    package: str
    client: str
    methods: Mapping[str, str]
    types: Mapping[str, str]
    errors: Mapping[str, str]
    pushes: Mapping[str, str]
    streams: Mapping[str, str]
    webhooks: Mapping[str, str]


def make_names(api: Api) -> Names:
    methods = [method.name for method in api.methods]
    streams = [stream.name for stream in api.streams]
    sent = [f"{push.name}_pushes" for push in api.pushes]
    own = distinct(
        map(target.method_name, (*methods, *streams, *sent)), target.METHODS_TAKEN
    )
    first, second = len(methods), len(methods) + len(streams)
    return Names(
        package=target.package(api.name),
        client="".join(api.words),
        methods=dict(zip(methods, own[:first], strict=True)),
        types=_paired(api.types, target.type_name, target.TYPES_TAKEN),
        errors=_paired(api.errors, target.type_name, target.ERRORS_TAKEN),
        streams=dict(zip(streams, own[first:second], strict=True)),
        pushes=dict(zip((p.name for p in api.pushes), own[second:], strict=True)),
        webhooks=_paired(
            (hook.name for hook in api.webhooks), target.constant_name, frozenset()
        ),
    )


def _paired(
    names: Iterable[str], inflect: Callable[[str], str], taken: frozenset[str]
) -> dict[str, str]:
    listed = list(names)
    return dict(zip(listed, distinct(map(inflect, listed), taken), strict=True))


def part_names(error: Error) -> dict[str, str]:
    """Name the parts of an error, which has members by itself."""
    return _paired(
        (part.name for part in error.parts), target.member_name, target.PARTS_TAKEN
    )


def member_names(fields: Iterable[Field]) -> dict[str, str]:
    """Name the members of a record, or the parameters of a method."""
    return _paired(
        (field.name for field in fields), target.member_name, target.MEMBERS_TAKEN
    )
