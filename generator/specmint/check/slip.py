"""What a rule finds: where in the spec's data, and what is wrong there."""

from typing import NamedTuple

from specmint.load import Path
from specmint.problems import ERROR


class Slip(NamedTuple):
    """Becomes a problem when its place is looked up; `of_key` means the path's key."""

    path: Path
    code: str
    message: str
    hint: str = ""
    of_key: bool = False
    severity: str = ERROR
