"""Booleans, strings, bytes and enums."""

import base64
import binascii
import re

from specmint.model import Bytes, Enum, Json, String, Wire, Words
from specmint.wire.around import Unfit, Work, shown
from specmint.wire.numbers import read_integer, write_integer

_LOWER_HEX = re.compile(r"(?:[0-9a-f]{2})*")
_BOOLEANS: dict[Wire, tuple[Json, Json]] = {  # what is sent for true and for false
    "json": (True, False),
    "zero-one": (1, 0),
    "hex": ("0x1", "0x0"),
    "yes-no": ("Y", "N"),
}


def read_boolean(form: Wire, value: Json) -> bool:
    if isinstance(form, Words):
        if value in form.truthy or value in form.falsy:
            return value in form.truthy
    else:
        # 1 == True in Python, so the types must agree too.
        alike = [
            type(value) is type(sent) and value == sent for sent in _BOOLEANS[form]
        ]
        if any(alike):
            return alike[0]
    raise Unfit(f"{shown(value)} is not a boolean as {_named(form)}")


def write_boolean(form: Wire, meaning: bool) -> Json:
    if isinstance(form, Words):
        return form.truthy[0] if meaning else form.falsy[0]
    return _BOOLEANS[form][0 if meaning else 1]


def _named(form: Wire) -> str:
    if isinstance(form, Words):
        return f"one of {', '.join((*form.truthy, *form.falsy))}"
    return str(form)


def read_string(value: Json) -> str:
    if isinstance(value, str):
        return value
    raise Unfit(f"{shown(value)} is not text")


def check_string(work: Work, kind: String, meaning: str) -> None:
    if kind.pattern and not work.memory.pattern(kind.pattern).fullmatch(meaning):
        raise Unfit(f"{shown(meaning)} does not match `{kind.pattern}`")
    if kind.min_length is not None or kind.max_length is not None:
        check_length(len(meaning), kind.min_length, kind.max_length, "characters")


def check_length(
    length: int, least: int | None, most: int | None, of_what: str
) -> None:
    if least is not None and length < least:
        raise Unfit(f"it has {length} {of_what}, fewer than {least}")
    if most is not None and length > most:
        raise Unfit(f"it has {length} {of_what}, more than {most}")


def read_bytes(form: Wire, value: Json) -> bytes:
    if isinstance(value, str):
        if form == "base64":
            return _read_base64(value)
        start = "0x" if form == "0x-hex" else ""
        digits = value.removeprefix(start)
        if value.startswith(start) and _LOWER_HEX.fullmatch(digits):
            return bytes.fromhex(digits)
    raise Unfit(f"{shown(value)} is not bytes as {form}")


def _read_base64(value: str) -> bytes:
    try:
        found = base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        found = b""
    # Writing it again refuses bits that the last letter may not have.
    if base64.b64encode(found).decode() != value:
        raise Unfit(f"{shown(value)} is not bytes as base64")
    return found


def write_bytes(form: Wire, meaning: bytes) -> str:
    if form == "base64":
        return base64.b64encode(meaning).decode()
    return f"0x{meaning.hex()}" if form == "0x-hex" else meaning.hex()


def check_bytes(kind: Bytes, meaning: bytes) -> None:
    if kind.length is not None and len(meaning) != kind.length:
        raise Unfit(f"it has {len(meaning)} bytes, not {kind.length}")
    check_length(len(meaning), kind.min_length, kind.max_length, "bytes")


def read_enum(kind: Enum, form: Wire, value: Json) -> str | int:
    if kind.of == "integer":
        return read_integer(form, value)
    return read_string(value)


def write_enum(form: Wire, meaning: str | int) -> Json:
    return meaning if isinstance(meaning, str) else write_integer(form, meaning)


def check_enum(kind: Enum, meaning: str | int) -> None:
    if kind.open:
        return
    if isinstance(meaning, int):
        is_listed = any(_holds(value.text, meaning) for value in kind.values)
    else:
        is_listed = any(value.text == meaning for value in kind.values)
    if not is_listed:
        raise Unfit(f"{shown(meaning)} is none of the enum's values")


def _holds(text: str, number: int) -> bool:
    low, _, high = text.partition("..")
    return int(low) <= number <= int(high or low)
