"""The process of curl: a shell, with what signs a request beside it."""

from collections.abc import Mapping
from pathlib import Path
import shutil

from specmint.play.process import Process, Ran

_RUNNER = Path(__file__).parent / "curl_runner.sh"
_TOOLS = ("bash", "curl", "openssl", "xxd", "base64")
# What curl reads before it starts: it is quiet, and says the status after the answer.
_CURL = 'silent\nshow-error\nmax-time = 20\nwrite-out = "\\n%{http_code}"\n'


def lacks() -> str:
    """Name what the machine lacks, if it does."""
    return " and ".join(name for name in _TOOLS if not shutil.which(name))


def run(folder: Path, words: Mapping[str, str]) -> "Curl":
    """Run samples with the credentials that they take from the shell's variables."""
    (folder / ".curlrc").write_text(_CURL)
    more = {**words, "CURL_HOME": str(folder)}
    return Curl(["bash", str(_RUNNER)], folder, ".sh", more)


class Curl(Process):
    """Takes what curl printed from its file, apart from the status at the end."""

    def run(self, code: str) -> Ran:
        """Run a sample to its end; the status of the answer is not what it printed."""
        ran = super().run(code)
        printed = Path(ran.printed).read_text("utf-8", "replace")
        body, _, _status = printed.rpartition("\n")
        said = Path(ran.printed.removesuffix(".out") + ".err").read_text(
            "utf-8", "replace"
        )
        return Ran(body, f"{ran.error}: {said.strip()}" if ran.error else "")
