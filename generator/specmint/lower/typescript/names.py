"""What everything of one API is called in TypeScript."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from specmint.model import Api, Error, Field, Record, Ref, Use
from specmint.naming import camel, distinct, split
from specmint.targets import typescript as target


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
        types=_paired(
            api.types,
            target.type_name,
            target.TYPES_TAKEN | frozenset(map(target.table_name, api.tables)),
        ),
        errors=_paired(api.errors, target.type_name, target.ERRORS_TAKEN),
        streams=dict(zip(streams, own[first:second], strict=True)),
        pushes=dict(zip((p.name for p in api.pushes), own[second:], strict=True)),
        webhooks=_paired(
            (hook.name for hook in api.webhooks),
            target.constant_name,
            target.TYPES_TAKEN,
        ),
    )


def _paired(
    names: Iterable[str], inflect: Callable[[str], str], taken: frozenset[str]
) -> dict[str, str]:
    listed = list(names)
    return dict(zip(listed, distinct(map(inflect, listed), taken), strict=True))


def setting_names(api: Api) -> dict[str, str]:
    """Name what a client is made with: credentials by `$name`, and scopes by theirs."""
    given = [f"${one.name}" for one in api.credentials]
    given += (field.name for transport in api.transports for field in transport.scope)
    return _paired(dict.fromkeys(given), _setting_name, target.SETTINGS_TAKEN)


def _setting_name(name: str) -> str:
    """Name a setting; what stands in a file is given by a function."""
    if not name.startswith("$"):
        return target.member_name(name)
    words = split(name)
    is_file = len(words) > 1 and words[-1].lower() == "file"
    return camel(words[:-1] if is_file else words)


def name_in(api: Api, use: Use, name: str) -> str:
    """Name a member of what a use is, which may be a record."""
    kind = api.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    own = member_names(kind.fields) if isinstance(kind, Record) else {}
    return own.get(name) or target.member_name(name)


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
