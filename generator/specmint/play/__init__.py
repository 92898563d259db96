"""Runs samples, each language in one process of its own, and says what they printed."""

from importlib import import_module
from pathlib import Path
from typing import Protocol, cast

from specmint.play import curl
from specmint.play.process import Process, Ran, Stuck

__all__ = ["Player", "Process", "Ran", "Stuck", "curl", "player"]


class Player(Protocol):
    """The module of a language; no module need know another one."""

    def lacks(self) -> str:
        """Name what the machine lacks, if it does."""

    def run(self, folder: Path, package: Path) -> Process:
        """Run samples in a folder, beside the client's package."""


def player(language: str) -> Player:
    """Give what runs the samples of a language."""
    return cast(Player, import_module(f"{__name__}.{language}"))
