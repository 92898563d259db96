"""The sections of a spec, the files they belong into, and how they are laid together."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from specmint.load.reader import Data, Path
from specmint.load.spec import Homes
from specmint.load.strict import Read
from specmint.problems import Problem

_API = "specmint api title summary doc words documents versions transports credentials"
SECTIONS = {
    "api.yaml": frozenset(
        [*_API.split(), "auth", "envelopes", "facts", "errata", "order"]
    ),
    "types": frozenset(["types", "tables"]),
    "errors.yaml": frozenset(["errors"]),
    "methods": frozenset(["group", "methods"]),
    "webhooks.yaml": frozenset(["webhooks"]),
    "streams.yaml": frozenset(["pushes", "streams"]),
}
FOLDERS = ("types", "methods")
BESIDE = (
    "approvals.yaml",
    "overlay.yaml",
    "overlay",
    "document",
)  # what lies in the folder, and is no part of the spec
_NAMED = ("types", "tables", "errors", "methods", "webhooks", "pushes", "streams")


@dataclass(frozen=True, slots=True)
class Mislaid:
    """Something of a file that has no place in the data."""

    read: Read
    path: Path
    code: str
    message: str
    hint: str = ""
    of_key: bool = True

    @property
    def problem(self) -> Problem:
        place = self.read.place(self.path, of_key=self.of_key)
        return Problem(place, self.code, self.message, self.hint)

    @property
    def leaves_out(self) -> bool:
        """Whether something is not in the data now that others may name."""
        return self.code != "repeated-name"


@dataclass(frozen=True, slots=True)
class Laid:
    """The sections of all files, laid together."""

    data: dict[str, Data] = field(
        default_factory=lambda: {"groups": {}, **{name: {} for name in _NAMED}}
    )
    homes: Homes = field(default_factory=dict)


def kind(folder: str, file: str) -> str:
    """Tell what sections a file may have: a key of SECTIONS, or nothing."""
    inside, _, name = file.removeprefix(f"{folder}/").rpartition("/")
    if not name.endswith(".yaml"):
        return ""
    if inside:
        return inside
    return "types" if name == "types.yaml" else name if name in SECTIONS else ""


def lay(folder: str, reads: Iterable[Read], laid: Laid) -> Iterator[Mislaid]:
    """Put the sections of all files where they belong."""
    for read in reads:
        if isinstance(read.data, dict):
            yield from _lay_file(read, SECTIONS[kind(folder, read.file)], laid)
        elif not read.problems:
            message = "a spec file holds named sections"
            yield Mislaid(read, (), "wrong-kind", message)


def _lay_file(read: Read, allowed: frozenset[str], laid: Laid) -> Iterator[Mislaid]:
    for section, value in read.data.items():
        if section not in allowed:
            yield _misplaced(read, section, allowed)
        elif section == "group":
            laid.data["groups"][read.stem] = value
            laid.homes["groups", read.stem] = read
        elif section in _NAMED:
            yield from _lay_names(read, section, value, laid)
        else:
            laid.data[section] = value
            laid.homes[section, ""] = read


def _misplaced(read: Read, section: str, allowed: frozenset[str]) -> Mislaid:
    home = next((name for name, has in SECTIONS.items() if section in has), "")
    if home:
        message = f"`{section}` does not belong into this file"
        return Mislaid(
            read, (section,), "wrong-file", message, f"move it to {_shown(home)}"
        )
    message = f"there is no key `{section}`"
    hint = f"this file may have {', '.join(sorted(allowed))}"
    return Mislaid(read, (section,), "unknown-key", message, hint)


def _shown(home: str) -> str:
    return {"types": "types.yaml", "methods": "methods/<group>.yaml"}.get(home, home)


def _lay_names(read: Read, section: str, value: Data, laid: Laid) -> Iterator[Mislaid]:
    if not isinstance(value, dict):
        message = f"`{section}` holds names and what they mean"
        yield Mislaid(read, (section,), "wrong-kind", message, of_key=False)
        return
    for name, item in value.items():
        if name in laid.data[section]:
            message = f"`{name}` is already in {laid.homes[section, name].file}"
            yield Mislaid(read, (section, name), "repeated-name", message)
            continue
        laid.data[section][name] = item
        laid.homes[section, name] = read
