"""Refusals: an extract that cannot be counted whole gives one message, and the counts stay as they were."""

import datetime as dt
import gzip
import os
import random
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from jsna.errors import JsnaError
from jsna.records import protected, run

Write = Callable[..., Path]
TODAY = dt.date(2026, 1, 1)


@pytest.fixture
def counted(extract: Write, data: Path) -> tuple[Path, bytes]:
    """An extract that was counted, and the bytes of its counts."""
    folder = extract({}, {})
    run.build(folder, data, "hes", TODAY)
    return folder, _file(data).read_bytes()


def _file(data: Path) -> Path:
    return data / "protected" / "admissions" / "hes-2018-19.parquet"


def _left(data: Path) -> set[str]:
    return {path.name for path in (data / "protected").rglob("*") if path.is_file()} - {".lock"}


def _cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def _wide(path: Path) -> None:
    path.write_text(path.read_text(encoding="utf-8") + "1,2,3\n", encoding="utf-8")


@pytest.mark.parametrize(("part", "harm"), [("bad.csv.gz", _cut), ("bad.parquet", _cut), ("bad.csv", _wide)])
def test_a_corrupt_part_is_named_and_the_counts_stay(
    part: str, harm: Callable[[Path], None], counted: tuple[Path, bytes], extract: Write, data: Path
) -> None:
    folder = extract(*[{"GPPRAC": f"M{at:05}"} for at in range(3000)], part=part)
    harm(folder / part)
    with pytest.raises(JsnaError, match=rf"{part}: expected a part of an extract that can be read to its end") as refusal:
        run.build(folder, data, "hes", TODAY)
    assert "\n" not in refusal.value.message
    assert _file(data).read_bytes() == counted[1] and _left(data) == {_file(data).name}


def test_a_part_with_other_columns_is_named_with_what_it_lacks(counted: tuple[Path, bytes], extract: Write, data: Path) -> None:
    part = extract({}, part="part2.csv") / "part2.csv"
    pd.read_csv(part, dtype="str").drop(columns=["DIAG_4_02", "SEX"]).to_csv(part, index=False)
    with pytest.raises(JsnaError, match=r"part2.csv: expected the columns of part1.csv, found none called SEX, DIAG_4_02"):
        run.build(counted[0], data, "hes", TODAY)
    assert _file(data).read_bytes() == counted[1]


def test_a_part_of_another_year_is_named(counted: tuple[Path, bytes], extract: Write, data: Path) -> None:
    extract({"FYEAR": "1920"}, part="part2.csv")
    with pytest.raises(JsnaError, match=r"part2.csv: expected records of one financial year, 2018/19, found 2019/20"):
        run.build(counted[0], data, "hes", TODAY)
    assert _file(data).read_bytes() == counted[1]


def test_a_part_in_two_forms_is_refused_for_it_would_count_everybody_twice(counted: tuple[Path, bytes], data: Path) -> None:
    (counted[0] / "part1.csv.gz").write_bytes(gzip.compress((counted[0] / "part1.csv").read_bytes()))
    with pytest.raises(JsnaError, match=r"expected each part once, found it as part1.csv, part1.csv.gz"):
        run.build(counted[0], data, "hes", TODAY)


@pytest.mark.parametrize(("lost", "named"), [
    (["ADMIMETH"], "ADMIMETH"), (["LSOA11"], "LSOA11, LSOA21, LSOA01"), (["DIAG_4_01", "DIAG_4_02", "DIAG_4_03"], "DIAG_4_01"),
])  # fmt: skip
def test_a_layout_that_lacks_what_is_needed_says_which_columns(
    lost: list[str], named: str, extract: Write, data: Path
) -> None:
    part = extract({}) / "part1.csv"
    pd.read_csv(part, dtype="str").drop(columns=lost).to_csv(part, index=False)
    with pytest.raises(JsnaError, match=f"part1.csv: expected the columns {named}, found none of these names"):
        run.build(part.parent, data, "hes", TODAY)


def test_an_empty_folder_and_one_that_is_not_there_are_refused(data: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    for name, found in (("empty", "an empty folder"), ("absent", "no such folder")):
        with pytest.raises(JsnaError, match=f"{name}: expected files that end in .*, found {found}"):
            run.build(tmp_path / name, data, "hes", TODAY)


@pytest.mark.parametrize(("change", "message"), [
    (("2030-03-31", "2025-12-31"), "the agreement DARS-1 expired on 2025-12-31"), (("[hes]", "[sus]"), r"expected a paragraph \[hes\]"),
    (('"public"', '"everybody"'), "expected internal or public, found 'everybody'"), (('reference = "DARS-1"', ""), "expected audience"),
])  # fmt: skip
def test_records_without_an_agreement_that_holds_are_not_read(change: tuple[str, str], message: str, extract: Write, data: Path) -> None:
    file = data / "local" / "agreements.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    with pytest.raises(JsnaError, match=message):
        run.build(extract({}), data, "hes", TODAY)
    assert not (data / "protected").exists()


def test_only_the_owner_may_enter_the_protected_folder(counted: tuple[Path, bytes], data: Path) -> None:
    assert (data / "protected").stat().st_mode & 0o777 == 0o700


def test_what_a_killed_run_spilled_is_gone_after_the_next(counted: tuple[Path, bytes], data: Path) -> None:
    (data / "protected" / ".spill-abcd1234").mkdir()
    (data / "protected" / ".spill-abcd1234" / "records.tmp").write_text("records", encoding="utf-8")
    run.build(counted[0], data, "hes", TODAY)
    assert _left(data) == {_file(data).name}


def test_purging_leaves_nothing_of_what_was_counted_and_all_else(counted: tuple[Path, bytes], data: Path) -> None:
    (data / "protected" / "notes.txt").write_text("mine", encoding="utf-8")
    assert protected.purge(data) == 1
    assert _left(data) == {"notes.txt"} and protected.purge(data) == 0


SCRIPT = """
import datetime as dt, pathlib, sys
from jsna.records import run
run.build(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "hes", dt.date(2026, 1, 1))
"""


def _full() -> None:
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1024, 1024))


@pytest.mark.skipif(os.name == "nt", reason="limits of files are set otherwise on Windows")
def test_a_full_disk_is_one_message_and_the_counts_stay(counted: tuple[Path, bytes], extract: Write, data: Path) -> None:
    extract(*[{"GPPRAC": f"M{at:05}", "STARTAGE": str(at % 90)} for at in range(3000)], part="more.parquet")
    script = SCRIPT.replace("run.build", "from jsna.errors import JsnaError\ntry:\n    run.build")
    script += "except JsnaError as mistake:\n    sys.exit(str(mistake))\n"
    ended = subprocess.run([sys.executable, "-c", script, counted[0], data], capture_output=True, text=True, preexec_fn=_full)
    assert ended.returncode == 1 and "could not be written" in ended.stderr and "Traceback" not in ended.stderr
    assert _file(data).read_bytes() == counted[1] and _left(data) == {_file(data).name}


@pytest.mark.thorough
@pytest.mark.skipif(os.name == "nt", reason="there is no such signal on Windows")
def test_a_killed_run_leaves_the_counts_as_they_were_and_the_next_one_finishes(
    counted: tuple[Path, bytes], extract: Write, data: Path
) -> None:
    extract(*[{"GPPRAC": f"M{at:05}", "STARTAGE": str(at % 90)} for at in range(60_000)], part="more.parquet")
    other = data.parents[1] / "other"
    shutil.copytree(data / "local", other / "local")
    start = time.monotonic()
    subprocess.run([sys.executable, "-c", SCRIPT, counted[0], other], check=True)
    whole = time.monotonic() - start
    moments = random.Random(whole)
    for _ in range(20):
        share = moments.uniform(0.2, 1)
        running = subprocess.Popen([sys.executable, "-c", SCRIPT, counted[0], data])
        time.sleep(share * whole)
        running.kill()
        running.wait()
        assert _file(data).read_bytes() in (counted[1], _file(other).read_bytes()), share
    assert run.build(counted[0], data, "hes", TODAY).admissions == 60_002
    assert _left(data) == {_file(data).name}
