"""What a spec allows itself in place: `# lint: RULE, because REASON`."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
import re

from specmint.lint.opinions import Find, Opinion
from specmint.lint.table import Rules
from specmint.load import Read
from specmint.problems import WARNING, Place, Problem

_COMMENT = re.compile(r"(?:^|\s)# lint: *(.*)$")
_ALLOWED = re.compile(r"([a-z-]+), because (\S.*)")


@dataclass(frozen=True, slots=True)
class Allowed:
    """One rule that a line, or the one below it, may break, and why."""

    place: Place
    rule: str
    reason: str


def find_allowed(files: Iterable[Read]) -> Iterator[Allowed | Problem]:
    """Find what the comments of files allow; a comment that is none is a problem."""
    for file in files:
        for number, line in enumerate(file.text.splitlines(), 1):
            found = _COMMENT.search(line)
            if found is None:
                continue
            place = Place(file.file, number, found.start() + 1)
            allowed = _ALLOWED.fullmatch(found[1].strip())
            if allowed:
                yield Allowed(place, allowed[1], allowed[2])
            else:
                message = "this allows nothing"
                yield Problem(
                    place,
                    "bad-allowance",
                    message,
                    "write `# lint: RULE, because REASON`",
                )


def hold_allowed(
    found: Iterable[Opinion], allowed: list[Allowed], rules: Rules, find: Find
) -> Iterator[Problem]:
    """Give the opinions that nothing allows, then what allows nothing."""
    used: set[Allowed] = set()
    for opinion in found:
        place = find(opinion.path)
        covering = [one for one in allowed if _covers(one, opinion.rule, place)]
        used.update(covering)
        if not covering:
            rule = rules[opinion.rule]
            yield Problem(place, rule.id, opinion.message, rule.mend, WARNING)
    for one in allowed:
        if one not in used:
            is_known = one.rule in rules
            message = (
                f"`{one.rule}` finds nothing here"
                if is_known
                else f"there is no opinion `{one.rule}`"
            )
            yield Problem(one.place, "unused-allowance", message, "remove the comment")


def _covers(allowed: Allowed, rule: str, place: Place) -> bool:
    """A comment holds for its own line, and one above for the line below it."""
    near = allowed.place
    is_there = near.file == place.file and place.line in (near.line, near.line + 1)
    return is_there and allowed.rule == rule
