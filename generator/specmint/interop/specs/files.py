"""The data of a spec as files in the house layout."""

from typing import Any

from specmint.interop.specs.yaml_text import yaml_text

Json = Any
Object = dict[str, Json]
_HEAD = "# yaml-language-server: $schema={up}../specmint.schema.json\n"
_API = (
    *("specmint", "api", "title", "words", "summary", "doc", "order", "documents"),
    *("versions", "transports", "credentials", "auth", "envelopes", "facts", "errata"),
)
_LINES = {"rpc": {"method"}, "http": {"call"}, "ws": {"method"}}
_MOST_TYPES = 400  # in one file; more are put into files by their first letter
_MOST_NODES = 80_000  # of types in one file; a file that is read has its limits
_METHOD = ("summary", "doc", "rpc", "http", "ws", "effect", "effect_doc", "params")


def spec_files(data: Object) -> dict[str, str]:
    """Give each file's path in the folder of the API, and its text."""
    groups = data["groups"]
    made: Object = {"api.yaml": {**data, "specmint": 1, "order": list(groups)}}
    made["api.yaml"] = {
        key: made["api.yaml"][key] for key in _API if made["api.yaml"].get(key)
    }
    made |= _types(data)
    if data.get("errors"):
        made["errors.yaml"] = {"errors": data["errors"]}
    for name, group in groups.items():
        methods = {
            method: _method(node)
            for method, node in data["methods"].items()
            if node["group"] == name
        }
        made[f"methods/{name}.yaml"] = {"group": group, "methods": methods}
    if data.get("webhooks"):
        made["webhooks.yaml"] = {"webhooks": data["webhooks"]}
    streams = {key: data[key] for key in ("pushes", "streams") if data.get(key)}
    if streams:
        streams["pushes"] = {
            name: _push(one) for name, one in data.get("pushes", {}).items()
        }
        made["streams.yaml"] = streams
    return {path: _text(path, one) for path, one in made.items()}


def _text(path: str, sections: Object) -> str:
    head = _HEAD.format(up="../" * path.count("/"))
    if path == "api.yaml":
        return head + yaml_text(sections)
    parts = (_section(name, one) for name, one in sections.items() if one)
    return head + "\n".join(parts)


def _section(name: str, node: Object) -> str:
    """Print one section; methods stand apart from each other."""
    text = yaml_text({name: node})
    if name != "methods" or len(node) < 2:
        return text
    each = [
        yaml_text({name: {key: one}}).partition("\n")[2] for key, one in node.items()
    ]
    return f"{name}:\n" + "\n".join(each)


def _types(data: Object) -> Object:
    tables: Object = {"tables": data["tables"]} if data.get("tables") else {}
    types = data["types"]
    if len(types) <= _MOST_TYPES:
        return {"types.yaml": {"types": types, **tables}} if types or tables else {}
    made: Object = {"types.yaml": tables} if tables else {}
    nodes: dict[str, int] = {}
    for name, node in types.items():
        letter = name[0].lower()
        nodes[letter] = nodes.get(letter, 0) + _count(node)
        number = nodes[letter] // _MOST_NODES
        path = f"types/{letter}{number + 1 if number else ''}.yaml"
        made.setdefault(path, {"types": {}})["types"][name] = node
    return made


def _count(node: Json) -> int:
    if isinstance(node, dict):
        return 1 + sum(1 + _count(one) for one in node.values())
    return 1 + sum(map(_count, node)) if isinstance(node, list) else 1


def _method(node: Object) -> Object:
    made = {key: one for key, one in node.items() if key != "group"}
    for way, alone in _LINES.items():
        if way in made and made[way].keys() == alone:
            [made[way]] = made[way].values()
    order = [*_METHOD, *made]
    return {key: made[key] for key in dict.fromkeys(order) if key in made}


def _push(node: Object) -> Object:
    """The literal text of a push is a frame."""
    examples = {
        name: {("frame" if key == "body" else key): value for key, value in one.items()}
        for name, one in node.get("examples", {}).items()
    }
    told = {key: one for key, one in node.items() if key != "examples"}
    return {**told, **({"examples": examples} if examples else {})}
