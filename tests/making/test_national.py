"""National sets: a file that lacks areas which another one has is refused by name, in whatever order they come."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from jsna.making import reading
from jsna.making.reading import Reading
from jsna.readers import lookups

HEADER = "LSOA11CD,LSOA11NM,CCG19CD,CCG19CDH,CCG19NM,LAD19CD,LAD19NM"
ROWS = [f"E0100000{i},Area {i},E3800000{i % 2 + 1},0{i % 2 + 1}A,NHS {i % 2 + 1} CCG,E0700000{i % 2 + 1},District {i % 2 + 1}"
        for i in range(1, 8)]
PEOPLE = ("LSOA code (2011),LSOA name (2011),Local Authority District code (2019),Local Authority District name (2019),"
          "Total population: mid 2015 (excluding prisoners)")
COUNTED = [f"E0100000{i},Area {i},E07000001,District,{1000 + i}" for i in range(1, 8)]
CCGS = "CCG19CD,CCG19CDH,CCG19NM,STP19CD,STP19NM"
PAIRS = [f"E3800000{i},0{i}A,NHS {i} CCG,E54000001,Partnership" for i in (1, 2)]
LOOKUP, POPULATION, CCG_LOOKUP, COPY = "LSOA11_CCG19_LAD19_EN_LU.csv", "File_6.csv", "CCG19_STP19_EN_LU.csv", "File_6_copy.csv"
NAMES = {"lookup": LOOKUP, "population": POPULATION, "ccgs": CCG_LOOKUP, "copy": COPY}
Read = Callable[..., dict[str, Reading]]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Write and read files, from the lines of each; what was read before is kept."""
    before: dict[str, object] = {}

    def _read(**files: list[str]) -> dict[str, Reading]:
        for name, lines in files.items():
            (tmp_path / "raw").mkdir(exist_ok=True)
            (tmp_path / "raw" / NAMES[name]).write_text("\n".join([*lines, ""]))
        readings = reading.read_all(tmp_path / "raw", tmp_path / "parts", before)
        before.update(reading.as_json(readings))
        return {each.file: each for each in readings}

    return _read


def test_files_that_name_the_same_areas_are_all_read(read: Read) -> None:
    readings = read(lookup=[HEADER, *ROWS], population=[PEOPLE, *COUNTED], ccgs=[CCGS, *PAIRS])
    assert [each.refused for each in readings.values()] == ["", "", ""]


def test_a_lookup_cut_at_a_line_end_is_refused_and_read_again_when_it_is_whole(read: Read) -> None:
    readings = read(lookup=[HEADER, *ROWS[:4]], population=[PEOPLE, *COUNTED])
    assert readings[POPULATION].tables and not readings[LOOKUP].tables
    assert readings[LOOKUP].refused == (
        f"{LOOKUP}: expected the 7 areas of the kind lsoa of 2011 that {POPULATION} has, found that 3 of them are missing "
        "(E01000005, E01000006, E01000007).\n  The file is a part, cut short or changed: download the whole one; nothing was changed.")
    whole = read(lookup=[HEADER, *ROWS])
    assert whole[LOOKUP].tables and whole[LOOKUP].refused == "" and whole[POPULATION].refused == ""


def test_populations_that_lack_a_small_area_are_refused_until_nothing_says_so(read: Read, tmp_path: Path) -> None:
    readings = read(lookup=[HEADER, *ROWS], population=[PEOPLE, *COUNTED[1:]])
    assert "1 of them are missing (E01000001)" in readings[POPULATION].refused and readings[LOOKUP].tables
    (tmp_path / "raw" / LOOKUP).unlink()
    assert read()[POPULATION].tables


def test_of_two_files_that_pair_other_codes_none_is_believed(read: Read) -> None:
    readings = read(lookup=[HEADER, *ROWS], ccgs=[CCGS, PAIRS[0], PAIRS[1].replace("E38000002", "E38600002")])
    assert "(02A E38600002)" in readings[LOOKUP].refused and "(02A E38000002)" in readings[CCG_LOOKUP].refused


def test_the_one_that_most_files_agree_with_is_believed(read: Read) -> None:
    moved = [row.replace("E01000003", "E01000009") for row in COUNTED]
    readings = read(lookup=[HEADER, *ROWS], population=[PEOPLE, *moved], copy=[PEOPLE, *COUNTED])
    assert "1 of them are missing (E01000003)" in readings[POPULATION].refused
    assert readings[LOOKUP].tables and readings[COPY].tables


def test_one_file_with_an_area_too_many_does_not_end_the_others(read: Read) -> None:
    many = {name: [f"E01{i:06d}" for i in range(1, 200)] for name in ("population", "copy")}
    counted = {name: [PEOPLE, *(f"{code},A,E07000001,D,1000" for code in codes)] for name, codes in many.items()}
    lookup = [HEADER, *(f"E01{i:06d},A {i},E38000001,01A,NHS CCG,E07000001,D" for i in range(1, 201))]
    readings = read(**counted, lookup=lookup)
    assert readings[LOOKUP].refused.startswith(f"{LOOKUP}: expected the 199 areas of the kind lsoa of 2011 that ")
    assert "found 1 besides (E01000200)" in readings[LOOKUP].refused
    assert readings[POPULATION].tables and readings[COPY].tables


def test_a_file_that_ends_the_process_which_reads_it_is_refused_and_the_others_are_read(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "WORTH_A_PROCESS", 0)
    jobs = [(tmp_path / name, tmp_path) for name in ("a", "fatal", "b", "fatal too", "c")]
    for path, _ in jobs:
        path.touch()
    assert reading.on_all_processors(_named, jobs, _ended) == ["a", "fatal ended it", "b", "fatal too ended it", "c"]


def _named(job: tuple[Path, Path]) -> str:
    if job[0].name.startswith("fatal"):
        os._exit(137)
    return job[0].name


def _ended(job: tuple[Path, Path]) -> str:
    return f"{job[0].name} ended it"


def test_what_was_refused_unexpectedly_keeps_its_traceback_and_is_read_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / LOOKUP).write_text("\n".join([HEADER, *ROWS, ""]))
    with monkeypatch.context() as patch:
        patch.setattr(lookups, "read", lambda raw: 1 // 0)
        [failed] = reading.read_all(tmp_path, tmp_path / "parts", {})
    assert "stopped the reader unexpectedly (ZeroDivisionError: " in failed.refused and "ZeroDivisionError" in failed.trace
    [again] = reading.read_all(tmp_path, tmp_path / "parts", reading.as_json([failed]))
    assert again.refused == "" and len(again.tables) == 2
