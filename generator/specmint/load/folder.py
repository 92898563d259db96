"""The files of a spec's folder, read and laid together by section."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
import os
from pathlib import Path as FilePath

from specmint.load.strict import Data, Path, Read, Spot, read_yaml
from specmint.problems import Place, Problem

_API = "specmint api title summary doc words documents versions transports credentials"
SECTIONS = {
    "api.yaml": frozenset([*_API.split(), "auth", "envelopes", "facts", "errata"]),
    "types": frozenset(["types", "tables"]),
    "errors.yaml": frozenset(["errors"]),
    "methods": frozenset(["group", "methods"]),
    "webhooks.yaml": frozenset(["webhooks"]),
    "streams.yaml": frozenset(["pushes", "streams"]),
}
_NAMED = ("types", "tables", "errors", "methods", "webhooks", "pushes", "streams")
_FOLDERS = ("types", "methods")


@dataclass(frozen=True, slots=True)
class Spec:
    """One API: its files, and their sections laid together in `data`."""

    name: str
    folder: str
    files: tuple[Read, ...]
    data: dict[str, Data]
    homes: dict[tuple[str, str], Read]
    problems: tuple[Problem, ...]
    _spots: dict[str, dict[tuple[Path, bool], Spot]] = field(
        default_factory=dict, compare=False, repr=False
    )

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Say where a path of `data` stands, or what is nearest around it."""
        read, inner = self._home(path)
        if read is None:
            return Place(self.folder)
        return self.place_in(read, inner, of_key=of_key)

    def place_in(self, read: Read, path: Path, *, of_key: bool = False) -> Place:
        """Say where a path of one file stands."""
        if read.file not in self._spots:
            self._spots[read.file] = read.spots()
        spots = self._spots[read.file]
        spot = spots.get((path, of_key))
        while spot is None and path:
            path = path[:-1]
            spot = spots.get((path, True))
        return Place(read.file, *(spot or (1, 1)))

    def _home(self, path: Path) -> tuple[Read | None, Path]:
        section, name = (*path, "", "")[:2]
        if section == "groups":
            return self.homes.get(("groups", str(name))), ("group", *path[2:])
        home = self.homes.get((str(section), str(name)))
        return home or self.homes.get((str(section), "")), path


Specs = dict[str, Spec]


def find_apis(specs: FilePath) -> tuple[str, ...]:
    """List the folders of `specs` that hold a spec, by name."""
    if not specs.is_dir():
        return ()
    return tuple(sorted(entry.name for entry in os.scandir(specs) if _is_api(entry)))


def _is_api(entry: os.DirEntry[str]) -> bool:
    return entry.is_dir() and not entry.name.startswith((".", "_"))


def read_specs(root: FilePath, folder: str, names: Iterable[str]) -> Specs:
    """Read the named APIs below `root`/`folder`; problems come back in each spec."""
    return {name: _read_spec(root, f"{folder}/{name}", name) for name in names}


def _read_spec(root: FilePath, folder: str, name: str) -> Spec:
    problems: list[Problem] = []
    reads = [
        read
        for file in _spec_files(root, folder, problems)
        if (read := _read_file(root, file, problems))
    ]
    data: dict[str, Data] = {"groups": {}, **{section: {} for section in _NAMED}}
    homes: dict[tuple[str, str], Read] = {}
    spec = Spec(name, folder, tuple(reads), data, homes, ())
    for read in reads:
        problems += read.problems
        problems += _lay(spec, read)
    return Spec(name, folder, spec.files, data, homes, tuple(problems), spec._spots)


def _spec_files(root: FilePath, folder: str, problems: list[Problem]) -> Iterator[str]:
    here = root / folder
    if not (here / "api.yaml").is_file():
        message = "a spec begins with an `api.yaml`"
        place = Place(f"{folder}/api.yaml")
        hint = f"run `specmint new {here.name}` to see one"
        problems.append(Problem(place, "missing-file", message, hint))
    for entry in sorted(os.scandir(here), key=lambda entry: entry.name):
        path = f"{folder}/{entry.name}"
        if entry.is_dir() and entry.name in _FOLDERS:
            names = sorted(inner.name for inner in os.scandir(entry.path))
            yield from (f"{path}/{inner}" for inner in names if inner[0] != ".")
        elif entry.name[0] != ".":
            yield path


def _read_file(root: FilePath, file: str, problems: list[Problem]) -> Read | None:
    place = Place(file)
    if not _kind(file):
        message = "this file has no place in a spec"
        hint = "a spec has api, types, errors, webhooks, streams and methods/*.yaml"
        problems.append(Problem(place, "unknown-file", message, hint))
        return None
    try:
        return read_yaml(file, (root / file).read_bytes())
    except OSError as error:
        message = f"cannot be read: {error.strerror}"
        problems.append(Problem(place, "unreadable-file", message))
        return None


def _kind(file: str) -> str:
    """Tell what sections a file may have: a key of SECTIONS, or nothing."""
    parent, name = file.split("/")[-2:]
    if name in SECTIONS:
        return name
    if name == "types.yaml":
        return "types"
    return parent if parent in _FOLDERS and name.endswith(".yaml") else ""


def _lay(spec: Spec, read: Read) -> Iterator[Problem]:
    """Put the sections of one file where they belong in the spec's data."""
    if not isinstance(read.data, dict):
        if not read.problems:
            message = "a spec file holds named sections"
            yield Problem(Place(read.file, 1, 1), "wrong-kind", message)
        return
    allowed = SECTIONS[_kind(read.file)]
    stem = read.stem
    for section, value in read.data.items():
        if section not in allowed:
            yield _misplaced(spec, read, section, allowed)
        elif section == "group":
            spec.data["groups"][stem] = value
            spec.homes["groups", stem] = read
        elif section in _NAMED:
            yield from _lay_named(spec, read, section, value)
        else:
            spec.data[section] = value
            spec.homes[section, ""] = read


def _misplaced(
    spec: Spec, read: Read, section: str, allowed: frozenset[str]
) -> Problem:
    home = next((kind for kind, has in SECTIONS.items() if section in has), "")
    place = spec.place_in(read, (section,), of_key=True)
    if home:
        message = f"`{section}` does not belong into this file"
        return Problem(place, "wrong-file", message, f"move it to {_shown(home)}")
    hint = f"this file may have {', '.join(sorted(allowed))}"
    return Problem(place, "unknown-key", f"there is no key `{section}`", hint)


def _shown(kind: str) -> str:
    return {"types": "types.yaml", "methods": "methods/<group>.yaml"}.get(kind, kind)


def _lay_named(spec: Spec, read: Read, section: str, value: Data) -> Iterator[Problem]:
    if not isinstance(value, dict):
        message = f"`{section}` holds names and what they mean"
        yield Problem(spec.place_in(read, (section,)), "wrong-kind", message)
        return
    for name, item in value.items():
        if name in spec.data[section]:
            place = spec.place_in(read, (section, name), of_key=True)
            other = spec.homes[section, name].file
            message = f"`{name}` is already in {other}"
            yield Problem(place, "repeated-name", message)
            continue
        spec.data[section][name] = item
        spec.homes[section, name] = read
