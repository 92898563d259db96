"""From an API to the views that templates print; all decisions are made here."""

from collections.abc import Callable
from importlib import import_module

from specmint.cases import Traffic
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import TARGETS

__all__ = ["lower"]


def lower(api: Api, target: str, traffic: Traffic) -> tuple[FilePlan, ...]:
    """Make the plans of all files of one target, in the module that the target names."""
    module = import_module(f"{__name__}.{TARGETS[target].lower}")
    plan_files: Callable[[Api, Traffic], tuple[FilePlan, ...]] = module.plan_files
    return plan_files(api, traffic)
