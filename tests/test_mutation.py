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
from mutation_places import GENERATED, Place
from mutation_runs import Mutated, import_all, run
import pytest
from python_runtime import OddCopies, oddest

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
    return run(finder, name, side) == "passed"


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
Word: TypeAlias = Union[Literal["one"], "Other"]

class Error(Base, code=-5):
    words: str = member(TEXT)

@cache
def read(value: int, most: int = 3) -> int:
    """Read it."""
    for one in value:
        if one < most and not value:
            raise ValueError("a message")
        break
    try:
        found = [one for one in value if one]
    except KeyError:
        found = None
    match found:
        case 1:
            found = lambda: 1
        case 2:
            found = 2
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
        ("comparison", "one <= most"),
        ("and-or", "one < most or not value"),
        ("condition", "if one < most:"),
        ("negation", "one < most and value"),
        ("sign", "code=5"),
        ("arithmetic", "- 1"),
        ("constant", "most: int=4"),
        ("constant", "most: int=2"),
        ("text", "'wordx'"),
        ("text", "Literal['onex'], 'Other'"),
        ("case", "'WORD'"),
        ("wording", "'a messagex'"),
        ("arguments", "call(most, value, key='word')"),
        ("argument", "call(None, most, key='word')"),
        ("keyword", "call(value, most) + 1"),
        ("keyword", "class Error(Base):"),
        ("raise", "pass"),
        ("statement", "pass"),
        ("jump", "continue"),
        ("branch", "if not (one < most"),
        ("branch", "if not one]"),
        ("loop", "for one in []:"),
        ("except", "except ZeroDivisionError:"),
        ("case-of", "match found:\n        case 2:"),
        ("value", "found = None"),
        ("value", "found = ''"),
        ("value", "lambda: None"),
        ("name", "def readx("),
        ("name", "wordsx: str"),
        ("decorator", "code=-5):\n    words: str = member(TEXT)\n\ndef read"),
        ("entry", "TABLE: Final = {}"),
    ],
)
def test_each_kind_of_mistake_is_made(kind: str, piece: str) -> None:
    assert any(piece in one for one in told(kind)), told(kind)


def test_annotations_and_docstrings_stay() -> None:
    source: Any = Source(SOURCE)
    all_of_them = [source.mutant(n).source for n, _ in enumerate(source.spots())]
    assert all("'Other'" in one for one in all_of_them)
    assert all("-> int" in one and '"""Read it."""' in one for one in all_of_them)


def test_exchanges_get_the_copy_that_is_unlike_the_others(tmp_path: Path) -> None:
    paths = [tmp_path / f"{one}_core.py" for one in "abc"]
    for path in paths:
        path.write_text("1")
    assert oddest(paths) == paths[0]
    paths[1].write_text("2")
    assert oddest(paths) == paths[1]
    finder = OddCopies({("client", "_core"): paths[1]})
    found = finder.find_spec("icon_client._core")
    assert found is not None
    assert found.origin == str(paths[1])
    assert finder.find_spec("icon_server._core") is None
    assert finder.find_spec("icon_client") is None


@pytest.mark.parametrize("one", EQUIVALENT, ids=lambda one: one.line)
def test_what_is_equivalent_is_still_there(one: Same) -> None:
    paths = GENERATED.glob(f"*/python/*{one.side}/{one.module or '*'}.py")
    texts = [path.read_text("utf-8") for path in paths]
    assert any(one.line in text for text in texts), "take it off the list"
    assert one.why


if __name__ == "__main__":
    import_all()
    print(json.dumps({name: passes(name) for name in (*MISTAKES, *CORRECT)}))
