"""Whether `generate` has anything to do, asked before anything else is imported."""

import os

from specmint import __version__, stamp


def key(words: list[str]) -> str:
    """Name a run by what decides its outcome besides files."""
    return "\0".join([__version__, *words])


def is_current(words: list[str]) -> bool:
    """Say so and do nothing if no file has changed since this same command ended well."""
    if any(word.startswith("-") for word in words):
        return False
    if not stamp.holds(os.curdir, key(words)):
        return False
    print("generated/ is current: nothing to do")
    return True
