"""Random amounts through the codecs of generated clients, from text to text: `make soak`.

Every amount of an API's types becomes a member of one record, so that what is tried is
what a reply goes through: exact JSON, the record's reader, the codec of the amount, and
all the way back. The text must come back digit for digit.
"""

import argparse
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from importlib import import_module
import os
from random import Random, SystemRandom
import sys
import time
from types import ModuleType
from typing import Any

from project import NAMES, ROOT
from specmint.targets import python_client

CLIENTS = ROOT / "generated" / "clients" / "python"
BATCH = 500  # records in one text
CHUNK = 100_000  # amounts for one process at a time
MANY_BITS = 256
MOST_PLACES = 30  # where a decimal has no scale


@dataclass(frozen=True)
class Soak:
    """The codecs of one API's amounts, and a record that has one member for each."""

    wire: ModuleType
    codecs: tuple[Any, ...]
    record: Any

    def amounts(self, random: Random, records: int) -> int:
        """Send that many records there and back; raises AssertionError for a slip."""
        texts = [[made(one, random) for one in self.codecs] for _ in range(records)]
        text = self._text(sent for row in texts for sent, _ in row)
        back = self._text(wanted for row in texts for _, wanted in row)
        codec = self.wire.ListOf(self.record)
        read = codec.decode(self.wire.loads(text))
        written = self.wire.dumps(codec.encode(read))
        if written != back:
            raise AssertionError(first_slip(back, written))
        for index, codec in enumerate(self.codecs):
            if codec.scale is not None:
                for one in read:
                    convert(codec, getattr(one, f"m{index}"), random)
        return records * len(self.codecs)

    def _text(self, values: Iterator[str]) -> str:
        names = [f'"m{index}":' for index in range(len(self.codecs))]
        rows = iter(lambda: [name + next(values, "") for name in names], names)
        return f"[{','.join('{' + ','.join(row) + '}' for row in rows)}]"


@cache
def soak_of(name: str) -> Soak:
    """Import the client of an API and gather the codecs of its amounts."""
    if str(CLIENTS) not in sys.path:
        sys.path.append(str(CLIENTS))
    package = python_client.package(name)
    wire = import_module(f"{package}._wire")
    types = import_module(f"{package}.types")
    codecs = tuple({key(one): one for one in numbers(wire, types)}.values())
    members = {f"m{i}": wire.member(codec) for i, codec in enumerate(codecs)}
    return Soak(wire, codecs, wire.RecordType("Amounts", (wire.Record,), members))


def key(codec: Any) -> tuple[Any, ...]:
    scale = codec.scale
    rows = tuple(scale.items()) if isinstance(scale, Mapping) else scale
    return type(codec), codec.form, rows


def numbers(wire: ModuleType, types: ModuleType) -> Iterator[Any]:
    """Find every number among the types: by name, in records, in lists and unions."""
    yield from (wire.INTEGER, wire.DECIMAL)
    for shape in vars(types).values():
        yield from inner(wire, shape)


def inner(wire: ModuleType, shape: Any) -> Iterator[Any]:
    if isinstance(shape, wire.RecordType):
        for member in shape.members:
            if not isinstance(member.shape, wire.RecordType):
                yield from inner(wire, member.shape)
    elif isinstance(shape, wire.Number) and not isinstance(shape, wire.Dated):
        yield shape
    elif isinstance(shape, wire.Codec | wire.Beside):
        names = ("inner", "item", "cases", "otherwise", "missing", "_items", "_rest")
        for part in (getattr(shape, name, None) for name in names):
            many = part.values() if isinstance(part, Mapping) else part
            for one in many if isinstance(part, Mapping | tuple) else (part,):
                if not isinstance(one, wire.RecordType):
                    yield from inner(wire, one)


# -- amounts -----------------------------------------------------------------------


def made(codec: Any, random: Random) -> tuple[str, str]:
    """Make the JSON text of an amount, and the text that must come back."""
    count = random.getrandbits(random.randrange(1, MANY_BITS + 1))
    sign = "-" if count and random.random() < 0.1 else ""
    if codec.form == "hex":
        return twice(f'"{sign}{count:#x}"')
    if not hasattr(codec, "to_minor"):
        return twice(quoted(codec, f"{sign}{count}"))
    most = MOST_PLACES if codec.scale is None else codec.scale
    places = random.randrange(most + 1)
    if places and random.random() < 0.1:
        written, exact = with_exponent(count, places)
        return quoted(codec, sign + written), quoted(codec, sign + exact)
    return twice(quoted(codec, sign + pointed(count, places)))


def twice(text: str) -> tuple[str, str]:
    return text, text


def quoted(codec: Any, text: str) -> str:
    return f'"{text}"' if codec.form == "text" else text


def pointed(count: int, places: int) -> str:
    """Put the point before the last places, without any arithmetic on fractions."""
    if places <= 0:
        return str(count) + "0" * -places
    digits = str(count).rjust(places + 1, "0")
    return f"{digits[:-places]}.{digits[-places:]}"


def with_exponent(count: int, places: int) -> tuple[str, str]:
    """Write the same with an exponent, and without one, as it must come back."""
    exponent = len(str(count)) - 1 - places
    digits = str(count).ljust(2, "0")
    exact = pointed(int(digits), len(digits) - 1 - exponent)
    return f"{digits[0]}.{digits[1:]}e{exponent}", exact


def convert(codec: Any, value: Any, random: Random) -> None:
    """Convert between minor and major units, which must lose nothing either."""
    if hasattr(codec, "to_minor"):
        count = codec.to_minor(value)
        sign = "-" if count < 0 else ""
        assert codec.from_minor(count) == value, value
        wanted = sign + pointed(abs(count), codec.scale)
        assert format(codec.from_minor(count), "f") == wanted, value
        return
    row, places = scale_of(codec, random)
    major = codec.to_decimal(value, row)
    sign = "-" if value < 0 else ""
    assert format(major, "f") == sign + pointed(abs(value), places), value
    assert codec.from_decimal(major, row) == value, value
    assert codec.from_decimal(format(major, "f"), row) == value, value


def scale_of(codec: Any, random: Random) -> tuple[str | None, int]:
    if isinstance(codec.scale, int):
        return None, codec.scale
    row = random.choice([*codec.scale, "XYZ"])
    return row, codec.scale.get(row, codec.scale["otherwise"])


def first_slip(wanted: str, found: str) -> str:
    at = next(
        (i for i, (a, b) in enumerate(zip(wanted, found, strict=False)) if a != b), 0
    )
    start = max(at - 90, 0)
    return f"{found[start:at + 30]!r} came back for {wanted[start:at + 30]!r}"


# -- running -----------------------------------------------------------------------


def try_amounts(name: str, seed: int, count: int) -> int:
    """Try at least so many amounts of an API, and say how many it were."""
    soak, random, done = soak_of(name), Random(f"{name} {seed}"), 0
    while done < count:
        rest = -(-(count - done) // len(soak.codecs))
        done += soak.amounts(random, min(BATCH, rest))
    return done


def soak_all(count: int, seed: int, say: Callable[[str], None]) -> None:
    sizes = [min(CHUNK, count - first) for first in range(0, count, CHUNK)]
    seeds = range(seed, seed + len(sizes))
    start, total = time.monotonic(), 0

    def tell(name: str, amounts: int) -> None:
        since = time.monotonic() - start
        say(f"{name:10} {amounts:12,} amounts, no digit lost, {since:5.0f} s")

    with ProcessPoolExecutor(os.cpu_count()) as pool:
        for name in NAMES:
            done = told = 0
            for tried in pool.map(try_amounts, [name] * len(sizes), seeds, sizes):
                done += tried
                if done * 10 // count > told:
                    told = done * 10 // count
                    tell(name, done)
            total += done
    tell("all", total)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=10_000_000, help="for each API")
    parser.add_argument("--seed", type=int, help="to try the same amounts again")
    args = parser.parse_args()
    seed = SystemRandom().getrandbits(32) if args.seed is None else args.seed
    print(f"{args.count:,} amounts for each API, --seed {seed}", flush=True)
    soak_all(args.count, seed, lambda line: print(line, flush=True))


if __name__ == "__main__":
    main()
