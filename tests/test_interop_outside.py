"""What others make of our documents: schemathesis, a generator of clients, discovery."""

from collections.abc import Iterator
import json
import os
from pathlib import Path
import re
import subprocess
import sys
from typing import Any
from urllib.request import Request, urlopen

from project import ROOT, api
import pytest
from specmint.interop import export
from specmint.layout import json_text
from specmint.testing import fake
from specmint.wire import parse_json
from typescript_tools import lack

DOCUMENTS = ROOT / "generated" / "interop"
CALLS = int(os.environ.get("SPECMINT_FUZZ", "0"))  # for each operation, in `make soak`
CHECKS = (
    *("not_a_server_error", "content_type_conformance"),
    *("response_schema_conformance", "response_headers_conformance"),
)
REST = ("bigchaindb", "bitdust", "mtgox")


def tool(name: str) -> str:
    found = Path(sys.executable).with_name(name)
    if not found.exists():
        lack(name, "install the extra `test`")
    return str(found)


@pytest.mark.parametrize("name", REST if CALLS else REST[:1])
def test_a_fuzzer_finds_that_a_server_does_what_its_document_says(
    name: str, tmp_path: Path
) -> None:
    with fake(name, root=ROOT) as served:
        words = [
            *(tool("schemathesis"), "run", str(DOCUMENTS / name / "openapi.json")),
            *("--url", served.url, "--checks", ",".join(CHECKS), "--no-color"),
            *("--max-examples", str(CALLS or 1), "--seed", "1"),
            *("--phases", "examples,coverage,fuzzing" if CALLS else "fuzzing"),
        ]
        ran = subprocess.run(
            words, cwd=tmp_path, capture_output=True, text=True, check=False
        )
    told = ran.stdout + ran.stderr
    assert ran.returncode == 0, told[-4000:]
    found = re.search(r"(\d+) generated, (\d+) passed", told)
    assert found and found[1] == found[2] != "0", told[-4000:]


@pytest.mark.parametrize("name", REST)
def test_a_generator_of_clients_takes_the_document_without_warnings(
    name: str, tmp_path: Path
) -> None:
    made = tmp_path / "made"
    words = [
        *(tool("openapi-python-client"), "generate", "--meta", "none"),
        *("--path", str(DOCUMENTS / name / "openapi.json")),
        *("--output-path", str(made), "--fail-on-warning"),
    ]
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(
        words, capture_output=True, text=True, check=False, env={"PATH": path}
    )
    told = ran.stdout + ran.stderr
    assert ran.returncode == 0, told[-4000:]
    assert "Unable" not in told, told[-4000:]
    assert list((made / "api").rglob("*.py"))


def call(url: str, **more: Any) -> Iterator[Any]:
    sent = {"jsonrpc": "2.0", "method": "rpc.discover", **more}
    body = json.dumps(sent).encode()
    with urlopen(Request(url, body, {"Content-Type": "application/json"})) as reply:
        text = reply.read()
    yield parse_json(text.decode()) if text else None


def test_a_mock_describes_itself_where_it_is_asked() -> None:
    with fake("icon", root=ROOT) as served:
        [answer] = call(f"{served.url}/api/v3", id=7)
        assert answer["id"] == 7
        document = export(api("icon"))["openrpc"]
        assert answer["result"] == parse_json(json_text(document))
        [silent] = call(f"{served.url}/api/v3")
        assert silent is None
