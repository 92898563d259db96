"""A certificate for this machine, and both ends of TLS that know it."""

import os
from pathlib import Path
import shutil
import ssl
import subprocess
from typing import NamedTuple

import pytest

_NAMES = (
    "-addext",
    "subjectAltName=IP:127.0.0.1,DNS:localhost",
    "-addext",
    "keyUsage=critical,digitalSignature,keyCertSign",
)


class Certificate(NamedTuple):
    """The files of a certificate."""

    made: Path
    key: Path

    def server(self) -> ssl.SSLContext:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.made, self.key)
        return context

    def client(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=self.made)


def make_certificate(folder: Path) -> Certificate:
    """Make a certificate; nobody but us has signed it."""
    must_have("openssl")
    files = Certificate(folder / "certificate.pem", folder / "key.pem")
    command = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    names = ["-subj", "/CN=127.0.0.1", *_NAMES]
    out = ["-keyout", str(files.key), "-out", str(files.made), "-days", "2"]
    subprocess.run([*command.split(), *names, *out], capture_output=True, check=True)
    return files


def must_have(*programs: str) -> None:
    """Skip a test whose programs are not installed; CI has to have them."""
    missing = [name for name in programs if shutil.which(name) is None]
    if missing:
        assert os.environ.get("CI") != "true", f"CI lacks {', '.join(missing)}"
        pytest.skip(f"needs {', '.join(missing)}")
