"""What every spec has and no document says: names, sources, and examples that fit."""

import re
from typing import Any

from specmint.build import build_api
from specmint.interop.foreign.misfits import misfits, payload_misfits
from specmint.interop.foreign.names import one_line
from specmint.interop.heads import read_info
from specmint.interop.pruned import prune
from specmint.interop.schemas import Reading
from specmint.model import Api, Field, Method, Push, Record, Webhook
from specmint.wire import decode

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
    revision = one_line(document.get("info", {}).get("version", ""))
    source = {"document": "document"}
    about: Object = {"title": one_line(info["title"]) or name, "kind": "document"}
    made: Object = {
        "api": name,
        "title": one_line(info["title"]) or name,
        "summary": one_line(info["summary"]) or f"The API {name}.",
        **({"doc": info["doc"]} if info.get("doc") else {}),
        "words": [word[:1].upper() + word[1:] for word in name.split("_") if word],
        "documents": {"document": about | ({"revision": revision} if revision else {})},
        "tables": {},
        **data,
    }
    for section in ("types", "errors", "methods", "webhooks", "pushes"):
        for node in made.get(section, {}).values():
            node["source"] = dict(source)
    for transport in made["transports"].values():
        for dialect in transport.get("dialects", {}).values():
            dialect["source"] = dict(source)
        transport["source"] = dict(source)
    for type_, node in made["types"].items():
        if node["is"] == "pending":
            reading.remark(
                "dropped", f"the type `{type_}`, which is nothing but itself"
            )
            node.update({"is": "any", "why": "The description says only its name."})
    made = cleaned(made)
    left = prune(made)
    told = [name for name in left if name not in set(reading.shapes.values())]
    if told:
        reading.at = ()
        first = ", ".join(f"`{name}`" for name in told[:5])
        more = f" and {len(told) - 5} more" if len(told) > 5 else ""
        reading.remark("dropped", f"types that nothing uses: {first}{more}")
    _keep_fitting(made, reading)
    return made


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
    for webhook in api.webhooks:
        _keep_payloads(api, reading, webhook, data["webhooks"][webhook.name])
    for push in api.pushes:
        _keep_payloads(api, reading, push, data["pushes"][push.name])
    _note_shown(data)


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


def _keep_payloads(
    api: Api, reading: Reading, sent: Webhook | Push, node: Object
) -> None:
    kept = {}
    for name, example in node["examples"].items():
        wrong = next(payload_misfits(api, sent, example), "")
        if wrong:
            message = f"the example `{name}` of `{sent.name}` does not fit: {wrong}"
            reading.remark("suspicious", message)
        else:
            kept[name] = example
    node["examples"] = kept
    if not kept:
        del node["examples"]
        node["unobserved"] = _SHOWN


def _note_shown(data: Object) -> None:
    """An error that an example shows is no more unobserved."""
    for method in data["methods"].values():
        for example in method.get("examples", {}).values():
            for name in example.get("raises", ()):
                data["errors"][name].pop("unobserved", None)


def _keep_examples(api: Api, reading: Reading, method: Method, node: Object) -> None:
    kept = {}
    for name, example in node["examples"].items():
        for error, told in example.get("raises", {}).items():
            if api.errors[error].data is None:
                told.pop("data", None)
        wrong = next(misfits(api, method, example), "")
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
