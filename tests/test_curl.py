"""A curl sample carries every credential that its scheme sends."""

from dataclasses import replace
import subprocess

from project import api
import pytest
from specmint.cases import make_traffic
from specmint.lower.docs.curl import curl

SHOW = 'curl() { printf "%s\\n" "$@"; }\n'


@pytest.mark.parametrize(
    ("method", "asked"),
    [
        ("process_health", "/process/health/v1?api_secret=a%20b"),
        ("config_get", "/config/get/v1?key=logs/debug-level&api_secret=a%20b"),
    ],
)
def test_a_secret_in_the_query_is_sent_there(method: str, asked: str) -> None:
    bitdust = api("bitdust")
    message = make_traffic(bitdust)[method, "documented", "http"]
    sample = curl(bitdust, replace(message, auth=("query",)))
    shown = subprocess.run(
        ["bash", "-c", f"API_SECRET=a%20b\n{SHOW}{sample}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert shown.stdout.splitlines()[-1] == f"http://127.0.0.1:8180{asked}"
