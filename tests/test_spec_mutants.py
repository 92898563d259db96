"""What is changed in specs to see whether somebody notices: each kind, in text that stays YAML."""

from pathlib import Path

import pytest
from spec_mutants import Change, changes
import yaml

SPEC = """\
transports:
  http:
    prefix: /api
    auth: [key, header]
    status: {ok: [200], error: 400}
    headers:
      Agent: {required: true}
methods:
  first:
    http: GET /first/{id}
    effect: once
    params:
      id: Id
      size: {type: integer, default: 3}
    errors: [Lost, Full]
  second:
    rpc: second
    errors:
      - Lost

errors:
  Lost:
    match: {code: -5}
    message: It is lost
types:
  Id: {is: string, pattern: "^x$", max_length: 4}
  Part:
    is: record
    fields:
      one:
        type: Id
        unit: s
      two: {type: decimal, nullable: true, wire: text, scale: 8}
  Word:
    is: enum
    open: true
    values:
      a: First.
      b: Second.
"""


def all_changes(folder: Path) -> list[Change]:
    path = folder / "spec.yaml"
    path.write_text(SPEC, "utf-8")
    return list(changes(path))


@pytest.mark.parametrize(
    ("kind", "piece"),
    [
        ("path", "GET /firstx/{id}"),
        ("path", "prefix: /apix"),
        ("verb", "POST /first"),
        ("effect", "effect: read"),
        ("name", "rpc: secondx"),
        ("name", "sizex: {type"),
        ("default", "default: 4"),
        ("type", "{type: decimal, default"),
        ("type", "type: string\n        unit"),
        ("presence", "id: {type: Id, optional: true}"),
        ("presence", "size: {optional: true, type"),
        ("presence", "one:\n        nullable: true\n        type"),
        ("presence", "nullable: false"),
        ("presence", "required: false"),
        ("list", "errors: [Lost]"),
        ("list", "errors: [Full]"),
        ("list", "errors:\n      []\n\nerrors:"),
        ("list", "auth: [header]"),
        ("code", "code: -4"),
        ("code", "ok: [201]"),
        ("code", "error: 401"),
        ("message", "It is lostx"),
        ("rule", "^xx$"),
        ("rule", "max_length: 5"),
        ("unit", "unit: ms"),
        ("unit", "scale: 9"),
        ("wire", "wire: number"),
        ("word", "ax: First"),
        ("word", "open: false"),
        ("entry", "# a\n      b: Second"),
        ("entry", "# second\nerrors:"),
        ("fact", "# effect\n"),
    ],
)
def test_each_kind_of_change_is_made(tmp_path: Path, kind: str, piece: str) -> None:
    made = [one.applied(SPEC) for one in all_changes(tmp_path) if one.kind == kind]
    assert any(piece in text for text in made), made


def test_what_is_made_is_still_yaml_and_says_something_else(tmp_path: Path) -> None:
    before = yaml.safe_load(SPEC)
    for one in all_changes(tmp_path):
        assert yaml.safe_load(one.applied(SPEC)) != before, one
