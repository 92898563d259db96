"""The way from a folder of specs to models, which most commands begin with."""

from collections.abc import Sequence
from pathlib import Path

from specmint.build import build_api
from specmint.check import check_spec
from specmint.load import Spec, find_apis, read_specs
from specmint.model import Api
from specmint.problems import Place, Problem, Refused, arrange, has_errors

SPECS = "specs"


def choose_apis(root: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Give the named APIs, or all; a name that is not there is refused."""
    known = find_apis(root / SPECS)
    if not known:
        message = f"there is no API in `{SPECS}/`"
        hint = "run it where the specs lie, or begin with `specmint new NAME`"
        raise Refused([Problem(Place(SPECS), "no-api", message, hint)])
    if unknown := [name for name in names if name not in known]:
        hint = f"there is {', '.join(known)}"
        raise Refused(
            Problem(Place(f"{SPECS}/{name}"), "no-api", f"there is no API `{name}`", hint)
            for name in unknown
        )
    return tuple(name for name in known if not names or name in names)


def load_apis(
    root: Path, names: Sequence[str]
) -> tuple[dict[str, Api], tuple[Problem, ...]]:
    """Read, check and build; an API with errors is left out of the models."""
    apis: dict[str, Api] = {}
    problems: list[Problem] = []
    for name, spec in read_specs(root, SPECS, names).items():
        found = check_spec(spec)
        problems += found
        if not has_errors(found):
            apis[name] = build(spec)
            problems += _prove(spec, apis[name])
    return apis, arrange(problems)


def build(spec: Spec) -> Api:
    groups = {name: spec.homes["methods", name].stem for name in spec.data["methods"]}
    return build_api(spec.data, groups)


def _prove(spec: Spec, api: Api) -> tuple[Problem, ...]:
    try:
        from specmint.prove import prove
    except ImportError:
        return ()
    return prove(api, spec.place)


def must_load(root: Path, names: Sequence[str]) -> dict[str, Api]:
    """Load APIs, or refuse with everything that is wrong with them."""
    apis, problems = load_apis(root, choose_apis(root, names))
    if has_errors(problems):
        raise Refused(problems)
    return apis
