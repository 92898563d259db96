"""Whatever a text of a spec says, in any place: it is refused there, or it stays text."""

from collections.abc import Iterator

from hostile.campaign import Campaign, chosen
from hostile.judging import shaper
from hostile.places import declared
from hostile.sample import all_places
from hostile.shapes import SHAPES, Misshapen, shape_of
from hostile.texts import SAMPLED, TEXTS
import pytest
from specmint.problems import ERROR

# Forms that other parts of the schema use, and literal traffic, which holds names that
# the sample changes elsewhere.
_UNREACHED = {
    "envelope.failed.when.*[]",
    "push.examples.*.frame",
    "traffic.reply",
    "traffic.request",
    "webhook.examples.*.body",
    "exampleNames",
    "example.raises.*.code",
    "ownName",
    "use",
}

# Places and JSON files whose shape may follow a text: both are data, and stay it.
_FOLLOWS = (
    # Values are made for a pattern, so another pattern has others.
    ("pattern `", "/cases.json"),
)


def test_the_sample_has_a_text_in_every_place_of_the_schema() -> None:
    assert declared() - {place.location for place in all_places()} == _UNREACHED


@pytest.fixture(scope="module")
def campaign() -> Iterator[Campaign]:
    with shaper() as running:
        yield Campaign(running)


def follows(fault: str) -> bool:
    return any(fault.startswith(place) and file in fault for place, file in _FOLLOWS)


@pytest.mark.parametrize("idea", SAMPLED)
def test_a_hostile_text_is_refused_or_stays_text(idea: str, campaign: Campaign) -> None:
    report = campaign.attack(TEXTS[idea])
    faults = [one for one in report.faults if not follows(one)]
    assert faults == []
    assert len(report.taken) + len(report.refused) == len(chosen())
    assert all(problem.severity == ERROR for problem in report.refused.values())


@pytest.mark.parametrize(
    ("path", "text", "other"),
    [
        ("a.py", 'a = """x"""', 'a = """x"""\nimport os\n"""b"""'),
        ("a.py", "a = 1  # b", "a = 1  # type: ignore"),
        ("a.json", '{"a": "b"}', '{"a": "b", "c": 1}'),
        ("a.md", "# a\n\nb\n", "# a\n\nb\n\n# c\n"),
        ("a.md", "| a | b |\n|---|---|\n| c | d |\n", "| a | b |\n|---|---|\n"),
        ("a.md", "```sh\ncurl 'a'\n```\n", "```sh\ncurl 'a'; b\n```\n"),
        ("a.md", "```sh\ncurl 'a'\n```\n", "```sh\ncurl $(a)\n```\n"),
        ("a.html", "<p>a</p>", "<p>a<script>b</script></p>"),
        ("a.html", "<p title=a>a</p>", "<p title=a onclick=b>a</p>"),
    ],
)
def test_what_breaks_out_has_another_shape(path: str, text: str, other: str) -> None:
    assert shape_of(path, text) != shape_of(path, other)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("a.py", "a = 'b"),
        ("a.py", "# -*- coding: utf-7 -*-\na = 1"),
        ("a.json", '{"a": 1, "a": 2}'),
        ("a.md", "a <b>c</b>"),
        ("a.md", "[a](javascript:b)"),
        ("a.md", "```sh\ncurl `a`\n```"),
        ("a.html", "<a href='javascript:b'>c</a>"),
        ("py.typed", "a"),
    ],
)
def test_what_is_no_file_of_its_kind_is_told(path: str, text: str) -> None:
    with pytest.raises(Misshapen):
        shape_of(path, text)


def test_a_format_that_nobody_reads_fails() -> None:
    assert "rs" not in SHAPES
    with pytest.raises(LookupError, match="nothing here reads"):
        shape_of("a.rs", "")
