"""The static site: built once, followed link by link, and used in a real browser."""

from collections.abc import Iterator
from dataclasses import replace
from functools import cache
import gzip
import json
import os
from pathlib import Path
import re
import shutil
import subprocess
import sys
from urllib.parse import unquote
from urllib.request import urlopen

from project import NAMES, ROOT, api, loaded
import pytest
from samples import COMPLETE, MINIMAL
from site_pages import Page, page, pages
from specmint.bundle import method_node
from specmint.cases import make_traffic
from specmint.cli.project import Loaded, hash_spec, load_specs
from specmint.cli.samples import run_samples
from specmint.cli.site import make_site
from specmint.lower.site import CURL, LABELS, Script, list_scripts
from specmint.lower.site.errata import find_errata
from specmint.markup import to_html
from specmint.model import Record
from specmint.targets import site
from specmint.text import Inline, Text, as_cell, attribute, fence, html, inline, prose
from test_text import HOSTILE
from typescript_tools import RUNNER, lack, run, tool

SPECMINT = [sys.executable, "-m", "specmint"]
SHOTS = ROOT / "build" / "shots"
# What a page of the site is made of, and nothing else.
TAGS = frozenset(
    """html head meta title link script body a header button span kbd div main footer p
    h1 h2 h3 h4 nav label input ul ol li details summary section code pre b i strong em
    dl dt dd table thead tbody tr th td article blockquote""".split()  # noqa: SIM905
)
MOST_KB = 400


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the site as `make docs` does, samples run and all."""
    folder = tmp_path_factory.mktemp("built") / "site"
    ran = subprocess.run(
        [*SPECMINT, "docs", "build", str(folder)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.returncode == 0, ran.stdout + ran.stderr
    counts = re.search(r"([\d,]+) of ([\d,]+) samples run", ran.stdout)
    assert counts and (counts[1] == counts[2] or not os.environ.get("CI"))
    return folder


# -- what is there -----------------------------------------------------------------


@cache
def anchors(path: Path) -> frozenset[str]:
    return frozenset(page(path).ids)


def test_every_link_and_every_anchor_leads_somewhere(built: Path) -> None:
    dead = []
    for path in pages(built):
        for link in sorted(set(page(path).links)):
            if link.startswith(("http://", "https://")):
                continue
            address, _, anchor = link.partition("#")
            target = (path.parent / unquote(address)).resolve() if address else path
            is_page = target.suffix == ".html"
            if not target.is_file() or (
                anchor and is_page and unquote(anchor) not in anchors(target)
            ):
                dead.append(f"{path.relative_to(built)}: {link}")
    assert not dead, "\n".join(dead[:20])


def test_a_page_is_well_formed_and_its_anchors_are_its_own(built: Path) -> None:
    for path in pages(built):
        found = page(path)
        assert not found.unclosed, path
        assert len(found.ids) == len(set(found.ids)), path
        assert not any(" " in one for one in found.ids), path
        assert found.tags <= TAGS, path
        assert not found.handlers, path
        assert found.headings[0] == 1 and found.headings.count(1) == 1, path
        steps = zip(found.headings, found.headings[1:], strict=False)
        assert all(after - before <= 1 for before, after in steps), path


def test_a_page_loads_nothing_from_elsewhere(built: Path) -> None:
    for path in pages(built):
        for source in page(path).loaded:
            assert ":" not in source, f"{path}: {source}"
            assert (path.parent / source).resolve().is_file(), f"{path}: {source}"
    for name in site.ASSETS:
        text = (built / name).read_text("utf-8")
        text = text.replace('xmlns="http:', "")
        assert not re.findall(r"https?:|@import|url\(|fetch\(", text), name


def wanted(name: str) -> Iterator[tuple[str, str]]:
    """Name the page and the anchor of everything that has one."""
    whole = api(name)
    for method in whole.methods:
        at = site.methods_page(method.group)
        yield at, method.name
        for param in method.params:
            yield at, f"{method.name}.{param.name}"
    for named in whole.types.values():
        yield site.TYPES, named.name
        if isinstance(named.type, Record):
            for field in named.type.fields:
                yield site.TYPES, f"{named.name}.{field.name}"
    for error in whole.errors:
        yield site.ERRORS, error
    for found in find_errata(whole):
        digest = site.erratum_anchor(
            found.owner, found.erratum.documented, found.erratum.over
        )
        yield found.page, digest


@pytest.mark.parametrize("name", NAMES)
def test_each_method_parameter_field_type_error_and_erratum_has_its_anchor(
    built: Path, name: str
) -> None:
    lacking = [
        f"{at}#{anchor}"
        for at, anchor in wanted(name)
        if anchor not in page(built / name / f"{at}.html").ids
    ]
    assert not lacking


@pytest.mark.parametrize("name", NAMES)
def test_all_errata_of_a_spec_that_name_a_method_or_type_are_on_one_page(
    built: Path, name: str
) -> None:
    text = (built / name / "errata.html").read_text("utf-8")
    found = list(find_errata(api(name)))
    assert text.count('<div class="erratum">') == len(found)
    own = [one for one in found if one.page.startswith("methods/")]
    nodes = [method_node(api(name), method) for method in api(name).methods]
    assert len(own) == sum(len(node["errata"]) for node in nodes)


def test_every_page_has_a_twin_and_machines_find_them_all(built: Path) -> None:
    twins = {path.with_suffix(".md") for path in pages(built)}
    assert all(path.is_file() for path in twins)
    listed = re.findall(r"\]\((\S+\.md)\)", (built / "llms.txt").read_text("utf-8"))
    assert {built / one for one in listed} == twins - {built / "index.md"}
    for path in sorted(twins):
        for address in re.findall(r"\]\(([^)#\s:]+\.md)", path.read_text("utf-8")):
            assert (path.parent / address).resolve().is_file(), f"{path}: {address}"


@pytest.mark.parametrize("name", NAMES)
def test_a_reference_is_light(built: Path, name: str) -> None:
    files = [*(built / name).rglob("*.html"), *(built / name).rglob("*.js")]
    files += [built / one for one in site.ASSETS]
    weight = sum(len(gzip.compress(path.read_bytes(), 9)) for path in files) / 1000
    assert weight < MOST_KB


@pytest.mark.parametrize("name", NAMES)
def test_the_search_knows_every_name_and_every_code(built: Path, name: str) -> None:
    text = (built / name / site.SEARCH).read_text("utf-8")
    index = json.loads(text[text.index("(") + 1 : text.rindex(")")])
    known = {
        (index["pages"][row[1]], (row[4:5] or [""])[0] or row[2])
        for row in index["rows"]
    }
    errata = {
        (
            one.page,
            site.erratum_anchor(one.owner, one.erratum.documented, one.erratum.over),
        )
        for one in find_errata(api(name))
    }
    assert set(wanted(name)) - errata <= known
    codes = " ".join(row[5] for row in index["rows"] if len(row) > 5)
    for error in api(name).errors.values():
        if error.match.code is not None:
            assert f"#{error.match.code}" in codes


def test_a_sample_shows_what_it_printed(built: Path) -> None:
    text = (built / "mtgox" / "methods" / "orders.html").read_text("utf-8")
    shown = text[text.index("id=order_add>") : text.index("id=order_cancel>")]
    printed = re.findall(
        r'data-lang=(\w+)>(?:(?!data-lang).)*class="printed"', shown, re.DOTALL
    )
    lacking = set() if os.environ.get("CI") else set(LABELS)
    assert set(printed[:3]) | lacking == set(LABELS)
    assert "4c2e69f5-8b35-4171-95a3-9e4088c1586c" in shown


# -- text that means harm ----------------------------------------------------------


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_becomes_markup(text: str) -> None:
    made = [inline(text), prose(text), fence(text, "json"), as_cell(inline(text))]
    parsed = page_of("".join(to_html(one) for one in [*made, html(text)]))
    assert parsed.tags <= {
        "p",
        "code",
        "pre",
        "em",
        "strong",
        "a",
        "ul",
        "ol",
        "li",
    } | {
        "span",
        "blockquote",
        "h1",
        "h2",
        "table",
        "thead",
        "tbody",
        "tr",
        "th",
        "td",
        "br",
    }
    assert not parsed.handlers
    assert all(not re.match(r"\s*javascript:", link) for link in parsed.links)
    quoted = page_of(f"<a href={to_html(attribute(text))}></a>")
    assert quoted.tags == {"a"} and not quoted.handlers


def page_of(text: str) -> Page:
    return Page(text)


def test_plain_text_has_no_place_on_a_page() -> None:
    with pytest.raises(TypeError, match="no place"):
        to_html(Text("plain"))
    assert to_html(Inline("`<`")) == "<code>&lt;</code>"


def test_a_spec_with_everything_in_it_has_pages(tmp_path: Path) -> None:
    shutil.copytree(COMPLETE, tmp_path / "specs" / "sample")
    specs = load(tmp_path)
    scripts = {
        "sample": list_scripts(specs.apis["sample"], make_traffic(specs.apis["sample"]))
    }
    for path, text in make_site(tmp_path, specs, scripts, {}):
        if path.endswith(".html"):
            found = page_of(text)
            assert found.tags <= TAGS, path
            assert not found.unclosed, path


def load(root: Path) -> Loaded:
    specs = load_specs(root, ["sample"])
    specs.build(["sample"])
    return specs


# -- samples -----------------------------------------------------------------------


def scripts_of(name: str, method: str, language: str) -> list[Script]:
    return [
        one
        for one in list_scripts(api(name), make_traffic(api(name)))
        if one.method.name == method and one.language == language
    ]


@pytest.mark.parametrize(
    ("language", "old", "new", "told"),
    [
        ("python", "getblockhash(0)", "getblockhash(no)", "NameError"),
        ("python", "# 0f91", "# 1f91", "says '1f91"),
        ("ts", "index: 0", "hash: 0", "has no `hash`"),
        (
            CURL,
            "getblockhash",
            "getblockcount",
            "was called for nothing|of getblockcount|for getblockcount",
        ),
        (CURL, "curl", "curl --no-such-option", "exit status 2"),
    ],
)
def test_a_sample_that_fails_is_told(
    language: str, old: str, new: str, told: str
) -> None:
    good = scripts_of("bitcoin", "getblockhash", language)[0]
    bad = replace(good, code=Text(good.code.replace(old, new)))
    assert bad.code != good.code
    spec_hash = hash_spec(loaded().specs["bitcoin"])
    for one, count in ((good, 0), (bad, 1)):
        judged = run_samples(ROOT, api("bitcoin"), spec_hash, (one,), (language,))
        assert len(judged.slips) == count, judged.slips
    assert re.search(told, judged.slips[0].told), judged.slips[0].told


def test_a_time_that_was_measured_is_shown_as_the_example_has_it() -> None:
    one = scripts_of("bitdust", "dht_node_find", CURL)[0]
    spec_hash = hash_spec(loaded().specs["bitdust"])
    judged = run_samples(ROOT, api("bitdust"), spec_hash, (one,), (CURL,))
    assert one.example.beside == {"execution": "0.000129"}
    assert '"execution": "0.000129"' in judged.printed[one.key]


@pytest.mark.parametrize("name", NAMES)
def test_the_first_sample_of_a_method_goes_well_where_one_does(
    built: Path, name: str
) -> None:
    for method in api(name).methods:
        if all(one.raises for one in method.examples):
            continue
        text = (built / name / f"{site.methods_page(method.group)}.html").read_text()
        section = text[text.index(f'<section class="method" id={method.name}>') :]
        first = section[section.index('<div class="example"') :].partition("</p>")[0]
        assert "raises" not in first, method.name


@pytest.fixture
def small(tmp_path: Path) -> Path:
    shutil.copytree(MINIMAL, tmp_path / "specs" / "sample")
    return tmp_path


def without_tools(small: Path, **more: str) -> "subprocess.CompletedProcess[str]":
    """Build where no tool of a shell can be found."""
    (small / "bin").mkdir()
    env = {**os.environ, "PATH": str(small / "bin"), **more}
    env = {name: value for name, value in env.items() if value}
    return subprocess.run(
        [*SPECMINT, "docs", "build"],
        cwd=small,
        env=env,
        capture_output=True,
        text=True,
        check=False,
    )


def test_samples_that_cannot_run_are_told_on_the_page(small: Path) -> None:
    ran = without_tools(small, CI="")
    assert ran.returncode == 0, ran.stderr
    assert "samples not run in curl (it needs bash and curl" in ran.stderr
    text = (small / "build" / "site" / "sample" / "methods" / "main.html").read_text()
    tabs = re.findall(
        r'data-lang=(\w+)>(.*?)(?=data-lang|class="wire")', text, re.DOTALL
    )
    unrun = {language for language, tab in tabs if "Not run when this" in tab}
    assert "sh" in unrun and "python" not in unrun


def test_samples_that_cannot_run_fail_where_ci_runs(small: Path) -> None:
    ran = without_tools(small, CI="true")
    assert ran.returncode == 1
    assert "error[no-toolchain]: samples cannot be run in curl" in ran.stderr
    assert not (small / "build").exists()


# -- serving -----------------------------------------------------------------------


def address_of(server: "subprocess.Popen[str]") -> str:
    assert server.stdout
    return next(line.strip() for line in server.stdout if line.startswith("http:"))


def test_a_served_page_comes_again_when_a_spec_changes(small: Path) -> None:
    server = subprocess.Popen(
        [*SPECMINT, "docs", "serve", "--port", "0"],
        cwd=small,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert server.stdout
    try:
        address = address_of(server)
        changes = urlopen(f"{address}specmint/changes", timeout=60)
        told = iter(changes)
        spec = small / "specs" / "sample" / "api.yaml"
        whole = spec.read_text("utf-8")
        edited = re.sub(r"(?m)^summary: .*", "summary: Another sentence.", whole)
        spec.write_text(edited, "utf-8")
        assert next(line for line in told if b"data: []" in line)
        with urlopen(f"{address}sample/", timeout=60) as answer:
            text = answer.read().decode()
        assert "Another sentence." in text
        assert "/specmint/changes" in text
        spec.write_text(f"{edited}bad: 1\n", "utf-8")
        assert next(line for line in told if b"there is no key `bad`" in line)
        changes.close()
    finally:
        server.kill()
        server.wait()
        server.stdout.close()


# -- in a browser ------------------------------------------------------------------


def test_the_site_works_in_a_browser(built: Path) -> None:
    for name in ("playwright-core", "axe-core"):
        tool(name)
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        lack("chromium")
    SHOTS.mkdir(parents=True, exist_ok=True)
    env = {"SITE": str(built), "CHROMIUM": str(chromium), "SHOTS": str(SHOTS)}
    os.environ.update(env)
    ran = run("--test", "--test-reporter=spec", RUNNER / "site.browser.ts")
    assert ran.returncode == 0, ran.stdout[-6000:]
