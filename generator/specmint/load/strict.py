"""Strict, bounded reading of one YAML file; what is wrong is returned, not raised."""

from dataclasses import dataclass, field

from specmint.load.reader import Data, Path, Reader, Spot
from specmint.load.text import decode
from specmint.problems import Place, Problem


@dataclass(frozen=True, slots=True)
class Read:
    """One file: its data, what is wrong with its YAML, and where everything stands."""

    file: str
    text: str
    data: Data
    problems: tuple[Problem, ...]
    _spots: dict[tuple[Path, bool], Spot] = field(
        default_factory=dict, compare=False, repr=False
    )

    @property
    def stem(self) -> str:
        return self.file.rpartition("/")[2].removesuffix(".yaml")

    def place(self, path: Path, *, of_key: bool = False) -> Place:
        """Say where a path, or its key, stands; or what is nearest around it."""
        if not self._spots:
            self._spots.update(self._find_spots())
        spot = self._spots.get((path, of_key)) or self._spots.get((path, not of_key))
        while spot is None and path:
            path = path[:-1]
            spot = self._spots.get((path, True)) or self._spots.get((path, False))
        return Place(self.file, *(spot or (1, 1)))

    def _find_spots(self) -> dict[tuple[Path, bool], Spot]:
        """Read the text once more; most files are sound and never need it."""
        reader = Reader(self.file, self.text, keep_spots=True)
        reader.run()
        return {((), False): (1, 1), **reader.spots}


def read_yaml(file: str, raw: bytes) -> Read:
    """Read one file; `data` is None where nothing sound came of it."""
    text = decode(file, raw)
    if isinstance(text, Problem):
        return Read(file, "", None, (text,))
    reader = Reader(file, text, keep_spots=False)
    reader.run()
    return Read(file, text, reader.data, tuple(reader.problems))
