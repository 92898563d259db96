"""Show the model of one method, and what a target's template sees of it."""

import argparse
from collections.abc import Iterable
from dataclasses import fields, is_dataclass
from typing import Any

from specmint.bundle import method_node
from specmint.cases import make_traffic
from specmint.cli.output import meant, plural
from specmint.cli.project import SPECS, must_load
from specmint.layout import json_text
from specmint.lower import lower
from specmint.model import Api
from specmint.problems import Place, Problem, Refused, on_one_line
from specmint.targets import TARGETS
from specmint.text import code, data


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("api", metavar="API")
    parser.add_argument("method", metavar="METHOD")
    parser.add_argument("--target", choices=list(TARGETS), help="show its view too")


def run(args: argparse.Namespace) -> int:
    [api] = must_load(args.root, [args.api]).values()
    method = next((one for one in api.methods if one.name == args.method), None)
    if method is None:
        raise Refused([_unknown(api, args.method)], is_misuse=True)
    print(data(json_text(method_node(api, method))))
    if args.target:
        for plan in lower(api, args.target, make_traffic(api)):
            for path, view in _views(plan.view, method.name):
                print(f"\n{plan.path} by {plan.template}, {path}:")
                lines = "\n".join(_listed(view, "  ")).split("\n")
                print("\n".join(map(on_one_line, lines)))
    return 0


def _unknown(api: Api, name: str) -> Problem:
    message = f"{api.name} has no method `{name}`"
    has = plural(len(api.methods), "method")
    seen = f"it has {has}: see `specmint bundle {api.name}`"
    hint = meant(name, [one.name for one in api.methods]) or seen
    place = Place(f"{SPECS}/{api.name}/methods")
    return Problem(place, "unknown-method", message, hint)


def _views(view: Any, name: str, path: str = "view") -> Iterable[tuple[str, Any]]:
    """Find the views whose heading is the method's name."""
    if isinstance(view, tuple):
        for index, item in enumerate(view):
            yield from _views(item, name, f"{path}[{index}]")
    elif is_dataclass(view):
        if getattr(view, "heading", None) == code(name):
            yield path, view
            return
        for field in fields(view):
            yield from _views(getattr(view, field.name), name, f"{path}.{field.name}")


def _listed(view: Any, indent: str) -> Iterable[str]:
    """List a view's attributes as a template reaches them."""
    for field in fields(view):
        value = getattr(view, field.name)
        if is_dataclass(value):
            yield f"{indent}{field.name}:"
            yield from _listed(value, f"{indent}  ")
        elif isinstance(value, tuple):
            yield f"{indent}{field.name}: {len(value)}"
            for item in value:
                if is_dataclass(item):
                    yield f"{indent}  -"
                    yield from _listed(item, f"{indent}    ")
                else:
                    yield f"{indent}  - {item}"
        else:
            text = str(value).replace("\n", f"\n{indent}    ")
            yield f"{indent}{field.name}: {type(value).__name__} {text}"
