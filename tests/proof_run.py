"""Runs the client of one spec against the server of another, over the wire cases of both.

A batch holds mutations that touch no method in common, so that one pair of packages
tries many of them. The diff is asked about the same pair.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, fields, is_dataclass, replace
from functools import cached_property
from importlib import import_module
from inspect import signature
from itertools import count
from pathlib import Path
from shutil import rmtree
import sys
from types import ModuleType
from typing import Any

from proof_types import Mutation
from python_clients import Package, arguments, meaning, members
from python_serving import serving
from specmint.cases import make_traffic
from specmint.cases.signing import made_up
from specmint.lower import lower
from specmint.lower.python.names import make_names
from specmint.mock import Answers, ServerPackage, import_server
from specmint.mock.handler import wrong
from specmint.model import Api, BoundParam, Example, Facts, Method, Record, Ref
from specmint.problems import Place
from specmint.render import render
from specmint.review import Finding, read_rules, review
from specmint.testing import AppTransport
from specmint.wire import Context, Level, decode

Json = Any
RULES = read_rules()
FINE, MISREAD, BROKEN, UNPLAYED = "fine", "misread", "broken", "unplayed"
MANY, FEW = 8, 3  # methods; what more of them share is not tried on the rest
_numbers = count()


@dataclass(frozen=True)
class Side:
    """An API with a client and a server that are generated from it."""

    api: Api
    folder: Path

    @cached_property
    def name(self) -> str:
        return f"{self.api.name}_{next(_numbers)}"

    @cached_property
    def client(self) -> Package:
        root = self._written("python-client", f"{self.name}_client")
        names = ("calls", "types", "errors", "_core", "_wire")
        parts: list[ModuleType] = [import_module(f"{root}.{name}") for name in names]
        return Package(self.api, make_names(self.api), import_module(root), *parts)

    @cached_property
    def server(self) -> ServerPackage:
        return import_server(
            self.folder / self._written("python-server", f"{self.name}_server")
        )

    def _written(self, target: str, package: str) -> str:
        for path, text in render(lower(self.api, target, make_traffic(self.api))):
            (self.folder / package / path).parent.mkdir(parents=True, exist_ok=True)
            (self.folder / package / path).write_text(text, "utf-8")
        if str(self.folder) not in sys.path:
            sys.path.insert(0, str(self.folder))
        return package

    def forget(self) -> None:
        """Drop the packages; there are thousands of them."""
        for name in [one for one in sys.modules if one.startswith(f"{self.name}_")]:
            del sys.modules[name]
        for kind in ("client", "server"):
            rmtree(self.folder / f"{self.name}_{kind}", ignore_errors=True)

    @cached_property
    def methods(self) -> Mapping[str, Method]:
        return {one.name: one for one in self.api.methods}


@dataclass
class Tried:
    """What became of a case when client and server are of different age."""

    method: str
    example: str
    over: str
    fails: bool
    outcome: str = FINE
    told: str = ""
    given: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    answer: Example | None = None


# -- a server that answers as its own examples say ------------------------------------


class Player:
    """A handler that answers each method by the example that has the name at hand."""

    now: Tried

    def __init__(self, side: Side) -> None:
        self.side = side
        self.answers = Answers(side.api, side.server)

    def handler(self) -> Any:
        methods = {
            self.side.server.methods[name].function: self._method(method)
            for name, method in self.side.methods.items()
        }
        return type("Playing", (self.side.server.handler,), methods)()

    def _method(self, method: Method) -> Any:
        own = self.side.server.methods[method.name]

        async def played(_: Any, **given: Any) -> Any:
            self.now.given.append((method.name, given))
            if not self.now.fails:
                args = self.answers.written(method.name, given)
                for name, told in wrong(self.side.api, method, args):
                    value = str(args[name])
                    raise own.refusal("type", name=name, value=value, reason=told)
            shown = {one.name: one for one in method.examples}
            self.now.answer = shown.get(self.now.example) or next(
                (one for one in method.examples if one.raises is None), None
            )
            if self.now.answer is None:
                self.now.outcome = UNPLAYED
                raise NotImplementedError
            return self.answers.answer(method.name, self.now.answer)

        return played

    def app(self) -> Any:
        create, more = self.side.server.root.create_app, {}
        if "auth" in signature(create).parameters:
            more["auth"] = access(made_up(self.side.api))
        return create(self.handler(), **more)


def access(known: Mapping[str, str]) -> Any:
    """Let in who has the credentials that are made up for cases."""
    match known:
        case {"username": user, "password": password}:
            return {user: password}
        case {"key": key, "secret": secret}:
            return {key: secret}
        case {"api_secret": secret}:
            return secret
    return None


# -- trying ----------------------------------------------------------------------------


@dataclass(frozen=True)
class Served:
    """A player and its application, in memory or at a port."""

    player: Player
    app: Any
    port: int = 0


def tried(
    client: Side,
    served: Served,
    names: Collection[str],
    mutation: Mutation,
    *,
    most: int,
) -> Iterator[Tried]:
    """Make the calls of the client's examples on the server, as many as are wanted."""
    player, server = served.player, served.player.side
    with connected(client, served) as made:
        for name in names:
            method = client.methods.get(name)
            examples = telling(client, server, name, mutation)[:most] if method else []
            for binding in method.bindings if method else ():
                if not method or (binding.transport == "ws" and not served.port):
                    continue
                for example in examples:
                    if not example.over or binding.transport in example.over:
                        one = Tried(
                            method.name,
                            example.name,
                            binding.transport,
                            fails=example.raises is not None,
                        )
                        player.now = one
                        caller = made[binding.transport]
                        _try(client, server, caller, one, example, mutation)
                        if one.outcome != UNPLAYED:
                            yield one


@contextmanager
def served_by(side: Side, *, over_sockets: bool) -> Iterator[Served]:
    """Serve a side's own examples; all changes of a batch are tried on one server."""
    player = Player(side)
    app = player.app()
    if not over_sockets:
        yield Served(player, app)
        return
    with serving(app) as found:
        yield Served(player, app, found.port)


@contextmanager
def connected(client: Side, served: Served) -> Iterator[Mapping[str, Any]]:
    """Give a new client for each transport."""
    pkg = client.client
    more: dict[str, Any] = {**made_up(client.api), "resends": 0, "timeout": 5}
    kinds = {one.name for one in client.api.transports}
    if not served.port:
        settings = pkg.core.Settings(transport=AppTransport(served.app))
        with pkg.client("http://127.0.0.1:1", settings=settings, **more) as made:
            yield dict.fromkeys(kinds, made)
        return
    made = {
        kind: pkg.client(
            f"{'ws' if kind == 'ws' else 'http'}://127.0.0.1:{served.port}", **more
        )
        for kind in kinds
    }
    try:
        yield made
    finally:
        for one in made.values():
            one.close()


def _try(
    client: Side,
    server: Side,
    caller: Any,
    one: Tried,
    example: Example,
    mutation: Mutation,
) -> None:
    pkg, method = client.client, client.methods[one.method]
    try:
        call = pkg.make(method)(**arguments(pkg, method, example.params))
        reply = caller.reply(call)
    except Exception as error:
        wanted = example.raises and pkg.names.errors[example.raises.error]
        if type(error) in (TypeError, ValueError) or type(error).__name__ == "Misfit":
            one.outcome = UNPLAYED  # no client can make that call
        elif type(error).__name__ != wanted and one.outcome == FINE:
            one.outcome, one.told = BROKEN, f"{type(error).__name__}: {error}"
        return
    if example.raises is not None:
        is_shown = one.answer and one.answer.name == example.name
        one.outcome = MISREAD if is_shown else UNPLAYED
        one.told = "what failed went well"
        return
    slips = [
        *given_slips(client, server, one, example, mutation),
        *result_slips(server, one, meaning_of(reply.result), mutation),
    ]
    if slips:
        one.outcome, one.told = MISREAD, slips[0]


def given_slips(
    client: Side, server: Side, one: Tried, example: Example, mutation: Mutation
) -> Iterator[str]:
    """What the handler was given must mean what the caller gave."""
    renamed = mutation.renamed
    if not one.given:
        yield "the handler was not called"
        return
    name, given = one.given[0]
    if name not in {one.method, mutation.called.get(one.method)}:
        yield f"{name} was called"
        return
    fields = {param.field: param.name for param in server.server.methods[name].params}
    found = {fields[key]: meaning(value) for key, value in given.items()}
    wanted = meant(client.api, client.methods[one.method], example)
    for key, value in wanted.items():
        given_so = found.pop(renamed.get(key, key), None)
        if given_so != value and (
            not mutation.members or differs(given_so, value, mutation.members)
        ):
            yield f"{key} is {value!r} for the caller, and another thing for the handler"
    assumed = {p.name for p in server.methods[name].params if p.default is not None}
    assumed |= {
        b.param
        for bind in server.methods[name].bindings
        for b in bind.params
        if b.default
    }
    for key in found.keys() - assumed:
        yield f"{key} is given, and nobody said so"


def meant(api: Api, method: Method, example: Example) -> dict[str, Any]:
    level = Level(example.params, {param.name: param for param in method.params})
    return {
        param.name: decode(
            api, param.use, example.params[param.name], Context(level, level)
        )[0]
        for param in method.params
        if param.name in example.params
    }


def result_slips(
    server: Side, one: Tried, found: Any, mutation: Mutation
) -> Iterator[str]:
    """What the caller gets must mean what the handler returned, as far as both know it."""
    if one.answer is None or one.answer.result is None or not one.given:
        return
    method = server.methods[one.given[0][0]]
    if method.result is None:
        return
    level = Level(one.answer.params, {param.name: param for param in method.params})
    wanted, _ = decode(
        server.api, method.result, one.answer.result.value, Context(level, level)
    )
    members = {new: old for old, new in mutation.members.items()}
    if slip := differs(found, wanted, members):
        yield slip


def differs(
    found: Any, wanted: Any, members: Mapping[str, str], at: str = "the result"
) -> str:
    """Say where two meanings differ; members that one of them lacks are left aside.

    `members` have both sides, by whatever name.
    """
    if isinstance(found, Mapping) and isinstance(wanted, Mapping):
        pairs = []
        for key, value in wanted.items():
            own = key if key in found else members.get(key, key)
            if own in found:
                pairs.append((found[own], value, members, key))
            elif key in members:
                return f"{key} is lost"
        return next(filter(None, (differs(*pair) for pair in pairs)), "")
    if (
        isinstance(found, list)
        and isinstance(wanted, list)
        and len(found) == len(wanted)
    ):
        items = zip(found, wanted, strict=True)
        return next(filter(None, (differs(*pair, members, at) for pair in items)), "")
    if found == wanted or (wanted is None and found == []):
        return ""
    return f"{at} is {wanted!r} for the handler, and {found!r} for the caller"


def telling(client: Side, server: Side, name: str, mutation: Mutation) -> list[Example]:
    """Give the examples of a method of the client, first those that the change is about."""
    other = server.methods.get(mutation.called.get(name, name))
    known = {one.name: one for one in other.examples} if other else {}

    def is_aside(one: Example) -> bool:
        if one.raises and mutation.root == ("errors", one.raises.error):
            return False
        return known.get(one.name) == one

    return sorted(client.methods[name].examples, key=is_aside)


def meaning_of(value: Any) -> Any:
    """Give a result as the oracle has it, without the members that its type does not name."""
    match value:
        case Mapping():
            return {key: meaning_of(item) for key, item in value.items()}
        case list() | tuple():
            return [meaning_of(item) for item in value]
    if hasattr(type(value), "members"):
        extra = value.extra.keys()
        return {n: meaning_of(v) for n, v in members(value) if n not in extra}
    return meaning(value)


# -- batches ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Proof:
    """What one mutation does by the diff, and what it did to the cases, one way."""

    api: str
    mutation: Mutation
    is_undone: bool
    findings: tuple[Finding, ...]
    cases: tuple[Tried, ...]

    @property
    def kind(self) -> str:
        return f"{self.mutation.kind}{' undone' if self.is_undone else ''}"

    @property
    def name(self) -> str:
        return f"{self.api}: {self.mutation.name}{' undone' if self.is_undone else ''}"

    @property
    def outcome(self) -> str:
        found = {one.outcome for one in self.cases}
        return next((o for o in (BROKEN, MISREAD) if o in found), FINE)

    def verdict(self, axis: str) -> str:
        found = {one.verdicts.get(axis, "") for one in self.findings}
        return next((v for v in ("breaking", "risky") if v in found), "safe")

    @property
    def disagreement(self) -> str:
        """Say how diff and wire differ, if they do."""
        wire, behaviour = self.verdict("wire"), self.verdict("behaviour")
        match self.outcome:
            case "broken":
                return "" if wire == "breaking" else f"broken, and called {wire}"
            case "misread":
                is_told = "breaking" in (wire, behaviour)
                return "" if is_told else f"misread, and called {wire}"
        return "unseen" if wire == "breaking" else ""

    @property
    def rules(self) -> str:
        wire = {f.rule for f in self.findings if f.verdicts.get("wire")}
        return " ".join(sorted(wire or {f.rule for f in self.findings}))


def batches(mutations: Sequence[Mutation]) -> list[list[Mutation]]:
    """Put mutations together that touch no method in common."""
    made: list[list[Mutation]] = []
    touched: list[set[str]] = []
    for one in mutations:
        own = {*one.methods, ".".join(one.root)}
        for batch, names in zip(made, touched, strict=True):
            if names.isdisjoint(own):
                batch.append(one)
                names.update(own)
                break
        else:
            made.append([one])
            touched.append(own)
    return made


def prove_batch(
    old: Side, batch: Sequence[Mutation], *, most: int, over_sockets: bool = False
) -> Iterator[Proof]:
    """Try a batch both ways: the change, and the change undone."""
    changed = old.api
    for one in batch:
        changed = one.apply(changed)
    few = MANY if len(batch) > 1 else FEW
    sides = [one for mutation in batch for one in (mutation, mutation.undone)]
    touched = {name for one in sides for name in sorted(one.methods)[:few]}
    whole = with_fitting(changed, touched)
    new = Side(narrowed(whole, touched), old.folder)
    for is_undone, base, head in ((False, old, new), (True, new, old)):
        models = (whole, old.api) if is_undone else (old.api, whole)
        findings = review(*models, nowhere, nowhere, RULES)
        with served_by(head, over_sockets=over_sockets) as served:
            for one in batch:
                way = one.undone if is_undone else one
                names = sorted(way.methods)[:few]
                cases = tuple(tried(base, served, names, way, most=most))
                own = tuple(f for f in findings if len(batch) == 1 or is_about(f, one))
                if cases:
                    yield Proof(old.api.name, one, is_undone, own, cases)
    new.forget()


def narrowed(api: Api, names: Collection[str]) -> Api:
    """Keep some methods and what they use: the rest is not called, and takes time to make."""
    methods = tuple(one for one in api.methods if one.name in names)
    around = (methods, api.errors, api.envelopes, api.transports, api.credentials)
    left, kept = names_in((*around, api.pushes)), set[str]()
    while left:
        kept |= left
        left = names_in(tuple(api.types[name] for name in left)) - kept
    types = {name: known for name, known in api.types.items() if name in kept}
    return replace(api, methods=methods, types=types, streams=(), webhooks=())


def names_in(part: object) -> set[str]:
    """Name the types that a part of a model names."""
    if isinstance(part, Ref):
        return {part.name}
    found = set(getattr(part, "include", ())) if isinstance(part, Record) else set()
    if isinstance(part, BoundParam) and part.type:
        found.add(part.type)
    if isinstance(part, Mapping):
        part = tuple(part.values())
    elif is_dataclass(part) and not isinstance(part, Example | Facts):
        part = tuple(getattr(part, one.name) for one in fields(part))
    return found.union(*map(names_in, part)) if isinstance(part, tuple) else found


def with_fitting(api: Api, names: Collection[str]) -> Api:
    """Leave out the examples that no longer fit their types."""
    methods = tuple(
        (
            replace(m, examples=tuple(e for e in m.examples if fits(api, m, e)))
            if m.name in names
            else m
        )
        for m in api.methods
    )
    return replace(api, methods=methods)


def fits(api: Api, method: Method, example: Example) -> bool:
    level = Level(example.params, {param.name: param for param in method.params})
    context = Context(level, level)
    sent = [
        (param.use, example.params[param.name])
        for param in method.params
        if param.name in example.params and not example.raises
    ]
    if example.result is not None and method.result is not None:
        sent.append((method.result, example.result.value))
    return not any(decode(api, use, value, context)[1] for use, value in sent)


def nowhere(_path: object) -> Place:
    return Place("spec")


def is_about(finding: Finding, one: Mutation) -> bool:
    own = {one.root[1], one.called.get(one.root[1], one.root[1])}
    return any(
        finding.path == f"{one.root[0]}.{name}"
        or finding.path.startswith(f"{one.root[0]}.{name}.")
        for name in own
    )
