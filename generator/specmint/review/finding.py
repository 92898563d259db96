"""A change with its verdict: what a reviewer reads."""

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
import re

from specmint.problems import Place, on_one_line
from specmint.review.change import Change, Path
from specmint.review.naming import key_of, name_of
from specmint.review.rules import SENDERS, Rule, Rules, Verdicts, severity, worst

_PART = re.compile(r"\{(what|key|old|new)\}")
SEVERITIES = ("docs", "safe", "risky", "breaking")  # the worst is last
Find = Callable[[Path], Place]


@dataclass(frozen=True, slots=True)
class Finding:
    """What changed, on which axes it breaks whom, and what to do instead."""

    rule: str
    severity: str
    verdicts: Verdicts
    by_sender: tuple[tuple[str, Verdicts], ...]
    api: str
    what: str
    path: str
    message: str
    instead: str
    base: Place | None
    head: Place | None
    old: str
    new: str
    methods: tuple[str, ...]
    fingerprint: str

    @property
    def place(self) -> Place:
        found = self.head or self.base
        assert found
        return found

    @property
    def order(self) -> tuple[str, Place, str, str, str, str]:
        return self.api, self.place, self.path, self.rule, self.old, self.new


def judge(api: str, change: Change, rules: Rules, base: Find, head: Find) -> Finding:
    """Look a change up in the table of rules."""
    rule = rules[change.rule]
    senders = change.senders or ("",)
    by_sender = tuple((one, rule.verdicts(one)) for one in senders)
    verdicts = worst([found for _, found in by_sender])
    found = severity(verdicts)
    path = dotted(change.path)
    return Finding(
        rule=rule.id,
        severity=found,
        verdicts=verdicts,
        by_sender=by_sender if change.senders and not rule.always else (),
        api=api,
        what=name_of(change.path),
        path=path,
        message=_message(rule, change, found),
        instead=rule.instead if found in ("risky", "breaking") else "",
        base=base(change.base) if change.base or not change.head else None,
        head=head(change.head) if change.head or not change.base else None,
        old=change.old,
        new=change.new,
        methods=change.methods,
        fingerprint=_fingerprint(api, rule.id, path, change.old, change.new),
    )


def _message(rule: Rule, change: Change, found: str) -> str:
    told = {
        "what": name_of(change.path),
        "key": key_of(change.path),
        "old": change.old,
        "new": change.new,
    }
    sentence = rule.says
    if rule.always is None and not change.senders:
        sentence = "No call sends {what}, so that only code that names it may break."
    elif found == "safe" and not sentence.startswith("Nobody"):
        sender = " and ".join(f"the {one}" for one in change.senders)
        sentence = f"Nobody breaks, because only {sender} sends {{what}}"
        sentence += ": {new} now, {old} before." if change.old and change.new else "."
    elif _is_about_code(rule, change.senders):
        sender = " and ".join(f"the {one}" for one in change.senders)
        sentence = (
            f"No traffic breaks, because only {sender} sends {{what}}; code that "
        )
        sentence += "handles it may"
        sentence += ": {new} now, {old} before." if change.old and change.new else "."
    return on_one_line(_PART.sub(lambda part: _begun(part, told[part[1]]), sentence))


def _is_about_code(rule: Rule, senders: tuple[str, ...]) -> bool:
    """Whether the sentence is about traffic that only the other side would send."""
    if rule.always is not None or len(senders) != 1:
        return False
    own = rule.verdicts(senders[0])
    is_felt = own.get("behaviour", "safe") != "safe" or own.get("wire") != "safe"
    others = [rule.verdicts(one).get("wire") for one in SENDERS if one not in senders]
    return not is_felt and "breaking" in others


def _begun(part: re.Match[str], text: str) -> str:
    """Begin a sentence with a capital, and keep what is quoted from ending the quote."""
    before = part.string[: part.start()]
    if before.endswith("`"):
        return text.replace("`", "'")
    is_first = not before or before.endswith(". ")
    return text[:1].upper() + text[1:] if is_first else text


def _fingerprint(*parts: str) -> str:
    """Name a change by what it is, so that the name survives rebases and moves."""
    return sha256("\0".join(parts).encode()).hexdigest()[:12]


def dotted(path: Path) -> str:
    return ".".join(map(str, path))
