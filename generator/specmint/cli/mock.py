"""Serve a whole API from its spec, as a fake to try clients with.

Calls that an example of the spec shows are answered as it shows. Others are answered by
another example of the method, or with `--seed` by values that are made up by their types.
What is wrong is refused as the service refuses it. All transports share one port.

`POST /specmint/pushes/NAME` pushes, and `POST /specmint/webhooks/NAME` with
`{"url": …, "key": …}` calls back; a `payload` takes the place of the example's.
"""

import argparse
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from importlib.util import find_spec
from inspect import signature
from pathlib import Path
import sys
from tempfile import TemporaryDirectory
from typing import Any

from specmint.cli import kept
from specmint.cli.listening import log, serve
from specmint.cli.output import print_problems
from specmint.cli.tapes import check_tape
from specmint.mock import (
    FAULTS,
    Answers,
    Says,
    ServerPackage,
    Tape,
    Unsteady,
    busy_text,
    import_server,
    make_handler,
    read_fault,
)
from specmint.model import Api, Rpc, Ws
from specmint.problems import Place, Problem, Refused, has_errors
from specmint.targets import TARGETS, python_server

SPECS = "specs"
TARGET = python_server.NAME
_MOST_LATENCY = 3600
_KINDS = "\n".join(f"  {kind:6} {told}" for kind, told in FAULTS.items())


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.epilog = f"faults:\n{_KINDS}"
    parser.add_argument("api", metavar="API")
    parser.add_argument(
        "--host", default="127.0.0.1", type=_host, help="where it listens"
    )
    parser.add_argument("--port", type=_port, default=8000, help="0 for any free one")
    parser.add_argument(
        "--auth",
        action="append",
        default=[],
        metavar="WORD",
        help="who may call: NAME=PASSWORD, KEY=SECRET, or a secret; everybody without it",
    )
    parser.add_argument("--seed", type=int, help="make answers up by their types")
    parser.add_argument("--latency", type=_seconds, default=0, metavar="SECONDS")
    parser.add_argument(
        "--fault",
        action="append",
        default=[],
        metavar="KIND[:RATE]",
        type=_fault,
        help="what goes wrong, and how often, such as busy:0.1",
    )
    parser.add_argument("--record", type=Path, metavar="FILE", help="add each exchange")
    parser.add_argument(
        "--replay", type=Path, metavar="FILE", help="answer as recorded"
    )
    parser.add_argument("--follow", choices=["document", "actual"], default="document")
    parser.add_argument(
        "--dialect", metavar="NAME", help="answer all calls in this form of JSON-RPC"
    )


def _host(text: str) -> str:
    if not text or not text.isprintable():
        raise argparse.ArgumentTypeError("this is no name or address of a host")
    return text


def _port(text: str) -> int:
    if not text.isdecimal() or len(text) > 5 or int(text) >= 1 << 16:
        raise argparse.ArgumentTypeError(f"a port is from 0 to 65535, not {text}")
    return int(text)


def _seconds(text: str) -> float:
    seconds = float(text)
    if not 0 <= seconds <= _MOST_LATENCY:
        raise argparse.ArgumentTypeError(f"it is from 0 to {_MOST_LATENCY}, not {text}")
    return seconds


def _fault(text: str) -> Any:
    try:
        return read_fault(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def run(args: argparse.Namespace) -> int:
    _check_tools()
    if args.replay:
        check_tape(args.replay)
    with open_server(args.root, args.api) as (api, server):
        hooks = server.root.Hooks(finished=log)
        keys = _auth(args.auth)
        more = {"hooks": hooks, "follow": args.follow} | _dialects(api, args.dialect)
        app = make_app(api, server, keys, seed=args.seed, **more)
        record = args.record.open("a", encoding="utf-8") if args.record else None
        tape = Tape(
            Unsteady(app, tuple(args.fault), args.latency, args.seed, busy_text(api)),
            record,
            args.replay,
            next((o.more for o in api.transports if isinstance(o.more, Ws)), None),
        )
        serve(api, tape, args.host, args.port)
    return 0


def make_app(
    api: Api,
    server: ServerPackage,
    keys: Any,
    *,
    answers: Answers | None = None,
    seed: int | None = None,
    **more: Any,
) -> Any:
    """Make the application of a mock; `keys` are what its `auth` takes."""
    handler = make_handler(api, server, answers or Answers(api, server, seed))
    takes = signature(server.root.create_app).parameters
    if "auth" in takes:
        more["auth"] = keys
    if "openrpc" in takes:
        more["openrpc"] = lambda: _described(api)
    served = server.root.create_app(handler, **more)
    return Says(
        served, served, api, server, keys if isinstance(keys, Mapping) else None
    )


def _described(api: Api) -> str:
    """Describe an API as OpenRPC, when somebody asks for it."""
    from specmint.interop import export
    from specmint.layout import json_text

    return json_text(export(api)["openrpc"])


def _dialects(api: Api, name: str | None) -> dict[str, Any]:
    """Give what makes an application speak one dialect alone, if one is asked for."""
    if name is None:
        return {}
    rpc = next((one.more for one in api.transports if isinstance(one.more, Rpc)), None)
    known = [one.name for one in rpc.dialects] if rpc else []
    if name not in known or len(known) < 2:
        told = f"choose {' or '.join(known)}" if len(known) > 1 else "it has no choice"
        message = f"{api.name} has no dialect `{name}` to choose"
        raise Refused(
            [Problem(Place(SPECS), "no-dialect", message, told)], is_misuse=True
        )
    return {"dialects": [name]}


def _auth(words: list[str]) -> Any:
    """Read who may call; a word without `=` is a secret that all callers have."""
    if not words:
        return None
    pairs = [word.partition("=") for word in words]
    if all(sign for _, sign, _ in pairs):
        return {name: value for name, _, value in pairs}
    return words[0]


@contextmanager
def open_server(root: Path, name: str) -> Iterator[tuple[Api, ServerPackage]]:
    """Give an API and its server; both are kept from the last time if they still hold."""
    place = kept.place_of(root, SPECS, name)
    folder = TARGETS[TARGET].folder(name)
    package = Path(folder).name
    if (known := kept.read_model(place)) is not None and place is not None:
        own = place / package
        yield known, import_server(own if own.is_dir() else root / folder)
        return
    with TemporaryDirectory() as home:
        api, files = _made(root, name)
        kept.keep(place, api, package, files)
        here = Path(home) / package
        for path, text in files.items():
            (here / path).parent.mkdir(parents=True, exist_ok=True)
            (here / path).write_text(text, "utf-8")
        yield api, import_server(here if files else root / folder)


def _made(root: Path, name: str) -> tuple[Api, dict[str, str]]:
    """Load an API, and make its server where the one in the project is not current.

    A spec that the server was made of has been checked then.
    """
    # Here, since a mock that was kept needs none of it.
    from specmint.cli.project import build, choose_apis, hash_spec, load_specs
    from specmint.tree import read_lock

    loaded = load_specs(root, choose_apis(root, [name]))
    spec = loaded.specs[name]
    spec_hash = hash_spec(spec)
    if read_lock(root, TARGETS[TARGET].folder(name)).spec == spec_hash:
        return build(spec), {}
    problems = loaded.build(loaded.specs)
    if has_errors(problems):
        raise Refused(problems)
    print_problems(problems)

    from specmint.cli.making import make_folders

    [made] = make_folders(root, loaded.apis[name], spec_hash, [TARGET])
    return loaded.apis[name], dict(made.files)


def _check_tools() -> None:
    if lacking := [name for name in ("uvicorn", "websockets") if not find_spec(name)]:
        message = f"a mock needs {' and '.join(lacking)}"
        hint = "run `pip install 'specmint[mock]'`"
        raise Refused(
            [Problem(Place(sys.prefix), "no-package", message, hint)], is_misuse=True
        )
