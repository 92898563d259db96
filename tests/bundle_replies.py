"""Takes replies apart by a bundle, and tells its errors apart, from docs/bundle.md alone."""

from collections.abc import Iterator
from dataclasses import dataclass
import re

from bundle_forms import MISSING, Json, wire_text

_PART = re.compile(r"\{([a-z_][a-z0-9_]*)\}")


@dataclass(frozen=True)
class Reply:
    """What a reply says: a result, or else the facts of an error."""

    has_failed: bool
    result: Json = MISSING
    level: Json = None  # what the members beside the result stand in
    envelope: Json = None
    texts: tuple[Json, ...] = ()
    code: Json = None
    token: Json = None


def dig(body: Json, path: str) -> Json:
    for step in path.split(".") if path else ():
        if not isinstance(body, dict) or step not in body:
            return MISSING
        body = body[step]
    return body


def open_rpc(body: Json) -> Reply:
    error = body.get("error")
    if error is None:
        return Reply(has_failed=False, result=body.get("result", MISSING), level=body)
    return Reply(has_failed=True, texts=(error["message"],), code=error["code"])


def open_envelope(bundle: Json, name: str, body: Json) -> Reply:
    """Open a reply by the envelope of its binding, from the outside in."""
    if not name:
        return Reply(has_failed=False, result=body, level=body)
    envelope = bundle["envelopes"][name]
    if has_failed(envelope, body):
        return failure(envelope["failed"], body)
    if "around" in envelope:
        inner = dig(body, envelope.get("ok_at", ""))
        return open_envelope(bundle, envelope["around"], inner)
    result = dig(body, envelope.get("result", {}).get("at", ""))
    return Reply(has_failed=False, result=result, level=body, envelope=envelope)


def has_failed(envelope: Json, body: Json) -> bool:
    failed = envelope.get("failed", {})
    if when := failed.get("when"):
        return all(wire_text(dig(body, at)) in texts for at, texts in when.items())
    places = [failed[key] for key in ("texts", "message", "token") if key in failed]
    return any(dig(body, at) is not MISSING for at in places)


def failure(failed: Json, body: Json) -> Reply:
    found = {key: dig(body, at) for key, at in failed.items() if key != "when"}
    known = {key: value for key, value in found.items() if value is not MISSING}
    texts = [
        *known.get("texts", ()),
        *([known["message"]] if "message" in known else ()),
    ]
    code, token = known.get("code"), known.get("token")
    return Reply(has_failed=True, texts=tuple(texts), code=code, token=token)


def errors_of(bundle: Json, over: str, reply: Reply, status: int | None) -> list[str]:
    """Name the errors that a failed reply fits, the most exact first."""
    scores = {
        name: max(scored(error["match"], reply, status))
        for name, error in bundle["errors"].items()
        if over in error.get("over", [over])
    }
    fitting = [name for name, score in scores.items() if score[0]]
    return sorted(fitting, key=lambda name: scores[name], reverse=True)


def scored(match: Json, reply: Reply, status: int | None) -> Iterator[tuple[int, ...]]:
    """Say how exactly an error fits each text of a reply; nothing is 0."""
    for text in reply.texts or (None,):
        facts = {
            "code": match.get("code") == reply.code,
            "codes": is_between(match.get("codes"), reply.code),
            "status": match.get("status") == status,
            "token": match.get("token") == reply.token,
            "message": match.get("message") == text,
            "text": fits_text(match.get("text", ""), text),
        }
        is_fit = all(facts[key] for key in match)
        letters = len(_PART.sub("", match.get("text", "")))
        codes = match.get("codes", {"from": 0, "to": 0})
        width = codes["to"] - codes["from"]
        yield (is_fit * len(match), "message" in match, letters, -width)


def is_between(codes: Json, code: Json) -> bool:
    if codes is None or not isinstance(code, int):
        return False
    return bool(codes["from"] <= code <= codes["to"])


def fits_text(pattern: str, text: Json) -> bool:
    """Whether a text has this form; each part stands for any text."""
    pieces = [re.escape(piece) for piece in _PART.split(pattern)[::2]]
    return isinstance(text, str) and bool(re.fullmatch("(?s:.*)".join(pieces), text))
