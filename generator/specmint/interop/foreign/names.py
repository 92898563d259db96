"""Names of the house for what others have named: methods, groups, examples, errors."""

from collections.abc import Collection
import re

from specmint.interop.schemas import type_name

# Beginnings of names of methods that change nothing.
_READS = (
    *("get", "list", "is", "has", "estimate", "decode", "validate", "verify", "test"),
    *("help", "find", "search", "query", "show", "read", "fetch", "count", "check"),
    *("describe", "analyze", "scan", "wait", "ping", "call"),
)
CATEGORY = ("x-group", "x-category", "x-bitcoin-category")
_VERBS = {
    "GET": "read",
    "HEAD": "read",
    "OPTIONS": "read",
    "PUT": "idempotent",
    "DELETE": "idempotent",
}
_PHRASES = {
    400: "BadRequest",
    401: "Unauthorized",
    402: "PaymentRequired",
    403: "Forbidden",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    408: "RequestTimeout",
    409: "Conflict",
    410: "Gone",
    412: "PreconditionFailed",
    413: "ContentTooLarge",
    415: "UnsupportedMediaType",
    418: "Teapot",
    422: "UnprocessableContent",
    423: "Locked",
    429: "TooManyRequests",
    500: "InternalServerError",
    501: "NotImplemented",
    502: "BadGateway",
    503: "ServiceUnavailable",
    504: "GatewayTimeout",
}


def method_name(text: str, taken: Collection[str]) -> str:
    """Make a method's name out of what a document calls it."""
    name = re.sub(r"[^A-Za-z0-9_.]+", "_", text).strip("_.") or "call"
    return free(f"_{name}" if name[0].isdigit() else name, taken)


def free(stem: str, taken: Collection[str]) -> str:
    name, count = stem[:90], 1
    while name in taken:
        count += 1
        name = f"{stem[:90]}{count}"
    return name


def group_name(text: str) -> str:
    name = re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60] or "main"
    return name if name[0].isalpha() else f"group_{name}"


def example_name(text: str, taken: Collection[str]) -> str:
    """Make an example's name: small words with hyphens."""
    name = re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:60].strip("-")
    stem = name or "shown"
    made, count = stem, 1
    while made in taken:
        count += 1
        made = f"{stem}-{count}"
    return made


def error_name(text: str, taken: Collection[str]) -> str:
    name = type_name(" ".join(text.split()[:6])) or "Failure"
    return free(name[:60], taken)


def status_name(status: int) -> str:
    return _PHRASES.get(status, f"Status{status}")


def effect_of_name(name: str) -> str:
    """Guess by its name whether a method changes anything."""
    last = name.rpartition("_")[2].rpartition(".")[2]
    return "read" if last.lower().startswith(_READS) else "once"


def effect_of_verb(verb: str) -> str:
    return _VERBS.get(verb, "once")


def one_line(text: str) -> str:
    return " ".join(text.split())


def about(summary: str, description: str, name: str) -> dict[str, str]:
    """Give a summary, which is always there, and a doc."""
    short = one_line(summary)
    doc = description.strip()
    if not short and doc:
        first, _, rest = doc.partition("\n\n")
        short, doc = (one_line(first), rest) if len(first) <= 200 else ("", doc)
    made = {"summary": (short or f"Call `{name}`.")}
    return made | ({"doc": doc} if doc and doc != short else {})
