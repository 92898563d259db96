"""From checked data to the model; what it is given is sound, so it asks nothing."""

from specmint.build.api import build_api

__all__ = ["build_api"]
