"""Type-checkers, linter, formatter and the oldest Python judge generated Python."""

from collections import defaultdict
from collections.abc import Iterator
from functools import cache
import os
from pathlib import Path
import shutil
import subprocess
import sys

from project import NAMES, ROOT, api
import pytest
from python_server import Service, reply
from small_clients import SMALL, rendered, written
from specmint.cases import make_traffic
from specmint.lower import lower
from specmint.render import TEMPLATES, polish, render
from specmint.targets import python_client
from type_checkers import GENERATED, RUNS, USES, findings, packages

each_run = pytest.mark.parametrize(("checker", "version"), RUNS)
each_small = pytest.mark.parametrize("name", SMALL)
WRONG = sorted((USES / "must_fail").glob("*.py"))


# -- types -------------------------------------------------------------------------


@each_run
def test_a_strict_checker_finds_nothing_in_generated_code(
    checker: str, version: str
) -> None:
    found = findings(checker, version, GENERATED)
    assert not found, "\n".join(map(str, found))


@each_run
@each_small
def test_a_strict_checker_finds_nothing_in_the_packages_of_a_small_spec(
    checker: str, version: str, name: str
) -> None:
    assert rendered(name)
    found = findings(checker, version, written() / name)
    assert not found, "\n".join(map(str, found))


@each_run
def test_a_strict_checker_takes_what_is_right(checker: str, version: str) -> None:
    found = findings(checker, version, USES / "must_pass")
    assert not found, "\n".join(map(str, found))


@each_run
@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_strict_checker_finds_what_is_wrong(
    checker: str, version: str, path: Path
) -> None:
    """Where a comment names an error, the checker finds that one; elsewhere none."""
    wanted = dict(marks(checker, path))
    assert wanted, f"{path.name} wants nothing of {checker}"
    found: dict[int, set[str]] = defaultdict(set)
    for one in findings(checker, version, path):
        found[one.line].add(one.code)
    slips = [
        f"{path.name}:{line}: {checker} says {sorted(found[line])}, not {wanted.get(line)}"
        for line in sorted(wanted.keys() | found.keys())
        if wanted.get(line) not in found[line]
    ]
    assert not slips, "\n".join(slips)


def marks(checker: str, path: Path) -> Iterator[tuple[int, str]]:
    """Give the codes after `# error:` that are a checker's; pyright's have capitals."""
    for number, line in enumerate(path.read_text().splitlines(), 1):
        for code in line.partition("# error:")[2].split():
            if code.islower() == (checker == "mypy"):
                yield number, code


# -- layout ------------------------------------------------------------------------


@cache
def texts() -> dict[str, str]:
    """Give all Python text by where it is from: rendered, committed, or copied."""
    found = {}
    for name in NAMES:
        plans = lower(api(name), python_client.NAME, make_traffic(api(name)))
        found |= {f"rendered {name} {path}": text for path, text in render(plans)}
    templates = Path(str(TEMPLATES))
    runtimes = [
        templates / path for path in (python_client.RUNTIME, python_client.SHARED)
    ]
    for folder in (*packages(GENERATED), *runtimes):
        paths = sorted(folder.rglob("*.py"))
        found |= {str(path.relative_to(ROOT)): path.read_text() for path in paths}
    return {place: text for place, text in found.items() if place.endswith(".py")}


def test_black_has_nothing_to_do() -> None:
    """Templates print what black would, so that generating is fast for everybody."""
    places = {text: place for place, text in texts().items()}
    assert len(places) > len(NAMES) * 4
    assert not unlike_black(places)


@each_small
def test_black_has_nothing_to_do_for_a_small_spec(name: str) -> None:
    texts = rendered(name).items()
    assert not unlike_black({text: path for path, text in texts if path != "py.typed"})


def unlike_black(places: dict[str, str]) -> list[str]:
    """Say where black would print another line, of texts and where they are from."""
    polished = dict(polish(((p, t) for t, p in places.items()), frozenset()))
    return [
        f"{place}: {line!r} should be {better!r}"
        for text, place in places.items()
        if text != polished[place]
        for line, better in [first_difference(text, polished[place])]
    ]


def first_difference(text: str, better: str) -> tuple[str, str]:
    lines = zip(text.splitlines(), better.splitlines(), strict=False)
    return next((pair for pair in lines if pair[0] != pair[1]), ("the end", ""))


def test_ruff_finds_no_mistake() -> None:
    command = [sys.executable, "-m", "ruff", "check", "--isolated", "--no-cache"]
    command += ["--ignore-noqa"]  # generated code asks linters to leave it alone
    command += ["--target-version", "py310", "--select", "F,E9", str(GENERATED)]
    judged = subprocess.run(command, capture_output=True, text=True, check=False)
    if "No module named ruff" in judged.stderr and not os.environ.get("CI"):
        pytest.skip("ruff is not installed: run `make test`")
    assert judged.returncode == 0, judged.stdout + judged.stderr


# -- the oldest Python -------------------------------------------------------------


PROBE = """\
import importlib, pkgutil, sys
package, client, address, code = sys.argv[1:]
root = importlib.import_module(package)
for module in pkgutil.iter_modules(root.__path__, package + "."):
    importlib.import_module(module.name)
with getattr(root, client)(address) as client:
    print(repr(eval(code)))
"""
ADDRESS = "hxb0776ee37f5b45bfaea8cff1d8232fbb6122ec32"
TRIES = {
    "bigchaindb": (
        "BigchainDBClient",
        "client.get_transaction_status('a' * 64).status",
        '{"status": "valid"}',
        "'valid'",
    ),
    "bitcoin": (
        "BitcoinClient",
        "client.getbalance()",
        '{"result": 0.10000000, "error": null, "id": 1}',
        "Decimal('0.10000000')",
    ),
    "bitdust": (
        "BitDustClient",
        "client.process_health()",
        '{"status": "OK", "execution": "0.01"}',
        "None",
    ),
    "icon": (
        "IconClient",
        f"client.icx_get_balance('{ADDRESS}')",
        '{"jsonrpc": "2.0", "id": 1, "result": "0xde0b6b3a7640000"}',
        "1000000000000000000",
    ),
    "mtgox": (
        "MtGoxClient",
        "client.order_lag().lag_secs",
        '{"result": "success", "return":'
        ' {"lag": 1, "lag_secs": 0.000001, "lag_text": "0.000001 seconds"}}',
        "Decimal('0.000001')",
    ),
}


@cache
def oldest_python() -> str | None:
    """Find Python 3.10: by its name, or among the versions of pyenv."""
    pyenv = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv"))
    found = [shutil.which("python3.10")]
    found += map(str, sorted(pyenv.glob("versions/3.10.*/bin/python3.10")))
    return next((one for one in found if one and is_oldest(one)), None)


def is_oldest(python: str) -> bool:
    """Whether it runs; pyenv puts commands into the path that only say they do not."""
    command = [python, "-c", "import sys; print(sys.version_info[:2] == (3, 10))"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    return ran.stdout.strip() == "True"


@pytest.mark.parametrize("name", NAMES)
def test_the_oldest_python_imports_a_client_and_calls(name: str) -> None:
    python = oldest_python()
    if python is None:
        pytest.skip("there is no python3.10 on this machine")
    client, code, body, wanted = TRIES[name]
    with Service(lambda _: [reply(body)]) as service:
        args = [python_client.package(name), client, service.url, code]
        ran = subprocess.run(
            [python, "-B", "-c", PROBE, *args],
            env={**os.environ, "PYTHONPATH": str(GENERATED)},
            capture_output=True,
            text=True,
            check=False,
        )
    assert (ran.stdout.strip(), ran.returncode) == (wanted, 0), ran.stderr
    assert len(service.requests) == 1
