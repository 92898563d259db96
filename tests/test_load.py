"""Reading YAML: what values mean, where everything stands, and how files go together."""

from decimal import Decimal
from pathlib import Path
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st
import pytest
from samples import COMPLETE, codes, flow, lay, read
from specmint.load import find_apis, read_specs, read_yaml
from specmint.problems import Place


def value(text: str) -> Any:
    read = read_yaml("a.yaml", f"value: {text}\n".encode())
    assert not read.problems, read.problems
    return read.data["value"]


def refused(text: str) -> set[str]:
    return codes(read_yaml("a.yaml", text.encode()).problems)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("true", True),
        ("false", False),
        ("null", None),
        ("0", 0),
        ("-12", -12),
        ("123456789012345678901234567890", 123456789012345678901234567890),
        ("0.00000001", Decimal("0.00000001")),
        ("-1.50", Decimal("-1.50")),
        ("2013-09-29", "2013-09-29"),
        ("1.2.3", "1.2.3"),
        ("...x", "...x"),
        ("+", "+"),
        ("-x", "-x"),
        ("12 monkeys", "12 monkeys"),
        ("yesterday", "yesterday"),
        ('"0x10"', "0x10"),
        ("'on'", "on"),
        ('"a\\tb"', "a\tb"),
        ("GET /x/{y}", "GET /x/{y}"),
    ],
)
def test_a_plain_value_means_the_same_to_everybody(text: str, meaning: Any) -> None:
    found = value(text)
    assert found == meaning
    assert type(found) is type(meaning)


def test_a_fraction_keeps_its_digits() -> None:
    assert str(value("1.10")) == "1.10"


@pytest.mark.parametrize(
    "text",
    [
        "0x1F",
        "0o17",
        "017",
        "0b11",
        "1_000",
        "+1",
        ".5",
        "1.",
        "1e5",
        "1E-8",
        "1.5e3",
        ".inf",
        "-.inf",
        ".nan",
        "12:30",
        "1:2:3.5",
        "yes",
        "Yes",
        "NO",
        "on",
        "Off",
        "y",
        "N",
        "~",
        "=",
        "<<",
        "True",
        "NULL",
    ],
)
def test_what_readers_take_differently_is_refused(text: str) -> None:
    assert refused(f"value: {text}\n") == {"ambiguous-scalar"}


def test_a_number_of_many_digits_is_refused() -> None:
    assert refused(f"value: {'9' * 5000}\n") == {"ambiguous-scalar"}
    assert value("9" * 1000) == int("9" * 1000)


def test_line_ends_and_a_mark_at_the_start_change_nothing() -> None:
    text = "a:\n  - b\n  - c\n"
    plain = read_yaml("a.yaml", text.encode())
    windows = read_yaml("a.yaml", b"\xef\xbb\xbf" + text.replace("\n", "\r\n").encode())
    assert plain.data == windows.data == {"a": ["b", "c"]}
    assert windows.place(("a", 1)) == Place("a.yaml", 3, 5)


TEXT = """\
# a comment
types:
  Pair: {is: tuple, items: [string, {type: string}]}
  "Näme":
    is: &kind string
    doc: |
      Some text.
  Other: {is: *kind}
"""


@pytest.mark.parametrize(
    ("path", "of_key", "line", "column"),
    [
        ((), False, 1, 1),
        (("types",), True, 2, 1),
        (("types",), False, 3, 3),
        (("types", "Pair"), True, 3, 3),
        (("types", "Pair"), False, 3, 9),
        (("types", "Pair", "items"), True, 3, 21),
        (("types", "Pair", "items", 1), False, 3, 37),
        (("types", "Pair", "items", 1, "type"), False, 3, 44),
        (("types", "Näme", "doc"), False, 6, 10),
        (("types", "Other", "is"), False, 8, 15),
        # what is not there stands where the nearest thing around it does
        (("types", "Pair", "doc"), False, 3, 3),
        (("types", "Pair", "items", 1, "doc"), True, 3, 37),
        (("errors", "Gone"), False, 1, 1),
    ],
)
def test_everything_has_its_place(
    path: tuple[str | int, ...], of_key: bool, line: int, column: int
) -> None:
    read = read_yaml("a.yaml", TEXT.encode())
    assert not read.problems
    assert read.place(path, of_key=of_key) == Place("a.yaml", line, column)


def test_an_alias_is_what_its_anchor_is() -> None:
    read = read_yaml("a.yaml", b"a: &x [1, {b: c}]\nd: *x\n")
    assert read.data == {"a": [1, {"b": "c"}], "d": [1, {"b": "c"}]}


def test_a_file_is_read_to_its_end_in_spite_of_slips() -> None:
    read = read_yaml("a.yaml", b"a: yes\nb: 0x1\nb: on\n")
    assert [str(problem.place) for problem in read.problems] == [
        *("a.yaml:1:4", "a.yaml:2:4", "a.yaml:3:1", "a.yaml:3:4")
    ]


def test_sections_of_several_files_are_laid_together_in_name_order(
    tmp_path: Path,
) -> None:
    lay(
        tmp_path,
        {
            "types/b.yaml": "types: {B: {is: string}}\n",
            "types/a.yaml": "types: {Z: {is: string}, A: {is: string}}\n",
            "methods/a.yaml": "group: {title: First}\nmethods: {}\n",
        },
    )
    spec = read(tmp_path)
    assert list(spec.data["types"]) == ["Size", "Z", "A", "B"]
    assert spec.data["groups"] == {"a": {"title": "First"}, "main": {"title": "Main"}}
    assert spec.homes["types", "B"].file == "specs/sample/types/b.yaml"
    assert spec.homes["methods", "get_size"].stem == "main"
    assert spec.place(("groups", "a", "title")).file == "specs/sample/methods/a.yaml"
    assert spec.is_whole


def test_a_name_that_two_files_have_is_told_at_the_second(tmp_path: Path) -> None:
    lay(tmp_path, {"types/b.yaml": "types: {Size: {is: string}}\n"})
    [problem] = read(tmp_path).problems
    assert problem.code == "repeated-name"
    assert read(tmp_path).data["types"]["Size"]["is"] == "integer"


@pytest.mark.parametrize(
    "files",
    [
        {"types/b.yaml": "types: [\n"},
        {"types/b.yaml": ""},
        {"notes.txt": ""},
        {"errors.yaml": "types: {}\n"},
        {"types/b.yaml": "types: []\n"},
        {"types/b.yaml": b"\xff\xfe"},
    ],
)
def test_a_spec_with_a_hole_is_not_whole(
    files: dict[str, str | bytes], tmp_path: Path
) -> None:
    lay(tmp_path, files)
    assert not read(tmp_path).is_whole


def test_what_an_editor_leaves_behind_is_not_read(tmp_path: Path) -> None:
    lay(tmp_path, {".types.yaml.swp": b"\xff", "types/.b.yaml": "]"})
    assert not read(tmp_path).problems


def test_apis_are_folders_that_are_not_hidden(tmp_path: Path) -> None:
    assert find_apis(tmp_path / "specs") == ()
    lay(tmp_path, {})
    (tmp_path / "specs/specmint.schema.json").write_text("{}")
    for name in (".hidden", "_draft", "types", "b"):
        (tmp_path / "specs" / name).mkdir()
    (tmp_path / "specs/loop").symlink_to("loop")
    assert find_apis(tmp_path / "specs") == ("b", "sample", "types")
    assert codes(read_specs(tmp_path, "specs", ["types"])["types"].problems) == {
        "missing-file"
    }


QUIETLY = settings(deadline=None, derandomize=True)
SCALARS = st.none() | st.booleans() | st.integers() | st.text(max_size=20)
FRACTIONS = st.decimals(-1000, 1000, places=3)
DATA = st.recursive(
    SCALARS | FRACTIONS,
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@QUIETLY
@given(DATA)
def test_data_that_is_written_reads_back_the_same(data: Any) -> None:
    read = read_yaml("a.yaml", flow({"data": data}).encode())
    assert not read.problems
    assert read.data == {"data": data}


@QUIETLY
@given(st.binary(max_size=200) | st.text("ab:-{}[]?&*!|>'\"%@`#,\n \t0x", max_size=60))
def test_no_text_makes_the_reader_fall_over(text: bytes | str) -> None:
    raw = text.encode() if isinstance(text, str) else text
    read = read_yaml("a.yaml", raw)
    assert all(str(problem).isprintable() for problem in read.problems)


def test_the_complete_sample_is_read_without_a_problem() -> None:
    specs = read_specs(COMPLETE.parents[1], "specs", ["sample"])
    assert specs["sample"].problems == ()
