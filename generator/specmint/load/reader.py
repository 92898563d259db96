"""Builds data straight from the YAML parser's events; nothing here recurses.

What it takes is bounded before it is built: depth, nodes with aliases written out,
and aliases themselves.
"""

from typing import Any, NoReturn

import yaml

from specmint.load.commas import quoted
from specmint.load.scalars import Ambiguous, Scalar, plain
from specmint.problems import Place, Problem

try:
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined]
except ImportError as error:  # pragma: no cover - every wheel of PyYAML has it
    raise ImportError("PyYAML was built without its C parser (libyaml)") from error

MOST_DEPTH = 64
MOST_NODES = 200_000
MOST_ALIASES = 1_000

Data = Any  # JSON-like: dict, list, str, bool, int, Decimal, None
Path = tuple[str | int, ...]
Spot = tuple[int, int]

_MISSING = object()


class _Stop(Exception):
    """The rest of the file is not worth reading."""


class _Around:
    """A collection that is still open, and what is known about it so far."""

    __slots__ = ("anchor", "collection", "height", "key", "key_event", "nodes")

    def __init__(self, collection: Data, anchor: str | None, nodes: int) -> None:
        self.collection = collection
        self.anchor = anchor
        self.nodes = nodes  # how many there were before it
        self.key: Any = _MISSING  # a key that waits for its value
        self.key_event: Any = None
        self.height = 1


class Reader:
    """Reads one text; `data` and `problems` hold what came of it."""

    def __init__(self, file: str, text: str, *, keep_spots: bool) -> None:
        self.file = file
        self.text = text
        self.data: Data = None
        self.problems: list[Problem] = []
        self.spots: dict[tuple[Path, bool], Spot] = {}
        self._keep_spots = keep_spots
        self._open: list[_Around] = []
        self._path: list[str | int] = []
        self._known: dict[str, Scalar] = {}
        self._anchors: dict[str, tuple[Data, int, int]] = {}
        self._nodes = 0
        self._aliases = 0
        self._documents = 0

    def run(self) -> None:
        try:
            self._walk()
        except _Stop:
            self.data = None
        except yaml.YAMLError as error:
            self._syntax(error)
            self.data = None

    def _walk(self) -> None:
        next_event = Parser(self.text).get_event
        on_event = {
            yaml.ScalarEvent: self._scalar,
            yaml.MappingStartEvent: self._start,
            yaml.SequenceStartEvent: self._start,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._alias,
            yaml.DocumentStartEvent: self._document,
        }
        while True:
            event = next_event()
            kind = type(event)
            if kind in on_event:
                on_event[kind](event)
            elif kind is yaml.StreamEndEvent:
                return

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._stop(event, "second-document", "a file holds one document")
        if event.version or event.tags:
            self._stop(event, "directive", "`%` directives are not taken")

    def _scalar(self, event: Any) -> None:
        self._count(event)
        value: Scalar = event.value
        if not event.style:
            value = self._plain(event)
        if event.anchor:
            self._anchor(event, value, 1, 0)
        self._put(event, value)

    def _plain(self, event: Any) -> Scalar:
        text: str = event.value
        known = self._known.get(text, _MISSING)
        if known is not _MISSING:
            return known  # type: ignore[return-value]
        try:
            value = plain(text)
        except Ambiguous as problem:
            if text:
                hint = f'write "{text}" if it is text'
                self._problem(event, "ambiguous-scalar", str(problem), hint)
            else:
                self._no_value(event)
            return text
        self._known[text] = value
        return value

    def _no_value(self, event: Any) -> None:
        """A missing value is told at its key; most often a comma has split a text."""
        around = self._open[-1] if self._open else None
        if not around or around.key is _MISSING:
            return self._problem(event, "no-value", "there is no value", "write one")
        key = around.key_event
        rest = self.text[key.end_mark.index :]
        hint = quoted(around.collection, around.key, rest) or "write one"
        if self.problems and self.problems[-1].place == self._place(key):
            self.problems.pop()  # a piece of text that is no key needs no second word
        return self._problem(key, "no-value", f"`{around.key}` has no value", hint)

    def _start(self, event: Any) -> None:
        self._count(event)
        if len(self._open) >= MOST_DEPTH:
            self._stop(event, "too-deep", f"a file is at most {MOST_DEPTH} deep")
        collection: Data = {} if type(event) is yaml.MappingStartEvent else []
        self._put(event, collection)
        self._open.append(_Around(collection, event.anchor, self._nodes))
        if self._keep_spots:
            self._path.append("")

    def _end(self, event: Any) -> None:
        closed = self._open.pop()
        if self._open and self._open[-1].height <= closed.height:
            self._open[-1].height = closed.height + 1
        if self._keep_spots:
            self._path.pop()
        if closed.anchor:
            nodes = self._nodes - closed.nodes + 1
            self._anchor(event, closed.collection, nodes, closed.height, closed.anchor)

    def _anchor(
        self, event: Any, value: Data, nodes: int, height: int, name: str = ""
    ) -> None:
        name = name or event.anchor
        if name in self._anchors:
            self._problem(event, "repeated-anchor", f"there is an `&{name}` already")
        self._anchors[name] = (value, nodes, height)

    def _alias(self, event: Any) -> None:
        found = self._anchors.get(event.anchor)
        if found is None:
            message = f"there is no finished anchor `&{event.anchor}` above"
            self._stop(event, "bad-alias", message)
        value, nodes, height = found
        self._aliases += 1
        self._count(event, nodes)
        if len(self._open) + height > MOST_DEPTH:
            self._stop(event, "too-deep", f"a file is at most {MOST_DEPTH} deep")
        if self._open and self._open[-1].height <= height:
            self._open[-1].height = height + 1
        self._put(event, value)

    def _count(self, event: Any, nodes: int = 1) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            message = f"a file has at most {MOST_NODES:,} nodes, aliases written out"
            self._stop(event, "too-many-nodes", message)
        if self._aliases > MOST_ALIASES:
            message = f"a file has at most {MOST_ALIASES:,} aliases"
            self._stop(event, "too-many-aliases", message)

    def _put(self, event: Any, value: Data) -> None:
        """Put a finished value, or a collection that fills up later, where it belongs."""
        if getattr(event, "tag", None):
            tag = event.tag.replace("tag:yaml.org,2002:", "!!")
            self._problem(event, "tag", f"tags are not taken: `{tag}`", "remove it")
        if not self._open:
            self.data = value
            return
        around = self._open[-1]
        collection = around.collection
        if type(collection) is list:
            self._mark(event, len(collection), is_key=False)
            collection.append(value)
        elif around.key is _MISSING:
            around.key = self._key(event, value)
            around.key_event = event
        else:
            self._mark(event, around.key, is_key=False)
            collection[around.key] = value
            around.key = _MISSING

    def _key(self, event: Any, value: Data) -> str:
        if type(value) is not str:
            shown = event.value if type(event) is yaml.ScalarEvent else "a collection"
            message = f"a key is text, and this is {shown}"
            self._problem(event, "key-not-text", message, "quote it")
            value = str(shown)
        if value in self._open[-1].collection:
            self._problem(event, "repeated-key", f"`{value}` stands here twice")
        self._mark(event, value, is_key=True)
        return str(value)

    def _mark(self, event: Any, key: str | int, *, is_key: bool) -> None:
        if self._keep_spots:
            self._path[-1] = key
            mark = event.start_mark
            self.spots[(tuple(self._path), is_key)] = (mark.line + 1, mark.column + 1)

    def _place(self, event: Any) -> Place:
        mark = event.start_mark
        return Place(self.file, mark.line + 1, mark.column + 1)

    def _problem(self, event: Any, code: str, message: str, hint: str = "") -> None:
        self.problems.append(Problem(self._place(event), code, message, hint))

    def _stop(self, event: Any, code: str, message: str) -> NoReturn:
        self._problem(event, code, message)
        raise _Stop

    def _syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "this is not YAML"
        # From libyaml 0.2.6 on the parser has a bound of its own, and meets it first.
        is_deep = what == "exceeded maximum nesting depth"
        if is_deep:
            what = f"a file is at most {MOST_DEPTH} deep"
        around = getattr(error, "context", None)
        message = f"{what} ({around})" if around and not is_deep else str(what)
        line, column = (mark.line + 1, mark.column + 1) if mark else (1, 1)
        place = Place(self.file, line, column)
        hint = "quote text that has a comma, a colon or brackets" if around else ""
        code = "too-deep" if is_deep else "yaml-syntax"
        hint = "" if is_deep else hint
        self.problems.append(Problem(place, code, message, hint))
