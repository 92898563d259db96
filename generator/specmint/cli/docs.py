"""Make the static site of all APIs, or serve it while specs are edited.

Every sample runs against a mock when the site is built; one that does otherwise than its
example says is a problem, and then nothing is written. While it is served samples do not
run, and pages that a change touches come again by themselves.
"""

import argparse
from importlib.util import find_spec
import os
from pathlib import Path
import sys

from specmint import __version__
from specmint.cli.output import plural, print_problems
from specmint.cli.project import Loaded, choose_apis, load_specs
from specmint.problems import Place, Problem, Refused, has_errors

_BUILT = Path("build/site")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = actions.add_parser("build", help="write the site")
    build.add_argument("folder", nargs="?", type=Path, metavar="DIR", default=_BUILT)
    serve = actions.add_parser("serve", help="show the site while specs are edited")
    serve.add_argument("apis", nargs="*", metavar="API", help="all, if none is named")
    serve.add_argument("--port", type=int, default=8000, help="0 for any free one")


def run(args: argparse.Namespace) -> int:
    _check_tools()
    if args.action == "serve":
        from specmint.cli.serve import serve

        return serve(args.root, args.apis, args.port)
    return _build(args.root, args.folder)


def _build(root: Path, folder: Path) -> int:
    from specmint.cli.site import make_site, run_all
    from specmint.tree import Folder, write

    loaded = _load(root)
    scripts, judged = run_all(root, loaded, _languages())
    if judged.problems:
        raise Refused(judged.problems)
    files = make_site(root, loaded, scripts, judged.printed)
    folder.parent.mkdir(parents=True, exist_ok=True)
    write(folder.parent, [Folder(folder.name, files, "")], __version__)
    ran, known = len(judged.printed), sum(map(len, scripts.values()))
    pages = sum(path.endswith(".html") for path, _ in files)
    print(f"{plural(pages, 'page')} in {folder}, {ran:,} of {known:,} samples run")
    return 0


def _load(root: Path) -> Loaded:
    names = choose_apis(root, [])
    loaded = load_specs(root, names)
    problems = loaded.build(names)
    if has_errors(problems):
        raise Refused(problems)
    print_problems(problems)
    return loaded


def _languages() -> tuple[str, ...]:
    """Choose the languages whose samples can run here; where CI runs, it is all."""
    from specmint.cli.samples import find_lacking
    from specmint.lower.site import LABELS

    lacking = find_lacking()
    told = [f"{LABELS[one]} (it needs {what})" for one, what in lacking.items()]
    if told and os.environ.get("CI"):
        message = f"samples cannot be run in {', '.join(told)}"
        raise Refused([Problem(Place(sys.prefix), "no-toolchain", message)])
    if told:
        print(f"samples not run in {', '.join(told)}", file=sys.stderr)
    return tuple(one for one in LABELS if one not in lacking)


def _check_tools() -> None:
    known = {"markdown_it": "markdown-it-py", "pygments": "pygments"}
    if lacking := [name for module, name in known.items() if not find_spec(module)]:
        message = f"the site needs {' and '.join(lacking)}"
        hint = "run `pip install 'specmint[docs,mock]'`"
        raise Refused(
            [Problem(Place(sys.prefix), "no-package", message, hint)], is_misuse=True
        )
