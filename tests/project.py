"""The project's own specs, loaded once for all tests that look at them."""

from functools import cache
from pathlib import Path

from specmint.cli.project import Loaded, choose_apis, load_specs
from specmint.model import Api
from specmint.problems import has_errors

ROOT = Path(__file__).parents[1]
ALL = choose_apis(ROOT, ())
# What is an import with an overlay is large and shows no construct that the others lack:
# test_imported.py says of it what must hold, and tests of constructs leave it out.
IMPORTED = tuple(name for name in ALL if (ROOT / "specs" / name / "overlay").is_dir())
NAMES = tuple(name for name in ALL if name not in IMPORTED)


def loaded() -> Loaded:
    """Give the specs that people wrote, loaded, checked and built."""
    return _loaded(NAMES)


@cache
def _loaded(names: tuple[str, ...]) -> Loaded:
    specs = load_specs(ROOT, names)
    problems = specs.build(specs.specs)
    assert not has_errors(problems), "\n".join(map(str, problems))
    return specs


def api(name: str) -> Api:
    return _loaded((name,) if name in IMPORTED else NAMES).apis[name]
