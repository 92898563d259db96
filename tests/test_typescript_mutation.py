"""A few mistakes in generated TypeScript, each of which the wire cases must notice.

`make soak` makes hundreds by chance, see `typescript_mutation.py`.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest
from typescript_equivalent import EQUIVALENT, Same
from typescript_mutants import Maker, Place
from typescript_mutation import instead, play_cases
from typescript_tools import CLIENTS, tool

# API, module, what stands there, and what stands there by mistake.
MISTAKES = {
    "a member has another name": ("types", '"owners_after"', '"owner_after"'),
    "a path has another part": ("calls", "{tx_id}/status", "{tx_id}/state"),
    "a member may be missing": ("runtime/wire", "more, false)", "more, true)"),
    "an error has another status": ("errors", "status: 404", "status: 405"),
}
SMALL = "bigchaindb"  # whose cases take least


def passes(module: str, text: str, folder: Path, patch: pytest.MonkeyPatch) -> bool:
    for key, value in instead(Place(module, (SMALL,)), text, folder).items():
        patch.setenv(key, value)
    return play_cases(SMALL) == 0


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_noticed(
    mistake: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    module, old, new = MISTAKES[mistake]
    text = Place(module, (SMALL,)).path(SMALL).read_text("utf-8")
    assert old in text, "it cannot be made any more"
    assert not passes(module, text.replace(old, new), tmp_path, monkeypatch)


def test_without_a_mistake_nothing_is_noticed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = Place("types", (SMALL,)).path(SMALL).read_text("utf-8")
    assert passes("types", text, tmp_path, monkeypatch)


SOURCE = """
/** What a module is about. */
import { call } from "./other.ts";
export interface Row { readonly a: "a" | true }
export const TABLE: Row & { b: 2n } = { a: "a", b: 2n };

export async function read(value: number, most = 3): Promise<unknown> {
  // Read it.
  if (value < most && !value) {
    throw new TypeError("a message");
  }
  TABLE.seen += value ?? 5;
  const found = /^odd$/.exec(`x${value}`)?.index;
  found.some(call);
  return (await call(value, most)) + 1;
}
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[tuple[str, str]]]:
    tool("typescript/lib/typescript.js")
    file = tmp_path_factory.mktemp("mutants") / "module.ts"
    file.write_text(SOURCE)
    with Maker() as maker:
        all_of_them = [maker.mutant(file, n) for n, _ in enumerate(maker.kinds(file))]
    yield [(one.kind, one.source) for one in all_of_them]


@pytest.mark.parametrize(
    ("kind", "piece"),
    [
        ("comparison", "value <= most"),
        ("and-or", "((value < most) || (!value))"),
        ("and-or", "((value) && (5))"),
        ("negation", "value < most && value)"),
        ("arithmetic", "TABLE.seen -= "),
        ("arithmetic", "(((await call(value, most))) - (1))"),
        ("constant", "most = 4"),
        ("constant", "b: 3n };"),
        ("text", 'a: "ax"'),
        ("text", "`xx${value}`"),
        ("pattern", "/odd$/"),
        ("pattern", "/^odd/"),
        ("arguments", "call(most, value)"),
        ("raise", "{\n    ;\n  }"),
        ("statement", "found.some(call);\n  ;\n}"),
        ("branch", "if (!(value < most"),
        ("entry", '= { a: "a",  };'),
        ("member", '{ ax: "a"'),
        ("await", "return (call(value, most)) + 1"),
        ("optional", ".exec(`x${value}`).index"),
        ("method", "found.every(call)"),
    ],
)
def test_each_kind_of_mistake_is_made(
    kind: str, piece: str, made: list[tuple[str, str]]
) -> None:
    of_kind = [text for own, text in made if own == kind]
    assert any(piece in text for text in of_kind), of_kind


def test_wording_types_and_comments_stay(made: list[tuple[str, str]]) -> None:
    for kind, text in made:
        assert '"a message"' in text or kind == "raise", text
        assert 'readonly a: "a" | true' in text
        assert "Row & { b: 2n }" in text
        assert "// Read it." in text
        assert "/** What a module is about. */" in text
        assert 'from "./other.ts"' in text


@pytest.mark.parametrize("one", EQUIVALENT, ids=lambda one: one.line)
def test_what_is_equivalent_is_still_there(one: Same) -> None:
    texts = [path.read_text("utf-8") for path in CLIENTS.glob(f"*/{one.module}.ts")]
    assert any(one.line in text for text in texts), "take it off the list"
    assert one.why
