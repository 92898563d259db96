"""From models to the folders that targets make of them, all in memory."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from specmint.cases import make_traffic
from specmint.lower import lower
from specmint.model import Api
from specmint.render import copied, polish, render
from specmint.target import FilePlan
from specmint.targets import TARGETS
from specmint.tree import Folder, read_lock

OUTPUT = "generated"


def choose_targets(names: Iterable[str]) -> tuple[str, ...]:
    chosen = set(names)
    return tuple(name for name in TARGETS if not chosen or name in chosen)


def make_folders(
    root: Path, api: Api, spec_hash: str, targets: Iterable[str]
) -> tuple[Folder, ...]:
    """Render one API for the targets; what a lock knows is not formatted again."""
    traffic = make_traffic(api)
    return tuple(
        _make(root, api, spec_hash, name, lower(api, name, traffic)) for name in targets
    )


def _make(
    root: Path, api: Api, spec_hash: str, target: str, plans: tuple[FilePlan, ...]
) -> Folder:
    path = TARGETS[target].folder(api.name)
    known = frozenset(read_lock(root, path).files.values()) | copied(plans)
    return Folder(path, polish(render(plans), known), spec_hash)


@contextmanager
def standing(root: Path, api: Api, spec_hash: str, target: str) -> Iterator[Path]:
    """Give the folder of a target; one that is not of this spec is made for the while."""
    folder = root / TARGETS[target].folder(api.name)
    if read_lock(root, TARGETS[target].folder(api.name)).spec == spec_hash:
        yield folder
        return
    [made] = make_folders(root, api, spec_hash, [target])
    with TemporaryDirectory() as home:
        here = Path(home) / folder.name
        for path, text in made.files:
            (here / path).parent.mkdir(parents=True, exist_ok=True)
            (here / path).write_text(text, "utf-8")
        yield here
