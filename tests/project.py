"""The project's own specs, loaded once for all tests that look at them."""

from functools import cache
from pathlib import Path

from specmint.cli.project import Loaded, choose_apis, load_specs
from specmint.model import Api
from specmint.problems import has_errors

ROOT = Path(__file__).parents[1]
NAMES = choose_apis(ROOT, ())


@cache
def loaded() -> Loaded:
    """Load, check and build all specs."""
    specs = load_specs(ROOT, NAMES)
    problems = specs.build(specs.specs)
    assert not has_errors(problems), "\n".join(map(str, problems))
    return specs


def api(name: str) -> Api:
    return loaded().apis[name]
