"""The rules of wire forms: those of each kind, and those that a server takes besides."""

from collections.abc import Iterator, Mapping
import re
from typing import Any

from specmint.check.kinds import BOOLEANS
from specmint.check.slip import Slip
from specmint.check.walk import Node
from specmint.check.words import listed, meant_or_list, shown
from specmint.load import Path

_INTEGER = frozenset(["number", "text", "hex"])
WIRES: Mapping[str, frozenset[str]] = {
    "integer": _INTEGER,
    "decimal": frozenset(["number", "text"]),
    "boolean": frozenset(["json", "zero-one", "hex", "yes-no"]),
    "bytes": frozenset(["hex", "0x-hex", "base64"]),
    "enum": frozenset(["json", *_INTEGER]),
    "list": frozenset(["json", "comma", "repeated"]),
}
_JSON = frozenset(["json"])
_NATURAL = {"integer": "number", "decimal": "number", "boolean": "json"}
ACCEPTING = _NATURAL.keys()
_DIRECTIVE = re.compile(r"%(.?)")
_DIRECTIVES = "YmdHMSf"


def wire_slips(path: Path, kind: str, node: Node) -> Iterator[Slip]:
    """Tell whether a node's wire form is one of its kind."""
    wire = node.get("wire")
    at = (*path, "wire")
    if wire is None:
        return
    if kind in {"timestamp", "duration"}:
        yield from _time(at, kind, wire)
    elif isinstance(wire, dict):
        yield from _words(at, kind, wire)
    elif wire not in WIRES.get(kind, _JSON):
        forms = WIRES.get(kind, _JSON)
        message = f"{shown(wire)} is not a wire form of `{kind}`"
        yield Slip(at, "wire-form", message, meant_or_list(wire, forms))


def _words(at: Path, kind: str, wire: Node) -> Iterator[Slip]:
    if kind != "boolean" or set(wire) != {"truthy", "falsy"}:
        message = f"this is not a wire form of `{kind}`"
        hint = "a boolean has `truthy` and `falsy`" if kind == "boolean" else ""
        yield Slip(at, "wire-form", message, hint)
        return
    for number, text in enumerate(wire["falsy"]):
        if text in wire["truthy"]:
            message = f"{shown(text)} is both true and false"
            yield Slip((*at, "falsy", number), "wire-form", message)


def _time(at: Path, kind: str, wire: Any) -> Iterator[Slip]:
    is_layout = isinstance(wire, dict) and set(wire) == {"unit", "layout"}
    if is_layout and kind == "timestamp":
        yield from _layout((*at, "layout"), wire["layout"])
    elif not (isinstance(wire, dict) and set(wire) == {"unit", "as"}):
        message = f"this is not a wire form of `{kind}`"
        yield Slip(at, "wire-form", message, "write {unit: s, as: number}")


def _layout(at: Path, layout: str) -> Iterator[Slip]:
    used = _DIRECTIVE.findall(layout)
    unknown = [word for word in used if word not in {*_DIRECTIVES, "%"}]
    if unknown or not set("Ymd") <= set(used) or len(used) != len(set(used)):
        message = f"{shown(layout)} does not say a moment"
        hint = "use %Y, %m and %d, and perhaps %H, %M, %S and %f, once each"
        yield Slip(at, "wire-form", message, hint)


def accept_slips(path: Path, kind: str, node: Node, usual: Any) -> Iterator[Slip]:
    """Tell whether a server can tell the forms that it takes from the usual one."""
    accepts = node.get("accepts", ())
    if accepts and kind not in ACCEPTING:
        message = f"`{kind}` takes no `accepts`"
        hint = f"it is for {listed(sorted(ACCEPTING))}"
        yield Slip((*path, "accepts"), "unfit-key", message, hint, of_key=True)
        return
    first = usual or _NATURAL.get(kind)
    meant = _texts(first)
    for number, form in enumerate(accepts):
        at = (*path, "accepts", number)
        wrong = list(wire_slips(at[:-1], kind, {"wire": form}))
        yield from (_inside(slip, at) for slip in wrong)
        if form == first:
            message = f"{_told(form)} is the form that travels"
            yield Slip(at, "accepted-form", message, "remove it")
        for text, meaning in () if wrong else _texts(form).items():
            if meant.setdefault(text, meaning) != meaning:
                message = f"{shown(text)} would be both true and false"
                yield Slip(at, "accepted-form", message)


def _inside(slip: Slip, at: Path) -> Slip:
    """Move what is wrong with a form to where the form stands."""
    return slip._replace(path=(*at, *slip.path[len(at) :]))


def _told(form: Any) -> str:
    return "this" if isinstance(form, dict) else shown(form)


def _texts(form: Any) -> dict[str, bool]:
    """Give the texts of a boolean's form, and what each means."""
    if isinstance(form, dict):
        truthy, falsy = form.get("truthy", ()), form.get("falsy", ())
    elif form in BOOLEANS:
        truthy, falsy = ([text] for text in BOOLEANS[form])
    else:
        return {}
    return {**dict.fromkeys(truthy, True), **dict.fromkeys(falsy, False)}
