"""All targets, by the name that `--target` takes."""

from specmint.target import Target
from specmint.targets import markdown

TARGETS: dict[str, Target] = {
    markdown.NAME: markdown,
}
