"""JSON as text, with every digit of its numbers."""

from decimal import Decimal as Exact
import json
from typing import NoReturn

from specmint.model import Json
from specmint.wire.around import Unfit


def parse(text: str) -> Json:
    """Read JSON text; fractions are exact, and what JSON does not have is refused."""
    try:
        return json.loads(text, parse_float=Exact, parse_constant=_refuse)
    except RecursionError:
        raise Unfit("this JSON is nested too deeply") from None
    except ValueError as error:
        raise Unfit(f"this is not JSON: {error}") from None


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"there is no {word} in it")


def write(value: Json) -> str:
    """Write JSON text without white space, fractions in plain notation."""
    match value:
        case Exact():
            return format(value, "f")
        case dict():
            pairs = (f"{write(key)}:{write(item)}" for key, item in value.items())
            return f"{{{','.join(pairs)}}}"
        case list():
            return f"[{','.join(map(write, value))}]"
    return json.dumps(value, ensure_ascii=False)
