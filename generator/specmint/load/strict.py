"""Strict, bounded reading of one YAML text; nothing here recurses."""

from dataclasses import dataclass
from typing import Any

import yaml

from specmint.load.scalars import Ambiguous, Scalar, plain
from specmint.problems import Place, Problem

try:
    from yaml.cyaml import CParser as Parser  # type: ignore[attr-defined]
except ImportError as error:  # pragma: no cover - every wheel of PyYAML has it
    raise ImportError("PyYAML was built without its C parser (libyaml)") from error

MOST_BYTES = 8 << 20
MOST_DEPTH = 64
MOST_NODES = 200_000
MOST_ALIASES = 1_000

Data = Any  # JSON-like: dict, list, str, bool, int, Decimal, None
Path = tuple[str | int, ...]
Spot = tuple[int, int]

_MISSING = object()


@dataclass(frozen=True, slots=True)
class Read:
    """One file: its data, and what is wrong with its YAML."""

    file: str
    text: str
    data: Data
    problems: tuple[Problem, ...]

    @property
    def stem(self) -> str:
        return self.file.rpartition("/")[2].removesuffix(".yaml")

    def spots(self) -> dict[tuple[Path, bool], Spot]:
        """Find line and column of every path; (path, True) is where its key stands."""
        reader = _Reader(self.file, self.text, keep_spots=True)
        reader.run()
        return reader.spots


def read_yaml(file: str, raw: bytes) -> Read:
    """Read one file; what is wrong is returned, not raised."""
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        return _unread(file, 0, "not-text", f"byte {error.start} is not UTF-8")
    if len(raw) > MOST_BYTES:
        return _unread(file, 0, "too-large", f"a file has at most {MOST_BYTES} bytes")
    reader = _Reader(file, text, keep_spots=False)
    reader.run()
    return Read(file, text, reader.data, tuple(reader.problems))


def _unread(file: str, line: int, code: str, message: str) -> Read:
    return Read(file, "", None, (Problem(Place(file, line, line), code, message),))


class _Stop(Exception):
    """The rest of the file is not worth reading."""


class _Reader:
    """Builds data straight from the parser's events, counting as it goes."""

    def __init__(self, file: str, text: str, *, keep_spots: bool) -> None:
        self.file = file
        self.text = text
        self.data: Data = None
        self.problems: list[Problem] = []
        self.spots: dict[tuple[Path, bool], Spot] = {}
        self._keep_spots = keep_spots
        self._open: list[Data] = []  # the collections around this event
        self._keys: list[Any] = []  # for each: the key that waits for its value
        self._path: list[str | int] = []
        self._known: dict[str, Scalar] = {}
        self._anchors: dict[str, tuple[Data, int]] = {}
        self._anchored: list[tuple[str, int] | None] = []
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
        if "\t" in self.text:
            self._refuse_tab()
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

    def _refuse_tab(self) -> None:
        place = self._place_of_character(self.text.index("\t"))
        hint = 'write spaces, or "\\t" between double quotes'
        self.problems.append(Problem(place, "tab", "tabs are not taken", hint))
        raise _Stop

    def _document(self, event: Any) -> None:
        self._documents += 1
        if self._documents > 1:
            self._problem(event, "second-document", "a file holds one document")
            raise _Stop

    def _scalar(self, event: Any) -> None:
        self._count(event)
        value: Scalar = event.value
        if not event.style:
            value = self._plain(event)
        self._place(event, value)

    def _plain(self, event: Any) -> Scalar:
        text: str = event.value
        known = self._known.get(text, _MISSING)
        if known is not _MISSING:
            return known  # type: ignore[return-value]
        try:
            value = plain(text)
        except Ambiguous as problem:
            hint = "write a value" if not text else f'write "{text}" if it is text'
            code = "ambiguous-scalar" if text else "no-value"
            self._problem(event, code, str(problem), hint)
            return text
        self._known[text] = value
        return value

    def _start(self, event: Any) -> None:
        self._count(event)
        if len(self._open) >= MOST_DEPTH:
            self._problem(event, "too-deep", f"a file is at most {MOST_DEPTH} deep")
            raise _Stop
        collection: Data = {} if type(event) is yaml.MappingStartEvent else []
        self._place(event, collection)
        self._open.append(collection)
        self._keys.append(_MISSING)
        if self._keep_spots:
            self._path.append("")
        anchor = event.anchor
        self._anchored.append((anchor, self._nodes) if anchor else None)

    def _end(self, _event: Any) -> None:
        collection = self._open.pop()
        self._keys.pop()
        if self._keep_spots:
            self._path.pop()
        anchored = self._anchored.pop()
        if anchored:
            name, before = anchored
            self._anchors[name] = (collection, self._nodes - before + 1)

    def _alias(self, event: Any) -> None:
        found = self._anchors.get(event.anchor)
        if found is None:
            message = f"there is no finished anchor `&{event.anchor}` above"
            self._problem(event, "bad-alias", message)
            raise _Stop
        value, size = found
        self._aliases += 1
        self._count(event, size)
        self._place(event, value)

    def _count(self, event: Any, nodes: int = 1) -> None:
        self._nodes += nodes
        if self._nodes > MOST_NODES:
            message = f"a file has at most {MOST_NODES} nodes, aliases written out"
            self._problem(event, "too-many-nodes", message)
            raise _Stop
        if self._aliases > MOST_ALIASES:
            message = f"a file has at most {MOST_ALIASES} aliases"
            self._problem(event, "too-many-aliases", message)
            raise _Stop

    def _place(self, event: Any, value: Data) -> None:
        """Put a finished value, or a collection that fills up later, where it belongs."""
        if getattr(event, "tag", None):
            self._problem(event, "tag", f"tags are not taken: `{event.tag}`")
        if event.anchor and type(event) is yaml.ScalarEvent:
            self._anchors[event.anchor] = (value, 1)
        if not self._open:
            self.data = value
            return
        around = self._open[-1]
        if type(around) is list:
            self._mark(event, len(around), is_key=False)
            around.append(value)
        elif self._keys[-1] is _MISSING:
            self._keys[-1] = self._key(event, value)
        else:
            key = self._keys[-1]
            self._keys[-1] = _MISSING
            self._mark(event, key, is_key=False)
            around[key] = value

    def _key(self, event: Any, value: Data) -> str:
        if type(value) is not str:
            shown = event.value if type(event) is yaml.ScalarEvent else "a collection"
            message = f"a key is text, and this is {shown}"
            self._problem(event, "key-not-text", message, "quote it")
            value = str(shown)
        if value in self._open[-1]:
            self._problem(event, "repeated-key", f"`{value}` stands here twice")
        self._mark(event, value, is_key=True)
        return value

    def _mark(self, event: Any, key: str | int, *, is_key: bool) -> None:
        if not self._keep_spots:
            return
        if self._path:
            self._path[-1] = key
        mark = event.start_mark
        self.spots[(tuple(self._path), is_key)] = (mark.line + 1, mark.column + 1)

    def _problem(self, event: Any, code: str, message: str, hint: str = "") -> None:
        mark = event.start_mark
        place = Place(self.file, mark.line + 1, mark.column + 1)
        self.problems.append(Problem(place, code, message, hint))

    def _syntax(self, error: yaml.YAMLError) -> None:
        mark = getattr(error, "problem_mark", None)
        what = getattr(error, "problem", None) or "this is not YAML"
        around = getattr(error, "context", None)
        place = Place(self.file, mark.line + 1, mark.column + 1) if mark else None
        if isinstance(error, yaml.reader.ReaderError):
            before = self.text.encode()[: error.position].decode(errors="ignore")
            place = self._place_of_character(len(before))
            what = "a control character is not allowed here"
        message = f"{what} ({around})" if around else str(what)
        self.problems.append(
            Problem(place or Place(self.file, 1, 1), "yaml-syntax", message)
        )

    def _place_of_character(self, position: int) -> Place:
        before = self.text[:position]
        line = before.count("\n") + 1
        return Place(self.file, line, position - before.rfind("\n"))
