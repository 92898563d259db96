"""What everything of one API is called in Python."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
import re
from typing import Protocol

from specmint.model import Api, Error, Field, Record, Ref, Use
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
    tables = frozenset(map(target.table_name, api.tables))
    types = distinct(map(target.type_name, api.types), target.TYPES_TAKEN | tables)
    codecs_taken = target.CODECS_TAKEN | tables | frozenset(types)
    return Names(
        package=package.package(api.name),
        client="".join(api.words),
        methods=dict(zip(methods, own[:first], strict=True)),
        types=dict(zip(api.types, types, strict=True)),
        codecs=_paired(api.types, target.constant_name, codecs_taken),
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


def name_in(api: Api, use: Use, name: str) -> str:
    """Name a member of what a use is, which may be a record."""
    kind = api.types[use.type.name].type if isinstance(use.type, Ref) else use.type
    own = member_names(kind) if isinstance(kind, Record) else {}
    return own.get(name) or target.member_name(name)


def part_names(error: Error) -> dict[str, str]:
    """Name the parts of an error, which has members by itself."""
    return _paired(
        (part.name for part in error.parts), target.member_name, target.PARTS_TAKEN
    )


def part_text(error: Error) -> str | None:
    """Give the text of an error with its parts as they are called in Python."""
    names = part_names(error)

    def named(found: re.Match[str]) -> str:
        return f"{{{names.get(found[1], found[1])}}}"

    text = error.match.text
    return text if text is None else re.sub(r"\{(\w+)\}", named, text)


def setting_names(api: Api) -> dict[str, str]:
    """Name what a client is made with: credentials by `$name`, and scopes by theirs.

    A credential that may stand in a file has a second setting, by `$name file`.
    """
    given: list[str] = []
    for one in api.credentials:
        given += [f"${one.name}", *([f"${one.name} file"] if one.file else [])]
    given += (field.name for transport in api.transports for field in transport.scope)
    return _paired(dict.fromkeys(given), target.member_name, target.SETTINGS_TAKEN)


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
