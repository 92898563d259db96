"""What an example raises against the error: its code, its text and their parts."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
import re

from specmint.model import Error, Match, Part, Raised
from specmint.prove.case import Bench, Path, Slip, at, meant
from specmint.prove.compare import difference
from specmint.wire import Context, Misfit, decode, encode, from_text, shown

_PART = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_Found = Iterator[Slip]


def raise_slips(bench: Bench, raised: Raised) -> Iterator[Slip]:
    """Compare what is raised with its error; whether there is one is checked elsewhere."""
    error = bench.api.errors.get(raised.error)
    if error is None:
        return
    start = ("raises", raised.error)
    for found in (_match, _text, _computed, _data):
        for slip in found(bench, error, raised):
            yield replace(slip, path=(*start, *slip.path))


def _slip(path: Path, message: str, hint: str = "") -> Slip:
    return Slip(path, "example-raises", message, hint)


def _match(_bench: Bench, error: Error, raised: Raised) -> _Found:
    match = error.match
    if not fits_code(match, raised.code):
        yield _slip(("code",), f"the error does not have the code {shown(raised.code)}")
    if match.message is not None and raised.message not in {None, match.message}:
        yield _slip(("message",), f"the error's message is {shown(match.message)}")
    if match.status is not None and raised.status not in {None, match.status}:
        yield _slip(("status",), f"the error comes with the status {match.status}")


def fits_code(match: Match, code: int | str | None) -> bool:
    """Whether an error may come with a code, or with a word in its place."""
    if isinstance(code, str):
        return match.token in {None, code}
    if code is None:
        return True
    if match.codes is not None:
        return match.codes[0] <= code <= match.codes[1]
    return match.code in {None, code}


def parts_of(bench: Bench, match: Match, message: str) -> Mapping[str, str] | None:
    """Take a message apart by the error's pattern; nothing where it does not fit."""
    pattern = bench.memory.pattern(_pattern(match.text or "{all}"))
    found = pattern.fullmatch(message)
    return None if found is None else found.groupdict()


def _pattern(text: str) -> str:
    pieces, known = [], set[str]()
    for index, piece in enumerate(_PART.split(text)):
        if index % 2 == 0:
            pieces.append(re.escape(piece))
        else:
            pieces.append(f"(?P={piece})" if piece in known else f"(?P<{piece}>.*?)")
            known.add(piece)
    return f"(?s:{''.join(pieces)})"


def _text(bench: Bench, error: Error, raised: Raised) -> _Found:
    """The message fits its pattern, and its parts are the ones that are given."""
    names = _part_names(error)
    for name in raised.parts:
        if name not in names:
            message = f"the error has no part `{name}`"
            yield _slip(("parts", name), message, meant(name, names))
    if error.match.text is None or raised.message is None:
        return
    texts = parts_of(bench, error.match, raised.message)
    if texts is None:
        yield _slip(
            ("message",), f"it does not fit the error's text `{error.match.text}`"
        )
        return
    for part in error.parts:
        if part.name in texts:
            yield from _one_part(bench, part, texts[part.name], raised)


def _part_names(error: Error) -> set[str]:
    return {part.name for part in error.parts} | set(
        _PART.findall(error.match.text or "")
    )


def _one_part(bench: Bench, part: Part, text: str, raised: Raised) -> _Found:
    context = Context(memory=bench.memory)
    meaning, misfits = from_text(bench.api, part.use, text, context)
    for misfit in misfits:
        yield _slip(
            ("message",), f"its part `{part.name}` does not fit: {misfit.message}"
        )
    if misfits or part.name not in raised.parts:
        return
    given, misfits = decode(bench.api, part.use, raised.parts[part.name], context)
    yield from _in_part(part, misfits)
    if not misfits and difference(given, meaning) is not None:
        yield _slip(("parts", part.name), f"the message has {shown(text)} here")


def _in_part(part: Part, misfits: tuple[Misfit, ...]) -> _Found:
    for misfit in misfits:
        path = ("parts", part.name, *misfit.path)
        yield _slip(path, at(misfit.path, misfit.message))


def _computed(bench: Bench, error: Error, raised: Raised) -> _Found:
    """Parts that the code gives are what comes out of the sum."""
    for part in error.parts:
        if part.minus_from is not None and isinstance(raised.code, int):
            number = part.minus_from - raised.code
            yield from _sum(bench, part, number, raised)


def _sum(bench: Bench, part: Part, number: int, raised: Raised) -> _Found:
    context = Context(memory=bench.memory)
    for misfit in encode(bench.api, part.use, number, context)[1]:
        yield _slip(("code",), f"it gives `{part.name}` {number}: {misfit.message}")
    if part.name not in raised.parts:
        return
    given, misfits = decode(bench.api, part.use, raised.parts[part.name], context)
    yield from _in_part(part, misfits)
    if not misfits and given != number:
        yield _slip(("parts", part.name), f"the code gives {number} here")


def _data(bench: Bench, error: Error, raised: Raised) -> _Found:
    if raised.data is None:
        return
    if error.data is None:
        yield _slip(("data",), "the error carries no data")
        return
    context = Context(memory=bench.memory)
    for misfit in decode(bench.api, error.data, raised.data.value, context)[1]:
        yield _slip(("data", *misfit.path), at(misfit.path, misfit.message))
