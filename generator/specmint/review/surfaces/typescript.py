"""The public surface of generated TypeScript, read line by line.

Generated TypeScript is laid out in one way: what is exported begins a line, what is in it
is indented by two, and what is in that by more. Comments have lines of their own.
"""

from collections.abc import Iterator, Mapping
import re

_MOST = 150
_EXPORT = re.compile(
    r"export (?:declare )?(?:abstract )?(class|interface|type|const|function|async function)"
    r" ([\w$]+)(.*)"
)
_MEMBER = re.compile(
    r"(?:(?:declare|static|override|readonly|async|get|set) )*([\w$]+|\[[^]]*\])(.*)"
)
_MARKS = re.compile(r"(?:(?:declare|static|override|readonly|async|get|set) )+")
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"|`[^`]*`')
_OPEN, _CLOSE = "([{", ")]}"


def read_surface(files: Mapping[str, str]) -> Mapping[str, str]:
    """Give by qualified name what each exported thing looks like; not what the runtime has."""
    found: dict[str, str] = {}
    for path, text in files.items():
        if path.endswith(".ts") and "runtime/" not in path:
            stem = path.rpartition("/")[2].removesuffix(".ts")
            module = "" if stem == "index" else f"{stem}."
            for lines in _statements(text):
                found |= dict(_exported(lines, module))
    return found


def _statements(text: str) -> Iterator[list[str]]:
    """Give what is exported, each with all its lines and without comments."""
    lines: list[str] = []
    depth = 0
    for line in _without_comments(text):
        if not lines and not line.startswith("export "):
            continue
        lines.append(line)
        bare = _QUOTED.sub("", line)
        depth += sum(map(bare.count, _OPEN)) - sum(map(bare.count, _CLOSE))
        if depth == 0 and bare.endswith((";", "}")):
            yield lines
            lines = []


def _without_comments(text: str) -> Iterator[str]:
    is_inside = False
    for line in text.splitlines():
        own = line.strip()
        is_inside = is_inside or own.startswith("/*")
        if not is_inside and own and not own.startswith("//"):
            yield line
        is_inside = is_inside and not own.endswith("*/")


def _exported(lines: list[str], module: str) -> Iterator[tuple[str, str]]:
    whole = _joined(lines)
    named = _EXPORT.match(whole)
    if named is None:
        yield from _named_again(whole, module)
        return
    kind, name, rest = named.groups()
    full = f"{module}{name}"
    match kind:
        case "class" | "interface":
            head = _joined(lines[: 1 + _end_of_head(lines)]).partition(" {")[0]
            yield f"{kind} {full}", head.partition(name)[2]
            for member in _members(lines[1 + _end_of_head(lines) : -1]):
                yield from _member(f"{full}.", member)
        case "type":
            yield f"type {full}", _short(rest.rstrip(";"))
        case "const":
            is_typed = rest.startswith(":")
            told = rest.partition(" = " if is_typed else "({")[0]
            yield f"const {full}", _short(told.rstrip(";"))
        case _:
            yield f"function {full}", _short(rest.rpartition(" {")[0] or rest)


def _named_again(whole: str, module: str) -> Iterator[tuple[str, str]]:
    """`export { a, type B } from` and `export * as c from` name what others declare."""
    inner = whole.removeprefix("export ").partition(" from ")[0].strip("{} ;")
    for name in filter(None, (one.strip() for one in inner.split(","))):
        yield f"export {module}{name}", ""


def _end_of_head(lines: list[str]) -> int:
    return next(place for place, line in enumerate(lines) if line.endswith(("{", "{}")))


def _members(lines: list[str]) -> Iterator[str]:
    """Give the members of a class or an interface; bodies are left out."""
    member: list[str] = []
    for line in lines:
        is_outside = not line.startswith(("   ", "  }"))
        if member or is_outside:
            member.append(line)
        if member and line.endswith((";", " {")):
            yield _joined(member)
            member = []


def _member(around: str, text: str) -> Iterator[tuple[str, str]]:
    found = _MEMBER.fullmatch(text.rstrip(";").removesuffix(" {"))
    if found is None or text.startswith(("#", "private ")):
        return
    marks = _MARKS.match(text)
    name, rest = found.groups()
    yield f"{around}{name}", _short(
        f"{rest}{f' ({marks[0].strip()})' if marks else ''}"
    )


def _joined(lines: list[str]) -> str:
    """Put on one line what stands on several; a comma at the end of a list goes."""
    text = " ".join(line.strip() for line in lines)
    return re.sub(r",? ([)\]])", r"\1", re.sub(r"([(\[]) ", r"\1", text))


def _short(text: str) -> str:
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"
