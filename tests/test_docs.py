"""The reference that is committed: it parses, its links lead somewhere, its samples run."""

import base64
from collections.abc import Iterable, Iterator
from functools import cache
import hashlib
import hmac
import os
from pathlib import Path
import re
import shutil
import subprocess
from urllib.parse import unquote

from certificates import must_have
from markdown_it.token import Token
from markup import anchors, blocks, headings, is_harmless, kinds, links, tables
from project import NAMES, ROOT, api
import pytest
from specmint.model import KINDS

DOCS = ROOT / "generated" / "docs"
PAGES = sorted(DOCS.rglob("*.md"))
pages = pytest.mark.parametrize("page", PAGES, ids=lambda p: str(p.relative_to(DOCS)))
apis = pytest.mark.parametrize("name", NAMES)


@cache
def text(page: Path) -> str:
    return page.read_bytes().decode()


@cache
def places(page: Path) -> dict[str, str]:
    """Give the heading of every anchor of a page."""
    return dict(anchors(text(page)))


def test_the_reference_says_which_further_forms_are_taken() -> None:
    taken = "also taken as text"
    assert taken in text(DOCS / "bitcoin" / "types.md")
    transports = text(DOCS / "bitdust" / "transports.md")
    assert "**In the parameters:** boolean also taken as 1 or 0" in transports
    assert "**In the JSON body:** boolean also taken as 1 or 0, or as `1`" in transports
    assert "also taken as a JSON number" in text(
        DOCS / "bitdust" / "methods" / "blockchain.md"
    )


@pages
def test_every_link_leads_to_what_it_names(page: Path) -> None:
    for label, address in links(text(page)):
        assert is_harmless(address), address
        if address.startswith(("http://", "https://")):
            continue
        path, _, anchor = unquote(address).partition("#")
        target = (page.parent / path).resolve() if path else page
        assert target.is_file(), f"{label}: {address}"
        if anchor:
            assert places(target).get(anchor) == label, f"{label}: {address}"


@apis
def test_every_page_can_be_reached_from_the_first(name: str) -> None:
    waiting, seen = [DOCS / name / "README.md"], set()
    while waiting:
        page = waiting.pop()
        if page not in seen and page.is_relative_to(DOCS):
            seen.add(page)
            local = (a.partition("#")[0] for _, a in links(text(page)) if ":" not in a)
            waiting += [(page.parent / path).resolve() for path in local if path]
    assert seen == set((DOCS / name).rglob("*.md"))


def heads(page: Path, level: int = 2) -> list[str]:
    return [heading for at, heading in headings(text(page)) if at == level]


@apis
def test_every_method_type_and_error_has_its_heading(name: str) -> None:
    whole, folder = api(name), DOCS / name
    assert [one for one in heads(folder / "types.md") if one != "Tables"] == list(
        whole.types
    )
    assert heads(folder / "errors.md") == list(whole.errors)
    for group in whole.groups:
        wanted = [one.name for one in whole.methods if one.group == group.name]
        assert heads(folder / "methods" / f"{group.name}.md") == wanted
    written = [page.stem for page in (folder / "methods").iterdir()]
    assert sorted(written) == sorted(group.name for group in whole.groups)


@apis
def test_an_error_tells_whether_the_call_may_be_sent_again(name: str) -> None:
    sections = re.split(r"^## ", text(DOCS / name / "errors.md"), flags=re.MULTILINE)
    for error, section in zip(api(name).errors.values(), sections[1:], strict=True):
        assert (error.acted == "never") == ("\n- The service has not acted" in section)
        assert error.transient == ("\n- It passes by itself" in section), error.name


@apis
def test_a_transport_tells_what_a_request_is_refused_with(name: str) -> None:
    sections = re.split(
        r"^## ", text(DOCS / name / "transports.md"), flags=re.MULTILINE
    )
    for transport, section in zip(api(name).transports, sections[1:], strict=False):
        found = [rows[1:] for rows in tables(section) if rows[0] == ["When", "Answer"]]
        assert [len(rows) for rows in found] == [len(transport.refuse)]
        for refuse, (when, answer) in zip(transport.refuse, found[0], strict=True):
            assert when == KINDS[refuse.kind].why
            assert refuse.error in answer and refuse.message in answer
            assert str(refuse.status or "") in answer
            assert ("No answer." in answer) == (refuse.answer == "silence")
            assert ("is closed." in answer) == (refuse.answer == "close")


@apis
def test_a_type_tells_what_its_values_are_refused_with(name: str) -> None:
    sections = re.split(r"^## ", text(DOCS / name / "types.md"), flags=re.MULTILINE)
    for kind, section in zip(api(name).types.values(), sections[1:], strict=False):
        told = re.search(r"^\*\*Refused with:\*\* (.+)$", section, re.MULTILINE)
        assert (told is not None) == (kind.refuse is not None), kind.name
        if told and kind.refuse:
            assert kind.refuse.error in told[1] and kind.refuse.message in told[1]


def test_a_method_lists_what_its_types_are_refused_with() -> None:
    page = text(DOCS / "bitcoin" / "methods" / "rawtransactions.md")
    section = page.partition("## `sendrawtransaction`")[2].partition("\n## ")[0]
    [rows] = [rows for rows in tables(section) if rows[0][0] == "Error"]
    told = {row[0]: row[2] for row in rows[1:]}
    assert told["WrongType"] == "maxfeerate breaks a rule of its type."
    assert "DeserializationError" in told


@pages
def test_a_page_has_one_title_and_no_raw_html_but_its_first_line(page: Path) -> None:
    first, _, rest = text(page).partition("\n")
    assert first == "<!-- Code generated by specmint. DO NOT EDIT. -->"
    assert [level for level, _ in headings(rest)].count(1) == 1
    assert not kinds(rest) & {"html_block", "html_inline", "image", "code_block"}


@pages
def test_tables_are_well_formed(page: Path) -> None:
    found = tables(text(page))
    for rows in found:
        assert len(rows) > 1, "a table has rows"
        assert all(rows[0]), "every column has a name"
        for column in zip(*rows[1:], strict=True):
            assert any(column), f"an empty column in the table of {rows[1][0]}"
    marks = re.findall(r"^\| --- .*$", outside_fences(page), re.MULTILINE)
    assert len(marks) == len(found), "a table that is none to a parser"
    lines = [line for line in outside_fences(page).splitlines() if line[:1] == "|"]
    assert len(lines) == sum(len(rows) + 1 for rows in found)
    bars = [len(re.findall(r"(?<!\\)\|", line)) for line in lines]
    assert bars == [len(row) + 1 for rows in found for row in (rows[0], *rows)]


def outside_fences(page: Path) -> str:
    """Give the lines of a page that are not in fences, as a parser sees them."""
    lines = text(page).split("\n")
    for block in blocks(text(page)):
        if block.type == "fence" and block.map:
            lines[block.map[0] : block.map[1]] = [""] * (block.map[1] - block.map[0])
    return "\n".join(lines)


@pages
def test_lines_are_clean(page: Path) -> None:
    whole, outside = text(page), outside_fences(page)
    assert "\r" not in whole
    assert "\t" not in outside
    assert whole.endswith("\n")
    assert not whole.endswith("\n\n")
    assert not re.search(r"[ \t]$", outside, re.MULTILINE), "trailing spaces"
    assert "\n\n\n" not in squeezed(page), "blank lines"


def squeezed(page: Path) -> str:
    """Put one line in place of each fence."""
    lines, skipped = text(page).split("\n"), 0
    for block in blocks(text(page)):
        if block.type == "fence" and block.map:
            start, end = (line - skipped for line in block.map)
            lines[start:end] = ["fence"]
            skipped += end - start - 1
    return "\n".join(lines)


@pages
def test_every_fence_is_closed(page: Path) -> None:
    lines = text(page).split("\n")
    for block in blocks(text(page)):
        if block.type == "fence":
            assert block.map
            first, last = lines[block.map[0]], lines[block.map[1] - 1]
            assert first == f"{block.markup}{block.info}"
            assert last == block.markup


@pages
def test_sentences_read_well(page: Path) -> None:
    prose = re.sub(r"(`+).*?\1", "code", outside_fences(page))
    prose = re.sub(r"\]\([^)]*\)", "]", prose)
    for slip in (
        r"(?<!\. )\. \.(?! \.)",
        r"\.\.(?!\.)",
        r" ,",
        r"\(\)",
        r"\S  +\S",
        r",,",
        r";\.",
    ):
        found = re.search(rf".*{slip}.*", re.sub(r"\| +\|", "|", prose))
        assert not found, found


@pages
def test_a_list_does_not_run_into_another(page: Path) -> None:
    """Two lists with only a blank line between them are one to a parser."""
    lines = text(page).split("\n")
    for block in blocks(text(page)):
        if block.type == "bullet_list_open" and block.map and not block.level:
            inside = lines[block.map[0] : block.map[1]]
            assert "" not in inside[: len("\n".join(inside).rstrip().split("\n"))]


# -- samples of curl -----------------------------------------------------------


@cache
def samples(page: Path) -> tuple[str, ...]:
    return tuple(b.content for b in blocks(text(page)) if b.info == "sh")


def method_pages() -> Iterator[Path]:
    return (page for page in PAGES if page.parent.name == "methods")


@apis
def test_every_method_that_curl_can_call_has_one_sample_at_least(name: str) -> None:
    whole = api(name)
    for group in whole.groups:
        page = DOCS / name / "methods" / f"{group.name}.md"
        sections = re.split(r"^## ", text(page), flags=re.MULTILINE)[1:]
        methods = [one for one in whole.methods if one.group == group.name]
        for method, section in zip(methods, sections, strict=True):
            callable_ = any(one.transport != "ws" for one in method.bindings)
            first = method.examples[0] if method.examples else None
            if callable_ and first and not first.over:
                assert "```sh\n" in section, method.name


@pytest.mark.parametrize("shell", ["bash", "sh"])
def test_every_sample_is_valid_shell(shell: str) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"there is no {shell}")
    whole = "\n".join(sample for page in method_pages() for sample in samples(page))
    ran = subprocess.run(
        [shell, "-n"], input=whole, capture_output=True, text=True, check=False
    )
    assert (ran.returncode, ran.stderr) == (0, "")
    assert whole.count("curl ") > 200


STUBS = """\
curl() { printf '%s\\0' "$@"; }
date() { printf %s 1364879059328496; }
"""
KEY = "123e4567-e89b-42d3-a456-426614174000"
SECRET = bytes(range(64))


def run_sample(sample: str) -> list[str]:
    """Run a sample as a shell does, and give what curl would have got."""
    env = {"PATH": os.environ["PATH"], "KEY": KEY, "LC_ALL": "C"}
    env |= {"SECRET": base64.b64encode(SECRET).decode(), "COOKIE_FILE": os.devnull}
    env |= {"API_SECRET": "s3cret", "RPCUSER": "u", "RPCPASSWORD": "p"}
    ran = subprocess.run(
        ["bash", "-c", STUBS + sample], capture_output=True, env=env, check=True
    )
    assert not ran.stderr
    return ran.stdout.decode().split("\0")[:-1]


def test_a_signed_sample_signs_as_the_exchange_does() -> None:
    must_have("bash", "openssl", "xxd", "base64")
    signed = [
        sample
        for page in method_pages()
        if page.is_relative_to(DOCS / "mtgox")
        for sample in samples(page)
        if "Rest-Sign" in sample
    ]
    assert len(signed) > 10
    for sample in signed:
        words = run_sample(sample)
        headers = dict(
            words[at + 1].split(": ", 1) for at, w in enumerate(words) if w == "-H"
        )
        body = words[words.index("--data-raw") + 1]
        path = words[-1].partition("/api/2/")[2]
        message = (f"{path}\0{body}" if path else body).encode()
        digest = hmac.new(SECRET, message, hashlib.sha512).digest()
        assert headers["Rest-Key"] == KEY
        assert headers["Rest-Sign"] == base64.b64encode(digest).decode(), words[-1]
        assert body.startswith("nonce=1364879059328496"), body


def test_samples_send_what_the_request_above_them_shows() -> None:
    must_have("bash")
    count = 0
    for page in method_pages():
        if page.parts[-3] not in {"bigchaindb", "bitdust"}:
            continue
        found = [b for b in blocks(text(page)) if b.type == "fence"]
        for request, sample in requests_with_samples(found):
            words = run_sample(sample)
            head, _, body = request.partition("\n\n")
            verb, target = (
                head.partition("\n")[0].removesuffix(" HTTP/1.1").split(" ", 1)
            )
            assert words[-1].endswith(target.strip()), sample
            data = words[words.index("--data-raw") + 1] if "--data-raw" in words else ""
            assert squashed(data) == squashed(body), sample
            sent = words[words.index("-X") + 1] if "-X" in words else ""
            assert verb == (sent or ("POST" if data else "GET")), sample
            count += 1
    assert count > 120


def requests_with_samples(found: Iterable[Token]) -> Iterator[tuple[str, str]]:
    request = ""
    for block in found:
        if block.info == "http" and not block.content.startswith("HTTP/"):
            request = block.content
        elif block.info == "sh" and request:
            yield request, block.content
            request = ""


def squashed(body: str) -> str:
    return re.sub(r"\s+", "", body)
