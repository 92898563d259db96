"""The guide to Python clients: its blocks are laid out, typed, and print what they say."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from importlib.util import find_spec
import io
import os
from pathlib import Path
import re
import subprocess
import sys
import threading
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen
from wsgiref.simple_server import WSGIRequestHandler, make_server

import black
from markup import links
from project import NAMES, ROOT, api
import pytest
from python_clients import CLIENTS, package
from python_guide import GUIDE, code_blocks, promises, services
from python_trials import KEYS

BLOCKS = code_blocks()


def test_every_block_is_laid_out_as_black_does() -> None:
    for block in BLOCKS:
        assert black.format_str(block, mode=black.Mode()) == block


def test_all_blocks_together_pass_mypy(tmp_path: Path) -> None:
    if find_spec("mypy") is None and not os.environ.get("CI"):
        pytest.skip("mypy is not installed: run `make test`")
    (tmp_path / "guide.py").write_text("\n".join(BLOCKS), "utf-8")
    command = [sys.executable, "-m", "mypy", "--strict", "--config-file="]
    command += ["--follow-imports=silent", "--python-version", "3.10", "guide.py"]
    command += ["--cache-dir", str(ROOT / ".mypy_cache" / "clients")]
    judged = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(CLIENTS)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert judged.returncode == 0, judged.stdout + judged.stderr


# -- running -----------------------------------------------------------------------


@pytest.fixture(scope="module")
def session(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Run the whole page as one session; give its names, and what each block printed."""
    home = tmp_path_factory.mktemp("home")
    for path in (".bitcoin/.cookie", ".bitdust/metadata/apisecret"):
        (home / path).parent.mkdir(parents=True)
        (home / path).write_text("name:secret")
    keys = KEYS["mtgox"]
    space: dict[str, Any] = {"__name__": "guide"}
    with pytest.MonkeyPatch.context() as patch, services() as urls:
        patch.setenv("HOME", str(home))
        patch.setenv("MTGOX_KEY", keys["key"])
        patch.setenv("MTGOX_SECRET", keys["secret"])
        for name in NAMES:
            patch.setattr(package(name).core, "_pause", lambda _: 0.0)
        yield space | {"printed": [run(block, space, urls) for block in BLOCKS]}


def run(block: str, space: dict[str, Any], urls: dict[str, str]) -> list[str]:
    """Run a block against the services; give the lines that it prints."""
    for own, here in urls.items():
        block = block.replace(own, here)
    with redirect_stdout(io.StringIO()) as out:
        exec(compile(block, str(GUIDE), "exec"), space)
    text = out.getvalue()
    for own, here in urls.items():
        text = text.replace(here, own)
    return text.splitlines()


def test_every_block_prints_what_its_comments_say(session: dict[str, Any]) -> None:
    for block, printed in zip(BLOCKS, session["printed"], strict=True):
        assert printed == promises(block), block


class Quiet(WSGIRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


def test_the_receiver_of_webhooks_takes_only_what_is_signed(
    session: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    [hook] = [one for one in api("mtgox").webhooks if one.name == "ipn"]
    paid = next(one for one in hook.examples if one.name == "paid")
    assert paid.payload
    with make_server("127.0.0.1", 0, session["shop"], handler_class=Quiet) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        body, headers = paid.literal.encode(), dict(paid.headers)
        with urlopen(Request(url, body, headers=headers)) as answer:
            assert (answer.status, answer.read().decode()) == (200, hook.acknowledge)
        with pytest.raises(HTTPError, match="403"):
            urlopen(Request(url, body + b"0", headers=headers))
        server.shutdown()
    told = paid.payload.value
    same = tuple(told[name] for name in hook.same)
    assert capsys.readouterr().out == f"invoice-17 {told['amount']} BTC {same}\n"


# -- what it says ------------------------------------------------------------------


def test_the_table_of_addresses_is_that_of_the_specs() -> None:
    rows = re.findall(r"^\| (\w+) \| (`.*?)\| (.*?) \|", GUIDE.read_text("utf-8"), re.M)
    found = {name: (clients, addresses) for name, clients, addresses in rows}
    assert list(found)[: len(NAMES)]
    for name in NAMES:
        clients, addresses = found[name]
        kind = f"{package(name).names.client}Client"
        assert re.findall(r"`(\w+)`", clients) == [kind, f"Async{kind}"]
        hosts = [transport.host for transport in api(name).transports]
        assert re.findall(r"`(.*?)`", addresses) == hosts


def test_the_table_of_settings_has_them_all() -> None:
    section = GUIDE.read_text("utf-8").partition("\n## Settings\n")[2]
    listed = re.findall(r"^\| `(\w+)` \|", section, re.MULTILINE)
    assert listed == list(package("bitcoin").core.Settings.__annotations__)


def test_every_link_leads_somewhere() -> None:
    for _, address in links(GUIDE.read_text("utf-8")):
        assert (GUIDE.parent / address).exists(), address


def test_its_numbers_are_those_of_the_code() -> None:
    pkg, text = package("bitdust"), GUIDE.read_text("utf-8")
    options, settings = pkg.core.Options(), pkg.core.Settings()
    for told in (
        f"`timeout` ({options.timeout:.0f} seconds)",
        f"(`resends={options.resends}`)",
        f"refused; {settings.most_bytes >> 20} MiB |",
        f"at a time; {settings.connections} |",
        f"more than {pkg.module('_ws')._MOST:,} pushes".replace(",", " "),
    ):
        assert told in text
    assert options.deadline is None
