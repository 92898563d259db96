"""The way from a folder of specs to models, which most commands begin with."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from specmint.build import build_api
from specmint.cli.output import meant
from specmint.load import Spec, find_apis, read_specs
from specmint.model import Api
from specmint.problems import Place, Problem, Refused, arrange, has_errors

SPECS = "specs"
SCHEMA_COPY = f"{SPECS}/specmint.schema.json"


@dataclass(slots=True)
class Loaded:
    """Specs that have been read, and the models of those that are sound."""

    specs: dict[str, Spec]
    apis: dict[str, Api] = field(default_factory=dict)

    def build(self, names: Iterable[str]) -> tuple[Problem, ...]:
        """Check, build and prove; an API with errors gets no model."""
        # Here, since a mock of specs that were checked before needs neither.
        from specmint.check import check_spec
        from specmint.prove import prove

        problems: list[Problem] = []
        for name in names:
            spec = self.specs[name]
            found = list(check_spec(spec))
            if not has_errors(found):
                api = build(spec)
                try:
                    found += prove(api, spec.place)
                    self.apis[name] = api
                except RecursionError:
                    found.append(too_deep(Place(spec.folder)))
            problems += found
        return arrange(problems)


def too_deep(place: Place) -> Problem:
    """Tell of types that lead from one to the next without an end in sight."""
    message = "its types lead too deep into each other"
    hint = "let a value be at most about a hundred types deep"
    return Problem(place, "too-deep", message, hint)


def refresh_schema(root: Path) -> None:
    """Keep the schema current that editors check specs against."""
    from specmint.check import read_schema

    if has_schema(root):
        return
    copy = root / SCHEMA_COPY
    draft = copy.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with draft.open("xb") as file:  # never through a link
        file.write(read_schema().encode())
    draft.replace(copy)


def has_schema(root: Path) -> bool:
    """Whether the schema that editors use is the one of this program."""
    from specmint.check import read_schema

    copy, text = root / SCHEMA_COPY, read_schema().encode()
    if not copy.is_file() or copy.stat().st_size != len(text):
        return False
    return copy.read_bytes() == text


def choose_apis(root: Path, names: Sequence[str]) -> tuple[str, ...]:
    """Give the named APIs, or all; a name that is not there is refused."""
    known = find_apis(root / SPECS)
    if not known:
        message = f"there is no API in `{SPECS}/`"
        hint = "run it where the specs lie, or begin with `specmint new NAME`"
        raise Refused([Problem(Place(SPECS), "no-api", message, hint)], is_misuse=True)
    if unknown := [name for name in names if name not in known]:
        raise Refused((_no_api(name, known) for name in unknown), is_misuse=True)
    return tuple(name for name in known if not names or name in names)


def _no_api(name: str, known: Sequence[str]) -> Problem:
    hint = meant(name, known) or f"there is {', '.join(known)}"
    place, message = Place(f"{SPECS}/{name}"), f"there is no API `{name}`"
    return Problem(place, "no-api", message, hint)


def load_specs(root: Path, names: Sequence[str]) -> Loaded:
    return Loaded(read_specs(root, SPECS, names))


def build(spec: Spec) -> Api:
    groups = {name: spec.homes["methods", name].stem for name in spec.data["methods"]}
    return build_api(spec.data, groups)


def must_load(root: Path, names: Sequence[str]) -> dict[str, Api]:
    """Load APIs, or refuse with everything that is wrong with them."""
    loaded = load_specs(root, choose_apis(root, names))
    problems = loaded.build(loaded.specs)
    if has_errors(problems):
        raise Refused(problems)
    return loaded.apis


def hash_spec(spec: Spec) -> str:
    """Hash the files of a spec with their names."""
    made = sha256()
    for read in spec.files:
        made.update(f"{read.file}\0{len(read.text)}\0{read.text}\0".encode())
    return made.hexdigest()
