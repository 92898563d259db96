"""The guide to Python clients: its blocks are laid out, typed, and print what they say."""

from collections.abc import Iterator
from contextlib import redirect_stdout
from http.server import HTTPServer
from importlib.util import find_spec
import io
import os
from pathlib import Path
import re
import subprocess
import sys
import threading
from typing import Any
from urllib.request import Request, urlopen

import black
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
    command += ["--python-version", "3.10", "guide.py"]
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


def test_the_receiver_of_webhooks_takes_what_is_signed(
    session: dict[str, Any], capsys: pytest.CaptureFixture[str]
) -> None:
    [hook] = [one for one in api("mtgox").webhooks if one.name == "ipn"]
    paid = next(one for one in hook.examples if one.name == "paid")
    with HTTPServer(("127.0.0.1", 0), session["Payments"]) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        for _ in range(2):
            body = paid.literal.encode()
            delivery = Request(url, body, headers=dict(paid.headers))
            with urlopen(delivery) as answer:
                assert (answer.status, answer.read().decode()) == (
                    200,
                    hook.acknowledge,
                )
        server.shutdown()
    assert capsys.readouterr().out == "invoice-17 81705496 BTC\n"


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
    assert listed == list(package("bitcoin").core.Settings._fields)
