"""A few mistakes in generated code, each of which the wire cases must notice.

`make soak` makes hundreds by chance, see `mutation.py`.
"""

from functools import cache
import json
from pathlib import Path
import subprocess
import sys
from typing import Any

from code_mutants import Source
from equivalent import EQUIVALENT, Same
from mutation import GENERATED, Mutated, Place, import_all, run
import pytest

# Side, API, module, what stands there, and what stands there by mistake.
MISTAKES = {
    "a member has another name": ("client", "mtgox", "types", '"Balance"', '"Balancx"'),
    "a path has another part": (
        "client",
        "mtgox",
        "calls",
        "/depth/fetch",
        "/depth/get",
    ),
    "a signature has another hash": ("client", "mtgox", "webhooks", "sha512", "sha256"),
    "a repeat is told by less": ("client", "mtgox", "webhooks", '"id", ', ""),
    "a number is read as another": (
        "client",
        "icon",
        "_wire",
        "value, 16",
        "value, 10",
    ),
    "a default is another": ("server", "mtgox", "methods", '"/api/1', '"/api/2'),
    "an error has another code": ("server", "icon", "errors", "-32602", "-32603"),
    "a stale nonce is taken": ("server", "mtgox", "_sign", "number <=", "number <"),
    "a member is let out": ("server", "icon", "types", "maybe(", "member("),
    "a slash counts": ("server", "bigchaindb", "app", "slash", "lash"),
}


CORRECT = {"the client is right": "client", "the server is right": "server"}


def change(mistake: str) -> tuple[str, str, str, str]:
    """Give side, API, module and its text with a mistake, or as it is."""
    if mistake in CORRECT:
        side, name, module, old, new = CORRECT[mistake], "bigchaindb", "types", "", ""
    else:
        side, name, module, old, new = MISTAKES[mistake]
    text = Place(side, module, (name,)).path(name).read_text("utf-8")
    assert old in text, "it cannot be made any more"
    return side, name, module, text.replace(old, new) if old else text


def passes(mistake: str) -> bool:
    side, name, module, text = change(mistake)
    path = Place(side, module, (name,)).path(name)
    finder = Mutated({f"{path.parent.name}.{module}": (path, text)})
    return run(finder, name, side)


@cache
def passing() -> dict[str, bool]:
    """Say what passes, tried where no generated package has been imported before."""
    here = Path(__file__)
    told = subprocess.run(
        [sys.executable, here.name],
        cwd=here.parent,
        capture_output=True,
        text=True,
        check=False,
    )
    assert told.returncode == 0, told.stderr
    found: dict[str, bool] = json.loads(told.stdout.splitlines()[-1])
    return found


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_noticed(mistake: str) -> None:
    assert not passing()[mistake]


@pytest.mark.parametrize("mistake", CORRECT)
def test_without_a_mistake_nothing_is_noticed(mistake: str) -> None:
    assert passing()[mistake]


SOURCE = '''
"""What a module is about."""
from typing import Final
TABLE: Final = {"a": 1}

def read(value: int, most: int = 3) -> int:
    """Read it."""
    if value < most and not value:
        raise ValueError("a message")
    return call(value, most, key="word") + 1
'''


def told(kind: str) -> list[str]:
    source = Source(SOURCE)
    return [
        source.mutant(number).source
        for number, own in enumerate(source.spots())
        if own == kind
    ]


@pytest.mark.parametrize(
    ("kind", "piece"),
    [
        ("comparison", "value <= most"),
        ("and-or", "value < most or not value"),
        ("negation", "value < most and value"),
        ("arithmetic", "- 1"),
        ("constant", "most: int=4"),
        ("text", "'wordx'"),
        ("arguments", "call(most, value, key='word')"),
        ("keyword", "call(value, most) + 1"),
        ("raise", "pass"),
        ("statement", "pass"),
        ("branch", "if not (value < most"),
        ("entry", "TABLE: Final = {}"),
    ],
)
def test_each_kind_of_mistake_is_made(kind: str, piece: str) -> None:
    assert any(piece in one for one in told(kind)), told(kind)


def test_wording_and_annotations_stay() -> None:
    source: Any = Source(SOURCE)
    all_of_them = [source.mutant(n).source for n, _ in enumerate(source.spots())]
    assert all("'a message'" in one or "pass" in one for one in all_of_them)
    assert all("-> int" in one and '"""Read it."""' in one for one in all_of_them)


@pytest.mark.parametrize("one", EQUIVALENT, ids=lambda one: one.line)
def test_what_is_equivalent_is_still_there(one: Same) -> None:
    folders = {"client": "clients", "server": "servers"}
    root = GENERATED / folders[one.side] / "python"
    texts = [path.read_text("utf-8") for path in root.glob(f"*/{one.module}.py")]
    assert any(one.line in text for text in texts), "take it off the list"
    assert one.why


if __name__ == "__main__":
    import_all()
    print(json.dumps({name: passes(name) for name in (*MISTAKES, *CORRECT)}))
