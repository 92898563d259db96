# ruff: noqa
"""JSON-RPC over HTTP: calls by position or by name, batches, notifications, dialects."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from itertools import count
from typing import TYPE_CHECKING, Any, Final, Literal, TypeVar, overload

from ._core import (
    ONCE,
    ApiError,
    Arg,
    AsyncClient,
    Budget,
    Call,
    Client,
    ErrorTable,
    Facts,
    Failure,
    Reply,
    Settings,
    Slot,
    UnsupportedError,
)
from ._http import Address, Auth, HttpReply, Request, Transport, fill_path, given
from ._large import read_answer
from ._wire import (
    ANYTHING,
    UNSET,
    Beside,
    DecodeError,
    Json,
    T,
    Unset,
    dumps,
    is_list,
    is_object,
    loads,
    shown,
)

if TYPE_CHECKING:
    from typing_extensions import TypeAlias

T1 = TypeVar("T1")
T2 = TypeVar("T2")
T3 = TypeVar("T3")
T4 = TypeVar("T4")

By: TypeAlias = "Literal['position', 'name']"


class Rpc(Facts):
    """How a method is called: its name on the wire, and its path if it has its own."""

    method: str = ""
    path: str = ""
    names: Mapping[str, str] = {}
    """Names of arguments on the wire, where they differ."""
    headers: Mapping[str, str] = {}


RPC: Final = Rpc()
"""Called by its own name, on the path of all."""


class Dialect(Facts):
    """One form of JSON-RPC."""

    version: str = ""
    """The `jsonrpc` member of a request; none where it is empty."""
    notifies: bool = False
    """A call without an id gets no answer."""


def choose(dialects: Mapping[str, Dialect], name: str) -> Dialect:
    """Give a dialect by its name. Raises ValueError for one that is not there."""
    if name not in dialects:
        raise ValueError(
            f"there is no dialect {name!r}; choose {' or '.join(dialects)}"
        )
    return dialects[name]


class RpcCarrier:
    """Carries calls as JSON-RPC."""

    def __init__(
        self,
        address: Address,
        transport: Transport,
        auth: Auth,
        errors: ErrorTable,
        settings: Settings,
        *,
        path: str,
        dialect: Dialect,
        by: By,
        gap: Literal["null", "default", "error"],
        content_type: str = "application/json",
        scope: Mapping[str, str | Unset] | None = None,
        most: int | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:
        self.address, self.transport, self.auth = address, transport, auth
        self.errors, self.path, self.dialect = errors, path, dialect
        self.by, self.gap, self.most = by, gap, most
        if by not in {"position", "name"}:
            raise ValueError(f"parameters go by position or by name, not by {by!r}")
        self.ids: Callable[[], Json] = settings.ids or count(1).__next__
        own = {"Content-Type": content_type, **(headers or {}), **settings.headers}
        self.headers = tuple(own.items())
        self.scope = given(scope or {})
        self._targets: dict[str, str] = {}

    def scoped(self, scope: Mapping[str, str]) -> RpcCarrier:
        """Give a carrier for another scope that shares the connections."""
        made = object.__new__(type(self))
        vars(made).update(vars(self), scope=scope, _targets={})
        return made

    def __repr__(self) -> str:
        return str(self.address)

    # -- carrying ------------------------------------------------------------------

    def carry(self, call: Call[T], budget: Budget) -> Reply[T]:
        own, sent = self.ids(), dict[str, Json]()
        body = self._written(call, dumps(own), sent)
        more = self._route(call).headers
        reply = self._exchange(self._path(call), body, budget, more)
        large = read_answer(call.codec(fills(call, sent)), reply.body)
        answer = self._answer(reply) if large is None else large
        self._check_id(answer, own)
        result = large["result"] if large else self._result(answer, reply, call, sent)
        return Reply(result, status=reply.status, headers=reply.headers, raw=reply.body)

    def carry_batch(
        self, calls: Sequence[Call[Any]], budget: Budget
    ) -> list[Slot[Any]]:
        if self.most is not None and len(calls) > self.most:
            raise ValueError(f"a batch has at most {self.most} calls here")
        paths = {self._path(call) for call in calls}
        if len(paths) > 1:
            raise ValueError(f"one batch cannot go to {' and '.join(sorted(paths))}")
        own = [self.ids() for _ in calls]
        sent: list[dict[str, Json]] = [{} for _ in calls]
        texts = [
            self._written(call, dumps(one), names)
            for call, one, names in zip(calls, own, sent)
        ]
        reply = self._exchange(paths.pop(), f"[{','.join(texts)}]", budget)
        found = self._by_id(reply)
        return [
            self._slot(found, one, reply, call, names)
            for call, one, names in zip(calls, own, sent)
        ]

    def notify(self, call: Call[Any], budget: Budget) -> None:
        if not self.dialect.notifies:
            raise ValueError("this dialect of JSON-RPC has no notifications")
        body = self._written(call, "", {})
        reply = self._exchange(self._path(call), body, budget)
        if reply.status >= 400 or reply.body.strip():
            self._result(self._answer(reply), reply, call, {})

    def refresh(self) -> bool:
        return self.auth.refresh()

    def close(self) -> None:
        self.transport.close()

    # -- requests ------------------------------------------------------------------

    def _route(self, call: Call[Any]) -> Rpc:
        route = call.route(Rpc)
        if route is None:
            raise UnsupportedError(f"{call.name} cannot be called over {self.address}")
        return route

    def _path(self, call: Call[Any]) -> str:
        template = self._route(call).path or self.path
        found = self._targets.get(template)
        if found is None:
            found = self.address.base + fill_path(template, self.scope)
            self._targets[template] = found
        return found

    def _written(self, call: Call[Any], own: str, sent: dict[str, Json]) -> str:
        """Write a call; `sent` is filled with its arguments as they travel."""
        for arg in call.args:
            if arg.value is not UNSET and not isinstance(arg.codec, Beside):
                sent[arg.name] = arg.write()
        for arg in call.args:  # what looks at its siblings comes last
            if arg.value is not UNSET and isinstance(arg.codec, Beside):
                sent[arg.name] = arg.write(siblings=sent)
        version = self.dialect.version
        members = [f'"jsonrpc":{dumps(version)}'] if version else []
        members += [f'"id":{own}'] if own else []
        members.append(f'"method":{dumps(self._route(call).method or call.name)}')
        if self.by == "position":
            members.append(f'"params":{dumps(self._positions(call, sent))}')
        elif sent:
            names = self._route(call).names
            named = {
                names.get(arg.name, arg.name): sent[arg.name]
                for arg in call.args
                if arg.name in sent
            }
            members.append(f'"params":{dumps(named)}')
        return f"{{{','.join(members)}}}"

    def _positions(self, call: Call[Any], sent: Mapping[str, Json]) -> list[Json]:
        """Order arguments; a place left out before one that is given is filled."""
        args = list(call.args)
        while args and args[-1].name not in sent:
            args.pop()
        if self.gap == "error":
            for arg in args:
                if arg.name not in sent:
                    raise ValueError(f"{call.name} cannot leave out `{arg.name}` here")
        return [sent[arg.name] if arg.name in sent else arg.fill for arg in args]

    def _exchange(
        self, path: str, body: str, budget: Budget, more: Mapping[str, str] = {}
    ) -> HttpReply:
        headers = self.headers
        if budget.headers or more:
            headers = tuple({**dict(headers), **more, **budget.headers}.items())
        request = Request("POST", path, headers, body.encode())
        return self.auth.send(
            request,
            lambda signed: self.transport.exchange(self.address, signed, budget),
            budget,
        )

    # -- answers -------------------------------------------------------------------

    def _answer(self, reply: HttpReply) -> dict[str, Json]:
        """Give the object of an answer; a status may speak in its place."""
        try:
            answer = loads(reply.body)
        except DecodeError:
            if reply.status < 400:
                raise
            answer = None
        if is_object(answer) and ("result" in answer or "error" in answer):
            return answer
        raise self._refused(reply, answer)

    def _refused(self, reply: HttpReply, answer: Json) -> Exception:
        if reply.status < 400:
            return DecodeError(f"{shown(answer)} is no answer of JSON-RPC")
        text = "" if answer is not None else reply.body.decode("utf-8", "replace")
        message = text.strip()[:500] or f"HTTP status {reply.status}"
        failure = Failure(message, status=reply.status, data=answer, over="rpc")
        return self.errors.error(failure)

    def _check_id(self, answer: Mapping[str, Json], own: Json) -> None:
        """An error may come without the id, if the service could not read it."""
        found = answer.get("id")
        if found != own and not (found is None and answer.get("error") is not None):
            raise DecodeError(f"the answer has the id {shown(found)}, not {shown(own)}")

    def _result(
        self,
        answer: Mapping[str, Json],
        reply: HttpReply,
        call: Call[T],
        sent: Mapping[str, Json],
    ) -> T:
        error = answer.get("error")
        if error is not None:
            raise self.errors.error(self._failure(error, reply))
        if "result" not in answer:
            raise DecodeError("the answer has neither a result nor an error")
        return call.read(answer["result"], fills(call, sent))

    def _failure(self, error: Json, reply: HttpReply) -> Failure:
        if not is_object(error):
            return Failure(str(error), status=reply.status, data=error, over="rpc")
        code = error.get("code")
        return Failure(
            str(error.get("message", "")),
            code=code if type(code) is int else None,
            status=reply.status,
            data=error.get("data"),
            over="rpc",
        )

    def _by_id(self, reply: HttpReply) -> dict[str, dict[str, Json]]:
        """Sort the answers of a batch, which may come in any order."""
        try:
            answers = loads(reply.body)
        except DecodeError:
            if reply.status < 400:
                raise
            answers = None
        if is_object(answers) and answers.get("error") is not None:
            raise self.errors.error(self._failure(answers["error"], reply))
        if not is_list(answers):
            raise self._refused(reply, answers)
        return {dumps(one.get("id")): one for one in answers if is_object(one)}

    def _slot(
        self,
        found: Mapping[str, Mapping[str, Json]],
        own: Json,
        reply: HttpReply,
        call: Call[T],
        sent: Mapping[str, Json],
    ) -> Slot[T]:
        answer = found.get(dumps(own))
        if answer is None:
            told = f"the batch has no answer with the id {shown(own)}"
            return Slot(error=DecodeError(told))
        try:
            return Slot(self._result(answer, reply, call, sent))
        except (ApiError, DecodeError) as error:
            return Slot(error=error)


def fills(call: Call[Any], sent: Mapping[str, Json]) -> Mapping[str, Json]:
    """Give the arguments as they travel, and what the service assumes for others."""
    filled = {arg.name: arg.fill for arg in call.args if arg.fill is not None}
    return {**filled, **sent} if filled else sent


def unknown(method: str, *args: Json, **named: Json) -> Call[Json]:
    """Make a call of a method that this client does not know; it is never sent twice.

    Arguments and result are JSON as it is, with exact numbers.
    """
    pairs = [*((str(index), value) for index, value in enumerate(args)), *named.items()]
    made = [Arg(name, ANYTHING, value) for name, value in pairs]
    return Call(method, ANYTHING, ONCE, *made, Rpc())


# -- clients -----------------------------------------------------------------------


class RpcClient(Client):
    """A client that can send several calls at once."""

    @overload
    def batch(self, calls: tuple[Call[T1]]) -> tuple[Slot[T1]]: ...
    @overload
    def batch(self, calls: tuple[Call[T1], Call[T2]]) -> tuple[Slot[T1], Slot[T2]]: ...
    @overload
    def batch(
        self, calls: tuple[Call[T1], Call[T2], Call[T3]]
    ) -> tuple[Slot[T1], Slot[T2], Slot[T3]]: ...
    @overload
    def batch(
        self, calls: tuple[Call[T1], Call[T2], Call[T3], Call[T4]]
    ) -> tuple[Slot[T1], Slot[T2], Slot[T3], Slot[T4]]: ...
    @overload
    def batch(self, calls: Sequence[Call[T]]) -> Sequence[Slot[T]]: ...
    def batch(self, calls: Sequence[Call[Any]]) -> Sequence[Slot[Any]]:
        """Send calls in one request; each slot has its own result or error.

        A tuple of up to four calls keeps the types apart, a list has one for all.
        """
        budget = self._core.budget(self._options, calls)
        return tuple(self._core.send_batch(calls, self._options, budget))

    def notify(self, call: Call[Any]) -> None:
        """Send a call that gets no answer, not even an error."""
        budget = self._core.budget(self._options, (call,))
        self._core.notify(call, self._options, budget)


class AsyncRpcClient(AsyncClient):
    """An asynchronous client that can send several calls at once."""

    @overload
    async def batch(self, calls: tuple[Call[T1]]) -> tuple[Slot[T1]]: ...
    @overload
    async def batch(
        self, calls: tuple[Call[T1], Call[T2]]
    ) -> tuple[Slot[T1], Slot[T2]]: ...
    @overload
    async def batch(
        self, calls: tuple[Call[T1], Call[T2], Call[T3]]
    ) -> tuple[Slot[T1], Slot[T2], Slot[T3]]: ...
    @overload
    async def batch(
        self, calls: tuple[Call[T1], Call[T2], Call[T3], Call[T4]]
    ) -> tuple[Slot[T1], Slot[T2], Slot[T3], Slot[T4]]: ...
    @overload
    async def batch(self, calls: Sequence[Call[T]]) -> Sequence[Slot[T]]: ...
    async def batch(self, calls: Sequence[Call[Any]]) -> Sequence[Slot[Any]]:
        """Send calls in one request; each slot has its own result or error.

        A tuple of up to four calls keeps the types apart, a list has one for all.
        """
        from functools import partial

        budget = self._core.budget(self._options, calls)
        work = partial(self._core.send_batch, calls, self._options, budget)
        return tuple(await self._run(work, budget))

    async def notify(self, call: Call[Any]) -> None:
        """Send a call that gets no answer, not even an error."""
        from functools import partial

        budget = self._core.budget(self._options, (call,))
        await self._run(partial(self._core.notify, call, self._options, budget), budget)
