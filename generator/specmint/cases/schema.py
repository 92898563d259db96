"""The JSON Schema of wire cases, as it ships."""

from importlib.resources import files


def read_wire_schema() -> str:
    return files("specmint").joinpath("wire.schema.json").read_text("utf-8")
