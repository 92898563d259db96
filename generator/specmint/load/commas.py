"""What a comma does to text without quotes: `{doc: this, that}` has a key `that`."""

from typing import Any

_MOST_QUOTED = 60


def quoted(mapping: dict[str, Any], key: str, rest: str) -> str:
    """Quote what a comma has split: the value before, and the key that is none.

    `rest` is what follows the key; where a colon does, no comma is to blame.
    """
    before = next(reversed(mapping.values()), None)
    if rest.lstrip(" ")[:1] not in {",", "}"} or isinstance(before, dict | list | bool):
        return ""
    if before is None:
        return ""
    whole = f"{before}, {key}"
    what = "lines" if whole[:1].isdigit() else "text"
    if before == "" or len(whole) > _MOST_QUOTED:
        return f"quote the {what}: it has a comma"
    # A single word may well be a key whose value somebody forgot.
    forgotten = "write one, or " if key.isidentifier() else ""
    return f'{forgotten}quote the {what}: "{whole}"'
