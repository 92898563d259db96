"""A call as a curl command that can be pasted into a shell."""

import re

from specmint.cases import Message
from specmint.model import Api, Auth
from specmint.text import shell


def curl(api: Api, message: Message) -> str:
    """Write the command, signing what has to be signed."""
    scheme = next((one for one in api.auth if one.name in message.auth[:1]), None)
    has_body = bool(message.body) or _is_fresh_in_form(scheme)
    lines = ["curl"]
    if message.verb != ("POST" if has_body else "GET"):
        lines.append(f"-X {shell(message.verb)}")
    lines += [f"-H {shell(f'{name}: {value}')}" for name, value in message.headers]
    before: list[str] = []
    if scheme is not None:
        before, options = _authenticate(api, scheme, message)
        lines += options
    if has_body:
        body = '"$body"' if before else shell(message.body)
        lines.append(f"--data-raw {body}")
    lines.append(_address(scheme, message))
    command = " \\\n  ".join(lines) if len(" ".join(lines)) > 80 else " ".join(lines)
    return "\n".join([*before, command])


def _address(scheme: Auth | None, message: Message) -> str:
    """Give the address, with the credential where a scheme sends it in the query."""
    address = shell(f"{message.host}{message.target}")
    if scheme is None or scheme.kind != "query":
        return address
    joint = "&" if "?" in message.target else "?"
    return f'{address}"{joint}{_quoted(scheme.member)}={_variable(scheme.value)}"'


def _authenticate(
    api: Api, scheme: Auth, message: Message
) -> tuple[list[str], list[str]]:
    """Give the lines before the command, and the options that carry credentials."""
    match scheme.kind:
        case "basic":
            user, password = _variable(scheme.user), _variable(scheme.password)
            if scheme.file:
                return [], [f'--user "$(cat "{_variable(scheme.file)}")"']
            return [], [f'--user "{user}:{password}"']
        case "header":
            return [], [f'-H "{_quoted(scheme.member)}: {_variable(scheme.value)}"']
        case "hmac":
            return _signed(api, scheme, message)
    return [], []


def _signed(api: Api, scheme: Auth, message: Message) -> tuple[list[str], list[str]]:
    assert scheme.digest is not None
    key = _hex_key(api, scheme)
    encode = "base64 -w 0" if scheme.digest.encoding == "base64" else "xxd -p -c 256"
    before = [
        f"body={_with_nonce(scheme, message.body)}",
        f"sign=$({_signed_bytes(scheme, message)} |",
        f"  openssl dgst -{scheme.digest.algorithm} -mac HMAC "
        f"-macopt hexkey:{key} -binary | {encode})",
    ]
    options = [
        f'-H "{_quoted(name)}: '
        f'{"$sign" if credential == "$digest" else _variable(credential)}"'
        for place, name, credential in scheme.send
        if place == "header"
    ]
    return before, options


def _is_fresh_in_form(scheme: Auth | None) -> bool:
    fresh = scheme.fresh if scheme else None
    return fresh is not None and fresh.place == "form"


def _quoted(text: str) -> str:
    """Keep a text as it is between double quotes."""
    return re.sub(r'([$`"\\])', r"\\\1", text)


def _hex_key(api: Api, scheme: Auth) -> str:
    """Turn the key into the hex text that openssl takes."""
    name = scheme.key.removeprefix("$")
    encoding = next((one.encoding for one in api.credentials if one.name == name), "")
    if encoding == "hex":
        return f'"{_variable(scheme.key)}"'
    decode = " | base64 -d" if encoding == "base64" else ""
    return f'"$(printf %s "{_variable(scheme.key)}"{decode} | xxd -p -c 256)"'


def _with_nonce(scheme: Auth, body: str) -> str:
    """Put the nonce first; the body's own quoting ends before the shell's begins."""
    fresh = scheme.fresh
    if fresh is None or not _is_fresh_in_form(scheme):
        return shell(body)
    digits = {"seconds": "%s", "milliseconds": "%s%3N", "microseconds": "%s%6N"}
    pairs = (pair for pair in body.split("&") if pair.partition("=")[0] != fresh.name)
    kept = "&".join(pairs)
    rest = shell(f"&{kept}") if kept else ""
    return f"{shell(fresh.name)}=$(date +{digits.get(fresh.unit, '%s%6N')}){rest}"


def _signed_bytes(scheme: Auth, message: Message) -> str:
    """Print exactly the bytes that are signed."""
    formats, words = [], []
    for part in scheme.message:
        name, value = part if isinstance(part, tuple) else (part, "")
        if name == "bytes":
            formats.append(
                "".join(
                    f"\\{int(value[i : i + 2], 16):03o}"
                    for i in range(0, len(value), 2)
                )
            )
            continue
        formats.append("%s")
        words.append(_signed_part(name, value, message))
    return f"printf '{''.join(formats)}' {' '.join(words)}"


def _signed_part(name: str, value: str, message: Message) -> str:
    path = message.target.partition("?")[0]
    match name:
        case "body":
            return '"$body"'
        case "path_after":
            return shell(path.partition(value)[2])
        case "path":
            return shell(path)
        case "verb":
            return shell(message.verb)
    return shell(message.target.partition("?")[2])


def _variable(credential: str) -> str:
    """A credential is a variable of the shell, named as the spec names it."""
    name = credential.removeprefix("$")
    return f"${{{name.upper()}}}" if name else ""
