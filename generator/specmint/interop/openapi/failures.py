"""Errors of an operation: the statuses that they come with, and examples of them."""

from typing import Any

from specmint.interop.envelopes import can_tell_failures, failed_value
from specmint.interop.raising import error_name
from specmint.interop.scope import Scope, Shell

Json = Any
Object = dict[str, Json]


def errors_by_status(scope: Scope, node: Object) -> dict[int, list[str]]:
    made: dict[int, list[str]] = {}
    for error in _errors(scope, node):
        made.setdefault(_status(scope, error), []).append(error)
    return made


def _errors(scope: Scope, node: Object) -> list[str]:
    """List the errors of a method, its own first, then those that all may raise."""
    own = [error_name(one) for one in node.get("errors", ())]
    names = dict.fromkeys([*own, *shared_errors(scope.shell, node["group"])])
    return [one for one in names if _is_over_http(scope, one)]


def shared_errors(shell: Shell, group: str) -> list[str]:
    """List what any method of a group may raise; `=404` is a status without an error."""
    usual = shell.transport.get("status", {}).get("error") or 200
    refused = [
        (
            one
            if isinstance(one, str)
            else one.get("error", f"={one.get('status', usual)}")
        )
        for one in shell.transport.get("refuse", {}).values()
    ]
    return [
        *shell.groups.get(group, {}).get("errors", ()),
        *shell.transport.get("errors", ()),
        *refused,
    ]


def _is_over_http(scope: Scope, error: str) -> bool:
    if error.startswith("="):
        return True
    return "http" in scope.data["errors"][error].get("over", ["http"])


def _status(scope: Scope, error: str) -> int:
    if error.startswith("="):
        return int(error[1:])
    node = scope.data["errors"][error]
    told = node.get("http_status", node["match"].get("status"))
    if isinstance(told, int):
        return told
    return int(scope.transport.get("status", {}).get("error") or 200)


def is_seen(example: Object) -> bool:
    """Whether an example holds over HTTP, and is told of no other transport."""
    return bool(example.get("over", ["http"]) == ["http"])


def failing(scope: Scope, name: str, node: Object) -> dict[str, tuple[int, Json]]:
    """Give the status and the answer of each example whose error has a place natively."""
    by_status = errors_by_status(scope, node)
    made: dict[str, tuple[int, Json]] = {}
    for one, example in node["examples"].items():
        for error, raised in (
            example.get("raises", {}).items() if is_seen(example) else ()
        ):
            status = raised.get("status") or _status(scope, error)
            value = _answer(scope, scope.bound(name), status, error, raised)
            if error in by_status.get(status, ()) and value is not None:
                made[one] = status, value
    return made


def _answer(
    scope: Scope, bound: Object, status: int, error: str, raised: Object
) -> Json:
    """Give the answer of an error, or None where it would not be known for a failure."""
    envelopes, envelope = scope.data["envelopes"], bound.get("envelope", "")
    node = scope.data["errors"][error]
    is_like_success = status in bound["status"]["ok"]
    if is_bare(scope, node) or (
        is_like_success and not can_tell_failures(envelopes, envelope)
    ):
        return None
    return failed_value(envelopes, envelope, node["match"], raised)


def is_bare(scope: Scope, node: Object) -> bool:
    """Whether an error comes outside of the envelope, with a status alone."""
    envelope = scope.data["envelopes"].get(scope.transport.get("envelope", ""), {})
    return node["match"].keys() == {"status"} and "status" not in envelope.get(
        "failed", {}
    )
