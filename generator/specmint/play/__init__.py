"""Runs samples, each language in one process of its own, and says what they printed."""

from specmint.play.process import Process, Ran, Stuck
from specmint.play.runners import find_node, run_curl, run_python, run_typescript

__all__ = [
    "Process",
    "Ran",
    "Stuck",
    "find_node",
    "run_curl",
    "run_python",
    "run_typescript",
]
