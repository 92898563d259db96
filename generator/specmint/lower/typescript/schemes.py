"""Credentials as settings of a client, and the schemes that send or sign with them."""

from collections.abc import Iterator
from dataclasses import dataclass

from specmint.lower import signing
from specmint.lower.prose import ended
from specmint.lower.typescript.layout import lay_out, opened
from specmint.lower.typescript.names import setting_names
from specmint.model import Api, Auth
from specmint.targets.typescript import WIDTH
from specmint.text.typescript import member_of, ts_key, ts_literal

_FUNCTION = "A function that gives it is asked again when it is refused."


@dataclass(frozen=True, slots=True)
class Credential:
    name: str
    kind: str
    doc: str


def credential_name(api: Api, name: str) -> str:
    return setting_names(api)[f"${name.removeprefix('$')}"]


def credentials(api: Api) -> Iterator[Credential]:
    """Give name, type and meaning of each credential."""
    for one in api.credentials:
        doc = ended(one.facts.doc) or "A credential."
        comes = [one.file] if one.file else []
        is_file = any(scheme.file == f"${one.name}" for scheme in api.auth)
        if is_file or comes:
            told = f" It stands in a file, such as `{comes[0]}`." if comes else ""
            pair = " What the file holds, or what gives it." if is_file else ""
            doc = f"{doc}{pair}{told} {_FUNCTION}"
            yield Credential(credential_name(api, one.name), "Secret", doc)
        else:
            yield Credential(credential_name(api, one.name), "string", doc)
    if len(alike := signing.alike(api)) > 1:
        kind = " | ".join(str(ts_literal(name)) for name in alike)
        told = f"How calls are made new; {ts_literal(alike[0])}."
        yield Credential("signWith", kind, told)


def setting(api: Api, name: str) -> str:
    """Read the setting of a credential."""
    return f"settings.{credential_name(api, name)}"


def plain_auth(api: Api) -> str:
    """Give the credentials that go with every request as they are."""
    own = signing.plain(api)
    basics = [one for one in own if one.kind == "basic"]
    if basics:
        pairs = [(one.user, one.password) for one in basics if one.user]
        files = [setting(api, one.file) for one in basics if one.file]
        user, word = pairs[0] if pairs else ("", "")
        args = [
            _or_own(api, user, "username"),
            _or_own(api, word, "password"),
            *files[:1],
        ]
        return f"basic({', '.join(args)})"
    for one in own:
        if one.kind == "header":
            return f"secretHeader({ts_literal(one.member)}, {setting(api, one.value)})"
    return "new Auth()"


def _or_own(api: Api, name: str, part: str) -> str:
    """Take a setting, or what stands in the address."""
    return f"{setting(api, name)} ?? where.{part}" if name else f"where.{part}"


def signer_lines(api: Api, plain: str) -> Iterator[str]:
    """Write the line that makes the signers of all schemes in use."""
    alike = signing.alike(api)
    rows = []
    for name in signing.signers(api):
        own = str(member_of("SCHEMES", name))
        if name in alike and len(alike) > 1:
            own = f"SCHEMES[settings.signWith ?? {ts_literal(name)}]"
        rows.append(f"{ts_key(name)}: {own}")
    first = next(one for one in api.auth if one.name in signing.signers(api))
    public = sorted({what[1:] for _, _, what in first.send if what != "$digest"})
    given = ", ".join(f"{ts_key(one)}: {setting(api, one)}" for one in public)
    args = [
        f"{{ {', '.join(rows)} }}",
        setting(api, first.key),
        f"{{ {given} }}",
        "settings",
    ]
    call = f"signers({', '.join(args)})"
    if plain == "new Auth()":
        yield lay_out(f"const auth = {call};", WIDTH - 2)
    else:
        yield opened(f'const auth = {{ "": {plain}, ...{call} }};', WIDTH - 2)


def scheme_rows(api: Api) -> Iterator[str]:
    """Write the schemes that sign calls."""
    for one in signing.used(api):
        yield f"{ts_key(one.name)}: {scheme(api, one)}"


def scheme(api: Api, auth: Auth) -> str:
    """Write one scheme."""
    assert auth.digest is not None
    key = next(one for one in api.credentials if one.name == auth.key.removeprefix("$"))
    facts = [
        f"message: {ts_literal(auth.message)}",
        f"algorithm: {ts_literal(auth.digest.algorithm)}",
        f"encoding: {ts_literal(auth.digest.encoding)}",
        f"send: {ts_literal(auth.send)}",
    ]
    facts += [f"keyEncoding: {ts_literal(key.encoding)}"] if key.encoding else []
    facts += [f"keyLength: {key.length}"] if key.length else []
    if fresh := auth.fresh:
        inner = [
            f"place: {ts_literal(fresh.place)}",
            f"name: {ts_literal(fresh.name)}",
            f"rule: {ts_literal(fresh.rule)}",
            f"unit: {ts_literal(fresh.unit or 'microseconds')}",
        ]
        inner += [f"below: {int(fresh.below)}n"] if fresh.below else []
        facts.append(f"fresh: {{ {', '.join(inner)} }}")
    if auth.also_send:
        facts.append(f"alsoSend: {ts_literal(dict(auth.also_send))}")
    return f"{{ {', '.join(facts)} }}"
