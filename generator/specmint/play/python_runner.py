"""Runs Python samples: a process of its own, which knows nothing of specmint.

Each line of the input is the path of a sample; each line of the output is JSON with
what it printed, and its error.
"""

from contextlib import redirect_stdout
from io import StringIO
import json
from pathlib import Path
import sys
import traceback
from typing import Any


def _run(path: Path) -> dict[str, str]:
    space: dict[str, Any] = {"__name__": "__main__"}
    said, error = StringIO(), ""
    try:
        with redirect_stdout(said):
            exec(compile(path.read_text("utf-8"), path.name, "exec"), space)
    except Exception as odd:
        error = "".join(traceback.format_exception_only(odd)).strip()
    finally:
        if client := space.get("client"):
            client.close()
    return {"printed": said.getvalue(), "error": error}


def main() -> None:
    sys.path.insert(0, str(Path.cwd()))
    answers = sys.stdout
    for line in sys.stdin:
        told = _run(Path(line.rstrip("\n")))
        print(json.dumps(told), file=answers, flush=True)


if __name__ == "__main__":
    main()
