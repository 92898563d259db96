"""Credentials as parameters of a client, and the schemes that send or sign with them."""

from collections.abc import Iterator

from specmint.layout import lay_out
from specmint.lower import signing
from specmint.lower.prose import ended
from specmint.lower.python.names import setting_names
from specmint.model import Api, Auth
from specmint.targets.python_client import WIDTH
from specmint.text.python import Python, literal


def credential_params(api: Api) -> Iterator[tuple[str, str, str, str]]:
    """Give name, kind, default and meaning of each credential."""
    path = "str | os.PathLike[str] | None"
    names = setting_names(api)
    for one in api.credentials:
        name = names[f"${one.name}"]
        doc = ended(one.facts.doc) or "A credential."
        if any(scheme.file == f"${one.name}" for scheme in api.auth):
            yield name, path, "None", doc
            continue
        yield name, "str | None", "None", doc
        if one.file:
            told = f"A file that holds it, such as `{one.file}`."
            yield names[f"${one.name} file"], path, "None", told
    if len(alike := signing.alike(api)) > 1:
        kind = f"Literal[{', '.join(str(literal(name)) for name in alike)}]"
        told = "How calls are made new: each scheme says it in the reference."
        yield "sign_with", kind, str(literal(alike[0])), told


def credential_name(api: Api, name: str) -> str:
    return setting_names(api)[f"${name.removeprefix('$')}"]


def auth_lines(api: Api) -> Iterator[Python]:
    """Write the lines that make the credentials of requests."""
    made = _plain(api, signing.plain(api))
    if any(signing.bound(api)):
        yield from _signing(api)
        if made != "Auth()":
            yield Python(lay_out(f'auth[""] = {made}', WIDTH - 4))
        return
    names = {transport.name for transport in api.transports}
    if "rpc" in names and "http" in names:
        yield Python(lay_out(f'auth = {{"": {made}}}', WIDTH - 4))
        return
    if "rpc" in names:
        yield Python(f"auth = {made}")
        return
    pairs = "" if made == "Auth()" else f'"": {made}'
    line = f"auth: dict[str, Auth] = {{{pairs}}}"
    yield Python(lay_out(line, WIDTH - 4))


def _plain(api: Api, own: list[Auth]) -> str:
    """Give the credentials that go with every request as they are."""
    basics = [one for one in own if one.kind == "basic"]
    if basics:
        pairs = [(one.user, one.password) for one in basics if one.user]
        files = [credential_name(api, one.file) for one in basics if one.file]
        user, word = (credential_name(api, name) for name in pairs[0])
        args = [f"{user} or own_user", f"{word} or own_word", *files[:1]]
        return f"basic({', '.join(args)})"
    for one in own:
        if one.kind == "header":
            name = credential_name(api, one.value)
            args = [str(literal(one.member)), name, file_param(api, one.value)]
            return f"secret_header({', '.join(args)})"
    return "Auth()"


def file_param(api: Api, name: str) -> str:
    """Name the parameter that leads to a secret's file, if it has one."""
    return setting_names(api).get(f"{name} file", "None")


def _signing(api: Api) -> Iterator[Python]:
    """Write the line that makes the signers of all schemes in use."""
    alike = signing.alike(api)
    names = signing.signers(api)
    pairs = [
        f"{literal(name)}: _SCHEMES[{'sign_with' if name in alike else literal(name)}]"
        for name in names
    ]
    first = next(one for one in api.auth if one.name in names)
    public = sorted({what for _, _, what in first.send if what != "$digest"})
    given = [f"{literal(one[1:])}: {credential_name(api, one)}" for one in public]
    secret = credential_name(api, first.key)
    args = [f"{{{', '.join(pairs)}}}", secret, f"{{{', '.join(given)}}}", "settings"]
    yield Python(lay_out(f"auth = signers({', '.join(args)})", WIDTH - 4))


def schemes(api: Api) -> Iterator[Python]:
    """Write the schemes that sign calls."""
    pairs = [f"{literal(one.name)}: {scheme(api, one)}" for one in signing.used(api)]
    if pairs:
        yield Python(lay_out(f"_SCHEMES: Final = {{{', '.join(pairs)}}}", WIDTH))


def scheme(api: Api, auth: Auth, *, checks: bool = False) -> str:
    """Write one scheme; whoever checks must know more than whoever signs."""
    assert auth.digest is not None
    key = next(one for one in api.credentials if one.name == auth.key.removeprefix("$"))
    send = [tuple(one) for one in auth.send]
    args = [
        f"message={literal(list(auth.message))}",
        f"algorithm={literal(auth.digest.algorithm)}",
        f"encoding={literal(auth.digest.encoding)}",
        f"send={literal(send)}",
    ]
    args += [f"key_encoding={literal(key.encoding)}"] if key.encoding else []
    args += [f"key_length={key.length}"] if key.length else []
    if fresh := auth.fresh:
        inner = [fresh.place, fresh.name, fresh.rule, fresh.unit or "microseconds"]
        below = [f"below={fresh.below}"] if fresh.below else []
        below += [f"window={fresh.window}"] if checks and fresh.window else []
        below += [f"also={literal(fresh.also)}"] if checks and fresh.also else []
        args.append(
            f"fresh=Fresh({', '.join([*map(str, map(literal, inner)), *below])})"
        )
    args += [f"also_send={literal(dict(auth.also_send))}"] if auth.also_send else []
    return f"Scheme({', '.join(args)})"
