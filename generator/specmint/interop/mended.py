"""An imported spec without the parts that its own rules refuse."""

from collections.abc import Mapping
from typing import Any

from specmint.interop.pruned import prune
from specmint.interop.schemas import Remark, pointer

Json = Any
Object = dict[str, Json]
Part = tuple[str, str]  # a section and a name
_WHY = "What the description says of it cannot be said here."
_WORDS = {"methods": "method", "webhooks": "webhook", "pushes": "push"}


def leave_out(
    data: Object, unsound: Mapping[Part, str], places: Mapping[Part, tuple[str, ...]]
) -> list[Remark]:
    """Take what is unsound out of the data of a spec, and say so; nothing if all is left."""
    made = []
    for (section, name), message in unsound.items():
        nodes = data.get(section)
        if not isinstance(nodes, dict) or name not in nodes:
            continue
        if section in _WORDS:
            del nodes[name]
            told = f"the whole {_WORDS[section]} `{name}`: {message}"
        elif section == "types":
            nodes[name] = {"is": "any", "why": _WHY, "source": nodes[name]["source"]}
            told = f"the type `{name}`: {message}"
        elif section == "errors":
            del nodes[name]
            told = f"the error `{name}`: {message}"
        else:
            continue
        at = places.get((section, name), ())
        made.append(Remark(pointer(at), "dropped", told))
    if made:
        _forget(data)
        prune(data)
    return made


def _forget(data: Object) -> None:
    """Take out what names errors and methods that are gone."""
    for method in data["methods"].values():
        _forget_errors(method, data["errors"])
    for webhook in data.get("webhooks", {}).values():
        names = [by["method"] for by in webhook.get("registered_by", ())]
        if any(name not in data["methods"] for name in names):
            del webhook["registered_by"]


def _forget_errors(method: Object, errors: Object) -> None:
    left = [one for one in method.pop("errors", ()) if one in errors]
    method.update({"errors": left} if left else {})
    shown = {
        name: one
        for name, one in method.pop("examples", {}).items()
        if all(error in errors for error in one.get("raises", ()))
    }
    if shown:
        method["examples"] = shown
    else:
        method.setdefault("unobserved", "The document shows no example that fits.")
