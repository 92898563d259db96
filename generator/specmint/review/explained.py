"""A rule of review explained: why, its verdicts, what to do instead, and an example."""

from collections.abc import Iterator, Mapping
from importlib.resources import files
import json
from textwrap import fill, indent

from specmint.review.rules import Rule, Rules, Verdicts

EXAMPLES = "examples.json"
_AXES = """\
| axis | what breaks there |
| --- | --- |
| wire | traffic between clients and servers of different age |
| client | source code that uses a generated client |
| server | source code of handlers behind a generated server; `risky` where only they must follow |
| behaviour | nothing is refused, and something else happens |
| docs | nothing but what people read |
"""


def read_examples() -> Mapping[str, str]:
    """Give by rule the difference between two specs that meets it."""
    raw = files("specmint.review").joinpath(EXAMPLES).read_text("utf-8")
    examples: Mapping[str, str] = json.loads(raw)
    return examples


def rule_text(rule: Rule, width: int) -> str:
    """Explain a rule for a terminal."""
    parts = [f"{rule.id}: {rule.title}", fill(rule.why, width)]
    parts.append("\n".join(fill(line, width) for line in _verdict_lines(rule)))
    if rule.instead:
        parts.append(fill(f"Instead: {rule.instead}", width))
    if rule.mirror != rule.id:
        parts.append(f"Undone by: {rule.mirror}")
    if example := read_examples().get(rule.id):
        parts.append(f"Example:\n\n{indent(example.rstrip(), '    ')}")
    return "\n\n".join(parts)


def _verdict_lines(rule: Rule) -> Iterator[str]:
    for told, verdicts in _verdicts(rule):
        axes = ", ".join(f"{axis} {verdict}" for axis, verdict in verdicts.items())
        yield f"{told}: {axes}" if told else axes


def _verdicts(rule: Rule) -> Iterator[tuple[str, Verdicts]]:
    if rule.always is not None:
        yield "", rule.always
    if rule.client_sends is not None:
        yield "Where the client sends it", rule.client_sends
    if rule.server_sends is not None:
        yield "Where the server sends it", rule.server_sends


def rule_data(rule: Rule) -> Mapping[str, object]:
    """Give a rule as data; what it does not have is left out."""
    told = {
        "id": rule.id,
        "group": rule.group,
        "title": rule.title,
        "why": rule.why,
        "always": rule.always,
        "client_sends": rule.client_sends,
        "server_sends": rule.server_sends,
        "instead": rule.instead,
        "mirror": rule.mirror,
        "example": read_examples().get(rule.id),
    }
    return {key: value for key, value in told.items() if value}


def rules_page(rules: Rules) -> str:
    """Print docs/rules.md: all rules by group."""
    return "\n".join(_page(rules))


def _page(rules: Rules) -> Iterator[str]:
    examples = read_examples()
    yield "# Rules of review"
    yield ""
    yield "What `specmint diff` looks for, made from its table of rules; [review.md](review.md) says how to use it."
    yield f"There are {len(rules)} of them. `specmint rule ID` prints one."
    yield ""
    yield _AXES
    for group in dict.fromkeys(rule.group for rule in rules.values()):
        yield f"## {group}"
        for rule in rules.values():
            if rule.group == group:
                yield from _section(rule, examples.get(rule.id, ""))


def _section(rule: Rule, example: str) -> Iterator[str]:
    yield from ("", f"### {rule.id}", "", f"**{rule.title}.** {rule.why}")
    yield ""
    yield from (f"- {line}" for line in _verdict_lines(rule))
    if rule.instead:
        yield f"- Instead: {rule.instead}"
    if rule.mirror != rule.id:
        yield f"- Undone by: [{rule.mirror}](#{rule.mirror})"
    if example:
        yield from ("", "```diff", example.rstrip(), "```")
    yield ""
