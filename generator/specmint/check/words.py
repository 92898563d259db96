"""The wording that checks share: what a value is, and what was perhaps meant."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

_MOST_SHOWN = 60
_MOST_LISTED = 12


def meant(word: str, known: Iterable[str]) -> str:
    """Suggest a known word that looks like this one."""
    if len(word) > _MOST_SHOWN:
        return ""
    close = get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f"did you mean `{close[0]}`?" if close else ""


def meant_or_list(word: str, known: Collection[str]) -> str:
    """Suggest a known word, or list them if there are few."""
    suggestion = meant(word, known)
    if suggestion or not 0 < len(known) <= _MOST_LISTED:
        return suggestion
    return f"there is {listed(sorted(known))}"


def listed(words: Iterable[str]) -> str:
    """Join words as prose does: a, b and c."""
    quoted = [f"`{word}`" for word in words]
    if len(quoted) < 2:
        return "".join(quoted)
    return f"{', '.join(quoted[:-1])} and {quoted[-1]}"


def shown(value: Any) -> str:
    """Show a value, shortened, as one line of a message."""
    text = " ".join(str(value).split())
    if len(text) > _MOST_SHOWN:
        text = f"{text[: _MOST_SHOWN - 1]}…"
    return f"`{text}`"


def kind_of(value: Any) -> str:
    """Name the kind of a YAML value as people do."""
    if isinstance(value, bool):
        return "a boolean"
    kinds = {
        str: "text",
        int: "a whole number",
        Decimal: "a decimal fraction",
        list: "a list",
        dict: "a mapping",
        type(None): "null",
    }
    return kinds[type(value)]
