"""Puts one text into all places at once, and finds the place where something breaks."""

import codecs
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
import re
from tempfile import TemporaryDirectory
import traceback

from specmint.problems import ERROR, Problem

from hostile.judging import Made, Shaper, differences, make, told_spots
from hostile.sample import sample
from hostile.shapes import Shape
from hostile.spoiling import Spot, spoiled, spots

Texts = Mapping[Spot, str]


@dataclass
class Report:
    """What became of one text: where it is refused, where it is text, and what broke."""

    refused: dict[Spot, Problem] = field(default_factory=dict)
    taken: list[Spot] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@cache
def chosen() -> tuple[Spot, ...]:
    """Choose one spot of those where the schema says the same; a name is one by itself."""
    found: dict[object, Spot] = {}
    for spot in spots():
        found.setdefault(spot.said if spot.is_name else spot.locations, spot)
    return tuple(found.values())


def texts(where: list[Spot], text: str) -> Texts:
    """Give each spot the text; names are told apart by what stands before it."""
    numbers = {spot: number for number, spot in enumerate(chosen())}
    return {spot: f"k{numbers[spot]}{text}" if spot.is_name else text for spot in where}


def twin(text: str) -> str:
    """Give a harmless text as long as the other, with the same letters where it has signs."""
    if re.fullmatch(r"\w+", text):
        return codecs.encode(text, "rot13")
    return re.sub(r"[^\w{}&=.]", "-", text)


def _is_pattern(spot: Spot) -> bool:
    return "pattern" in spot.locations


def _apart(spots: list[Spot]) -> list[list[Spot]]:
    """Try patterns by themselves: what a file of values looks like depends on them."""
    patterns = [spot for spot in spots if _is_pattern(spot)]
    return [[spot for spot in spots if spot not in patterns], patterns]


def _compared(shapes: Mapping[str, Shape], where: list[Spot]) -> Mapping[str, Shape]:
    """Leave out the values that are made for a pattern: another one has others."""
    is_free = not any(map(_is_pattern, where))
    return {
        path: one
        for path, one in shapes.items()
        if is_free or not path.endswith("/cases.json")
    }


class Campaign:
    """Tries texts against the sample, which is made once."""

    def __init__(self, shaper: Shaper) -> None:
        self._shaper = shaper
        plain = self._make({})
        assert not plain.is_refused, plain.problems
        self._plain = self._shapes(plain)

    def attack(self, text: str) -> Report:
        """Put a text everywhere; leave out places that refuse it until none is left."""
        report = Report(taken=list(chosen()))
        while True:
            told = self._refusals(report, texts(report.taken, text))
            if not told:
                break
            report.refused |= told
            report.taken = [spot for spot in report.taken if spot not in told]
        if not report.faults:
            for spots in _apart(report.taken):
                report.faults += self._search(spots, text)
        return report

    def _refusals(self, report: Report, given: Texts) -> dict[Spot, Problem]:
        try:
            made = self._make(given)
        except Exception:
            return {}  # it is searched for below
        wrong = [one for one in made.problems if one.severity == ERROR]
        report.faults += [f"no place: {one}" for one in wrong if not one.place.line]
        told = told_spots(made, given) if wrong else {}
        if wrong and not told:
            report.faults.append(f"nobody knows where: {wrong[0]}")
        return told

    def _search(self, where: list[Spot], text: str) -> list[str]:
        """Halve the places until the first fault has one."""
        fault = self._fault(where, text)
        if not fault or len(where) == 1:
            return [f"{where[0]}: {fault}"] if fault else []
        half = len(where) // 2
        found = self._search(where[:half], text) or self._search(where[half:], text)
        return found or [f"only together, from {where[0]}: {fault}"]

    def _fault(self, where: list[Spot], text: str) -> str:
        """Say what is wrong with the output where these spots have the text."""
        try:
            made = self._make(texts(where, text))
        except Exception:
            return traceback.format_exc(limit=-2)
        if made.is_refused or not where:
            return ""
        shapes = _compared(self._shapes(made), where)
        found = differences(shapes, _compared(self._plain, where))
        if found:
            harmless = self._make(texts(where, twin(text)))
            if not harmless.is_refused:
                found = differences(shapes, _compared(self._shapes(harmless), where))
        return found[0] if found else ""

    def _make(self, given: Texts) -> Made:
        with TemporaryDirectory() as folder:
            return make(Path(folder), spoiled(given) if given else sample())

    def _shapes(self, made: Made) -> dict[str, Shape]:
        return self._shaper.shapes(made.files)
