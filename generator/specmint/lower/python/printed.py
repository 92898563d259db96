"""Values of Python as code that makes them, and as what `print` shows of them."""

from collections.abc import Iterable
from decimal import Decimal
import re

from specmint.lower.values import Items, Named, Pairs, Plain, Value
from specmint.model import Json
from specmint.text import clean
from specmint.text.python import literal

_MOST_SHOWN = 16
_MANY_ZEROS, _FEW_DIGITS = 9, 3


def code(value: Value) -> str:
    """Write the expression that makes a value."""
    match value:
        case Plain(meaning=meaning, kind=kind):
            return f"{kind}({_literal(meaning)})" if kind else _literal(meaning)
        case Named(kind=kind, name=name):
            return f"{kind}.{name}"
        case Items(items=items, is_list=True):
            return f"[{', '.join(map(code, items))}]"
        case Items(items=items):
            return _tuple(map(code, items))
        case Pairs(kind="", pairs=pairs):
            return _mapping(pairs)
        case Pairs(kind=kind, pairs=pairs, extra=extra):
            args = [f"{name}={code(item)}" for name, item in pairs]
            args += [f"extra={_mapping(extra)}"] if extra else []
            return f"{kind}({', '.join(args)})"


def _mapping(pairs: Iterable[tuple[str, Value]]) -> str:
    return f"{{{', '.join(f'{literal(key)}: {code(item)}' for key, item in pairs)}}}"


def _literal(meaning: Json) -> str:
    if isinstance(meaning, bytes):
        return f'bytes.fromhex("{meaning.hex()}")' if meaning else 'b""'
    if type(meaning) is int:
        return _number(meaning)
    return str(literal(meaning))


def _number(number: int) -> str:
    """Write many zeros as a power, since nobody counts them."""
    digits = str(number)
    bare = digits.rstrip("0")
    zeros = len(digits) - len(bare)
    if zeros < _MANY_ZEROS or not bare.isdigit() or len(bare) > _FEW_DIGITS:
        return digits
    return f"10**{zeros}" if bare == "1" else f"{bare} * 10**{zeros}"


def _tuple(items: Iterable[str]) -> str:
    listed = tuple(items)
    return f"({listed[0]},)" if len(listed) == 1 else f"({', '.join(listed)})"


# -- what is printed ---------------------------------------------------------------


def printed(value: Value, width: int) -> str:
    """Show what `print` gives, on one line; `…` stands for what is left out."""
    if isinstance(value, Plain) and isinstance(value.meaning, str | Decimal):
        return one_line(str(value.meaning), width)
    return one_line(_shown(value), width)


def one_line(text: str, width: int) -> str:
    """Give the first line of a text, as far as there is room."""
    whole = clean(text)
    line = whole.partition("\n")[0].rstrip()
    if len(line) <= width:
        return line if line == whole else f"{line}…"
    return f"{re.sub(r'(?<=, )[^ ]*$', '', line[: width - 1])}…"


def _shown(value: Value) -> str:
    """Give the `repr` of a value; long texts in it are cut."""
    match value:
        case Plain(meaning=meaning):
            return _brief(meaning)
        case Named(kind=kind, name=name, number=number):
            return f"<{kind.rpartition('.')[2]}.{name}: {number}>"
        case Items(items=items):
            return _tuple(map(_shown, items))
        case Pairs(kind="", pairs=pairs):
            return f"{{{_shown_pairs(pairs)}}}"
        case Pairs(kind=kind, pairs=pairs, extra=extra, secret=secret):
            args = [
                f"{name}={'***' if name in secret else _member(item)}"
                for name, item in pairs
            ]
            args += [f"extra={{{_shown_pairs(extra)}}}"] if extra else []
            return f"{kind.rpartition('.')[2]}({', '.join(args)})"


def _member(value: Value) -> str:
    """Show a member as records do, which write amounts in plain notation."""
    if isinstance(value, Plain) and isinstance(value.meaning, Decimal):
        return f"Decimal('{value.meaning:f}')"
    return _shown(value)


def _shown_pairs(pairs: Iterable[tuple[str, Value]]) -> str:
    return ", ".join(f"{_brief(key)}: {_shown(item)}" for key, item in pairs)


def _brief(meaning: Json) -> str:
    text = repr(meaning)
    if isinstance(meaning, str | bytes) and len(text) > 2 * _MOST_SHOWN:
        head = re.sub(r"\\\w*$", "", text[:_MOST_SHOWN])  # no half of an escape
        return f"{head}…{text[-1]}"
    return text
