"""Explain a problem by its code: what it means, why it is one, and how to mend it.

Without a code it lists them all.
"""

import argparse
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
import json
import sys
from textwrap import fill, indent

from specmint.load import read_yaml

CATALOGUE = "rules.yaml"
WIDTH = 80
Rule = Mapping[str, str]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help="such as unknown-type")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    rules = read_rules()
    if args.id is None:
        print(_listed_as_json(rules) if args.json else _listed(rules))
        return 0
    found = {code: rule for group in rules.values() for code, rule in group.items()}
    if args.id not in found:
        print(_unknown(args.id, list(found)), file=sys.stderr)
        return 2
    rule = found[args.id]
    print(_as_json(args.id, rule) if args.json else _told(args.id, rule))
    return 0


def read_rules() -> Mapping[str, Mapping[str, Rule]]:
    """Give all rules by code, under the headings of the catalogue."""
    read = read_yaml(CATALOGUE, files("specmint").joinpath(CATALOGUE).read_bytes())
    assert not read.problems, read.problems
    rules: Mapping[str, Mapping[str, Rule]] = read.data
    return rules


def _listed(rules: Mapping[str, Mapping[str, Rule]]) -> str:
    lines: list[str] = []
    width = max(len(code) for group in rules.values() for code in group)
    for heading, group in rules.items():
        lines += ["", heading] if lines else [heading]
        lines += [f"  {code:{width}}  {rule['title']}" for code, rule in group.items()]
    return "\n".join(lines)


def _told(code: str, rule: Rule) -> str:
    parts = [f"{code}: {rule['title']}", fill(rule["why"], WIDTH)]
    for key, heading in (("bad", "Wrong:"), ("good", "Right:")):
        if key in rule:
            parts.append(f"{heading}\n\n{indent(_seen(rule[key].rstrip()), '    ')}")
    return "\n\n".join(parts)


def _seen(text: str) -> str:
    """Write out the characters that nobody sees, which some examples are about."""
    return "".join(
        letter if letter.isprintable() or letter == "\n" else ascii(letter)[1:-1]
        for letter in text
    )


def _listed_as_json(rules: Mapping[str, Mapping[str, Rule]]) -> str:
    whole = [
        {"id": code, "group": heading, **rule}
        for heading, group in rules.items()
        for code, rule in group.items()
    ]
    return json.dumps(whole, indent=2, ensure_ascii=False)


def _as_json(code: str, rule: Rule) -> str:
    return json.dumps({"id": code, **rule}, indent=2, ensure_ascii=False)


def _unknown(code: str, known: list[str]) -> str:
    close = get_close_matches(code, known, n=1, cutoff=0.5) if len(code) < WIDTH else []
    meant = f"; did you mean `{close[0]}`?" if close else ""
    listed = "`specmint rule` lists all of them"
    return f"specmint rule: there is no problem {code[:WIDTH]!a}{meant} ({listed})"
