"""Streams that need no key, as generated TypeScript hears them over a real WebSocket."""

from dataclasses import replace
import json
from pathlib import Path
import threading

from project import api
import pytest
from specmint.lower import lower
from specmint.model import NO_FACTS, Api, Stream
from specmint.render import render
from specmint.targets.typescript import NAME
from typescript_samples import prepare
from typescript_tools import node, run, run_as, tool
from websockets.sync.server import ServerConnection, serve

_START = {"start": "process_health", "stop": "network_reconnect"}
STREAMS = {
    "without a key": Stream(
        "heard", "All of it.", push="event", data="event_id", facts=NO_FACTS, **_START
    ),
    "without data": Stream(
        "heard", "All of it.", push="event", facts=NO_FACTS, **_START
    ),
}
USES = {
    "without a key": "const text: string = change.data;",
    "without data": "const text: string = change.data.eventId;",
}


def with_stream(kind: str) -> Api:
    return replace(api("bitdust"), streams=(STREAMS[kind],))


def program(kind: str) -> str:
    return f"""
import {{ BitDustClient }} from "./index.ts";

const client = new BitDustClient(process.argv[2]);
for await (const change of client.heard()) {{
  {USES[kind]}
  console.log(text, change.push.eventId);
  break;
}}
client.close();
"""


@pytest.mark.parametrize("kind", STREAMS)
def test_a_stream_is_started_heard_and_stopped(kind: str, tmp_path: Path) -> None:
    prepare(tmp_path)
    for path, text in render(lower(with_stream(kind), NAME, {})):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
    (tmp_path / "program.ts").write_text(program(kind))
    ran = run(tool("typescript-today/bin/tsc"), "--project", tmp_path / "tsconfig.json")
    assert ran.returncode == 0, ran.stdout
    asked = []

    def talk(connection: ServerConnection) -> None:
        for message in connection:
            one = json.loads(message)
            asked.append((one["method"], one["kwargs"]))
            answer = {"call_id": one["call_id"], "response": {"status": "OK"}}
            connection.send(json.dumps({"type": "api_call", "payload": answer}))
            push = {"event_id": "now", "data": {}}
            connection.send(json.dumps({"type": "event", "payload": push}))

    with serve(talk, "127.0.0.1", 0) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        url = f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
        ran = run_as(node(), tmp_path / "program.ts", url)
        server.shutdown()
    assert (ran.stdout, ran.stderr) == ("now now\n", "")
    start, stop = asked
    assert [start[0], stop[0]] == [STREAMS[kind].start, STREAMS[kind].stop]
