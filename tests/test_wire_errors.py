"""The kinds of errors of the wire cases, against generated packages: codes, parts, statuses."""

from collections.abc import Iterator
import inspect
from typing import Any

from project import ALL
import pytest
from python_clients import meaning, package
from python_play import Play, server
from python_serving import serving
from specmint.targets.python_client import member_name
from test_wire_servers import access, send_http
from wire_cases import document, is_meant, parse

Json = Any
each_api = pytest.mark.parametrize("name", ALL)


@each_api
def test_a_client_knows_each_error_by_what_it_is_told_by(name: str) -> None:
    pkg, odd = package(name), []
    for row in document(name)["kinds"]:
        kind = getattr(pkg.errors, pkg.names.errors[row["error"]])
        if kind.transient != row.get("transient", False):
            odd.append(f"{row['error']} passes: {kind.transient}")
        if "made" in row:
            odd += known_slips(pkg, kind, row)
    assert not odd, "\n".join(odd)


def known_slips(pkg: Any, kind: Any, row: Json) -> Iterator[str]:
    made, status = row["made"], row.get("status")
    for over in kind.match.get("over") or [one.name for one in pkg.api.transports]:
        failure = pkg.core.Failure(
            made["message"],
            code=made.get("code"),
            token=row.get("token"),
            status=status if isinstance(status, int) else None,
            over=over,
        )
        found = pkg.errors.ERRORS.error(failure)
        if type(found) is not kind:
            yield f"{row['error']} is taken for {type(found).__name__} over {over}"
            continue
        for part, wanted in made["parts"].items():
            if not is_meant(meaning(getattr(found, member_name(part))), wanted):
                yield f"{row['error']}: {part} is {getattr(found, member_name(part))!r}"


@each_api
def test_a_server_makes_each_error_of_what_it_is_told_by(name: str) -> None:
    pkg = server(name)
    odd = [slip for row in document(name)["kinds"] for slip in made_slips(pkg, row)]
    assert not odd, "\n".join(odd)


def made_slips(pkg: Any, row: Json) -> Iterator[str]:
    kind = getattr(pkg.errors, package(pkg.api.name).names.errors[row["error"]])
    made = row.get("made", {})
    parts = {member_name(key): value for key, value in made.get("parts", {}).items()}
    error = kind(**parts)
    named = {*kind.facts.parts, *kind.facts.counts}
    if named != set(made.get("parts", ())):
        yield f"{row['error']} has the parts {sorted(named)}"
    usual = row.get("text", "")
    wanted = made["message"] if "{" in usual and made else usual
    if error.message != wanted and (parts or "{" not in wanted):
        yield f"{row['error']} says {error.message!r}, not {wanted!r}"
    code = made.get("code", row.get("code", row.get("codes", [None])[-1]))
    if (error.code, error.token) != (code, row.get("token")):
        yield f"{row['error']} is {error.code} {error.token}, not {code}"
    takes_code = {"code", "parts"} & set(inspect.signature(kind).parameters)
    for code in ("word", row.get("codes", [7])[0]) if takes_code else ():
        told = kind("told", code=code, **parts)
        if told.message != "told" or code not in (told.code, told.token):
            yield f"{row['error']} is raised as {told.code} {told.message!r}"
    status, known = row.get("status"), kind.facts.status
    if not isinstance(known, int | None) and dict(known) != status:
        yield f"{row['error']} has the statuses {known}, not {status}"
    for dialect, own in (status if isinstance(status, dict) else {"": status}).items():
        found = error.status(dialect)
        if found not in (own, None):
            yield f"{row['error']} has the status {found} in {dialect!r}, not {own}"


def in_dialects(name: str) -> list[tuple[Json, str]]:
    """Give each error with each dialect that it has a status in."""
    rows = document(name)["kinds"]
    return [
        (row, one)
        for row in rows
        if isinstance(row.get("status"), dict) and "codes" not in row
        for one in row["status"]
    ]


@pytest.mark.parametrize("name", [name for name in ALL if in_dialects(name)])
def test_a_server_gives_each_error_its_status_in_each_dialect(name: str) -> None:
    play, odd = Play(name), []
    now: list[Any] = []

    async def fail(_: Any, **__: Any) -> Any:
        raise now[-1]

    methods = {one.function: fail for one in play.pkg.methods.values()}
    handler = type("Failing", (play.pkg.handler,), methods)()
    request = next(
        case["request"]
        for case in document(name)["cases"]
        if case["over"] == "rpc" and "result" in case["sees"]
    )
    with serving(play.pkg.create(handler, **access(name))) as running:
        for row, dialect in in_dialects(name):
            kind = package(name).names.errors[row["error"]]
            now.append(getattr(play.pkg.errors, kind)("told"))
            body = {k: v for k, v in request["json"].items() if k != "jsonrpc"}
            body |= {"jsonrpc": dialect} if "." in dialect else {}
            status, _, text = send_http(running.port, {**request, "json": body})
            if status != row["status"][dialect] or not is_failure(text, body, row):
                odd.append(f"{row['error']} in {dialect}: {status} {text}")
    assert not odd, "\n".join(odd)


def is_failure(text: str, body: Json, row: Json) -> bool:
    reply = parse(text)
    wanted = {"code": row["code"], "message": "told"}
    kept = {"jsonrpc": body["jsonrpc"]} if "jsonrpc" in body else {"result": None}
    return bool(reply == {**kept, "error": wanted, "id": body["id"]})
