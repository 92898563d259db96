"""The wording that checks share: what a value is, and what was perhaps meant."""

from collections.abc import Collection, Iterable
from decimal import Decimal
from difflib import get_close_matches
from typing import Any

_MOST_SHOWN = 60
_MOST_LISTED = 12


# What other specification languages call it.
_ELSEWHERE = {
    **dict.fromkeys(("text", "str", "char", "uri", "url"), "string"),
    **dict.fromkeys(("int", "long", "number", "bigint", "uint"), "integer"),
    **dict.fromkeys(("float", "double", "money", "currency"), "decimal"),
    **dict.fromkeys(("bool", "flag"), "boolean"),
    **dict.fromkeys(("binary", "byte", "blob"), "bytes"),
    **dict.fromkeys(("date", "datetime", "date-time", "time"), "timestamp"),
    **dict.fromkeys(("array", "set", "sequence"), "list"),
    **dict.fromkeys(("object", "struct", "message"), "record"),
    **dict.fromkeys(("dict", "dictionary"), "map"),
    **dict.fromkeys(("oneOf", "anyOf", "one_of"), "union"),
    **dict.fromkeys(("null", "void", "nil"), "none"),
    **dict.fromkeys(("description", "desc", "comment"), "doc"),
    **dict.fromkeys(("parameters", "args", "arguments"), "params"),
    **dict.fromkeys(("returns", "response", "return"), "result"),
    **dict.fromkeys(("properties", "members"), "fields"),
    **dict.fromkeys(("format", "encoding"), "wire"),
    **dict.fromkeys(("example", "samples"), "examples"),
    **dict.fromkeys(("raises", "throws"), "errors"),
    **dict.fromkeys(("max", "most"), "maximum"),
    **dict.fromkeys(("min", "least"), "minimum"),
    **dict.fromkeys(("regex", "regexp"), "pattern"),
    "name": "title",
    "required": "optional",
}


def meant(word: str, known: Iterable[str]) -> str:
    """Suggest a known word that looks like this one, or is its name elsewhere."""
    if len(word) > _MOST_SHOWN:
        return ""
    words = list(known)
    if _ELSEWHERE.get(word) in words:
        return f"did you mean `{_ELSEWHERE[word]}`?"
    close = get_close_matches(word, words, n=1, cutoff=0.6)
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
