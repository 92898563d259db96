"""Connections on a tape: calls with their answers, and what was pushed, over a WebSocket."""

from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from dataclasses import dataclass, field
from secrets import token_hex
from typing import Any

from specmint.mock.frames import Frame, Frames, is_same_id
from specmint.model import Ws

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Line = Mapping[str, Any]
_OPENING = ""


@dataclass(slots=True)
class Exchange:
    """The answer of a call, and what was pushed; a connection opens with no answer."""

    answer: str = ""
    before: list[str] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


class Sessions:
    """An application whose connections are recorded, or played again.

    A push that no call waits for is a line of its own, which follows the exchange of
    its connection that it came after. Addresses are left out, since they hold secrets.
    """

    def __init__(
        self,
        app: Any,
        facts: Ws,
        write: Callable[[Line], None],
        recorded: Iterable[Line],
    ) -> None:
        self._app, self.write = app, write
        self.frames, self.greets = Frames(facts), facts.greets is not None
        self._known: dict[str, list[Exchange]] = {}
        latest: dict[str, Exchange] = {}
        for line in recorded:
            name = line["connection"]
            if name not in latest:
                latest[name] = self._keep(_OPENING, Exchange())
            if "push" in line:
                latest[name].after.append(line["push"])
                continue
            one = Exchange(line["reply"], list(line["pushes"]))
            latest[name] = self._keep(self.frames.meaning(line["call"]), one)

    def _keep(self, key: str, one: Exchange) -> Exchange:
        self._known.setdefault(key, []).append(one)
        return one

    def opening(self) -> Exchange | None:
        return self._next(_OPENING)

    def known(self, call: Frame) -> Exchange | None:
        return self._next(self.frames.meaning(call.text))

    def _next(self, key: str) -> Exchange | None:
        """Give the next of several, and the last one for ever."""
        left = self._known.get(key, [])
        return left.pop(0) if len(left) > 1 else next(iter(left), None)

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        session = _Session(self, receive, send)
        try:
            await self._app(scope, session.receive, session.send)
        finally:
            session.end()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A call that waits for its answer, and what was pushed meanwhile."""

    call: Frame
    pushes: list[str] = field(default_factory=list)


class _Session:
    """One connection: answers what is on the tape, and notes what is not."""

    def __init__(self, tape: Sessions, receive: Receive, send: Send) -> None:
        self._tape, self._receive, self._send = tape, receive, send
        self._name = token_hex(4)
        self._asked: list[_Asked] = []
        self._is_greeted = False

    async def receive(self) -> Message:
        """Give what the tape cannot answer."""
        while True:
            message = await self._receive()
            call = self._tape.frames.call(_text(message))
            known = self._tape.known(call) if call else None
            if call and known:
                await self._play(known, call.own_id)
                continue
            if call:
                self._asked.append(_Asked(call))
            return message

    async def send(self, message: Message) -> None:
        if message["type"] == "websocket.send":
            if self._is_greeted:  # by the tape
                self._is_greeted = False
                return
            self._note(_text(message))
        await self._send(message)
        if message["type"] == "websocket.accept":
            opening = self._tape.opening()
            if opening and opening.after:
                self._is_greeted = self._tape.greets
                await self._play(opening, "")

    def end(self) -> None:
        """Note what was pushed while calls waited that were never answered."""
        for one in self._asked:
            for push in one.pushes:
                self._write(push=push)

    async def _play(self, one: Exchange, own_id: str) -> None:
        answers = [self._tape.frames.fill(one.answer, own_id)] if one.answer else []
        for text in (*one.before, *answers, *one.after):
            await self._send({"type": "websocket.send", "text": text})

    def _note(self, text: str) -> None:
        """Note a push, or a call with its answer; others' answers are theirs to note."""
        answer = self._tape.frames.answer(text)
        if answer:
            for one in self._asked:
                if is_same_id(one.call.own_id, answer.own_id):
                    self._asked.remove(one)
                    call, pushes = one.call.text, one.pushes
                    self._write(call=call, pushes=pushes, reply=answer.text)
                    return
        elif self._asked:
            self._asked[0].pushes.append(text)  # so all are kept in order
        else:
            self._write(push=text)

    def _write(self, **what: Any) -> None:
        self._tape.write({"over": "ws", "connection": self._name, **what})


def _text(message: Message) -> str:
    """Give what a frame holds, be it text or binary."""
    text: str | None = message.get("text")
    if text is None:
        return (message.get("bytes") or b"").decode("utf-8", "replace")
    return text
