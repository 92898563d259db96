"""The rules of the API file, apart from auth; and of what all its files have."""

from collections.abc import Iterator
import re

from specmint.check.graph import circles, heights
from specmint.check.index import Index
from specmint.check.slip import Slip
from specmint.check.words import listed, meant_or_list, shown
from specmint.load import Spec
from specmint.problems import Place, Problem

_NEEDED = ("specmint", "api", "title", "summary", "words", "documents", "transports")
_GROUP = re.compile(r"[a-z][a-z0-9_-]{0,99}")
_MOST_AROUND = 16


def has_hole(spec: Spec) -> bool:
    """Whether what all other files build on is not there."""
    return not (spec.is_whole and {"documents", "transports"} <= spec.data.keys())


def check_files(spec: Spec) -> Iterator[Problem]:
    """Find what is missing from files that are there."""
    for read in spec.files:
        if not isinstance(read.data, dict):
            continue  # it has a problem already
        inner = read.file.removeprefix(f"{spec.folder}/")
        needed: tuple[str, ...] = _NEEDED if inner == "api.yaml" else ()
        if inner.startswith("methods/"):
            needed = ("group", "methods")
            if not _GROUP.fullmatch(read.stem):
                message = f"{shown(read.stem)} cannot be the name of a group"
                hint = "use small letters, digits, hyphens and underscores"
                yield Problem(Place(read.file), "bad-form", message, hint)
        if missing := [key for key in needed if key not in read.data]:
            message = f"the file has no {listed(missing)}"
            yield Problem(read.place(()), "missing-key", message, "add it")


def check_api(index: Index) -> Iterator[Slip]:
    """Find a wrong name, groups that are not there, and envelopes in a circle."""
    name = index.spec.data.get("api")
    if name and name != index.spec.name:
        message = f"the API {shown(name)} lies in the folder {shown(index.spec.name)}"
        yield Slip(("api",), "wrong-name", message, "make the two the same")
    groups = index.names["groups"]
    for place, group in enumerate(index.spec.data.get("order", ())):
        if group not in groups:
            message = f"there is no group {shown(group)}"
            hint = meant_or_list(group, groups)
            yield Slip(("order", place), "unknown-name", message, hint)
    yield from _envelopes(index)
    for group, node in index.section("groups").items():
        if "path" in node and "rpc" not in index.names["transports"]:
            message = "only a call over `rpc` takes the path of its group"
            yield Slip(("groups", group, "path"), "unfit-key", message, of_key=True)


def _envelopes(index: Index) -> Iterator[Slip]:
    envelopes = index.section("envelopes")
    around = {name: [node.get("around", "")] for name, node in envelopes.items()}
    for name in circles(around):
        message = f"{shown(name)} is around itself"
        yield Slip(("envelopes", name, "around"), "circle", message)
    for name, height in heights(around).items():
        if height == _MOST_AROUND:
            message = f"envelopes are around each other at most {_MOST_AROUND} deep"
            yield Slip(("envelopes", name, "around"), "too-deep", message)
    for name, node in envelopes.items():
        if "ok_at" in node and "around" not in node and "ok" not in node:
            message = "`ok_at` says where the envelope inside, or `ok`, is"
            yield Slip(("envelopes", name, "ok_at"), "unfit-key", message, of_key=True)
