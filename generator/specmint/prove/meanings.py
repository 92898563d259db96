"""A value in wire form against the meaning that a person worked out by hand."""

from collections.abc import Iterator
from dataclasses import replace

from specmint.model import Json, Use
from specmint.prove.case import Bench, Path
from specmint.prove.compare import by_hand, difference, unmeant, value_at
from specmint.wire import OTHER_WORDS, Context, decode, encode, shown


def meaning_slips(
    bench: Bench, context: Context, use: Use, value: Json, means: Json
) -> Iterator[tuple[Path, str]]:
    """Compare them both ways; what does not fit its type is reported elsewhere."""
    seen: set[str] = set()
    meaning, misfits = decode(bench.api, use, value, replace(context, seen=seen))
    if misfits:
        return
    bench.seen.update(seen)
    if (odd := unmeant(meaning, means)) is not None:
        found, told = shown(value_at(meaning, odd)), shown(value_at(means, odd))
        yield odd, f"the wire form means {found}, not {told}"
        return
    back, misfits = encode(bench.api, use, by_hand(meaning, means), context)
    for misfit in misfits:
        yield misfit.path, misfit.message
    if OTHER_WORDS in seen:
        # The service takes other words too, but only the usual ones come back.
        value = encode(bench.api, use, meaning, context)[0]
    if not misfits and (odd := difference(back, value)) is not None:
        made, told = shown(value_at(back, odd)), shown(value_at(value, odd))
        yield odd, f"this meaning travels as {made}, and the example has {told}"
