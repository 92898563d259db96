"""One API's spec: its data by section, and where each piece of it stands."""

from dataclasses import dataclass

from specmint.load.reader import Data, Path
from specmint.load.strict import Read
from specmint.problems import Place, Problem

Homes = dict[tuple[str, str], Read]


@dataclass(frozen=True, slots=True)
class Spec:
    """One API: its files, and their sections laid together in `data`.

    `homes` has the file of each section, or of each name in it.
    `is_whole` is false where a file, or a section, did not make it into `data`.
    """

    name: str
    folder: str
    files: tuple[Read, ...]
    data: dict[str, Data]
    homes: Homes
    problems: tuple[Problem, ...]
    is_whole: bool = True

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Say where a path of `data`, or its key, stands; or what is nearest to it."""
        section, name = (*map(str, path[:2]), "", "")[:2]
        home = self.homes.get((section, name)) or self.homes.get((section, ""))
        if home is None:
            return Place(self.folder)
        inner = ("group", *path[2:]) if section == "groups" else path
        return home.place(inner, of_key=of_key)


Specs = dict[str, Spec]
