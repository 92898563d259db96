"""Explain a problem, or a rule of review, by its code: what it means, and what to do.

Without a code it lists them all.
"""

import argparse
from collections.abc import Mapping
from difflib import get_close_matches
from importlib.resources import files
import json
import sys
from textwrap import fill, indent

from specmint.lint import read_rules as read_lint_rules
from specmint.load import read_yaml
from specmint.review import Rules
from specmint.review import read_rules as read_review_rules
from specmint.review.explained import rule_data, rule_text

CATALOGUE = "rules.yaml"
WIDTH = 80
Rule = Mapping[str, str]
Catalogue = Mapping[str, Mapping[str, Rule]]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id", nargs="?", metavar="ID", help="such as unknown-type")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    rules, reviewed = read_all()
    if args.id is None:
        listed = [*_listed_as_data(rules), *map(rule_data, reviewed.values())]
        print(_as_json(listed) if args.json else _listed(rules, reviewed))
        return 0
    told = tell(args.id, rules, reviewed, as_json=args.json)
    if not told:
        known = [code for group in rules.values() for code in group]
        print(_unknown(args.id, [*known, *reviewed]), file=sys.stderr)
        return 2
    print(told)
    return 0


def tell(code: str, rules: Catalogue, reviewed: Rules, *, as_json: bool = False) -> str:
    """Explain one rule; nothing where there is none of this name."""
    found = {code: rule for group in rules.values() for code, rule in group.items()}
    if code in found:
        whole = {"id": code, **found[code]}
        return _as_json(whole) if as_json else _told(code, found[code])
    if code in reviewed:
        one = reviewed[code]
        return _as_json(rule_data(one)) if as_json else rule_text(one, WIDTH)
    return ""


def read_all() -> tuple[Catalogue, Rules]:
    """Give problems and opinions under their headings, and the rules of review."""
    return {**read_rules(), "Linting specs": _opinions()}, read_review_rules()


def read_rules() -> Catalogue:
    """Give all rules by code, under the headings of the catalogue."""
    read = read_yaml(CATALOGUE, files("specmint").joinpath(CATALOGUE).read_bytes())
    assert not read.problems, read.problems
    rules: Catalogue = read.data
    return rules


def _opinions() -> Mapping[str, Rule]:
    """Give the opinions of lint as problems are explained."""
    return {
        name: {"title": one.title, "why": f"{one.why} {one.mend}"}
        for name, one in read_lint_rules().items()
    }


def _listed(rules: Catalogue, reviewed: Rules) -> str:
    groups = {heading: _titles(group) for heading, group in rules.items()}
    for one in reviewed.values():
        groups.setdefault(f"Reviewing changes, {one.group}", {})[one.id] = one.title
    lines: list[str] = []
    width = max(len(code) for group in groups.values() for code in group)
    for heading, group in groups.items():
        lines += ["", heading] if lines else [heading]
        lines += [f"  {code:{width}}  {title}" for code, title in group.items()]
    return "\n".join(lines)


def _titles(group: Mapping[str, Rule]) -> dict[str, str]:
    return {code: rule["title"] for code, rule in group.items()}


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


def _listed_as_data(rules: Catalogue) -> list[object]:
    return [
        {"id": code, "group": heading, **rule}
        for heading, group in rules.items()
        for code, rule in group.items()
    ]


def _as_json(data: object) -> str:
    return json.dumps(data, indent=2, ensure_ascii=False)


def _unknown(code: str, known: list[str]) -> str:
    close = get_close_matches(code, known, n=1, cutoff=0.5) if len(code) < WIDTH else []
    meant = f"; did you mean `{close[0]}`?" if close else ""
    listed = "`specmint rule` lists all of them"
    return f"specmint rule: there is no rule {code[:WIDTH]!a}{meant} ({listed})"
