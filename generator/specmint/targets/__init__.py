"""All targets, by the name that `--target` takes: a target is a module here, and a line."""

from importlib import import_module

from specmint.target import Language, Target

_MODULES = (
    "markdown",
    "python_client",
    "python_server",
    "wire",
    "typescript",
    "interop",
)
_ALL: list[Target] = [import_module(f"{__name__}.{one}").TARGET for one in _MODULES]
TARGETS = {target.name: target for target in _ALL}
LANGUAGES: tuple[Language, ...] = tuple(
    target.language for target in _ALL if target.language
)
