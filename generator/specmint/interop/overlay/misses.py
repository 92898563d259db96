"""What an overlay says and nothing fits."""

from dataclasses import dataclass

Path = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Miss:
    """An entry of an overlay that matches nothing: its path in the overlay, and why."""

    path: Path
    message: str
