"""Requests whose credentials are missing, wrong or stale."""

from collections.abc import Iterator
from dataclasses import replace
from functools import partial

from specmint.cases.parts import Object
from specmint.cases.refusing import Wrong
from specmint.cases.signing import made_up, scheme_of, shown
from specmint.model import Api, Auth, Texts


def wrong_access(
    api: Api, base: Object, auth: Texts, envelope: str | None = None
) -> Iterator[Wrong]:
    """Spoil the credentials of a request; without a scheme nothing is asked for."""
    scheme = scheme_of(api, auth)
    if scheme is None:
        return
    if scheme.kind == "hmac":
        yield from _signatures(base, auth, envelope)
        return
    wrong = {name: f"{value}-not" for name, value in made_up(api).items()}
    bad = shown(api, scheme, base, known=wrong)
    make = partial(Wrong, has_id=False, envelope=envelope)
    yield make("access", "no-credentials", base, {"which": "missing"})
    yield make("access", "wrong-credentials", bad, {"which": "wrong"})


def _signatures(base: Object, auth: Texts, envelope: str | None) -> Iterator[Wrong]:
    for kind, name, bend in (
        ("key_missing", "no-key", _no_key),
        ("key_unknown", "unknown-key", _unknown_key),
        ("signature", "no-signature", _no_signature),
        ("signature", "bad-signature", _bad_signature),
        ("signature", "wrong-secret", _wrong_secret),
        ("signature", "body-changed", _changed),
        ("nonce", "no-nonce", _no_nonce),
    ):
        yield Wrong(kind, name, base, auth=auth, envelope=envelope, bend=bend)
    stale = partial(Wrong, auth=auth, envelope=envelope, bend=_again)
    yield stale("nonce", "stale-nonce", base, after=base)


def _signed(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    return shown(api, scheme, request, number + 1)


def _names(scheme: Auth, *, digest: bool) -> list[str]:
    return [name for _, name, what in scheme.send if (what == "$digest") is digest]


def _without(request: Object, names: list[str]) -> Object:
    kept = {k: v for k, v in request["headers"].items() if k not in names}
    return {**request, "headers": kept}


def _no_key(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    made = _signed(api, scheme, request, number)
    return _without(made, _names(scheme, digest=False))


def _no_signature(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    made = _signed(api, scheme, request, number)
    return _without(made, _names(scheme, digest=True))


def _unknown_key(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    known = dict(made_up(api))
    for _, _, what in scheme.send:
        if what != "$digest":
            known[what[1:]] = known[what[1:]].translate(str.maketrans("14", "41"))
    return shown(api, scheme, request, number + 1, known)


def _wrong_secret(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    known = dict(made_up(api))
    secret = known[scheme.key[1:]]
    known[scheme.key[1:]] = (
        f"{secret[4:8]}{secret[4:]}"  # as long, and as base64 or hex
    )
    return shown(api, scheme, request, number + 1, known)


def _bad_signature(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    made = _signed(api, scheme, request, number)
    headers = dict(made["headers"])
    for name in _names(scheme, digest=True):
        if name in headers:
            first = "B" if headers[name][0] == "A" else "A"
            headers[name] = f"{first}{headers[name][1:]}"
    return {**made, "headers": headers}


def _changed(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    made = _signed(api, scheme, request, number)
    return {**made, "form": [*made.get("form", []), ["more", "1"]]}


def _no_nonce(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    return shown(api, replace(scheme, fresh=None), request, number)


def _again(api: Api, scheme: Auth, request: Object, number: int) -> Object:
    return shown(api, scheme, request, number)
