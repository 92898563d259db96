"""Which tests are the wire cases, by side: `pytest -m wire` runs them all.

`CASES` replay the documents in generated/wire and the files in tests/wire; `EXCHANGES`
play what no document can hold: bytes in pieces, time, connections that end.
"""

# What takes least is first.
CASES = {
    "client": [
        "test_wire_values",
        "test_wire_facts",
        "test_wire_errors",
        "test_wire_exactness",
        "test_wire_clients",
        "test_wire_sent",
        "test_wire_steps",
        "test_wire_survival",
    ],
    "server": [
        "test_wire_values",
        "test_wire_facts",
        "test_wire_errors",
        "test_wire_exactness",
        "test_wire_servers",
        "test_wire_accepted",
        "test_wire_sent",
        "test_wire_refusals",
        "test_wire_steps",
    ],
}
# By module of a runtime; what is not here is in every package and small.
EXCHANGES = {
    "client": {
        "_core": ["facts", "transport", "batches", "ws", "connections", "replies"],
        "_http": ["transport", "connections", "ws", "replies"],
        "_rpc": ["batches", "transport", "replies"],
        "_large": ["replies", "codecs"],
        "_rest": ["replies", "transport"],
        "_ws": ["ws", "connections"],
        "_sign": ["sign"],
        "_hooks": ["server_hooks", "sign"],
        "_wire": ["codecs", "replies", "records", "sign"],
        "client": ["sign", "transport", "batches", "ws"],
        "webhooks": ["server_hooks"],
    },
    "server": {
        "_app": ["server_rpc", "server_rest", "server_ws", "server_accepts"],
        "_rpc": ["server_rpc", "server_accepts"],
        "_rest": ["server_rest", "server_accepts", "server_sign"],
        "_ws": ["server_ws"],
        "_sign": ["server_sign"],
        "_hooks": ["server_hooks"],
        "_forms": ["server_rest", "server_rpc"],
        "app": ["server_rpc", "server_rest", "server_ws", "server_sign"],
        "webhooks": ["server_hooks"],
    },
}
WHOLE = {
    "client": ["clients", "every_client", "recordings"],
    "server": ["server_accepts", "server_facts", "server_recordings"],
}

# The same of clients in TypeScript. Node plays them what no document can hold.
TYPESCRIPT = [
    "test_typescript_facts",
    "test_typescript_sent",
    "test_typescript_steps",
    "test_typescript_survival",
]
IN_NODE = {
    "runtime/core": ["edges"],
    "runtime/decimal": ["edges"],
    "runtime/hooks": ["edges", "sign"],
    "runtime/http": ["edges"],
    "runtime/json": ["codecs"],
    "runtime/rest": ["rest"],
    "runtime/rpc": ["edges"],
    "runtime/sign": ["hmac"],
    "runtime/wire": ["codecs"],
    "runtime/ws": ["ws"],
}
WHOLE_TYPESCRIPT = ["test_typescript_recordings", "test_typescript_clients"]


def exchanges(side: str, module: str) -> list[str]:
    """Name the modules of tests that play exchanges to this module of a package."""
    short = EXCHANGES[side].get(module, [])
    return [f"test_python_{one}" for one in [*short, *WHOLE[side]]]


def modules() -> list[str]:
    """Name all modules of tests that are wire cases; what takes least is first."""
    played = {
        test
        for side, own in EXCHANGES.items()
        for one in own
        for test in exchanges(side, one)
    }
    replayed = [*CASES["client"], *CASES["server"], "test_wire_contract"]
    in_typescript = [
        "test_typescript_wire",
        "test_typescript_exchanges",
        "test_typescript_streams",
        *TYPESCRIPT,
        *WHOLE_TYPESCRIPT,
    ]
    return [*dict.fromkeys([*replayed, *sorted(played), *in_typescript])]
