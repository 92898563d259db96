"""Alternatives of a record as prettier writes them."""

from collections.abc import Sequence

from specmint.layout import cut
from specmint.lower.typescript.layout import deeper, typed
from specmint.lower.typescript.variants import Variant
from specmint.model import Field
from specmint.targets.typescript import WIDTH


def alternatives(
    variants: Sequence[Variant],
    decider: Field,
    own: dict[str, str],
    may_lack: dict[str, bool],
) -> str:
    """Write alternatives as prettier does, behind the sign that joins them to the rest."""
    lines = []
    if len(variants) == 1:
        rows = _rows(variants[0], decider, own, may_lack)
        inner = "\n".join(f"  {deeper(_declared(one, WIDTH - 2))}" for one in rows)
        return f" {{\n{inner}\n}}"
    for one in variants:
        members = _rows(one, decider, own, may_lack)
        line = f"    | {{ {'; '.join(members)} }}"
        if len(line) > WIDTH:
            inner = "\n".join(
                f"        {deeper(_declared(one, WIDTH - 8), 8)}" for one in members
            )
            line = f"    | {{\n{inner}\n      }}"
        lines.append(line)
    return "\n  (\n" + "\n".join(lines) + "\n  )"


def _rows(
    one: Variant, decider: Field, own: dict[str, str], may_lack: dict[str, bool]
) -> list[str]:
    rows = [_alternative(own[decider.name], one.decider, is_optional=False)]
    return rows + [
        _alternative(own[name], kind, is_optional=may_lack[name])
        for name, kind in one.members
    ]


def _declared(member: str, width: int) -> str:
    head, _, kind = cut(member, ": ")
    return typed(f"{head}:", kind, width=width)


def _alternative(name: str, kind: str, *, is_optional: bool) -> str:
    if kind == "undefined":
        return f"readonly {name}?: undefined"
    if is_optional:
        return f"readonly {name}?: {kind} | undefined"
    return f"readonly {name}: {kind}"
