"""Say what a change of the specs does to users: who breaks, why, and what to do instead.

BASE and HEAD are git revisions, folders or bundle files; HEAD is the working tree if it
is not named. `--against BRANCH` takes as BASE the commit at which this branch left it.

Exit status: 0 when nothing reaches `--fail-on`, 1 when something does, 2 for wrong use
or when a side cannot be read.
"""

import argparse
from collections.abc import Mapping, Sequence
import sys

from specmint import __version__
from specmint.cli.output import wants_colour
from specmint.cli.sides import Known, Side, pairs, read_merge_base, read_side, read_tree
from specmint.problems import Problem, has_errors
from specmint.review import Finding, Rules, read_rules, review
from specmint.review.advice import advise, hold
from specmint.review.approvals import FILE, hold_approvals, read_approvals
from specmint.review.change import Change
from specmint.review.document import as_json
from specmint.review.finding import judge
from specmint.review.github import as_annotations
from specmint.review.lines import as_text
from specmint.review.markdown import as_markdown
from specmint.review.report import GATES, NEVER, Report, reaching
from specmint.review.sarif import as_sarif
from specmint.text import data

Surfaces = Mapping[str, tuple[str, ...]]
_FORMATS = ("text", "markdown", "json", "sarif", "github")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("base", nargs="?", metavar="BASE", help="what was")
    parser.add_argument("head", nargs="?", metavar="HEAD", help="what is, if not here")
    parser.add_argument(
        "--against", metavar="BRANCH", help="BASE is where this left it"
    )
    parser.add_argument(
        "--fail-on",
        default="breaking",
        metavar="WHAT",
        help=f"what gives exit status 1, with commas: {', '.join(GATES)}",
    )
    parser.add_argument("--format", choices=_FORMATS, default="text")
    parser.add_argument(
        "--api", action="append", default=[], metavar="API", help="only this; repeat it"
    )
    parser.add_argument(
        "--all", action="store_true", help="show what is about words too, as text"
    )
    parser.add_argument(
        "--show-code",
        action="store_true",
        help="add what changes in the public surface of generated code",
    )
    parser.add_argument(
        "--release", metavar="VERSION", default="", help="what it will be"
    )
    parser.set_defaults(misuse=parser.error)


def run(args: argparse.Namespace) -> int:
    gates = _gates(args)
    if (args.base is None) == (args.against is None):
        args.misuse("say BASE and perhaps HEAD, or --against BRANCH alone")
    base = (
        read_merge_base(args.root, args.against)
        if args.against is not None
        else read_side(args.root, args.base)
    )
    head = (
        read_tree(args.root) if args.head is None else read_side(args.root, args.head)
    )
    rules = read_rules()
    report = _report(args, base, head, rules)
    print(_printed(args, report, rules))
    is_failed = has_errors(report.problems) or bool(reaching(report, gates))
    return 1 if is_failed or (report.bump and not report.bump.is_enough) else 0


def _gates(args: argparse.Namespace) -> tuple[str, ...]:
    gates = tuple(args.fail_on.split(","))
    if unknown := [gate for gate in gates if gate not in GATES]:
        args.misuse(f"--fail-on takes {', '.join(GATES)}, and not {unknown[0][:60]!r}")
    return () if NEVER in gates else gates


def _report(args: argparse.Namespace, base: Side, head: Side, rules: Rules) -> Report:
    if not base.apis and not head.apis:
        args.misuse(f"neither {base.label} nor {head.label} has a spec")
    known = [pair for pair in pairs(base, head) if _is_wanted(pair, args.api)]
    if unknown := [
        name for name in args.api if not any(_is_wanted(pair, [name]) for pair in known)
    ]:
        args.misuse(f"neither side has an API {unknown[0][:60]!r}")
    findings = tuple(one for pair in known for one in _findings(*pair, rules))
    reasons: dict[str, str] = {}
    problems: list[Problem] = []
    for old, new in known:
        approved, found = _approvals(old, new, findings, args.release)
        reasons |= approved
        problems += found
    advice = advise(findings)
    bump = hold(advice, base.label, args.release) if args.release else None
    return Report(
        base.label,
        head.label,
        findings,
        advice,
        reasons,
        tuple(problems),
        bump,
        _code(known) if args.show_code else {},
    )


def _code(known: Sequence[tuple[Known | None, Known | None]]) -> Surfaces:
    """Making code needs half of the program, so that it is imported only then."""
    from specmint.cli.code import code_changes

    return code_changes(known)


def _is_wanted(pair: tuple[Known | None, Known | None], names: Sequence[str]) -> bool:
    return not names or any(side and side.api.name in names for side in pair)


def _findings(
    old: Known | None, new: Known | None, rules: Rules
) -> tuple[Finding, ...]:
    if old and new:
        if old.digest == new.digest:
            return ()
        return review(old.api, new.api, old.place, new.place, rules)
    if new:
        change = Change("api-added", (), ("api",), new=new.api.name)
        return (judge(new.api.name, change, rules, new.place, new.place),)
    assert old
    change = Change("api-removed", ("api",), (), old=old.api.name)
    return (judge(old.api.name, change, rules, old.place, old.place),)


def _approvals(
    old: Known | None, new: Known | None, findings: Sequence[Finding], release: str
) -> tuple[dict[str, str], list[Problem]]:
    """Read what the head approves, and what the base had approved already."""
    if new is None or new.approvals is None:
        return {}, []
    file = f"{new.spec.folder}/{FILE}" if new.spec else FILE
    approvals, problems = read_approvals(file, new.approvals)
    before = read_approvals(file, old.approvals)[0] if old and old.approvals else []
    known = [one.fingerprint for one in before]
    own = [one for one in findings if one.api == new.api.name]
    reasons, found = hold_approvals(own, approvals, known, release)
    return dict(reasons), [*problems, *found]


def _printed(args: argparse.Namespace, report: Report, rules: Rules) -> str:
    match args.format:
        case "markdown":
            return as_markdown(report)
        case "json":
            return data(as_json(report))
        case "sarif":
            return data(as_sarif(report, rules, __version__))
        case "github":
            return as_annotations(report)
    return as_text(report, is_whole=args.all, is_coloured=wants_colour(sys.stdout))
