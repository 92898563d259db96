"""The site: how soon pages show, how fast its search is, and what a reference weighs."""

import gzip
import json
import os
from pathlib import Path
import shutil
import subprocess
import sys
from tempfile import TemporaryDirectory

from measuring import show
from specmint.play.typescript import find_node
from specmint.targets.site import ASSETS

ROOT = Path(__file__).parents[1]
RUNNER = ROOT / "tests" / "runners" / "typescript"
LARGEST = "bitdust"


def bench_site() -> None:
    """Build the site, and measure it in a browser if there is one."""
    with TemporaryDirectory() as home:
        folder = Path(home) / "site"
        command = [sys.executable, "-m", "specmint", "docs", "build", str(folder)]
        subprocess.run(command, cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
        files = [*(folder / LARGEST).rglob("*.html"), *(folder / LARGEST).rglob("*.js")]
        files += [folder / one for one in ASSETS]
        weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in files)
        show(f"the reference of {LARGEST}", [weight / 1000], most=400, unit=" kB")
        chromium, node = shutil.which("chromium"), find_node()
        if not (chromium and node and (RUNNER / "node_modules").is_dir()):
            print("paint and search are not measured: run `make judges`, get chromium")
            return
        ran = subprocess.run(
            [node, str(RUNNER / "site.bench.ts")],
            env={**os.environ, "SITE": str(folder), "CHROMIUM": chromium},
            capture_output=True,
            text=True,
            check=True,
        )
    measured = json.loads(ran.stdout)
    show(
        "first paint of a page without anything",
        measured["floor"],
        most=200,
        unit=" ms",
    )
    show("first paint of the largest pages", measured["paint"], most=200, unit=" ms")
    show("a search in all APIs", measured["search"], most=10, unit=" ms")
