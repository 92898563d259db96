"""The view of the wire cases."""

from dataclasses import dataclass

from specmint.cases import Traffic, wire_cases
from specmint.layout import json_text
from specmint.model import Api
from specmint.target import FilePlan
from specmint.targets import wire
from specmint.text import Data, data


@dataclass(frozen=True, slots=True)
class WireView:
    document: Data


def lower_wire(api: Api, traffic: Traffic) -> tuple[FilePlan, ...]:
    """Plan the document of one API's wire cases."""
    view = WireView(data(json_text(wire_cases(api, traffic))))
    return (FilePlan(wire.CASES, wire.template(wire.CASES), view),)
