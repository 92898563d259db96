"""Judges what a sample did by what its example says."""

from collections.abc import Iterator, Sequence
import json
import re
from typing import Any

from specmint.lower.site import CURL, Script
from specmint.play import Ran
from specmint.targets import LANGUAGES
from specmint.targets.python_client import type_name

# What a server calls a request that it refuses by itself.
_REFUSAL = "Refusal"
# How objects look differs between engines, and the order of a map's members is free.
_FREE = {one.fence: one.loose for one in LANGUAGES}


def judge(script: Script, ran: Ran, calls: Sequence[Any]) -> Iterator[str]:
    """Say in what a sample did otherwise than its example; `calls` are the mock's."""
    raised = script.example.raises
    if ran.error:
        yield ran.error
    elif not calls and raised:
        yield from _told(script, ran)  # the request was refused before it was a call
    elif script.method.name not in {call.method for call in calls}:
        called = ", ".join(call.method for call in calls) or "nothing"
        yield f"the service was called for {called}"
    else:
        yield from _ended(script, ran, calls[-1].error)


def _ended(script: Script, ran: Ran, error: BaseException | None) -> Iterator[str]:
    raised = script.example.raises
    ended, wanted = type(error).__name__, type_name(raised.error) if raised else ""
    if error is None and raised:
        yield f"the service did not answer {wanted}"
    elif raised and ended == _REFUSAL:
        return  # in words of its own; samples of clients catch it by its class
    elif error is not None and ended != wanted:
        yield f"the service answered {ended}: {error}"
    else:
        yield from _told(script, ran)


def _told(script: Script, ran: Ran) -> Iterator[str]:
    """Say where a sample did not print what it says, or curl not the error's message."""
    raised = script.example.raises
    if script.language == CURL:
        message = (raised.message if raised else "") or ""
        if message not in ran.printed and json.dumps(message)[1:-1] not in ran.printed:
            yield f"it got {_flat(ran.printed)[:200]!r}, without {message!r}"
        return
    told = re.findall(r"^ *(?:#|//) (.*)$", script.code, re.MULTILINE)
    if told and not set(_FREE[script.language]) & set(told[-1]):
        wanted = ".*".join(map(re.escape, _flat(told[-1]).split("…")))
        if not re.fullmatch(wanted, _flat(ran.printed), re.DOTALL):
            yield f"it printed {_flat(ran.printed)[:200]!r}, and says {told[-1]!r}"


def _flat(text: str) -> str:
    return " ".join(text.split())
