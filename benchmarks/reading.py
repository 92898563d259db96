"""How the cost of an import grows with its document: 5, 10, 20 and 40 MB of OpenAPI."""

from pathlib import Path
from tempfile import TemporaryDirectory
from time import process_time
from typing import Any

from measuring import show
from specmint.interop import read_document, read_foreign, spec_files
from specmint.layout import json_text

SIZES = (5, 10, 20, 40)
_GROUP = 2_700  # bytes that one number makes


def document(size: int) -> dict[str, Any]:
    """Make a document of about this many bytes, in which each part is used."""
    count = size // _GROUP
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for number in range(count):
        other = f"#/components/schemas/Thing{(number * 7) % count}"
        schemas[f"Thing{number}"] = _schema(number, other)
        paths[f"/things/{number}/{{id}}"] = {
            "get": _operation(number, "get"),
            "post": _operation(number, "post"),
        }
    info = {"title": "Much", "version": "1"}
    parts = {"schemas": schemas}
    return {"openapi": "3.0.3", "info": info, "paths": paths, "components": parts}


def _schema(number: int, other: str) -> dict[str, Any]:
    member = {"type": "string", "description": f"What thing {number} says of itself."}
    shapes = [{"$ref": other}, {"type": "string"}]
    return {
        "type": "object",
        "required": ["id", "name"],
        "properties": {
            "id": {"type": "integer", "format": "int64"},
            "name": {**member, "pattern": "^[a-z]+$"},
            "kind": {"type": "string", "enum": ["a", "b", f"c{number}"]},
            "other": {"$ref": other},
            "others": {"type": "array", "items": {"oneOf": shapes}},
            "inner": {"type": "object", "properties": {f"own{number}": member}},
        },
    }


def _operation(number: int, verb: str) -> dict[str, Any]:
    ref = {"schema": {"$ref": f"#/components/schemas/Thing{number}"}}
    content = {"application/json": {**ref, "example": {"id": number, "name": "a"}}}
    made: dict[str, Any] = {
        "operationId": f"{verb}Thing{number}",
        "tags": [f"group {number % 40}"],
        "summary": f"Do something with the thing {number}.",
        "description": "It does what it says.\n\nNobody knows more of it. " * 3,
        "parameters": [
            {"name": "id", "in": "path", "required": True, "schema": {"type": "integer"}, "example": 1},
            {"name": "q", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        ],
        "responses": {
            "200": {"description": "It is done.", "content": content},
            "404": {"description": "There is no such thing."},
        },
    }  # fmt: skip
    body = {"requestBody": {"required": True, "content": content}}
    return made | (body if verb == "post" else {})


def seconds(megabytes: int, folder: Path) -> tuple[float, float]:
    """Give the size in megabytes, and how long reading and writing take."""
    file = folder / "much.json"
    file.write_text(json_text(document(megabytes << 20)), "utf-8")
    begun = process_time()
    data, _, _ = read_foreign({"openapi": read_document(file)}, "much")
    text = spec_files(data)
    took = process_time() - begun
    assert len(text) > 1
    return file.stat().st_size / (1 << 20), took


def bench_reading() -> None:
    """Cost per megabyte stays the same while documents grow."""
    rates = []
    with TemporaryDirectory() as folder:
        for size in SIZES:
            megabytes, took = seconds(size, Path(folder))
            rates.append(took / megabytes)
            each = f"{rates[-1]:5.2f} s of CPU for each"
            print(f"import of {megabytes:4.1f} MB of OpenAPI: {each}")
    growth = [rates[-1] / rates[0]]
    show("CPU per megabyte, largest document against smallest", growth, most=1.5)
