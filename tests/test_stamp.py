"""The stamp room: when there is nothing to do, and every way in which there is."""

import os
from pathlib import Path
import shutil
import subprocess
import sys

import pytest
from specmint import stamp

PAST = 1_700_000_000_123_456_789
PROGRAM = Path(stamp.__file__).parents[1]


def put(root: Path, path: str, text: str = "text", time: int = PAST) -> str:
    """Write a file long ago, in directories that are as old."""
    place = root / path
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(text)
    os.utime(place, ns=(time, time))
    for directory in place.relative_to(root).parents:
        os.utime(root / directory, ns=(PAST, PAST))
    return str(place)


def inputs(root: Path) -> list[str]:
    return [str(root / "specs"), put(root, "specs/icon/api.yaml")]


def stamped(root: Path) -> None:
    before = stamp.observe(inputs(root))
    after = stamp.observe([put(root, "generated/icon.md"), put(root, "generated/b.md")])
    assert stamp.save(str(root), "key", before, after)
    assert stamp.holds(str(root), "key")


def holds(root: Path) -> bool:
    return stamp.holds(str(root), "key")


def test_a_stamp_holds_for_its_own_key_only(tmp_path: Path) -> None:
    stamped(tmp_path)
    assert not stamp.holds(str(tmp_path), "other")
    assert not stamp.holds(str(tmp_path), "")


def test_no_stamp_does_not_hold(tmp_path: Path) -> None:
    assert not holds(tmp_path)
    assert not stamp.holds(str(tmp_path / "none\0"), "key")


@pytest.mark.parametrize("path", ["specs/icon/api.yaml", "generated/icon.md"])
def test_a_changed_size_ends_it(tmp_path: Path, path: str) -> None:
    stamped(tmp_path)
    put(tmp_path, path, "other text")
    assert not holds(tmp_path)


@pytest.mark.parametrize("path", ["specs/icon/api.yaml", "generated/icon.md"])
def test_a_changed_time_ends_it(tmp_path: Path, path: str) -> None:
    stamped(tmp_path)
    put(tmp_path, path, time=PAST + 1)
    assert not holds(tmp_path)


@pytest.mark.parametrize("path", ["specs/icon/api.yaml", "generated/icon.md"])
def test_a_removed_file_ends_it(tmp_path: Path, path: str) -> None:
    stamped(tmp_path)
    (tmp_path / path).unlink()
    assert not holds(tmp_path)


@pytest.mark.parametrize("path", ["specs/icon/types.yaml", "specs/new/api.yaml"])
def test_an_added_spec_file_ends_it(tmp_path: Path, path: str) -> None:
    stamped(tmp_path)
    place = tmp_path / path
    place.parent.mkdir(exist_ok=True)
    place.write_text("new")
    assert not holds(tmp_path)


def test_a_foreign_file_beside_the_outputs_does_not_end_it(tmp_path: Path) -> None:
    stamped(tmp_path)
    (tmp_path / "generated/mine.md").write_text("mine")
    assert holds(tmp_path)


def test_a_copied_checkout_does_not_trust_the_stamp_of_the_original(
    tmp_path: Path,
) -> None:
    root, copy = tmp_path / "root", tmp_path / "copy"
    root.mkdir()
    stamped(root)
    shutil.copytree(root, copy)
    assert holds(root)
    assert not holds(copy)


def test_every_damage_to_the_stamp_ends_it(tmp_path: Path) -> None:
    stamped(tmp_path)
    place = tmp_path / ".specmint/stamp"
    whole = place.read_bytes()
    spoilt = [whole[:end] for end in range(len(whole))]
    spoilt += [whole + b"x", whole * 2, b"\n\n".join([whole] * 3), b"\xff\x00" * 99]
    spoilt += [whole[:at] + b"\0" + whole[at + 1 :] for at in range(len(whole))]
    for text in spoilt:
        place.write_bytes(text)
        assert not holds(tmp_path), text
    place.write_bytes(whole)
    assert holds(tmp_path)


def test_what_is_not_a_file_in_the_place_of_the_stamp_does_not_hold(
    tmp_path: Path,
) -> None:
    stamped(tmp_path)
    place = tmp_path / ".specmint/stamp"
    whole = place.rename(tmp_path / "stamp")
    place.mkdir()
    assert not holds(tmp_path)
    place.rmdir()
    os.mkfifo(place)
    assert not holds(tmp_path)
    place.unlink()
    place.symlink_to(whole)
    assert not holds(tmp_path)
    place.unlink()
    with place.open("wb") as file:
        file.truncate(1 << 40)
    assert not holds(tmp_path)


def refuses(root: Path, before: dict[str, stamp.Facts], after: list[str]) -> bool:
    """Say whether a save is refused, after proving that an older stamp goes with it."""
    put(root, ".specmint/stamp", "older")
    is_saved = stamp.save(str(root), "key", before, stamp.observe(after))
    assert (root / ".specmint/stamp").exists() == is_saved
    return not is_saved


@pytest.mark.parametrize("text", ["longer than it was", None, "TEXT"])
def test_an_input_that_changed_during_the_run_is_not_saved(
    tmp_path: Path, text: str | None
) -> None:
    before = stamp.observe(inputs(tmp_path))
    if text is None:
        (tmp_path / "specs/icon/api.yaml").unlink()
    else:
        (tmp_path / "specs/icon/api.yaml").write_text(text)
    assert refuses(tmp_path, before, [])


def test_an_input_added_during_the_run_is_not_saved(tmp_path: Path) -> None:
    before = stamp.observe(inputs(tmp_path))
    (tmp_path / "specs/icon/types.yaml").write_text("new")
    assert refuses(tmp_path, before, [])


def test_a_path_that_was_never_there_is_not_saved(tmp_path: Path) -> None:
    before = stamp.observe(inputs(tmp_path))
    assert refuses(tmp_path, before, [str(tmp_path / "specs/none")])
    assert refuses(tmp_path, stamp.observe([str(tmp_path / "none")]), [])
    assert not refuses(tmp_path, before, [])


def test_an_input_written_while_it_was_observed_is_not_vouched_for(
    tmp_path: Path,
) -> None:
    place = inputs(tmp_path)[1]
    before = stamp.observe([place])
    _, now = before[""] or (0, 0)
    for age in (0, 9_000_000, -(10**9)):
        put(tmp_path, "specs/icon/api.yaml", time=now - age)
        assert refuses(tmp_path, stamp.observe([place]) | {"": (0, now)}, [])
    put(tmp_path, "specs/icon/api.yaml", time=now - 11_000_000)
    assert not refuses(tmp_path, stamp.observe([place]) | {"": (0, now)}, [])


def test_a_file_system_of_whole_seconds_is_given_two_of_them(tmp_path: Path) -> None:
    place = inputs(tmp_path)[1]
    now = 1_800_000_000_500_000_000
    for seconds, is_refused in ((1, True), (2, True), (3, False)):
        time = now // 10**9 * 10**9 - (seconds - 1) * 10**9
        put(tmp_path, "specs/icon/api.yaml", time=time)
        before = stamp.observe([place]) | {"": (0, now)}
        assert refuses(tmp_path, before, []) is is_refused


def test_the_clock_of_an_observation_is_that_of_the_files(tmp_path: Path) -> None:
    first, second = tmp_path / "first", tmp_path / "second"
    first.write_text("")
    _, moment = stamp.observe([])[""] or (0, 0)
    second.write_text("")
    tick = 10_000_000
    assert first.stat().st_mtime_ns - tick <= moment
    assert moment <= second.stat().st_mtime_ns + tick


def test_outputs_may_be_as_young_as_they_are(tmp_path: Path) -> None:
    before = stamp.observe(inputs(tmp_path))
    output = tmp_path / "generated/icon.md"
    output.parent.mkdir()
    output.write_text("just now")
    assert not refuses(tmp_path, before, [str(output)])
    assert holds(tmp_path)


def test_a_name_with_a_line_break_is_not_saved(tmp_path: Path) -> None:
    assert refuses(tmp_path, stamp.observe([put(tmp_path, "specs/a\nb.yaml")]), [])


def test_a_stamp_that_cannot_be_written_is_no_error(tmp_path: Path) -> None:
    before = stamp.observe(inputs(tmp_path))
    (tmp_path / ".specmint").write_text("in the way")
    assert not stamp.save(str(tmp_path), "key", before, {})
    assert not stamp.save(str(tmp_path / "none\0"), "key", before, {})


def test_nothing_but_the_stamp_is_left_beside_it(tmp_path: Path) -> None:
    stamped(tmp_path)
    assert [place.name for place in (tmp_path / ".specmint").iterdir()] == ["stamp"]


def test_importing_it_loads_nothing_that_python_has_not_loaded() -> None:
    program = (
        "import sys, marshal; old = set(sys.modules); import specmint.stamp;"
        "print(*sorted(set(sys.modules) - old))"
    )
    environment = {**os.environ, "PYTHONPATH": str(PROGRAM)}
    command = [sys.executable, "-c", program]
    done = subprocess.run(
        command, env=environment, capture_output=True, text=True, check=True
    )
    assert done.stdout.split() == ["specmint", "specmint.stamp"]
