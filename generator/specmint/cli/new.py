"""Write a minimal spec that already generates, with the schema that editors use.

The files go to specs/NAME/; nothing that is there is touched.
"""

import argparse
import re

from specmint.cli.project import SPECS, refresh_schema
from specmint.problems import Place, Problem, Refused

_NAME = re.compile(r"[a-z][a-z0-9_]{0,59}")
_FILES = {
    "api.yaml": """\
# yaml-language-server: $schema=../specmint.schema.json
specmint: 1
api: NAME
title: TITLE
summary: What this API is for, in one sentence.
words: [WORD]
documents:
  page: {title: The page that describes it, kind: document, address: "https://example.com/api"}
transports:
  http:
    host: http://127.0.0.1:8080
    params: {GET: query, POST: json}
""",
    "types.yaml": """\
# yaml-language-server: $schema=../specmint.schema.json
types:
  Greeting:
    is: record
    doc: What the service answers.
    fields:
      text: {type: string, doc: The greeting.}
      at: {is: timestamp, wire: {unit: s, as: number}, doc: When it was made.}
    source: {document: page}
""",
    "errors.yaml": """\
# yaml-language-server: $schema=../specmint.schema.json
errors:
  NobodyThere:
    summary: There is nobody of that name.
    match: {status: 404}
    message: nobody there
    source: {document: page}
""",
    "methods/greetings.yaml": """\
# yaml-language-server: $schema=../../specmint.schema.json
group: {title: Greetings}
methods:
  greet:
    summary: Greet somebody.
    http: GET /greet/{name}
    effect: read
    params:
      name: {type: string, doc: Who is greeted.}
    result: Greeting
    errors: [NobodyThere]
    source: {document: page}
    examples:
      world:
        params: {name: world}
        result: {text: "Hello, world", at: 1700000000}
        means: {text: "Hello, world", at: 1700000000}
        origin: made
      nobody:
        params: {name: nobody}
        raises: {NobodyThere: {message: nobody there, status: 404}}
        origin: made
""",
}


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("name", metavar="NAME", help="lower-case letters, digits and _")


def run(args: argparse.Namespace) -> int:
    _refuse_bad(args)
    folder = args.root / SPECS / args.name
    title = args.name.replace("_", " ").title()
    for path, text in _FILES.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        filled = text.replace("NAME", args.name).replace("TITLE", f"{title} API")
        filled = filled.replace("WORD", ", ".join(title.split()))
        file.write_text(filled, "utf-8", newline="\n")
    refresh_schema(args.root)
    print(
        f"{SPECS}/{args.name}/ is there: edit it, then run `specmint generate {args.name}`"
    )
    return 0


def _refuse_bad(args: argparse.Namespace) -> None:
    place = Place(f"{SPECS}/{args.name}")
    if not _NAME.fullmatch(args.name):
        message = f"`{args.name[:60]}` is not a name for an API"
        hint = "take lower-case letters, digits and _, a letter first"
        raise Refused(
            [Problem(Place(SPECS), "bad-name", message, hint)], is_misuse=True
        )
    if (args.root / SPECS / args.name).exists():
        message = "there is such an API already"
        hint = "take another name"
        raise Refused([Problem(place, "api-exists", message, hint)])
