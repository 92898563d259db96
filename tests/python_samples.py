"""The Python samples of the reference: found on its pages, and run as scripts."""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
import re
import threading
from typing import Any

from markup import blocks
from project import ROOT, api
from python_clients import package
from python_server import Request, Service, reply
from python_trials import KEYS, Outcome, Way, answer_of, cases
from specmint.model import Example, Method
from specmint.wire import parse_json, write_json
from websockets.sync.server import ServerConnection, serve

DOCS = ROOT / "generated" / "docs"


@dataclass(frozen=True)
class Sample:
    """The sample of one example; `code` is empty where there is none."""

    name: str
    method: Method
    example: Example
    code: str

    def __str__(self) -> str:
        return f"{self.method.name}/{self.example.name}"

    @property
    def over(self) -> str:
        """Name the transport by the address that stands in the sample."""
        hosts = {one.host: one.name for one in api(self.name).transports}
        return next(name for host, name in hosts.items() if f'"{host}"' in self.code)


def samples(name: str, language: str = "python") -> Iterator[Sample]:
    """Give what stands below each example on the pages of an API, in a language."""
    for group in api(name).groups:
        text = (DOCS / name / "methods" / f"{group.name}.md").read_text("utf-8")
        sections = re.split(r"^## ", text, flags=re.MULTILINE)[1:]
        methods = [one for one in api(name).methods if one.group == group.name]
        for method, section in zip(methods, sections, strict=True):
            parts = re.split(r"^\*\*Example `", section, flags=re.MULTILINE)[1:]
            for example, part in zip(method.examples, parts, strict=True):
                assert part.startswith(f"{example.name}`")
                found = [b.content for b in blocks(part) if b.info == language]
                assert len(found) < 2, f"{method.name}/{example.name}"
                yield Sample(name, method, example, "".join(found))


# -- running -----------------------------------------------------------------------


@dataclass
class Played:
    """A sample that ran: what the server got, and the objects that were printed."""

    sample: Sample
    way: Way
    outcome: Outcome
    printed: list[Any]


class Player:
    """A server that answers each sample with its example's reply, and the call's id."""

    def __init__(self, name: str, over: str) -> None:
        self.way = Way(name, over)
        self.now: Outcome
        self._cases = {str(case): case for case in cases(name, over)}

    def play(self, sample: Sample, url: str) -> Played:
        """Run a sample against the server, with credentials that can be used."""
        case = self._cases[str(sample)]
        self.now = Outcome(*answer_of(self.way, case), case=case)
        played = Played(sample, self.way, self.now, [])
        space = {"print": lambda *values: played.printed.extend(values)}
        code = sample.code.replace(api(sample.name).transport(sample.over).host, url)
        for name, value in KEYS.get(sample.name, {}).items():
            code = code.replace(f'{name}="your {name}"', f'{name}="{value}"')
        try:
            exec(compile(code, str(sample), "exec"), space)
        except Exception as error:
            self.now.error = error
        finally:
            if client := space.get("client"):
                client.close()  # type: ignore[attr-defined]
        return played

    @contextmanager
    def open(self) -> Iterator[str]:
        if self.way.over == "ws":
            with serve(self._talk, "127.0.0.1", 0) as server:
                threading.Thread(target=server.serve_forever, daemon=True).start()
                yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}"
                server.shutdown()
        else:
            with Service(self._answer) as service:
                yield service.url

    def _answer(self, request: Request) -> Iterable[bytes]:
        self.now.requests.append(request)
        own = parse_json(request.body.decode())["id"] if self.way.over == "rpc" else 0
        yield reply(self._answer_to(own), self.now.status)

    def _talk(self, connection: ServerConnection) -> None:
        for message in connection:
            self.now.requests.append(message)
            connection.send(self._answer_to(parse_json(str(message))["call_id"]))

    def _answer_to(self, own: Any) -> str:
        """Put the id of a call into its answer, where that has one."""
        text = self.now.body
        if self.way.over == "http" or not text.startswith("{"):
            return text
        body = parse_json(text)
        if self.way.over == "ws":
            body["payload"]["call_id"] = own
        elif body.get("id") is not None:
            body["id"] = own
        text = write_json(body)
        if len(self.now.requests) == 1:
            self.now.body = text
        return text


def play(name: str, over: str) -> Iterator[Played]:
    """Run all samples that call over one transport."""
    player = Player(name, over)
    package(name)  # so that it can be imported
    with player.open() as url:
        for sample in samples(name):
            if sample.code and sample.over == over:
                yield player.play(sample, url)
