"""The rules of errors: each is known from the others, and its parts are there."""

from collections.abc import Iterator
import re

from specmint.check.index import Index
from specmint.check.kinds import as_mapping, kind_of_use
from specmint.check.methods import examples
from specmint.check.slip import Slip
from specmint.check.walk import TRANSPORTS, Node
from specmint.check.words import listed, meant, meant_or_list, shown
from specmint.load import Path

NAMED_PART = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_MOST_PARTS = 6
_SCALARS = frozenset(["integer", "decimal", "boolean", "string", "bytes", "enum"])


def check_errors(index: Index) -> Iterator[Slip]:
    """Find errors that tie, parts that are not there, and what goes with neither."""
    errors = index.section("errors")
    yield from _ties(errors)
    transports = index.names["transports"]
    for name, error in errors.items():
        path: Path = ("errors", name)
        yield from _match(path, error)
        yield from _parts(path, error, index)
        yield from _named_parts(path, error)
        yield from _dialects(path, error, index)
        yield from _transient(path, error)
        yield from examples(path, error, transports)


def _ties(errors: Node) -> Iterator[Slip]:
    """The most exact match wins, so that two may not be as exact and meet."""
    spans: dict[tuple[object, ...], list[_Span]] = {}
    for number, (name, error) in enumerate(errors.items()):
        codes = error["match"].get("codes", {"from": 0, "to": 0})
        span = (codes["from"], -codes["to"], number, name)
        for transport in error.get("over", TRANSPORTS):
            spans.setdefault((transport, *_shape(error["match"])), []).append(span)
    for alike in spans.values():
        yield from _crossing(sorted(alike))


_Span = tuple[int, int, int, str]  # first, last (negative), number and name of an error


def _crossing(spans: list[_Span]) -> Iterator[Slip]:
    """Find ranges that meet where neither lies within the other, or that are the same.

    They come in order, wider ones first; those around the one at hand are open.
    """
    opened: list[_Span] = []
    for span in spans:
        first, last, _, name = span
        while opened and -opened[-1][1] < first:
            opened.pop()
        if opened and (opened[-1][:2] == span[:2] or opened[-1][1] > last):
            yield _tie(name, opened[-1][3])
        opened.append(span)


def _tie(name: str, other: str) -> Slip:
    message = f"{shown(name)} and {shown(other)} can match the same"
    return Slip(("errors", name, "match"), "error-tie", message, "make one narrower")


def _shape(match: Node) -> tuple[object, ...]:
    """Give what a match says besides a range; how parts are called does not matter."""
    text = NAMED_PART.sub("{}", match.get("text", ""))
    rest = {key: match[key] for key in match if key not in {"codes", "text"}}
    return ("codes" in match, text, *sorted(rest.items()))


def _match(path: Path, error: Node) -> Iterator[Slip]:
    match = error["match"]
    codes = match.get("codes")
    if codes and codes["from"] > codes["to"]:
        message = "the range runs backwards"
        yield Slip((*path, "match", "codes"), "empty-range", message)
    if codes and "code" in match:
        message = "`code` says it all"
        yield Slip((*path, "match", "codes"), "unfit-key", message, of_key=True)


def _parts(path: Path, error: Node, index: Index) -> Iterator[Slip]:
    match = error["match"]
    named = NAMED_PART.findall(match.get("text", ""))
    for part, use in error.get("parts", {}).items():
        at = (*path, "parts", part)
        is_computed = isinstance(use, dict) and "minus_from" in use
        if is_computed and not {"code", "codes"} & match.keys():
            message = (
                f"{shown(part)} is computed from a code, and there is none to match"
            )
            yield Slip(at, "error-part", message, of_key=True)
        elif not is_computed and part not in named:
            message = f"the text has no part `{{{part}}}`"
            yield Slip(at, "error-part", message, meant(part, named), of_key=True)
        kind = kind_of_use(index.types, as_mapping(use))
        if kind and kind not in _SCALARS:
            message = f"a part is a text or a number, not `{kind}`"
            yield Slip(at, "error-part", message)


def _named_parts(path: Path, error: Node) -> Iterator[Slip]:
    text = error["match"].get("text", "")
    named = NAMED_PART.findall(text)
    at = (*path, "match", "text")
    for part in dict.fromkeys(named):
        if part not in error.get("parts", {}):
            hint = f"add `parts: {{{part}: string}}`"
            yield Slip(at, "error-part", f"the part `{{{part}}}` has no type", hint)
    if len(named) > _MOST_PARTS:
        message = f"a text has at most {_MOST_PARTS} parts, or it takes long to match"
        yield Slip(at, "error-part", message)
    if re.search(f"{NAMED_PART.pattern}{NAMED_PART.pattern}", text):
        message = "nothing tells two parts apart that follow each other"
        yield Slip(at, "error-part", message)


def _transient(path: Path, error: Node) -> Iterator[Slip]:
    """What passes by itself is sent again even if it acts each time."""
    if error.get("transient") and error.get("acted") != "never":
        message = "`transient` is for calls that have surely not acted"
        hint = "add `acted: never` if the service has surely done nothing"
        at = (*path, "transient")
        yield Slip(at, "transient-may-have-acted", message, hint, of_key=True)


def _dialects(path: Path, error: Node, index: Index) -> Iterator[Slip]:
    status = error.get("http_status")
    rpc = index.section("transports").get("rpc", {})
    known = rpc.get("dialects", {})
    for dialect in status if isinstance(status, dict) else ():
        if rpc and dialect not in known:
            message = f"there is no dialect {shown(dialect)}"
            hint = meant_or_list(dialect, known)
            at = (*path, "http_status", dialect)
            yield Slip(at, "unknown-dialect", message, hint, of_key=True)
    if error.get("over") == ["ws"] and status is not None:
        message = f"an error over {listed(['ws'])} has no HTTP status"
        yield Slip((*path, "http_status"), "unfit-key", message, of_key=True)
