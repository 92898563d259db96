"""Answers of operations that others wrote: the result, and errors by status."""

from dataclasses import dataclass
from typing import Any

from specmint.interop.foreign.names import status_name
from specmint.interop.foreign.requests import Unreadable, is_json, resolved
from specmint.interop.schemas import Reading, read_use

Json = Any
Object = dict[str, Json]
_LEAST_ERROR = 400


@dataclass(frozen=True, slots=True)
class Answer:
    ok: list[int]
    result: Json
    errors: list[str]


def read_answers(reading: Reading, errors: Object, name: str, native: Object) -> Answer:
    """Read what an operation answers; `errors` takes those that are new."""
    ok: list[int] = []
    result: Json = None
    raised: list[str] = []
    is_read = False
    for status, one in native.get("responses", {}).items():
        answer = resolved(reading, one) or {}
        if not str(status).isdigit():
            if not is_read and str(status) in ("default", "2XX"):
                told = answer.get("content") and str(status) == "2XX"
                result = _result(reading, name, answer) if told else result
            reading.remark(
                "dropped",
                f"answers with the status `{status}`",
                "responses",
                str(status),
            )
        elif int(status) >= _LEAST_ERROR:
            raised.append(_error(errors, int(status), answer))
        elif str(status).startswith("2"):
            ok.append(int(status))
            if answer.get("content") and is_read and _differs(native, ok):
                reading.remark(
                    "dropped", "another answer of success", "responses", str(status)
                )
            elif answer.get("content"):
                result, is_read = _result(reading, name, answer), True
        else:
            reading.remark(
                "dropped",
                f"a status of {status} is followed or refused",
                "responses",
                str(status),
            )
    return Answer(ok or [200], result, raised)


def _differs(native: Object, ok: list[int]) -> bool:
    first, last = str(ok[0]), str(ok[-1])
    answers = {str(key): one for key, one in native["responses"].items()}
    return bool(answers[first].get("content") != answers[last].get("content"))


def _result(reading: Reading, name: str, answer: Object) -> Json:
    content = answer["content"]
    kind = next((one for one in content if is_json(one)), "")
    if not kind:
        raise Unreadable(f"it answers {' or '.join(content)}")
    for one in content:
        if one != kind:
            reading.remark("dropped", f"answers in {one}", "responses")
    schema = content[kind].get("schema", {})
    use = read_use(reading, schema, f"{name} result")
    return None if use == "none" else use


def _error(errors: Object, status: int, answer: Object) -> str:
    name = status_name(status)
    if name not in errors:
        about = " ".join(str(answer.get("description", "")).split())
        errors[name] = {
            "summary": about or f"The service answers {status}.",
            "match": {"status": status},
            "http_status": status,
            "unobserved": "The document shows no example of it.",
        }
    return name
