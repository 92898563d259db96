"""Examples by name: what a document shows of each natively, and what is told besides."""

from collections.abc import Mapping
from typing import Any

from specmint.interop.remainder import PREFIX, same

Json = Any
Object = dict[str, Json]
SHOWN = PREFIX + "shown"


def write_shown(native: Mapping[str, Object], true: Mapping[str, Object]) -> Object:
    """Tell of each example what its native parts do not, also the order of its parameters."""
    told: Object = {}
    for name, example in true.items():
        guess = native.get(name, {})
        told[name] = {
            key: one
            for key, one in example.items()
            if key not in guess or not same(guess[key], one)
        }
        if "raises" in told[name] and "raises" in guess:
            told[name]["raises"] = _beyond(guess["raises"], example["raises"])
        order = list(example.get("params", {}))
        if "params" not in told[name] and list(guess.get("params", {})) != order:
            told[name]["order"] = order
    return {SHOWN: told} if told else {}


def read_shown(native: Mapping[str, Object], told: Mapping[str, Object]) -> Object:
    """Give whole examples; those that nothing is told of come last."""
    names = [*told, *(name for name in native if name not in told)]
    return {name: _whole(native.get(name, {}), told.get(name, {})) for name in names}


def _beyond(native: Object, true: Object) -> Object:
    """Tell of an error what its answer does not: its name, and what its text means."""
    (shown,), ((name, told),) = native.values(), true.items()
    made = {
        key: one
        for key, one in told.items()
        if key not in shown or not same(shown[key], one)
    }
    surplus = [key for key in shown if key not in told]
    return {name: made | ({"without": surplus} if surplus else {})}


def _raised(native: Object, told: Object) -> Object:
    (shown,), ((name, further),) = native.values(), told.items()
    without = ("without", *further.get("without", ()))
    whole = {**shown, **further}
    return {name: {key: one for key, one in whole.items() if key not in without}}


def _whole(native: Object, told: Object) -> Object:
    made = {**native, **{key: one for key, one in told.items() if key != "order"}}
    params = made.get("params", {})
    if "raises" in native and "raises" in told:
        made["raises"] = _raised(native["raises"], told["raises"])
    order = [name for name in told.get("order", ()) if name in params]
    if order:
        made["params"] = {name: params[name] for name in [*order, *params]}
    return made
