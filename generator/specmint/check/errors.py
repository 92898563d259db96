"""The rules of errors, auth, streams and of the API file."""

from collections import defaultdict
from collections.abc import Iterator
import json
import re
from typing import Any

from specmint.check.references import Names
from specmint.check.types import all_fields
from specmint.check.walk import Node
from specmint.check.words import listed, meant
from specmint.load import Path, Spec
from specmint.problems import Problem

NAMED_PART = re.compile(r"\{([a-z_][a-z0-9_]*)\}")
_API_KEYS = ("specmint", "api", "title", "summary", "words", "documents", "transports")
_NEEDED = {
    "hmac": ("key", "message", "digest", "send"),
    "header": ("name", "value"),
    "query": ("name", "value"),
    "basic": (),
}
_Slip = tuple[Path, str, str, str]


def check_errors(spec: Spec, _names: Names) -> Iterator[Problem]:
    """Find errors that tie, auth that does not work, and prose that is not Markdown."""
    for slips in (_api, _ties, _parts, _auth, _streams, _prose):
        for path, code, message, hint in slips(spec):
            yield Problem(spec.place(path), code, message, hint)


def _api(spec: Spec) -> Iterator[_Slip]:
    if ("specmint", "") not in spec.homes and ("api", "") not in spec.homes:
        return  # the loader has said that there is no api.yaml
    data = spec.data
    missing = [key for key in _API_KEYS if (key, "") not in spec.homes]
    home = next(
        iter(spec.homes[key, ""] for key in _API_KEYS if (key, "") in spec.homes)
    )
    if missing:
        message = f"{home.file.rpartition('/')[2]} has no {listed(missing)}"
        yield ("api",), "missing-key", message, "add it"
    if "api" in data and data["api"] != spec.name:
        message = f"the API `{data['api']}` lies in the folder `{spec.name}`"
        yield ("api",), "wrong-name", message, "make the two the same"


def _ties(spec: Spec) -> Iterator[_Slip]:
    same = defaultdict(list)
    for name, error in spec.data["errors"].items():
        over = error.get("over") or ["rpc", "http", "ws"]
        shape = json.dumps(error["match"], sort_keys=True, default=str)
        for transport in over:
            same[transport, shape].append(name)
    told = set()
    for names in same.values():
        if len(names) > 1 and names[1] not in told:
            told.add(names[1])
            message = f"`{names[1]}` and `{names[0]}` match the same"
            yield (
                "errors",
                names[1],
                "match",
            ), "error-tie", message, "make one narrower"


def _parts(spec: Spec) -> Iterator[_Slip]:
    for name, error in spec.data["errors"].items():
        match, parts = error["match"], error.get("parts", {})
        named = NAMED_PART.findall(match.get("text", ""))
        path = ("errors", name)
        for part, use in parts.items():
            computed = isinstance(use, dict) and "minus_from" in use
            if computed and not {"code", "codes"} & set(match):
                message = (
                    f"`{part}` is computed from a code, and there is none to match"
                )
                yield (*path, "parts", part), "error-part", message, ""
            elif not computed and part not in named:
                message = f"the text has no part `{{{part}}}`"
                yield (*path, "parts", part), "error-part", message, meant(part, named)
        for part in named:
            if part not in parts:
                message = f"the part `{{{part}}}` has no type"
                hint = f"add `parts: {{{part}: string}}`"
                yield (*path, "match", "text"), "error-part", message, hint


def _auth(spec: Spec) -> Iterator[_Slip]:
    schemes = spec.data.get("auth", {})
    credentials = spec.data.get("credentials", {})
    for name, scheme in schemes.items():
        path = ("auth", name)
        whole, circle = resolve_auth(schemes, name)
        if circle:
            yield (*path, "like"), "circle", f"`{name}` is like itself", ""
            continue
        yield from _auth_keys(path, whole)
        if whole.get("kind") == "hmac":
            yield from _clear_secrets(path, whole, credentials)
        fresh = whole.get("fresh")
        if fresh and len({"form", "header", "query"} & set(fresh)) != 1:
            message = "a nonce has one place: `form`, `header` or `query`"
            yield (*path, "fresh"), "auth-shape", message, ""
        del scheme


def resolve_auth(schemes: Node, name: str) -> tuple[dict[str, Any], bool]:
    """Lay a scheme over those it is like; says whether that goes in a circle."""
    whole: dict[str, Any] = {}
    seen = set()
    while name in schemes and name not in seen:
        seen.add(name)
        whole = {**schemes[name], **whole}
        name = schemes[name].get("like", "")
    return whole, name in seen


def _auth_keys(path: Path, whole: Node) -> Iterator[_Slip]:
    kind = whole.get("kind", "")
    if not kind:
        yield path, "missing-key", "there is no `kind` here", "add it, or `like`"
        return
    missing = [key for key in _NEEDED[kind] if key not in whole]
    if (
        kind == "basic"
        and "file" not in whole
        and not {"user", "password"} <= set(whole)
    ):
        missing = ["user", "password"]
    if missing:
        message = f"a scheme of kind `{kind}` has {listed(missing)}"
        yield path, "auth-shape", message, "add it"


def _clear_secrets(path: Path, whole: Node, credentials: Node) -> Iterator[_Slip]:
    for place, sent in whole.get("send", {}).items():
        for header, credential in sent.items():
            if credentials.get(credential.removeprefix("$"), {}).get("secret"):
                at = (*path, "send", place, header)
                at = at if "send" in whole else path
                message = f"`{credential}` is secret and would be sent in clear"
                yield at, "secret-in-clear", message, "send `$digest`"


def _streams(spec: Spec) -> Iterator[_Slip]:
    for name, webhook in spec.data["webhooks"].items():
        for index, by in enumerate(webhook.get("registered_by", ())):
            method = spec.data["methods"].get(by["method"])
            if method is not None and by["param"] not in _all_params(spec, method):
                at = ("webhooks", name, "registered_by", index, "param")
                message = f"`{by['method']}` has no parameter `{by['param']}`"
                yield at, "unknown-name", message, ""


def _all_params(spec: Spec, method: Node) -> set[str]:
    included = [all_fields(spec, record) for record in method.get("include", ())]
    return {
        *method.get("params", {}),
        *(name for fields in included for name in fields),
    }


_PROSE = frozenset(
    ["doc", "summary", "title", "why", "when", "unobserved", "deprecated"]
)
_LISTS = frozenset(["warnings", "rules"])
_DATA = frozenset(
    ["params", "result", "means", "exchange", "raises", "payload", "beside"]
)
_HTML = re.compile(r"<[A-Za-z/!?][^>]*>?")
_CODE = re.compile(r"```.*?```|`+[^`]*`+", re.DOTALL)


def _prose(spec: Spec) -> Iterator[_Slip]:
    """Prose is Markdown without raw HTML."""
    open_nodes: list[tuple[Path, Any]] = [((), spec.data)]
    while open_nodes:
        path, node = open_nodes.pop()
        in_example = len(path) > 1 and path[-2] == "examples"
        for key, value in node.items() if isinstance(node, dict) else enumerate(node):
            at = (*path, key)
            if isinstance(value, dict | list):
                if not (in_example and key in _DATA):
                    open_nodes.append((at, value))
            elif _is_prose(path, key, value):
                yield from _markdown(at, value)


def _is_prose(path: Path, key: Any, value: Any) -> bool:
    if not isinstance(value, str):
        return False
    is_field = bool(path) and path[-1] in {"fields", "params", "parts", "beside"}
    return (key in _PROSE and not is_field) or bool(path and path[-1] in _LISTS)


def _markdown(path: Path, text: str) -> Iterator[_Slip]:
    outside = _CODE.sub("", text)
    if found := _HTML.search(outside):
        message = f"prose holds no HTML: `{found.group()[:40]}`"
        yield path, "raw-html", message, "put it between backticks"
