"""Verdicts held against programs: the generated client of before calls the server of after.

What breaks there must be called breaking or risky, and what a diff calls safe must not break.
"""

from importlib import import_module
from inspect import signature
from pathlib import Path
import sys
from typing import Any

import pytest
from review_pairs import PAIRS, found_in, known, lay_pair
from specmint.cases import make_traffic
from specmint.lower import lower
from specmint.mock import Answers, import_server, make_handler
from specmint.model import Api, Example
from specmint.problems import has_errors
from specmint.prove import prove
from specmint.render import render
from specmint.review import Finding, read_rules
from specmint.testing import AppTransport

RULES = read_rules()
# What plain calls show; of each group enough to see every kind of break.
GROUPS = ("Methods", "Parameters", "Members of records")
CALLED = [one for one in PAIRS if RULES[one].group in GROUPS]


def packages(api: Api, target: str, folder: Path, name: str) -> Any:
    """Write a package and import it, in place of one of the same name."""
    for path, text in render(lower(api, target, make_traffic(api))):
        (folder / name / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / name / path).write_text(text, "utf-8")
    for module in [one for one in sys.modules if one.partition(".")[0] == name]:
        del sys.modules[module]
    sys.path.insert(0, str(folder))
    try:
        if target == "python-server":
            return import_server(folder / name)
        return import_module(name)
    finally:
        sys.path[:] = [one for one in sys.path if one != str(folder)]


def is_proven(folder: Path) -> bool:
    side = known(folder)
    return not has_errors(prove(side.api, side.place))


def slips(before: Path, after: Path, root: Path) -> list[str]:
    """Call what the old spec shows on the new server, over each transport of HTTP."""
    old, new = known(before).api, known(after).api
    server = packages(new, "python-server", root / "server", "sample_server")
    handler = make_handler(new, server, Answers(new, server, None))
    takes = signature(server.root.create_app).parameters
    app = server.root.create_app(handler, **({"auth": None} if "auth" in takes else {}))
    client = packages(old, "python-client", root / "client", "sample_client")
    core = import_module("sample_client._core")
    transport = AppTransport(app)
    with client.SampleClient(
        settings=core.Settings(transport=transport), resends=0, timeout=5
    ) as made:
        return [
            f"{method.name}: {slip}"
            for method in old.methods
            for example in method.examples
            if example.raises is None
            for slip in called(client, made, method.name, example)
        ]


def called(client: Any, made: Any, name: str, example: Example) -> list[str]:
    """Say why a call of an example fails, if it does."""
    params = dict(example.params)
    try:
        if name == "put_thing":
            params = {"thing": client.types.Thing(**params["thing"])}
    except TypeError:
        return []  # the example is of another Thing
    try:
        getattr(made, name)(**params)
    except Exception as error:
        return [f"{type(error).__name__}: {error}"]
    return []


def warns(findings: tuple[Finding, ...]) -> bool:
    return any(
        one.verdicts.get(axis) in ("breaking", "risky")
        for one in findings
        for axis in ("wire", "behaviour")
    )


@pytest.mark.parametrize("pair", CALLED)
def test_what_is_called_safe_works_and_what_breaks_was_told(
    pair: str, tmp_path: Path
) -> None:
    before, after = lay_pair(tmp_path, pair)
    if not (is_proven(before) and is_proven(after)):
        pytest.skip("its examples are those of another Thing")
    findings = found_in(known(before), known(after), RULES)
    found = slips(before, after, tmp_path)
    assert not found or warns(findings), (pair, found)


def test_a_client_and_a_server_of_one_spec_agree(tmp_path: Path) -> None:
    before, _ = lay_pair(tmp_path, "words-changed")
    assert slips(before, before, tmp_path) == []
