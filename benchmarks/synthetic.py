"""A spec of any size, to see how cost grows."""

from pathlib import Path

_HEAD = """\
specmint: 1
api: big
title: Big API
summary: A made-up API with many methods.
words: [Big]
documents:
  page: {title: Nowhere, kind: document}
transports:
  http:
    host: http://127.0.0.1:8080
    params: {GET: query, POST: json}
"""
_ERRORS = """\
errors:
  NotFound:
    summary: There is no such thing.
    match: {status: 404}
    source: {document: page}
"""
_TYPE = """\
  Thing{n}:
    is: record
    doc: What method {n} gives.
    fields:
      id: {{type: integer, doc: Which one.}}
      amount: {{is: decimal, wire: text, scale: 8, doc: How much of it there is.}}
      at: {{is: timestamp, wire: {{unit: s, as: number}}, doc: When it was made.}}
"""
_METHOD = """\
  get_thing_{n}:
    summary: Read thing {n}.
    http: GET /things/{n}/{{id}}
    effect: read
    params:
      id: {{type: integer, doc: Which one to read.}}
      verbose: {{type: boolean, default: false, doc: Whether to say more.}}
    result: Thing{n}
    errors: [NotFound]
    source: {{document: page, lines: {n}}}
    examples:
      one:
        params: {{id: 1}}
        result: {{id: 1, amount: "0.00000001", at: 1700000000}}
        origin: made
      none:
        params: {{id: 2}}
        raises: {{NotFound: {{status: 404}}}}
        origin: made
"""
_PER_FILE = 100


def write_spec(folder: Path, methods: int) -> None:
    """Write a spec with that many methods, a hundred to a file."""
    for name in ("methods", "types"):
        (folder / name).mkdir(parents=True)
    (folder / "api.yaml").write_text(_HEAD)
    (folder / "errors.yaml").write_text(_ERRORS)
    for start in range(1, methods + 1, _PER_FILE):
        numbers = range(start, min(start + _PER_FILE, methods + 1))
        types = "".join(_TYPE.format(n=n) for n in numbers)
        (folder / "types" / f"things{start:05}.yaml").write_text(f"types:\n{types}")
        texts = "".join(_METHOD.format(n=n) for n in numbers)
        group = f"group: {{title: Things from {start}}}\nmethods:\n{texts}"
        (folder / "methods" / f"things{start:05}.yaml").write_text(group)
