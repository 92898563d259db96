"""What a run depends on, and whether this very program has made what is there."""

from hashlib import sha256
from pathlib import Path

from specmint import __version__
from specmint.cli.project import SPECS
from specmint.render import TEMPLATES
from specmint.targets import TARGETS
from specmint.tree import read_lock

_MADE_BY = Path(".specmint/made-by")
_MOST_BYTES = 1000
_PROGRAM = Path(__file__).parents[1]


def is_made(
    root: Path, name: str, spec_hash: str, targets: tuple[str, ...], maker: str
) -> bool:
    """Whether this program made all that the locks list, and it is still there."""
    made_by = root / _MADE_BY
    if made_by.is_symlink() or not made_by.is_file():
        return False
    if made_by.stat().st_size > _MOST_BYTES or made_by.read_bytes() != maker.encode():
        return False
    folders = (TARGETS[target].folder(name) for target in targets)
    return all(_is_whole(root, folder, spec_hash) for folder in folders)


def _is_whole(root: Path, folder: str, spec_hash: str) -> bool:
    lock = read_lock(root, folder)
    return lock.spec == spec_hash and all(
        (file := root / folder / path).is_file()
        and sha256(file.read_bytes()).hexdigest() == digest
        for path, digest in lock.files.items()
    )


def note_maker(root: Path, maker: str) -> None:
    """Note that everything there is was made by this program."""
    file = root / _MADE_BY
    file.parent.mkdir(exist_ok=True)
    file.unlink(missing_ok=True)
    with file.open("xb") as opened:  # never through a link
        opened.write(maker.encode())


def hash_program() -> str:
    """Hash the program and its templates."""
    made = sha256(__version__.encode())
    for path in sorted(_program_files()):
        made.update(path.name.encode() + b"\0" + path.read_bytes())
    return made.hexdigest()


def list_inputs(root: Path) -> list[str]:
    """List the specs, the program and its templates, with the folders that hold them."""
    specs = root / SPECS
    found = [path for path in specs.rglob("*") if path.is_file() or path.is_dir()]
    return [str(path) for path in (specs, *found, *_program_files())]


def _program_files() -> list[Path]:
    kinds = {".py", ".json", ".yaml"}
    files = [path for path in _PROGRAM.rglob("*") if path.suffix in kinds]
    if isinstance(TEMPLATES, Path):
        files += [path for path in TEMPLATES.rglob("*") if path.is_file()]
    return files
