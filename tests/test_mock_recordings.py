"""Recorded requests of real nodes, sent to a mock: taken or refused as the node did.

A spec cannot know the state of a node: what was in its wallet, or whom it had met. So a
call that a node refused for its state alone may go well; all such are listed, and the
list is held against what happens, so that it cannot go stale.
"""

from functools import cache
from typing import Any

from project import api
import pytest
from python_play import SECRET, SERVERS
from python_serving import serving
from specmint.cli.mock import make_app
from specmint.mock import import_server
from specmint.targets import python_server
from specmint.wire import parse_json
from test_python_server_recordings import (
    WAYS,
    is_whole,
    send_http,
    send_rpc,
    send_ws,
)
from test_recordings import recordings, replies_of, told

Json = Any
each_way = pytest.mark.parametrize(("name", "over"), WAYS)
SEND = {"rpc": send_rpc, "http": send_http, "ws": send_ws}

# What a node refused and a mock takes, by the reason that a spec cannot know.
STATE: dict[str, dict[str, set[str]]] = {
    "bitcoin over rpc": {
        "the node was still starting": {"warmup-2.0"},
        "the node's wallet had no keys": {"getnewaddress-watch"},
        "the node's release no longer has the command": {
            "getinfo",
            "getaccountaddress",
        },
        "the node's release wants more": {"getblocktemplate-no-rules"},
        "a repeated member does not survive being recorded": {
            "getblockhash-duplicate-named"
        },
    },
    "bitdust over http": {
        "the node had no network or no such thing": {
            "queue_peddlers_list-http",
            "queue_keepers_list-http",
            "blockchain_info-http",
            "key_erase-http",
            "key_create-http",
            "key_label-http",
            "share_delete-http",
            "key_state-http",
            "files_sync-http",
            "keys_list-http",
            "key_get-http",
            "blockchain_block_produce-http",
            "share_open-http",
            "files_uploads-http",
            "user_status_check-http",
        },
    },
    "bitdust over ws": {
        "the node had no network or no such thing": {
            "queue_keepers_list-ws",
            "blockchain_block_produce-ws",
            "group_info_dht-ws",
            "message_send_group-ws",
            "files_uploads-ws",
            "share_close-ws",
            "packets_stats-ws",
            "customers_ping-ws",
            "packets_list-ws",
            "groups_list-ws",
            "ws chunk_read",
        },
    },
}


def verdict(name: str, one: Json, body: Json) -> str:
    """Say how a request was answered: `ok`, or by which error."""
    ((_, reply),) = replies_of(name, {**one, "reply": body})
    if not reply.has_failed:
        return "ok"
    return f"error {reply.code if reply.token is None else reply.token}"


@cache
def answered(name: str, over: str) -> list[tuple[str, str, str]]:
    """Send every recorded request; give what the node said, and what the mock does."""
    found = []
    package = import_server(SERVERS / python_server.package(name))
    app = make_app(api(name), package, SECRET if name == "bitdust" else None)
    with serving(app) as served:
        for one in recordings(name):
            if one["over"] == over and is_whole(name, one) and "reply" in one:
                _, text = SEND[over](name, served.port, one)
                node, mock = (
                    verdict(name, one, body)
                    for body in (one["reply"], parse_json(text))
                )
                found.append((told(one), node, mock))
    return found


@each_way
def test_a_mock_takes_and_refuses_what_the_node_did(name: str, over: str) -> None:
    found = answered(name, over)
    assert len(found) > 20
    listed = set[str]().union(*STATE[f"{name} over {over}"].values())
    differ = [one for one in found if one[1] != one[2]]
    assert [one for one in differ if one[0] not in listed] == []
    assert listed - {one[0] for one in differ} == set(), "take them off the list"


@each_way
def test_a_mock_refuses_nothing_that_the_node_took(name: str, over: str) -> None:
    taken = [one for one in answered(name, over) if one[1] == "ok"]
    assert len(taken) > 5
    assert [one for one in taken if one[2] != "ok"] == []
