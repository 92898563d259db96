"""The page of authentication: credentials, and the schemes that send them."""

from collections.abc import Iterable
from dataclasses import dataclass

from specmint.lower.docs.facts import (
    PLACES,
    TRANSPORT_NAMES,
    SectionView,
    notes,
    view_rest,
)
from specmint.lower.docs.links import Links
from specmint.lower.docs.shapes import use_words
from specmint.model import (
    Api,
    Auth,
    Credential,
    Fresh,
)
from specmint.text import (
    Inline,
    code,
    inline,
    joined,
    prose,
    words,
)


@dataclass(frozen=True, slots=True)
class AuthView:
    title: Inline
    uses: tuple[Inline, ...]
    credentials: tuple[SectionView, ...]
    schemes: tuple[SectionView, ...]
    needs_none: Inline


def view_auth(api: Api, links: Links) -> AuthView:
    free = [m.name for m in api.methods if not any(b.auth for b in m.bindings)]
    return AuthView(
        title=words(api.title),
        uses=tuple(_auth_uses(api)),
        credentials=tuple(_credential(api, one, links) for one in api.credentials),
        schemes=tuple(_scheme(api, one, links) for one in api.auth),
        needs_none=joined(", ", map(links.method, free)) if api.auth else Inline(),
    )


def _auth_uses(api: Api) -> Iterable[Inline]:
    for transport in api.transports:
        name = TRANSPORT_NAMES[transport.name]
        if transport.auth:
            schemes = joined(" or ", map(code, transport.auth))
            yield Inline(
                f"A call over {name} takes {schemes}, unless its method says otherwise."
            )
        else:
            yield Inline(
                f"A call over {name} needs no credentials, unless its method says so."
            )


def _credential(api: Api, one: Credential, links: Links) -> SectionView:
    lines = []
    if one.use is not None:
        lines.append(Inline(f"**Type:** {use_words(one.use, links)}"))
    if one.secret:
        lines.append(
            Inline("**Secret:** it is never shown or sent where it need not be")
        )
    if one.encoding:
        length = f", {one.length} bytes" if one.length else ""
        lines.append(Inline(f"**Encoded** as {one.encoding}{length}"))
    if one.file:
        lines.append(Inline(f"**File:** {code(one.file)}"))
    heading, doc = code(one.name), prose(one.facts.doc)
    return SectionView(
        heading, doc, (*lines, *notes(one.facts)), view_rest(api, one.facts)
    )


def _scheme(api: Api, one: Auth, links: Links) -> SectionView:
    lines = [Inline(f"**Kind:** {one.kind}")]
    for name in ("user", "password", "file", "value", "key"):
        if credential := getattr(one, name):
            lines.append(Inline(f"**{name.title()}:** {code(credential)}"))
    if one.realm:
        lines.append(Inline(f"**Realm:** {code(one.realm)}"))
    if one.member:
        also = f", also {joined(', ', map(code, one.also))}" if one.also else ""
        alone = "; it must be the only one" if one.alone else ""
        lines.append(Inline(f"**{one.kind.title()}:** {code(one.member)}{also}{alone}"))
    if one.message:
        parts = joined(", then ", map(_signed_part, one.message))
        lines.append(Inline(f"**Signed message:** {parts}"))
    if one.digest:
        lines.append(
            Inline(
                f"**Digest:** HMAC with {one.digest.algorithm}, as {one.digest.encoding}"
            )
        )
    if one.fresh:
        lines.append(_fresh(one.fresh))
    for place, name, credential in one.send:
        lines.append(
            Inline(f"**Sent in the {place}:** {code(name)} is {code(credential)}")
        )
    for name, other in one.also_send:
        lines.append(Inline(f"**Also seen as** {code(other)} for {code(name)}"))
    if one.failed:
        lines.append(
            Inline(f"**Errors:** {joined(', ', map(links.error, one.failed))}")
        )
    heading, doc = code(one.name), prose(one.facts.doc)
    return SectionView(
        heading, doc, (*lines, *notes(one.facts)), view_rest(api, one.facts)
    )


def _signed_part(part: str | tuple[str, str]) -> Inline:
    match part:
        case ("path_after", start):
            return Inline(f"the path after {code(start)}")
        case ("bytes", digits):
            return Inline(f"the byte {code(digits)}")
    return Inline(f"the {part}")


def _fresh(fresh: Fresh) -> Inline:
    how = {"rising": "rises with every call", "window": "lies close to now"}[fresh.rule]
    parts = [f"**Fresh:** {code(fresh.name)} in the {PLACES[fresh.place]} {how}"]
    if fresh.unit:
        parts.append(f"in {fresh.unit}")
    if fresh.window is not None:
        parts.append(f"within {fresh.window} seconds")
    if fresh.below:
        parts.append(f"below {inline(fresh.below)}")
    if fresh.also:
        parts.append(f"or {code(fresh.also)}")
    return Inline(f"{', '.join(parts)}. {inline(fresh.doc)}".rstrip())
