"""What importing a client costs above the parts of the standard library that it needs."""

import compileall
from pathlib import Path
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

from measuring import in_turn, show

CLIENTS = Path(__file__).parents[1] / "generated" / "clients" / "python"
PACKAGE = "bitdust_client"
# Without site-packages, where an editable install runs code of its own.
PYTHON = [sys.executable, "-I", "-S", "-c"]


def bench_import() -> None:
    with TemporaryDirectory() as folder:
        shutil.copytree(CLIENTS / PACKAGE, Path(folder) / PACKAGE)
        compileall.compile_dir(folder, quiet=1)
        code = f"import sys; sys.path.append({folder!r}); import {PACKAGE}"
        needed = f"import sys; import {', '.join(needed_modules(code))}"
        pairs = in_turn([*PYTHON, code], [*PYTHON, needed], each=5)
    more = [(ours - library) * 1000 for ours, library in pairs]
    show(f"import {PACKAGE}, above its standard library", more, most=25, unit=" ms")


def needed_modules(code: str) -> list[str]:
    """List what the code imports in the end, apart from the package itself."""
    told = f"before = set(sys.modules); {code}; print(*(set(sys.modules) - before))"
    ran = subprocess.run(
        [*PYTHON, f"import sys; {told}"], capture_output=True, text=True, check=True
    )
    names = ran.stdout.split()
    return sorted(name for name in names if name.partition(".")[0] != PACKAGE)
