"""Packages of Python servers: whole, typed as their clients are, and judged strictly."""

from collections.abc import Iterator
import importlib
import inspect
import os
from pathlib import Path
import subprocess
import sys
from types import ModuleType
from typing import Any

from project import NAMES, ROOT, api
import pytest
from python_runtime import FOLDERS, runtime_files
from small_clients import SMALL, rendered, written
from specmint.targets import python_client, python_server
from test_python_types import marks, oldest_python, unlike_black
from type_checkers import RUNS, SERVER_USES, SERVERS, findings, packages

CLIENTS = ROOT / "generated" / "clients" / "python"
WRONG = sorted((SERVER_USES / "must_fail").glob("*.py"))
each_api = pytest.mark.parametrize("name", NAMES)
each_small = pytest.mark.parametrize("name", SMALL)
each_run = pytest.mark.parametrize(("checker", "version"), RUNS)


@pytest.fixture(scope="module", autouse=True)
def _path() -> Iterator[None]:
    folders = [str(SERVERS), str(CLIENTS)]
    sys.path[:0] = folders
    yield
    for folder in folders:
        sys.path.remove(folder)


@pytest.mark.parametrize("side", FOLDERS)
def test_all_packages_have_the_same_run_time_files(side: str) -> None:
    odd = [
        str(path)
        for paths in runtime_files(side).values()
        for path in paths
        if path.read_bytes() != paths[0].read_bytes()
    ]
    assert odd == []


def server(name: str, module: str = "") -> ModuleType:
    package = python_server.package(name)
    return importlib.import_module(f"{package}.{module}" if module else package)


def client(name: str, module: str) -> ModuleType:
    return importlib.import_module(f"{python_client.package(name)}.{module}")


def handler(name: str) -> type[Any]:
    found: type[Any] = getattr(server(name), f"{''.join(api(name).words)}Handler")
    return found


# -- what is in a package ----------------------------------------------------------


@each_api
def test_every_module_imports_and_every_name_is_there(name: str) -> None:
    for path in (SERVERS / python_server.package(name)).glob("*.py"):
        server(name, "" if path.stem == "__init__" else path.stem)
    package = server(name)
    assert [one for one in package.__all__ if not hasattr(package, one)] == []


@each_api
def test_types_are_those_of_the_client(name: str) -> None:
    own = SERVERS / python_server.package(name) / "types.py"
    other = CLIENTS / python_client.package(name) / "types.py"
    assert own.read_text() == other.read_text()


@each_api
def test_every_method_is_in_the_handler_with_the_types_of_the_client(name: str) -> None:
    """A client's call and a handler's method differ only in who fills what is missing."""
    calls = client(name, "calls")
    for method in server(name, "methods").METHODS:
        written = getattr(handler(name), method.function)
        assert inspect.iscoroutinefunction(written), method.name
        assert inspect.getdoc(written), method.name
        asked = inspect.signature(getattr(calls, method.function))
        told = inspect.signature(written)
        result = set(alternatives(told.return_annotation))
        wanted = asked.return_annotation.removeprefix("Call[").removesuffix("]")
        besides = {f"Answer[{wanted}]"} if method.beside else set()
        assert result == {*alternatives(wanted), *besides}, method.name
        params = list(told.parameters.values())[1:]
        assert [one.name for one in params] == [one.field for one in method.params]
        assert [kinds(one) for one in params] == [
            kinds(one) for one in asked.parameters.values()
        ], method.name


def alternatives(annotation: str) -> list[str]:
    """Split a union at the bars that stand in no bracket."""
    parts, depth = [""], 0
    for sign in annotation:
        depth += (sign in "[(") - (sign in "])")
        if sign == "|" and not depth:
            parts.append("")
        else:
            parts[-1] += sign
    return [part.strip() for part in parts]


def kinds(param: inspect.Parameter) -> tuple[set[str], bool]:
    """Give the types of a parameter but Unset, and whether it may be left out."""
    annotation = set(alternatives(param.annotation)) - {"Unset"}
    return annotation, param.default is not param.empty


@each_api
def test_the_table_has_every_method_and_every_way_to_it(name: str) -> None:
    table = list(server(name, "methods").METHODS)
    assert [one.name for one in table] == [one.name for one in api(name).methods]
    kinds = {"rpc": "Rpc", "http": "Rest", "ws": "Ws"}
    for row, method in zip(table, api(name).methods, strict=True):
        wanted = [kinds[binding.transport] for binding in method.bindings]
        assert [type(route).__name__ for route in row.routes] == wanted
        assert [one.name for one in row.params] == [p.name for p in method.params]


@each_api
def test_every_error_can_be_raised_and_says_its_usual_text(name: str) -> None:
    errors = server(name, "errors")
    for error in api(name).errors.values():
        made = getattr(errors, python_client.type_name(error.name))
        needed = [
            one.name
            for one in inspect.signature(made).parameters.values()
            if one.kind is one.KEYWORD_ONLY and one.default is one.empty
        ]
        assert needed == [python_client.member_name(p.name) for p in error.parts]
        if not needed:
            assert str(made()) == (error.message or error.match.message or "")
            assert str(made("told")) == "told"


# -- what judges say ---------------------------------------------------------------


@each_run
def test_a_strict_checker_finds_nothing_in_servers(checker: str, version: str) -> None:
    found = findings(checker, version, SERVERS)
    assert not found, "\n".join(map(str, found))


@each_run
def test_a_strict_checker_takes_handlers_that_are_right(
    checker: str, version: str
) -> None:
    found = findings(checker, version, SERVER_USES / "must_pass")
    assert not found, "\n".join(map(str, found))


@each_run
@pytest.mark.parametrize("path", WRONG, ids=lambda path: path.stem)
def test_a_strict_checker_finds_what_is_wrong_in_handlers(
    checker: str, version: str, path: Path
) -> None:
    wanted = {(line, code) for line, code in marks(checker, path)}
    lines = {line for line, _ in wanted}
    assert wanted, f"{path.name} wants nothing of {checker}"
    found = {(one.line, one.code) for one in findings(checker, version, path)}
    assert not wanted - found, "it does not find these"
    assert {line for line, _ in found} == lines, "it finds more"


def test_black_has_nothing_to_do() -> None:
    texts = {
        path.read_text(): str(path)
        for folder in packages(SERVERS)
        for path in folder.glob("*.py")
    }
    assert not unlike_black(texts)


@each_small
def test_black_has_nothing_to_do_for_the_server_of_a_small_spec(name: str) -> None:
    texts = rendered(name, python_server.NAME)
    assert not unlike_black(
        {text: path for path, text in texts.items() if path != "py.typed"}
    )


# -- that it can be made -----------------------------------------------------------


PROBE = """\
import importlib, inspect, pkgutil, sys
root = importlib.import_module(sys.argv[1])
for module in pkgutil.iter_modules(root.__path__, root.__name__ + "."):
    importlib.import_module(module.name)
handlers = [one for name, one in vars(root).items() if name.endswith("Handler")]
params = inspect.signature(root.create_app).parameters
needed = [name for name, one in params.items() if one.default is one.empty]
app = root.create_app(handlers[0](), **dict.fromkeys(needed[1:]))
print(isinstance(app, root.App), needed)
"""


def made(python: str, folder: Path, package: str) -> str:
    """Import all of a package and make its application, in a Python of its own."""
    ran = subprocess.run(
        [python, "-B", "-c", PROBE, package],
        env={**os.environ, "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stderr
    return ran.stdout.strip()


@each_small
def test_the_server_of_a_small_spec_can_be_made(name: str) -> None:
    told = made(sys.executable, written() / name, f"{name}_server")
    wanted = {"complete": ["passwords", "secret", "keys"], "minimal": ["auth"]}
    assert told == f"True {['handler', *wanted.get(name, [])]}"


@each_api
def test_the_oldest_python_makes_a_server(name: str) -> None:
    python = oldest_python()
    if python is None:
        pytest.skip("there is no python3.10 on this machine")
    assert made(python, SERVERS, python_server.package(name)).startswith("True")


def test_no_server_is_open_because_a_scheme_cannot_be_checked() -> None:
    """With credentials that nothing looks at, an application is not made."""
    text = rendered("complete", python_server.NAME)["app.py"]
    assert 'raise NotImplementedError("nothing checks login over ws")' in text


# -- what only some specs need -----------------------------------------------------

FORMS = """\
from decimal import Decimal
from complete_server._forms import Either
from complete_server._wire import BOOLEAN, DECIMAL, DecodeError, Fraction, ZERO_ONE
amount = Either(DECIMAL, Fraction(Decimal, "text"))
print(amount.decode(Decimal("0.10")), amount.decode("0.20"), amount.encode(Decimal(3)))
print(Either(BOOLEAN, ZERO_ONE).decode(1), Either(BOOLEAN, ZERO_ONE).encode(True))
try:
    amount.decode("much")
except DecodeError as error:
    print(error)
"""
NAMES_OVER_REST = """\
import asyncio, base64
from types import SimpleNamespace
from complete_server._app import Refusal
from complete_server._named import Named
from complete_server._rpc import Basic
named = Named(Basic({"alice": "secret"}, realm="store", delay=0))
print(named.challenge)
def ask(header):
    request = SimpleNamespace(header={b"authorization": header}.get)
    return asyncio.run(named.check(request, b""))
print(ask("Basic " + base64.b64encode(b"alice:secret").decode()))
for header in (None, "Basic " + base64.b64encode(b"alice:wrong").decode()):
    try:
        print(ask(header))
    except Refusal as refusal:
        print(refusal.kind, refusal.facts["which"])
"""


def ran(code: str) -> list[str]:
    """Run code that has the server of the complete spec, and give what it prints."""
    done = subprocess.run(
        [sys.executable, "-B", "-c", code],
        env={**os.environ, "PYTHONPATH": str(written() / "complete")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.splitlines()


def test_a_value_is_read_in_each_form_and_written_in_the_first() -> None:
    told = ["0.10 0.20 3", "True True", "'much' is not a decimal fraction as number"]
    assert ran(FORMS) == told


def test_rest_lets_those_in_who_say_a_name_and_its_password() -> None:
    told = ["alice", "access missing", "access wrong"]
    assert ran(NAMES_OVER_REST) == ['Basic realm="store"', *told]
