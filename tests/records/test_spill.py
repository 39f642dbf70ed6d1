"""The spill: what counting writes to disk besides its counts is for the owner alone, tells nothing that is not counted, and goes."""

import datetime as dt
import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from jsna.demo import records
from jsna.errors import JsnaError
from jsna.making.run import build
from jsna.records import causes, counting, membership, parts, persons, protected, run, spells
from jsna.records.layout import layout

ROWS, TODAY = 200_000, dt.date(2026, 1, 1)
#: With so little, counting spills; with too little, it cannot be done.
LITTLE, TOO_LITTLE = "70MB", "10MB"
#: Operators of the database that pass on what they are given.
HOLD_NOTHING = {"PROJECTION", "UNION", "SEQ_SCAN", "READ_PARQUET"}
COUNTED_BY = {"part", "year", "reason", "lsoa", "practice", "nights", *spells.packed(), "causes", *membership.shares(causes.groups())}
#: What the stays of one person are told by; the person is a number that is another in each run.
OF_PERSONS = {"person", "followed", "returns", "admitted", "left_on"}
SCRIPT = """
import datetime as dt, pathlib, sys
from jsna.records import run
run.build(pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), "hes", dt.date(2026, 1, 1), sys.argv[3])
"""


@pytest.fixture(scope="module")
def extract(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("extract")
    records.write(folder, ROWS, "parquet")
    return folder


@dataclass
class Spilled:
    """What was seen of the spill while a run counted: the modes of its folder, its disks, its bytes."""

    modes: set[int] = field(default_factory=set)
    disks: set[int] = field(default_factory=set)
    text: bytes = b""


def _watched(running: "subprocess.Popen[bytes]", data: Path) -> Spilled:
    seen = Spilled()
    while running.poll() is None:
        for file in (data / "protected").glob(f"{protected.SPILL}*/*"):
            try:
                folder, text = file.parent.stat(), file.read_bytes()
            except FileNotFoundError:
                continue
            seen.modes.add(folder.st_mode & 0o777)
            seen.disks.add(folder.st_dev)
            seen.text = max(seen.text, text, key=len)
        time.sleep(0.002)
    return seen


def _started(extract: Path, data: Path, memory: str) -> "subprocess.Popen[bytes]":
    return subprocess.Popen([sys.executable, "-c", SCRIPT, extract, data, memory])


def _left(data: Path) -> set[str]:
    return {path.name for path in (data / "protected").rglob("*")} - {".lock", "admissions", "hes-2022-23.parquet"}


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions of folders")
def test_a_count_that_does_not_fit_into_memory_spills_for_the_owner_alone_and_gives_the_same(
    extract: Path, data: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    (other / "local").mkdir(parents=True)
    (other / "local" / "agreements.toml").write_bytes((data / "local" / "agreements.toml").read_bytes())
    running = _started(extract, data, LITTLE)
    spilled = _watched(running, data)
    assert running.wait() == 0 and len(spilled.text) > 100_000
    assert spilled.modes == {0o700} and spilled.disks == {data.stat().st_dev}
    assert _left(data) == set()
    run.build(extract, other, "hes", TODAY)
    assert _counts(data) == _counts(other)


def test_units_and_persons_counted_slice_by_slice_are_counted_as_all_at_once(
    extract: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of 200,000 records, in slices of 60,000: nobody's stays are torn apart, and no unit counts twice or not at all."""
    shutil.copytree(data / "local", tmp_path / "other" / "local")
    facts = run.build(next(extract.glob("*.parquet")), data, "hes", TODAY)
    monkeypatch.setattr(counting, "AT_ONCE", 60_000)
    assert run.build(next(extract.glob("*.parquet")), tmp_path / "other", "hes", TODAY) == facts
    whole, sliced = (duckdb.read_parquet(str(next(place.rglob("hes-*.parquet")))).fetchall() for place in (data, tmp_path / "other"))
    assert len(whole) > 10_000 and sliced == whole


def test_counts_are_the_same_to_the_byte_by_one_core_with_little_memory_and_by_four_with_much(
    extract: Path, data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copytree(data / "local", tmp_path / "other" / "local")
    for cores, memory, place in ((1, LITTLE, data), (4, counting.MEMORY, tmp_path / "other")):
        monkeypatch.setattr(os, "cpu_count", lambda cores=cores: cores)
        run.build(extract, place, "hes", TODAY, memory)
    assert _counts(data) == _counts(tmp_path / "other")


def _counts(data: Path) -> bytes:
    return (data / "protected" / "admissions" / "hes-2022-23.parquet").read_bytes()


@pytest.mark.skipif(os.name == "nt", reason="there is no such signal on Windows")
@pytest.mark.parametrize("next_run", ["count", "build", "purge"])
def test_what_a_killed_run_spilled_goes_with_whatever_runs_next(next_run: str, extract: Path, data: Path) -> None:
    running = _started(extract, data, LITTLE)
    while not any(file.stat().st_size for file in (data / "protected").glob(f"{protected.SPILL}*/*.tmp")):
        time.sleep(0.002)
    running.send_signal(signal.SIGKILL)
    running.wait()
    assert any(name.startswith(protected.SPILL) for name in _left(data))
    if next_run == "count":
        run.build(extract, data, "hes", TODAY)
    elif next_run == "purge":
        protected.purge(data)
    else:
        (data / "raw").mkdir()
        with pytest.raises(JsnaError):  # there is nothing to build from
            build(data / "raw", data / "tidy")
    assert _left(data) == set()


def test_a_count_that_fails_for_want_of_memory_leaves_nothing(extract: Path, data: Path) -> None:
    with pytest.raises(JsnaError, match="could not be written while counting"):
        run.build(extract, data, "hes", TODAY, TOO_LITTLE)
    assert _left(data) == set() and not list((data / "protected").rglob("*.parquet"))


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions of folders")
def test_a_spill_of_a_running_count_stays_when_something_else_is_built(data: Path) -> None:
    with protected.spilling(data) as spill:
        protected.sweep_what_was_left(data)
        assert spill.is_dir()
    assert not spill.exists()


def _operators(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan["children"]:
        yield from _operators(child)


@pytest.mark.parametrize("rows", [1, 50_000])
def test_what_may_be_spilled_is_what_is_counted_by_and_never_a_record(rows: int, extract: Path, tmp_path: Path) -> None:
    """Of the operators that hold what they were given: the join to records holds the list of codes; tables, groups and windows numbers."""
    few = tmp_path / "few.parquet"
    pd.read_parquet(next(extract.glob("*.parquet"))).head(rows).to_parquet(few)
    with counting.database(tmp_path) as database:
        known = layout(parts.header(database, few), few.name, tmp_path / "none")
        counting.count(database, [few], known, "lsoa_2011", causes.groups())
        persons.count(database, causes.groups(), dt.date(2023, 3, 31))
        query = counting.query([few], known, "lsoa_2011", causes.groups(), "salt")
        (plan,) = database.execute(f"explain (format json) {query}").fetchall()
        tables = (counting.SEEN, counting.COUNTED, persons.STAYS, persons.CHAINS, persons.REPEATS)
        kinds = {name: dict(database.execute(f"select column_name, column_type from (describe {name})").fetchall()) for name in tables}
    every = [operator for top in json.loads(plan[1]) for operator in _operators(top)]
    joins = [operator for operator in every if operator["name"].strip() == "HASH_JOIN"]
    assert len(joins) == 2
    for join in joins:  # the second child is the side that is held
        assert [side["extra_info"]["Table"] for side in _operators(join["children"][1])] == ['"temp".main.codes']
    assert {operator["name"].strip() for operator in every} - {"HASH_JOIN"} <= HOLD_NOTHING
    assert set(kinds[counting.SEEN]) == COUNTED_BY | OF_PERSONS
    texts = {name: {column for column, kind in columns.items() if kind == "VARCHAR"} for name, columns in kinds.items()}
    assert not any(texts.values()), texts


@pytest.mark.skipif(os.name == "nt", reason="Windows has other permissions of folders")
def test_no_text_of_a_record_can_be_read_in_the_spill(extract: Path, data: Path) -> None:
    spilled = _watched(_started(extract, data, LITTLE), data)
    rows = pd.read_parquet(next(extract.glob("*.parquet")))
    assert len(spilled.text) > 100_000
    for column in ("PSEUDO_HESID", "LSOA11", "ADMIDATE"):  # remnants of what was read stand in memory that is written
        assert not [text for text in rows[column].unique()[:2000] if text.encode() in spilled.text], column
