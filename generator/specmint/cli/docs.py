"""Make the static site of all APIs, or serve it while specs are edited.

Every sample is run against a mock when the site is built, and one that fails is a problem.
"""

import argparse
from pathlib import Path

from specmint import __version__
from specmint.cases import make_traffic
from specmint.cli.project import must_load
from specmint.lower.site import list_scripts, lower_site, view_home, view_names
from specmint.render import render
from specmint.target import FilePlan
from specmint.targets import site
from specmint.tree import Folder, write


def add_arguments(parser: argparse.ArgumentParser) -> None:
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    build = actions.add_parser("build", help="write the site")
    build.add_argument(
        "folder", nargs="?", type=Path, metavar="DIR", default=Path("build/site")
    )


def run(args: argparse.Namespace) -> int:
    apis = must_load(args.root, [])
    files = []
    for name, api in apis.items():
        traffic = make_traffic(api)
        scripts = list_scripts(api, traffic)
        plans = lower_site(api, traffic, scripts, {})
        files += [(f"{name}/{path}", text) for path, text in render(plans)]
    plans = [FilePlan("index.html", "site/home.html", view_home(apis.values(), {}))]
    plans.append(FilePlan(site.APIS, "site/apis.js", view_names(apis)))
    plans += [FilePlan(one, f"{site.RUNTIME}/{one}") for one in site.ASSETS]
    files += render(plans)
    folder = args.folder
    report = write(
        folder.parent, [Folder(folder.name, tuple(files), "")], __version__
    )
    print(len(report.written), "written")
    return 0
