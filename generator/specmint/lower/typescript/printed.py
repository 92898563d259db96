"""Values of TypeScript as code that makes them, and as what `console.log` shows of them."""

from collections.abc import Iterable
from decimal import Decimal
import re

from specmint.lower.typescript.scalars import is_number
from specmint.lower.values import Items, Named, Pairs, Plain, Value
from specmint.model import Enum, Integer, Json
from specmint.text import clean
from specmint.text.typescript import ts_key, ts_literal
from specmint.wire import Unfit

_MOST_SHOWN = 16


def code(value: Value) -> str:
    """Write the expression that makes a value. Raises Unfit where its type has none."""
    match value:
        case Plain():
            return _plain(value)
        case Named(kind=kind, name=name):
            return f"{kind}.{name}"
        case Items(items=items):
            return f"[{', '.join(map(code, items))}]"
        case Pairs(pairs=pairs, extra=extra):
            rows = [f"{ts_key(name)}: {code(item)}" for name, item in pairs]
            if extra:
                more = ", ".join(
                    f"{ts_key(name)}: {code(item)}" for name, item in extra
                )
                rows.append(f"extra: {{ {more} }}")
            return f"{{ {', '.join(rows)} }}" if rows else "{}"


def _plain(value: Plain) -> str:
    meaning, kind = value.meaning, value.type
    match meaning:
        case bytes():
            return f'fromHex("{meaning.hex()}")'
        case Decimal() if kind is not None:
            return f'new Decimal("{meaning:f}")'
        case bool() | None:
            return str(ts_literal(meaning))
        case int() if isinstance(kind, Integer) and not is_number(kind):
            return f"{meaning}n"
        case str() if isinstance(kind, Enum):
            return _word(kind, meaning)
    return str(ts_literal(meaning))


def _word(kind: Enum, meaning: str) -> str:
    if any(value.text == meaning for value in kind.values):
        return str(ts_literal(meaning))
    if not kind.open:
        raise Unfit(f"{meaning} is none of the words")
    return f"other({ts_literal(meaning)})"


# -- what is printed ---------------------------------------------------------------


def printed(value: Value, width: int) -> str:
    """Show what `console.log` gives, on one line; `…` stands for what is left out."""
    if isinstance(value, Plain) and isinstance(value.meaning, str):
        return one_line(value.meaning, width)
    return one_line(_shown(value), width)


def one_line(text: str, width: int) -> str:
    """Give the first line of a text, as far as there is room."""
    whole = clean(text)
    line = whole.partition("\n")[0].rstrip()
    if len(line) <= width:
        return line if line == whole else f"{line}…"
    return f"{re.sub(r'(?<=, )[^ ]*$', '', line[: width - 1])}…"


def _shown(value: Value) -> str:
    match value:
        case Plain(meaning=Decimal() as meaning) if value.type is not None:
            return f"Decimal({meaning:f})"
        case Plain(meaning=meaning):
            is_big = isinstance(value.type, Integer) and not is_number(value.type)
            return f"{meaning}n" if is_big else _brief(meaning)
        case Named(number=number):
            return str(number)
        case Items(items=items):
            return f"[ {', '.join(map(_shown, items))} ]" if items else "[]"
        case Pairs(pairs=pairs, extra=extra, secret=secret):
            rows = [
                (name, "'***'" if name in secret else _shown(item))
                for name, item in pairs
            ]
            if extra:
                rows.append(
                    ("extra", f"{{ {_rows((k, _shown(v)) for k, v in extra)} }}")
                )
            return f"{{ {_rows(rows)} }}" if rows else "{}"


def _rows(rows: Iterable[tuple[str, str]]) -> str:
    return ", ".join(f"{ts_key(name)}: {shown}" for name, shown in rows)


def _brief(meaning: Json) -> str:
    match meaning:
        case str():
            text = (
                meaning
                if len(meaning) < 2 * _MOST_SHOWN
                else f"{meaning[:_MOST_SHOWN]}…"
            )
            return f"'{text}'"
        case bytes():
            return f"Uint8Array({len(meaning)})"
        case list():
            return f"[ {', '.join(map(_brief, meaning))} ]" if meaning else "[]"
        case dict():
            rows = _rows((key, _brief(item)) for key, item in meaning.items())
            return f"{{ {rows} }}" if rows else "{}"
    return str(ts_literal(meaning))
