"""What the rules look up again and again, worked out once for a spec."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from specmint.check.records import Records
from specmint.check.walk import Found, Node, Uses, uses
from specmint.load import Spec

_SECTIONS = [
    "types",
    "tables",
    "errors",
    "groups",
    "methods",
    "pushes",
    "auth",
    "envelopes",
    "credentials",
    "documents",
    "transports",
]


@dataclass(frozen=True, slots=True)
class Index:
    """`names` are all that may be mentioned, also of parts that are not sound."""

    spec: Spec
    names: Mapping[str, Collection[str]]
    versions: Mapping[str, Collection[str]]
    records: Records
    found: tuple[Found, ...]
    params: Mapping[str, Uses]  # of each method, by name
    given: Mapping[str, list[Any]]  # parameters and scopes of any method

    @property
    def types(self) -> Mapping[str, Node]:
        return self.records.types

    @property
    def mappings(self) -> Iterator[Found]:
        """Give the uses that say more than a name."""
        return (found for found in self.found if isinstance(found.use, dict))

    def section(self, name: str) -> Mapping[str, Node]:
        """Give the sound parts of a section of api.yaml, by name."""
        part: Mapping[str, Node] = self.spec.data.get(name, {})
        return part


def make_index(whole: Spec, sound: Spec) -> Index:
    """Index the sound parts of a spec; names are those of the whole."""
    records = Records(sound.data["types"])
    methods = sound.data["methods"]
    params = {name: records.params(method) for name, method in methods.items()}
    return Index(
        spec=sound,
        names=dict(_names(whole)),
        versions=_versions(whole),
        records=records,
        found=tuple(uses(sound, records)),
        params=params,
        given=_given(sound, params),
    )


def _names(whole: Spec) -> Iterator[tuple[str, Collection[str]]]:
    for section in _SECTIONS:
        yield section, frozenset(_mapping(whole, section))
    types = _mapping(whole, "types")
    yield "records", frozenset(name for name, node in types.items() if _is_record(node))


def _versions(whole: Spec) -> Mapping[str, Collection[str]]:
    return {
        name: [release for release in releases if isinstance(release, str)]
        for name, releases in _mapping(whole, "versions").items()
        if isinstance(releases, list)
    }


def _mapping(spec: Spec, section: str) -> Mapping[str, Any]:
    part = spec.data.get(section)
    return part if isinstance(part, dict) else {}


def _is_record(node: Any) -> bool:
    return isinstance(node, dict) and node.get("is") == "record"


def _given(spec: Spec, params: Mapping[str, Uses]) -> Mapping[str, list[Any]]:
    scopes = (
        node.get("scope", {}) for node in spec.data.get("transports", {}).values()
    )
    given: dict[str, list[Any]] = {}
    for named in (*params.values(), *scopes):
        for name, use in named.items():
            given.setdefault(name, []).append(use)
    return given
