"""Runs the samples of an API against a mock, and judges each by what its example says."""

from base64 import b64encode
from contextlib import ExitStack
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
import re
from tempfile import TemporaryDirectory
from typing import Any

from specmint.cli.judging import judge
from specmint.cli.making import standing
from specmint.lower.site import CURL, LABELS, Key, Script
from specmint.lower.units import time_taken
from specmint.mock import import_server
from specmint.model import Api, Credential
from specmint.naming import split
from specmint.play import Process, Ran, Stuck, curl, player
from specmint.targets import LANGUAGES, TARGETS, python_server

# A text that passes for every kind of credential without an encoding, ids included.
_WORD = "123e4567-e89b-42d3-a456-426614174000"
_BYTES = bytes(range(64))
# The target of the clients that samples import, and the name of their language.
_CLIENTS = {
    one.language.fence: (one.name, one.language.name)
    for one in TARGETS.values()
    if one.language
}


@dataclass(frozen=True, slots=True)
class Slip:
    """A sample that did not do what its example says."""

    script: Script
    told: str


@dataclass(frozen=True, slots=True)
class Judged:
    """What samples printed, and which went wrong; `lacking` says what could not run."""

    printed: dict[Key, str] = field(default_factory=dict)
    slips: tuple[Slip, ...] = ()


def find_lacking() -> dict[str, str]:
    """Name the languages whose samples cannot run here, and what they lack."""
    if mock := [name for name in ("uvicorn", "websockets") if not find_spec(name)]:
        return dict.fromkeys(LABELS, f"{' and '.join(mock)} of `specmint[mock]`")
    lacking = {one.fence: player(one.name).lacks() for one in LANGUAGES}
    lacking[CURL] = curl.lacks()
    return {language: what for language, what in lacking.items() if what}


def run_samples(
    root: Path,
    api: Api,
    spec_hash: str,
    scripts: tuple[Script, ...],
    languages: tuple[str, ...],
) -> Judged:
    """Run what is written in some languages, one sample after the other."""
    from specmint.testing import serve_fake

    printed: dict[Key, str] = {}
    slips: list[Slip] = []
    with ExitStack() as stack:
        folder = stack.enter_context(standing(root, api, spec_hash, python_server.NAME))
        fake = stack.enter_context(serve_fake(api, import_server(folder)))
        for language in languages:
            process = _process(stack, root, api, spec_hash, language)
            for script in scripts:
                if script.language == language:
                    ran = _run(api, script, process, fake)
                    printed[script.key] = _as_shown(api, script, ran.printed, fake)
                    slips += [
                        Slip(script, told) for told in judge(script, ran, fake.calls)
                    ]
    return Judged(printed, tuple(slips))


def _process(
    stack: ExitStack, root: Path, api: Api, spec_hash: str, language: str
) -> Process:
    """Start the process of a language, beside the client that its samples import."""
    here = Path(stack.enter_context(TemporaryDirectory()))
    if language == CURL:
        words = {one.name.upper(): word_for(one) for one in api.credentials}
        return stack.enter_context(curl.run(here, words))
    target, name = _CLIENTS[language]
    package = stack.enter_context(standing(root, api, spec_hash, target))
    return stack.enter_context(player(name).run(here, package))


def _run(api: Api, script: Script, process: Process, fake: Any) -> Ran:
    fake.calls.clear()
    fake.prefer(script.example.name)
    try:
        return process.run(_local(api, script.code, fake))
    except Stuck as stuck:
        return Ran("", str(stuck))


def _local(api: Api, code: str, fake: Any) -> str:
    """Let a sample call the mock, with credentials that can be used."""
    for host in hosts_of(api):
        is_ws = host.startswith("ws")
        code = code.replace(host, fake.ws_url if is_ws else fake.url)
    for one in api.credentials:
        name = " ".join(split(one.name))
        code = code.replace(f'"your {name}"', f'"{word_for(one)}"')
    return code


def hosts_of(api: Api) -> list[str]:
    """List every address that a sample may call, the longest first."""
    found = {transport.host for transport in api.transports}
    found |= {one.host for transport in api.transports for one in transport.hosts}
    found |= {one.host for method in api.methods for one in method.bindings}
    return sorted(filter(None, found), key=len, reverse=True)


def word_for(credential: Credential) -> str:
    """Give a text that can be used as a credential, as far as its form goes."""
    if credential.encoding == "base64":
        return b64encode(_BYTES).decode()
    return _BYTES.hex() if credential.encoding == "hex" else _WORD


def _as_shown(api: Api, script: Script, printed: str, fake: Any) -> str:
    """Put in the service's own address, and how long the example says that it took."""
    host = api.transport(script.transport).host
    shown = printed.replace(fake.url, host).replace(fake.ws_url, host)
    for name in filter(None, (time_taken(api, e, "http") for e in api.envelopes)):
        time = script.example.beside.get(name, "0.000000")
        shown = re.sub(rf'("{re.escape(name)}": ?")[\d.]+', rf"\g<1>{time}", shown)
    return shown
