"""The JSON Schema of bundles, as it ships."""

from importlib.resources import files


def read_bundle_schema() -> str:
    return files("specmint").joinpath("bundle.schema.json").read_text("utf-8")
