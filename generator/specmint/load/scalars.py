"""What a plain YAML scalar means, and which ones readers of YAML do not agree on."""

from decimal import Decimal
import re

Scalar = None | bool | int | Decimal | str

_WHOLE = re.compile(r"-?(?:0|[1-9][0-9]*)")
_FRACTION = re.compile(r"-?(?:0|[1-9][0-9]*)\.[0-9]+")
_WORDS = frozenset(
    ["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", "=", "<<"]
)
# Numbers of YAML 1.1 and 1.2 in all their spellings, beside the two that we take.
_NUMBER = re.compile(
    r"""[-+]?(?:
        0b[01_]+ | 0o[0-7_]+ | 0x[0-9a-fA-F_]+
      | [0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?
      | (?:[0-9][0-9_]*)?\.?[0-9_]*(?:[eE][-+]?[0-9]+)?
      | \.(?:inf|Inf|INF|nan|NaN|NAN)
    )""",
    re.VERBOSE,
)
_MOST_DIGITS = 1000


class Ambiguous(ValueError):
    """A scalar that needs quotes; its text says why."""


def plain(text: str) -> Scalar:
    """Read a scalar that stands without quotes."""
    if not text:
        raise Ambiguous("there is no value")
    if text[0].isdigit() or text[0] in "-+.":
        return _number(text)
    return _word(text) if text.lower() in _WORDS else text


def _number(text: str) -> Scalar:
    if len(text) > _MOST_DIGITS:
        raise Ambiguous(f"a number has at most {_MOST_DIGITS} digits")
    if _WHOLE.fullmatch(text):
        return int(text)
    if _FRACTION.fullmatch(text):
        return Decimal(text)
    if any(map(str.isdigit, text)) or "." in text:
        _refuse_spelling(text)
    return text


def _refuse_spelling(text: str) -> None:
    is_number = _NUMBER.fullmatch(text) and text not in {".", "-", "+", "..", "..."}
    if is_number:
        raise Ambiguous(f"YAML readers differ on what `{text}` is")


def _word(text: str) -> Scalar:
    match text:
        case "true":
            return True
        case "false":
            return False
        case "null":
            return None
    raise Ambiguous(f"YAML readers differ on what `{text}` is")
