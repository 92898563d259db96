"""Credentials that are made up for cases, and requests that show them."""

import base64
from collections.abc import Iterable, Mapping
import hashlib
import hmac

from specmint.cases.parts import FORM, Object, form_text
from specmint.model import Api, Auth, Credential
from specmint.wire import decode

_UUID = "123e4567-e89b-42d3-a456-426614174000"
FIRST = 1400000000000000  # the first nonce, in microseconds since 1970

Credentials = Mapping[str, str]


def made_up(api: Api) -> Credentials:
    """Give every credential that is not a file a value that fits it."""
    return {
        one.name: _value(api, one)
        for one in api.credentials
        if not (one.file and one.optional)
    }


def _value(api: Api, credential: Credential) -> str:
    plain = bytes(range(credential.length or 32))
    match credential.encoding:
        case "base64":
            return base64.b64encode(plain).decode()
        case "hex":
            return plain.hex()
    use = credential.use
    if use is not None and not decode(api, use, _UUID)[1]:
        return _UUID
    return f"the-{credential.name.replace('_', '-')}"


def scheme_of(api: Api, names: Iterable[str]) -> Auth | None:
    """Choose the first of these schemes that the credentials are enough for."""
    known = made_up(api)
    schemes = {one.name: one for one in api.auth}
    for name in names:
        needs = [schemes[name].user, schemes[name].password, schemes[name].value]
        needs += [schemes[name].key, *(what for _, _, what in schemes[name].send)]
        named = {one[1:] for one in needs if one[:1] == "$"} - {"digest"}
        if named and named <= known.keys():
            return schemes[name]
    return None


def shown(
    api: Api,
    scheme: Auth | None,
    request: Object,
    number: int = FIRST,
    known: Credentials | None = None,
) -> Object:
    """Give a request with what a scheme puts into it."""
    known = made_up(api) if known is None else known
    match scheme:
        case None:
            return request
        case Auth(kind="basic"):
            both = f"{filled(scheme.user, known)}:{filled(scheme.password, known)}"
            word = f"Basic {base64.b64encode(both.encode()).decode()}"
            return with_header(request, "Authorization", word)
        case Auth(kind="header"):
            return with_header(request, scheme.member, filled(scheme.value, known))
        case Auth(kind="query"):
            pair = [scheme.member, filled(scheme.value, known)]
            return {**request, "query": [*request["query"], pair]}
    return signed(api, scheme, request, number, known)


def filled(what: str, known: Credentials) -> str:
    """Give what stands for `$name`; anything else stands for itself."""
    return known[what[1:]] if what[:1] == "$" else what


def with_header(request: Object, name: str, value: str) -> Object:
    return {**request, "headers": {**request["headers"], name: value}}


# -- signatures --------------------------------------------------------------------


def signed(
    api: Api, scheme: Auth, request: Object, number: int, known: Credentials
) -> Object:
    """Sign a request, with a nonce of this number in front of the form or the query."""
    made = request
    if scheme.fresh is not None:
        made = placed(made, scheme.fresh.place, scheme.fresh.name, str(number), first=1)
    for place, name, what in scheme.send:
        if what != "$digest":
            made = placed(made, place, name, filled(what, known))
    digest = _digest(scheme, made, _key(api, scheme, known), str(number))
    for place, name, what in scheme.send:
        if what == "$digest":
            made = placed(made, place, name, digest)
    return made


def placed(
    request: Object, place: str, name: str, value: str, *, first: int = 0
) -> Object:
    """Put a name and its value into a request, at the end or in front, in place of its own."""
    if place == "header":
        return with_header(request, name, value)
    old = [pair for pair in request.get(place, []) if pair[0] != name]
    pairs = [[name, value], *old] if first else [*old, [name, value]]
    made = {**request, place: pairs}
    return with_header(made, "Content-Type", FORM) if place == "form" else made


def _digest(scheme: Auth, request: Object, key: bytes, fresh: str) -> str:
    assert scheme.digest is not None
    message = b"".join(_part(part, request, fresh) for part in scheme.message)
    made = hmac.new(key, message, _hashes(scheme.digest.algorithm))
    if scheme.digest.encoding == "hex":
        return made.hexdigest()
    return base64.b64encode(made.digest()).decode()


def _hashes(algorithm: str) -> str:
    assert algorithm in hashlib.algorithms_guaranteed
    return algorithm


def _key(api: Api, scheme: Auth, known: Credentials) -> bytes:
    text = filled(scheme.key, known)
    encodings = {f"${one.name}": one.encoding for one in api.credentials}
    match encodings.get(scheme.key):
        case "base64":
            return base64.b64decode(text)
        case "hex":
            return bytes.fromhex(text)
    return text.encode()


def _part(part: str | tuple[str, str], request: Object, fresh: str) -> bytes:
    """Give one part of what is signed, just as it travels."""
    match part:
        case "body":
            return form_text(request.get("form", [])).encode()
        case "path":
            return str(request["path"]).encode()
        case "query":
            return form_text(request["query"]).encode()
        case "verb":
            return str(request["verb"]).encode()
        case "nonce":
            return fresh.encode()
        case ("bytes", digits):
            return bytes.fromhex(digits)
        case (_, start):
            return str(request["path"]).partition(start)[2].encode()
    raise AssertionError(part)
