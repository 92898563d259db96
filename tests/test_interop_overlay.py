"""Overlays: names, rules, results and examples that an import gets, and what is stale."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from specmint.build import build_api
from specmint.interop import Miss, lay_over, prepare, read_foreign
from specmint.wire import Context, Level, decode

HEX = {"type": "string", "pattern": "^[0-9a-f]+$"}
AMOUNT = {"type": "number", "x-coin-unit": "amount"}


def record(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": list(members)}


DOCUMENT: dict[str, Any] = {
    "openrpc": "1.4.1",
    "info": {"title": "Node", "version": "1"},
    "methods": [
        {
            "name": "getblock",
            "params": [
                {"name": "id", "required": True, "schema": HEX},
                {"name": "depth", "schema": {}, "x-coin-aliases": ["verbose"]},
            ],
            "result": {
                "name": "result",
                "schema": {
                    "oneOf": [HEX, record(id=HEX, fee=AMOUNT), record(id=HEX, txs=HEX)]
                },
            },
        },
        {
            "name": "getfee",
            "params": [],
            "result": {"name": "result", "schema": record(id=HEX, fee=AMOUNT)},
        },
    ],
}
RESULTS = {
    "getblock": {"by": "depth", "cases": {"0": 0, "1": 1, "2": [1, 2]}, "missing": 1}
}


def imported(**overlay: Any) -> tuple[dict[str, Any], list[Miss]]:
    """Import the document under an overlay of one file."""
    files: Mapping[str, Any] = {"overlay.yaml": overlay}
    misses: list[tuple[str, Miss]] = []
    data, _, _ = read_foreign(
        {"openrpc": DOCUMENT},
        "node",
        prepared=lambda document: misses.extend(prepare(document, files)),
    )
    misses += lay_over(data, files)
    return data, [miss for _, miss in misses]


def told(misses: list[Miss]) -> list[str]:
    return [f"{'.'.join(map(str, one.path))}: {one.message}" for one in misses]


def test_a_unit_and_further_names_are_read_of_extensions() -> None:
    data, misses = imported()
    name = data["methods"]["getfee"]["result"]
    assert data["types"][name]["fields"]["fee"] == {"type": "decimal", "unit": "amount"}
    assert data["methods"]["getblock"]["params"]["depth"]["also"] == ["verbose"]
    assert misses == []


def test_a_parameter_decides_a_result() -> None:
    data, misses = imported(results=RESULTS)
    result = data["methods"]["getblock"]["result"]
    assert (result["by"], list(result["cases"])) == ("depth", ["0", "1", "2"])
    assert result["cases"]["0"] == {"is": "string", "pattern": "^[0-9a-f]+$"}
    assert result["missing"] == result["cases"]["1"]
    assert data["types"][result["cases"]["2"]]["is"] == "union"
    assert misses == []


def test_a_result_that_is_not_there_is_a_miss() -> None:
    gone = {"by": "depth", "cases": {"0": 3}}
    _, misses = imported(results={"getblock": gone, "getfee": gone})
    assert told(misses) == [
        "results.getblock: `getblock` has 3 shapes, from 0 on",
        "results.getfee: there is no result of `getfee` with several shapes any more",
    ]


def test_types_of_one_shape_may_get_one_name() -> None:
    names = {"GetblockResult": "Block", "GetblockResult2": "Block"}
    data, misses = imported(
        results={"getblock": {"by": "depth", "cases": {"0": 1, "1": 2}}},
        change={"types": {"Block": {"is": "record", "fields": {"id": "string"}}}},
        rename={"types": {"GetblockResult": "Block", "Gone": "Other"}},
    )
    assert data["methods"]["getblock"]["result"]["cases"]["0"] == "Block"
    assert data["types"]["Block"]["fields"] == {"id": "string"}
    assert told(misses) == ["rename.types.Gone: there is no `Gone` any more"]
    _, misses = imported(
        results={"getblock": {"by": "depth", "cases": {"0": 1, "1": 2}}},
        rename={"types": names},
    )
    assert told(misses) == [
        "rename.types.GetblockResult2: `Block` is a name already, of something else"
    ]


def test_a_method_gets_another_name_and_keeps_that_on_the_wire() -> None:
    data, _ = imported(rename={"methods": {"getfee": "get_fee"}})
    assert data["methods"]["get_fee"]["rpc"] == {"method": "getfee"}


def test_a_rule_changes_all_uses_that_it_fits_and_no_other() -> None:
    amount = {"is": "decimal", "unit": "BTC", "scale": 8}
    data, misses = imported(
        add={"types": {"Amount": amount, "Id": {"is": "string"}}},
        results=RESULTS,
        uses=[
            {"is": "decimal", "unit": "amount", "take": "Amount"},
            {"of": ["id"], "is": "string", "take": "Id", "say": {"doc": "Whose."}},
        ],
    )
    fields = data["types"][data["methods"]["getfee"]["result"]]["fields"]
    assert fields == {"id": {"type": "Id", "doc": "Whose."}, "fee": "Amount"}
    assert data["methods"]["getblock"]["params"]["id"]["type"] == "Id"
    assert data["methods"]["getblock"]["result"]["cases"]["0"]["is"] == "string"
    assert misses == []


def test_a_rule_that_fits_nothing_is_a_miss() -> None:
    rules = [
        {"of": ["id", "gone"], "is": "string", "say": {"doc": "Whose."}},
        {"unit": "coins", "take": "Amount"},
        {"kind": "string"},
    ]
    _, misses = imported(uses=rules)
    assert told(misses) == [
        "uses.0.of.1: nothing of `gone` is left for it",
        "uses.1: no use of a type fits this rule",
        "uses.2.kind: a rule has of, is, unit, pattern, within, take, say, drop, and no `kind`",
    ]


def test_a_shape_that_is_said_anew_takes_the_place_of_the_old_one() -> None:
    data, _ = imported(
        change={
            "methods": {
                "getblock": {
                    "params": {"id": {"is": "bytes", "length": 32}},
                    "result": {"is": "list", "items": "string", "doc": "All."},
                    "since": {"node": "2"},
                }
            }
        }
    )
    method = data["methods"]["getblock"]
    assert method["params"]["id"] == {"is": "bytes", "length": 32}
    assert method["result"] == {"is": "list", "items": "string", "doc": "All."}
    assert method["since"] == {"node": "2"}


def test_examples_are_made_of_each_way_to_call_and_fit() -> None:
    data, misses = imported(
        results=RESULTS,
        show={
            "values": {"id": "abcd", "fee": Decimal("0.1"), "getblock.depth 0": "00"},
            "leave_out": ["gone"],
        },
    )
    examples = data["methods"]["getblock"]["examples"]
    assert {name: one["params"] for name, one in examples.items()} == {
        "call": {"id": "abcd"},
        "depth-0": {"id": "abcd", "depth": 0},
        "depth-1": {"id": "abcd", "depth": 1},
        "depth-2": {"id": "abcd", "depth": 2},
    }
    assert examples["call"]["result"] == {"id": "abcd", "fee": Decimal("0.1")}
    groups = {name: node["group"] for name, node in data["methods"].items()}
    api = build_api({"webhooks": {}, "pushes": {}, "streams": {}, **data}, groups)
    for method in api.methods:
        fields = {field.name: field for field in method.params}
        for one in method.examples:
            context = Context(params=Level(one.params, fields))
            assert method.result and one.result
            assert not decode(api, method.result, one.result.value, context)[1]
    assert told(misses) == ["show.leave_out.gone: nothing shows `gone` any more"]


def test_a_part_that_there_is_not_is_a_miss() -> None:
    _, misses = imported(replace={})
    assert [one.path for one in misses] == [("replace",)]
