"""What every spec has and no document says: names, sources, and examples that fit."""

from collections.abc import Iterator
import re
from typing import Any

from specmint.build import build_api
from specmint.interop.foreign.names import CATEGORY
from specmint.interop.heads import read_info
from specmint.interop.schemas import Reading
from specmint.interop.schemas.context import ALIASES, UNIT
from specmint.model import Api, Field, Method, Record
from specmint.wire import Context, Level, decode

Json = Any
Object = dict[str, Json]
_SHOWN = "The document shows no example of it that fits."
_TAG = re.compile(r"</?[A-Za-z!][^<>]*>")
_CODE = re.compile(r"(`+[^`]+`+)")
_UNSEEN = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u2028-\u202e\u2060-\u2069\ufeff\ufffe\uffff]"
)


def completed(data: Object, document: Object, name: str, reading: Reading) -> Object:
    """Add what a spec needs besides what was read, and drop what does not fit."""
    info = read_info({"title": name, **document.get("info", {})})
    revision = str(document.get("info", {}).get("version", ""))
    source = {"document": "document"}
    about: Object = {"title": info["title"], "kind": "document"}
    made: Object = {
        "api": name,
        "title": info["title"],
        "summary": info["summary"],
        **({"doc": info["doc"]} if info.get("doc") else {}),
        "words": [word[:1].upper() + word[1:] for word in name.split("_") if word],
        "documents": {"document": about | ({"revision": revision} if revision else {})},
        "tables": {},
        **data,
    }
    for section in ("types", "errors", "methods", "webhooks"):
        for node in made.get(section, {}).values():
            node["source"] = dict(source)
    for transport in made["transports"].values():
        for dialect in transport.get("dialects", {}).values():
            dialect["source"] = dict(source)
        transport["source"] = dict(source)
    made = cleaned(made)
    _prune(made, reading)
    _keep_fitting(made, reading)
    note_extensions(reading)
    return made


def _prune(data: Object, reading: Reading) -> None:
    """Leave out types that nothing uses."""
    types = data["types"]
    used: set[str] = set()
    todo: list[Json] = [data["methods"]]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            todo += node.values()
        elif isinstance(node, list):
            todo += node
        elif isinstance(node, str) and node in types and node not in used:
            used.add(node)
            todo.append(types[node])
    left = [name for name in types if name not in used]
    told = [name for name in left if name not in set(reading.shapes.values())]
    if told:
        reading.at = ()
        first = ", ".join(f"`{name}`" for name in told[:5])
        more = f" and {len(told) - 5} more" if len(told) > 5 else ""
        reading.remark("dropped", f"types that nothing uses: {first}{more}")
    for name in left:
        del types[name]


def cleaned(node: Json, key: str = "") -> Json:
    """Make prose of what others wrote: no markup of HTML, nothing unseen."""
    if isinstance(node, dict):
        return {
            name: one if name in ("examples", "default") else cleaned(one, name)
            for name, one in node.items()
        }
    if isinstance(node, list):
        return [cleaned(one) for one in node]
    if isinstance(node, str) and key in ("doc", "summary", "title", "why"):
        text = node.replace("\r\n", "\n").replace("\t", "    ")
        parts = _CODE.split(_UNSEEN.sub("", text))
        plain = "".join(
            part if index % 2 else _TAG.sub("", part).replace("<", "`<`")
            for index, part in enumerate(parts)
        )
        return "\n".join(line.rstrip() for line in plain.split("\n")).strip() or "-"
    return node


def _keep_fitting(data: Object, reading: Reading) -> None:
    """Keep the defaults and examples that fit their types; methods say if they have none."""
    groups = {name: node["group"] for name, node in data["methods"].items()}
    api = build_api({**{"webhooks": {}, "pushes": {}, "streams": {}}, **data}, groups)
    for name, known in api.types.items():
        if isinstance(known.type, Record):
            fields = data["types"][name]["fields"]
            _keep_defaults(api, reading, known.type.fields, fields, name)
    for method in api.methods:
        node = data["methods"][method.name]
        _keep_defaults(api, reading, method.params, node.get("params", {}), method.name)
        _keep_examples(api, reading, method, node)


def _keep_defaults(
    api: Api, reading: Reading, fields: tuple[Field, ...], nodes: Object, where: str
) -> None:
    for field in fields:
        default, node = field.default, nodes.get(field.name)
        if default is None or not isinstance(node, dict) or default.value is None:
            continue
        if decode(api, field.use, default.value)[1]:
            reading.at = ()
            message = (
                f"the default of `{field.name}` in `{where}` does not fit its type"
            )
            reading.remark("suspicious", message)
            del node["default"]
            node["optional"] = True


def _keep_examples(api: Api, reading: Reading, method: Method, node: Object) -> None:
    kept = {}
    for name, example in node["examples"].items():
        wrong = next(_misfits(api, method, example), "")
        if wrong:
            reading.at = ()
            message = f"the example `{name}` of `{method.name}` does not fit: {wrong}"
            reading.remark("suspicious", message)
        else:
            kept[name] = example
    node["examples"] = kept
    if not kept:
        del node["examples"]
        node["unobserved"] = _SHOWN


def is_read(key: str) -> bool:
    """Whether an extension is one of those that are understood."""
    is_own = key.startswith("x-specmint-")
    told = UNIT.fullmatch(key) or ALIASES.fullmatch(key)
    return is_own or bool(told) or key in CATEGORY


def note_extensions(reading: Reading) -> None:
    """Say which extensions of others stand where; few are read."""
    found: dict[str, list[tuple[str, ...]]] = {}
    _gather(reading.document, (), found)
    for key, places in sorted(found.items()):
        reading.at = places[0]
        more = len(places) - 1
        where = f" here and at {more} more places" if more else ""
        reading.remark("dropped", f"`{key}`{where}")
    reading.at = ()


def _gather(
    node: Json, at: tuple[str, ...], found: dict[str, list[tuple[str, ...]]]
) -> None:
    if isinstance(node, dict):
        for key, one in node.items():
            if key.startswith("x-") and at[-1:] != ("properties",):
                if not is_read(key):
                    found.setdefault(key, []).append((*at, key))
            else:
                _gather(one, (*at, key), found)
    elif isinstance(node, list):
        for index, one in enumerate(node):
            _gather(one, (*at, str(index)), found)


def _misfits(api: Api, method: Method, example: Object) -> Iterator[str]:
    given = example.get("params", {})
    level = Level(given, {field.name: field for field in method.params})
    context = Context(params=level, siblings=level)
    for field in method.params:
        if field.name not in given:
            if not field.may_be_missing:
                yield f"it lacks `{field.name}`"
            continue
        for misfit in decode(api, field.use, given[field.name], context)[1]:
            yield f"{field.name}: {misfit.message}"
    if method.result is not None:
        if "result" not in example:
            yield "it has no result"
        else:
            told = Context(params=level)
            for misfit in decode(api, method.result, example["result"], told)[1]:
                yield f"result {'.'.join(map(str, misfit.path))}: {misfit.message}"
    elif example.get("result") is not None:
        yield "it has a result, and the method has none"
