"""How long types are laid out, where prettier knows a way of its own."""

import pytest
from specmint.lower.typescript.layout import typed

LONG = "GetrawaddrmanResultOfOneAddressThatIsInATable"


@pytest.mark.parametrize(
    ("head", "annotation", "wanted"),
    [
        (
            "readonly taprootScriptPathSigsOfInputs?:",
            f"readonly {LONG}[] | undefined",
            f"\n  readonly {LONG}[] | undefined;",
        ),
        (
            "readonly taprootScriptPathSigsOfInputs?:",
            f"readonly {LONG}[] | string | undefined",
            f"\n  | readonly {LONG}[]\n  | string\n  | undefined;",
        ),
        (
            "):",
            f"Promise<{{ readonly [name: string]: {{ readonly [key: string]: {LONG} }} }}>",
            " Promise<{\n  readonly [name: string]: {\n"
            f"    readonly [key: string]: {LONG};\n  }};\n}}>;",
        ),
    ],
)
def test_a_type_that_is_too_long(head: str, annotation: str, wanted: str) -> None:
    assert typed(head, annotation) == f"{head}{wanted}"
