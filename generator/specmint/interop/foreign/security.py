"""Security schemes that others wrote, as credentials and auth."""

import re
from typing import Any

from specmint.interop.schemas import Reading, follow

Json = Any
Object = dict[str, Json]


def read_security(reading: Reading, document: Object) -> Object:
    """Give `credentials` and `auth`; what cannot be sent is dropped."""
    made: Object = {"credentials": {}, "auth": {}}
    schemes = document.get("components", {}).get("securitySchemes", {})
    for name, one in schemes.items():
        reading.at = ("components", "securitySchemes", name)
        native = follow(document, one["$ref"]) if "$ref" in one else one
        _scheme(reading, made, name, native or {})
    for need in document.get("security", ()):
        if len(need) > 1:
            reading.at = ("security",)
            reading.remark(
                "guessed", "of schemes that are needed together each is taken alone"
            )
    reading.at = ()
    return made


def _scheme(reading: Reading, made: Object, name: str, native: Object) -> None:
    own = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "key"
    own = own if own[0].isalpha() else f"key_{own}"
    source = {"document": "document"}
    kind, place = native.get("type"), native.get("in")
    if kind == "http" and str(native.get("scheme")).lower() == "basic":
        made["credentials"] |= {
            "username": {"doc": "The name."},
            "password": {"secret": True, "doc": "The password."},
        }
        told: Object = {"kind": "basic", "user": "$username", "password": "$password"}
    elif kind == "apiKey" and place in ("header", "query"):
        made["credentials"][own] = {"secret": True, "doc": "The key."}
        told = {"kind": place, "name": native["name"], "value": f"${own}"}
    elif kind in ("http", "oauth2", "openIdConnect"):
        reading.remark(
            "guessed", "the credential is the whole header, with its word `Bearer `"
        )
        doc = "The whole header: the word `Bearer`, a blank and the token."
        made["credentials"][own] = {"secret": True, "doc": doc}
        told = {"kind": "header", "name": "Authorization", "value": f"${own}"}
    else:
        reading.remark("dropped", f"a scheme of kind `{kind}` cannot be sent")
        return
    made["auth"][name] = {**told, "source": source}
