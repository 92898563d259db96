"""From models to the files of the site, all in memory."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from specmint.cases import make_traffic
from specmint.cli.making import standing
from specmint.cli.output import say
from specmint.cli.project import Loaded, hash_spec
from specmint.cli.samples import run_samples
from specmint.cli.written import TITLES, plan_written, read_written
from specmint.load import Spec
from specmint.lower.site import (
    Key,
    Script,
    list_scripts,
    lower_site,
    twin,
    view_home,
    view_names,
    view_texts,
)
from specmint.model import Api
from specmint.problems import Problem
from specmint.render import render
from specmint.target import FilePlan
from specmint.targets import markdown, site

Files = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Run:
    """What the samples of all APIs printed, and the problems of those that failed."""

    printed: dict[tuple[str, Key], str] = field(default_factory=dict)
    problems: tuple[Problem, ...] = ()


def run_all(
    root: Path, loaded: Loaded, languages: tuple[str, ...]
) -> tuple[dict[str, tuple[Script, ...]], Run]:
    """Run the samples of all APIs."""
    written: dict[str, tuple[Script, ...]] = {}
    printed: dict[tuple[str, Key], str] = {}
    problems: list[Problem] = []
    for name, api in loaded.apis.items():
        say(f"running the samples of {name} …")
        spec = loaded.specs[name]
        written[name] = list_scripts(api, make_traffic(api))
        judged = run_samples(root, api, hash_spec(spec), written[name], languages)
        printed |= {(name, key): text for key, text in judged.printed.items()}
        problems += [_problem(spec, slip.script, slip.told) for slip in judged.slips]
    return written, Run(printed, tuple(problems))


def _problem(spec: Spec, script: Script, told: str) -> Problem:
    path = ("methods", script.method.name, "examples", script.example.name)
    return Problem(spec.place(path), "failed-sample", f"the sample of {script}: {told}")


def make_site(
    root: Path,
    loaded: Loaded,
    written: Mapping[str, tuple[Script, ...]],
    printed: Mapping[tuple[str, Key], str],
) -> Files:
    """Make every file of the site."""
    files: list[tuple[str, str]] = []
    for name, api in loaded.apis.items():
        say(f"laying out {name} …")
        own = {key: text for (one, key), text in printed.items() if one == name}
        files += make_api(root, api, hash_spec(loaded.specs[name]), written[name], own)
    return (*files, *make_rest(loaded))


def make_api(
    root: Path,
    api: Api,
    spec_hash: str,
    scripts: tuple[Script, ...],
    printed: Mapping[Key, str],
) -> Files:
    """Make the pages of one API, and a Markdown twin of each."""
    made = render(lower_site(api, make_traffic(api), scripts, printed))
    with standing(root, api, spec_hash, markdown.NAME) as folder:
        made += tuple(
            twin(path.relative_to(folder).as_posix(), path.read_text("utf-8"))
            for path in sorted(folder.rglob("*.md"))
        )
    return tuple((f"{api.name}/{path}", text) for path, text in made)


def make_rest(loaded: Loaded) -> Files:
    """Make what belongs to no API: the first page, and what all pages load."""
    apis = loaded.apis.values()
    home = view_home(apis, TITLES)
    plans = [
        FilePlan("index.html", "site/home.html", home),
        FilePlan("index.md", "site/home.md", home),
        FilePlan("llms.txt", "site/llms.txt", view_texts(apis, TITLES)),
        FilePlan(site.APIS, "site/apis.js", view_names(loaded.apis)),
        *(FilePlan(one, f"{site.RUNTIME}/{one}") for one in site.ASSETS),
        *plan_written(),
    ]
    return (*render(plans), *read_written())
