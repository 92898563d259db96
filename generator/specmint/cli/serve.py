"""Serves the site from memory, and tells its pages when a change has made them anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
import json
from mimetypes import guess_type
from pathlib import Path
from threading import Condition, Thread
from typing import ClassVar
from urllib.parse import unquote

from specmint.cases import make_traffic
from specmint.cli.output import print_problems
from specmint.cli.project import SPECS, choose_apis, hash_spec, load_specs
from specmint.cli.site import make_api, make_rest
from specmint.cli.watch import watch
from specmint.lower.site import list_scripts
from specmint.problems import Problem, Refused, has_errors
from specmint.render import TEMPLATES, make_environment

_CHANGES = "/specmint/changes"
_PATIENCE = 15.0
# A page loads itself again where it stands, and shows what is wrong with the specs.
_LISTENS = """<script>
new EventSource("/specmint/changes").onmessage = ({ data }) => {
  const problems = JSON.parse(data);
  if (!problems.length) return location.reload();
  const told = document.getElementById("problems") ?? document.createElement("pre");
  told.id = "problems";
  told.setAttribute("role", "alert");
  told.style = "position:fixed;inset:auto 1rem 1rem;z-index:9;white-space:pre-wrap";
  told.textContent = problems.join("\\n");
  document.body.append(told);
};
</script>
"""


@dataclass(slots=True)
class Shown:
    """The site as it is now; `turn` counts how often it was made."""

    files: dict[str, str] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)
    turn: int = 0
    changed: Condition = field(default_factory=Condition)

    def show(self, files: dict[str, str], problems: Sequence[Problem]) -> None:
        """Take a new state, and wake all who wait for one."""
        if not problems and not self.problems and files == self.files:
            return
        with self.changed:
            self.files = files or self.files
            self.problems = list(map(str, problems))
            self.turn += 1
            self.changed.notify_all()

    def wait(self, turn: int) -> int:
        """Wait for a state after a turn, but not for ever; give the turn it is then."""
        with self.changed:
            self.changed.wait_for(lambda: self.turn > turn, _PATIENCE)
            return self.turn


def serve(root: Path, names: Sequence[str], port: int) -> int:
    """Serve until somebody stops it."""
    shown, made = Shown(), Made(root, choose_apis(root, names))
    made.again(shown)
    handler = type("Handler", (Pages,), {"shown": shown})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/", flush=True)
    return watch(lambda: made.again(shown), lambda: _paths(root))


def _paths(root: Path) -> list[str]:
    folders = [root / SPECS, *([TEMPLATES] if isinstance(TEMPLATES, Path) else [])]
    return [str(path) for folder in folders for path in (folder, *folder.rglob("*"))]


@dataclass(slots=True)
class Made:
    """What was made of each API, so that only those that a change touches are made again."""

    root: Path
    names: tuple[str, ...]
    pages: dict[str, tuple[str, dict[str, str]]] = field(default_factory=dict)
    look: str = ""

    def again(self, shown: Shown) -> int:
        """Make what has changed; with problems all stays as it is."""
        try:
            files = self._make()
        except Refused as refused:
            print_problems(refused.problems)
            shown.show({}, refused.problems)
            return 1
        shown.show(files, ())
        return 0

    def _make(self) -> dict[str, str]:
        loaded = load_specs(self.root, self.names)
        problems = loaded.build(self.names)
        if has_errors(problems):
            raise Refused(problems)
        print_problems(problems)
        self._look_again()
        for name, api in loaded.apis.items():
            spec_hash = hash_spec(loaded.specs[name])
            if self.pages.get(name, ("", {}))[0] != spec_hash:
                scripts = list_scripts(api, make_traffic(api))
                made = make_api(self.root, api, spec_hash, scripts, {})
                self.pages[name] = spec_hash, dict(made)
                print(f"{name} is laid out", flush=True)
        rest = dict(make_rest(loaded))
        return {
            k: v for _, files in self.pages.values() for k, v in files.items()
        } | rest

    def _look_again(self) -> None:
        """Forget all pages where a template has changed."""
        templates = [Path(one) for one in _paths(self.root) if "templates" in one]
        look = str([(one.name, one.stat().st_mtime_ns) for one in sorted(templates)])
        if look != self.look:
            make_environment.cache_clear()
            self.pages.clear()
        self.look = look


class Pages(BaseHTTPRequestHandler):
    """Answers with the files of the site, and with its changes as they come."""

    shown: ClassVar[Shown]

    def do_GET(self) -> None:
        path = unquote(self.path.partition("?")[0])
        if path == _CHANGES:
            self._tell()
            return
        path = path.removeprefix("/")
        name = f"{path}index.html" if path.endswith("/") or not path else path
        text = self.shown.files.get(name)
        if text is None:
            self.send_error(404)
            return
        if name.endswith(".html"):
            text = text.replace("</body>", f"{_LISTENS}</body>")
        body = text.encode()
        kind = guess_type(name)[0] or "text/plain"
        self._begin(f"{kind}; charset=utf-8", str(len(body)))
        self.wfile.write(body)

    def _tell(self) -> None:
        """Tell each new state, and now and then that the line still holds."""
        self._begin("text/event-stream", "")
        turn = self.shown.turn
        try:
            while True:
                before, turn = turn, self.shown.wait(turn)
                told = json.dumps(self.shown.problems)
                is_new = turn > before
                line = f"data: {told}\n\n" if is_new else ": still here\n\n"
                self.wfile.write(line.encode())
                self.wfile.flush()
        except OSError:
            return  # the page has gone

    def _begin(self, kind: str, length: str) -> None:
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Cache-Control", "no-store")
        if length:
            self.send_header("Content-Length", length)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Say nothing of every request."""
