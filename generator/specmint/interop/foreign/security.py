"""Security schemes that others wrote, as credentials and auth."""

import re
from typing import Any

from specmint.interop.foreign.params import Params, resolved
from specmint.interop.schemas import Reading

Json = Any
Object = dict[str, Json]
_BASIC = "The whole header: the word `Basic`, a blank, and name:password in Base64."


def read_schemes(reading: Reading, schemes: Object, at: tuple[str, ...]) -> Object:
    """Give `credentials` and `auth`; what cannot be sent is dropped."""
    made: Object = {"credentials": {}, "auth": {}}
    for name, one in schemes.items():
        reading.at = (*at, name)
        _scheme(reading, made, name, resolved(reading, one) or {})
    reading.at = ()
    return made


def auth_names(reading: Reading, auth: Object, needs: list[Object]) -> list[str]:
    """List the schemes of which any will do, for one operation or for all."""
    told: list[str] = []
    for need in needs:
        if len(need) > 1:
            message = "of schemes that are needed together each is taken alone"
            reading.remark("guessed", message, "security")
        for name in need:
            if name not in auth:
                message = f"there is no scheme `{name}` that can be sent"
                reading.remark("suspicious", message, "security")
            else:
                told.append(name)
    return list(dict.fromkeys(told))


def choose(auth: Object, document: Object) -> str:
    """Choose the scheme that a client sends by itself: what most calls need."""
    usual: list[Object] = document.get("security", [])
    counts = dict.fromkeys(auth, 0)
    for item in document.get("paths", {}).values():
        for native in item.values():
            if isinstance(native, dict) and "responses" in native:
                for name in {
                    key for one in native.get("security", usual) for key in one
                }:
                    counts[name] = counts.get(name, 0) + 1
    can = [
        name for name, one in auth.items() if one["kind"] != "query" and counts[name]
    ]
    return max(can, key=lambda name: (counts[name], auth[name]["kind"]), default="")


def read_auth(
    reading: Reading, params: Params, made: Object, chosen: str, needs: list[Object]
) -> list[str]:
    """Give what a call is signed with; other schemes are parameters of the call."""
    names = auth_names(reading, made["auth"], needs)
    own = made["auth"].get(chosen, {})
    for name in names:
        scheme = made["auth"][name]
        wire, doc = scheme.get("name", "Authorization"), _BASIC
        if scheme["kind"] != "basic":
            doc = made["credentials"][scheme["value"].removeprefix("$")]["doc"]
        if name == chosen:
            continue
        if wire == own.get("name", "Authorization"):
            reading.remark("guessed", f"`{name}` goes as what `{chosen}` sends")
            continue
        place = "query" if scheme["kind"] == "query" else "header"
        use = {"type": "string", "optional": True, "secret": True, "doc": doc}
        params.add(place, wire, use, {"in": place})
        message = f"`{name}` is given with each call, as `{params.keys[place, wire]}`"
        reading.remark("guessed", message)
    return [chosen] if chosen in names else []


def _scheme(reading: Reading, made: Object, name: str, native: Object) -> None:
    own = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "key"
    own = own if own[0].isalpha() else f"key_{own}"
    while own in made["credentials"] or own in ("username", "password"):
        own += "_"
    kind, place = native.get("type", ""), native.get("in")
    told: Object = {}
    if kind == "userPassword" or (
        kind == "http" and native.get("scheme", "").lower() == "basic"
    ):
        made["credentials"] |= {
            "username": {"doc": "The name."},
            "password": {"secret": True, "doc": "The password."},
        }
        told = {"kind": "basic", "user": "$username", "password": "$password"}
    elif kind in ("apiKey", "httpApiKey") and native.get("name"):
        told = _key(reading, made, own, place, native["name"])
    elif kind in ("http", "oauth2", "openIdConnect"):
        message = "the credential is the whole header, with its word `Bearer `"
        reading.remark("guessed", message)
        doc = "The whole header: the word `Bearer`, a blank and the token."
        made["credentials"][own] = {"secret": True, "doc": doc}
        told = {"kind": "header", "name": "Authorization", "value": f"${own}"}
    if not told:
        reading.remark("dropped", f"a scheme of kind `{kind}` cannot be sent")
        return
    made["auth"][name] = {**told, "source": {"document": "document"}}


def _key(reading: Reading, made: Object, own: str, place: Json, name: str) -> Object:
    """Send a key in a header or in a query; a cookie is a header too."""
    if place == "cookie":
        message = f"the credential is the whole header `Cookie`, with `{name}=`"
        reading.remark("guessed", message)
        doc = f"The whole header: `{name}=` and the key."
        made["credentials"][own] = {"secret": True, "doc": doc}
        return {"kind": "header", "name": "Cookie", "value": f"${own}"}
    if place not in ("header", "query"):
        return {}
    made["credentials"][own] = {"secret": True, "doc": "The key."}
    return {"kind": place, "name": name, "value": f"${own}"}
