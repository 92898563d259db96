"""Mistakes in generated code that are none on the wire, each with its reason.

An entry stands for the mistakes of its kinds on one line of a module; without a line, for
those in a whole function. One that fits no line any more fails a test.
"""

from dataclasses import dataclass

from code_mutants import Mutant


@dataclass(frozen=True)
class Same:
    """Where a mistake makes no difference: a side, a module (or any), a part of a line."""

    side: str
    module: str
    line: str
    why: str
    old: str = ""
    """How what stands there begins, where a line has other mistakes too."""
    kind: str = ""


EQUIVALENT = (
    Same(
        "",
        "types",
        '"application/tbears": TEXT',
        "it decides for what stands there for any other word too",
    ),
    Same(
        "",
        "methods",
        "otherwise=TEXT, missing=TEXT",
        "what is missing is decided by `otherwise` too",
        kind="keyword",
    ),
    Same(
        "server",
        "_ws",
        "_COSTS = 1000",
        "it is a rough guess at memory, and a byte more or less is none",
        kind="constant",
    ),
    Same(
        "server",
        "_ws",
        'raise Refusal("size", most=limits.frame)',
        "a frame that is too long ends the connection, and nothing words why",
        kind="keyword",
    ),
    *(
        Same("", "", f'"{name}"', "encodings are called so in any case", kind="case")
        for name in ("latin-1", "utf-8")
    ),
    *(
        Same(
            "server",
            "methods",
            f'"text", scale={digits}',
            "a server only reads parameters, and a scale is asked when a value is written",
            old,
        )
        for digits in (3, 8)
        for old in (f"{digits} ->", "scale=")
    ),
    *(
        Same(
            side,
            "types",
            " Words(",
            "the words of an enum have no order on the wire",
            kind="arguments",
        )
        for side in ("client", "server")
    ),
)


def is_equivalent(side: str, module: str, source: str, mutant: Mutant) -> bool:
    line = source.splitlines()[mutant.line - 1]
    return any(
        one.side in ("", side)
        and one.module in ("", module)
        and one.line in line
        and mutant.told.startswith(one.old)
        and one.kind in ("", mutant.kind)
        for one in EQUIVALENT
    )
