"""What the heads of all three formats say alike: title, description, tags, addresses."""

from collections.abc import Mapping
import re
from typing import Any

from specmint.interop.remainder import NO_SCHEMA, complete, overlay

Json = Any
Object = dict[str, Json]
_ADDRESS = re.compile(r"([a-zA-Z][a-zA-Z0-9+.-]*://[^/?#]+)([^?#]*)")


def write_info(data: Object) -> Object:
    releases = [one for names in data.get("versions", {}).values() for one in names]
    made = {"title": data["title"], "version": releases[-1] if releases else "1"}
    return made | {"description": write_about(data)}


def write_about(node: Object) -> str:
    """Give a summary and a doc as one text: the first paragraph is the summary."""
    return "\n\n".join(one for one in (node["summary"], node.get("doc")) if one)


def read_about(text: str) -> Object:
    summary, _, doc = text.partition("\n\n")
    return {"summary": summary} | ({"doc": doc} if doc else {})


def read_info(info: Mapping[str, Json]) -> Object:
    about = info.get("description") or info.get("summary") or info["title"]
    return {"title": info["title"], **read_about(about)}


def write_tag(name: str, group: Object) -> Object:
    native: Object = {"name": name}
    native |= {"description": group["doc"]} if group.get("doc") else {}
    return complete(native, group, read_tag)


def read_tag(native: Object) -> Object:
    made: Object = {"title": native.get("summary") or titled(native["name"])}
    made |= {"doc": native["description"]} if native.get("description") else {}
    return overlay(native, made, NO_SCHEMA)


def titled(name: str) -> str:
    """Make a title of a name: `raw_blocks` is Raw blocks."""
    words = re.sub(r"[_\W]+", " ", re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name)).strip()
    return words[:1].upper() + words[1:]


def split_address(url: str) -> tuple[str, str]:
    """Give scheme, host and port, and the path behind them."""
    found = _ADDRESS.match(url)
    return (found[1], found[2].rstrip("/")) if found else (url, "")
