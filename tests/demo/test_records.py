"""Records of the fictional country: in the layout of Hospital Episode Statistics, the same each time, at the rates that are known."""

import csv
import datetime as dt
import gzip
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from jsna.demo import records
from jsna.demo.plan import plan
from jsna.records import causes, countfile, run

ROWS = 60_000
#: Groups of causes that hold what one made-up cause writes and nothing else.
ALONE = ("chd", "stroke", "copd", "asthma", "pneumonia", "self_harm", "falls")


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return records.write(tmp_path_factory.mktemp("records"), ROWS)


@pytest.fixture(scope="module")
def counted(parts: list[Path], tmp_path_factory: pytest.TempPathFactory) -> tuple[run.Facts, pd.DataFrame]:
    data = tmp_path_factory.mktemp("workspace") / "data"
    records.write_agreement(data / "local")
    facts = run.build(parts[0].parent, data, records.SOURCE, dt.date(2026, 1, 1))
    return facts, duckdb.sql(countfile.rows(data / "protected" / "admissions" / "hes-2022-23.parquet")).df()


def test_the_same_records_are_written_each_time(parts: list[Path], tmp_path: Path) -> None:
    (tmp_path / "again").mkdir()
    (tmp_path / "again" / "artificial_hes_apc_2223_007.csv.gz").touch()  # of a run with more rows
    again = records.write(tmp_path / "again", ROWS)
    assert sorted((tmp_path / "again").iterdir()) == again
    assert [path.read_bytes() for path in again] == [path.read_bytes() for path in parts]


@pytest.mark.real_data
def test_every_heading_is_one_of_hospital_episode_statistics(parts: list[Path], published: Path) -> None:
    real = published / "admissions" / "artificial_hes" / "artificial_hes_apc_0102_truncated.csv.gz"
    with gzip.open(parts[0], "rt") as ours, gzip.open(real, "rt") as theirs:
        assert set(next(csv.reader(ours))) <= set(next(csv.reader(theirs)))


def test_each_quirk_is_left_out_or_noticed_as_often_as_it_was_written(counted: tuple[run.Facts, pd.DataFrame]) -> None:
    facts, written = counted[0], {quirk: int(share * ROWS) for quirk, share in records.QUIRKS.items()}
    assert facts.read == ROWS
    assert facts.left_out == {reason: written[reason] for reason in facts.left_out} and len(facts.left_out) == 4
    assert (facts.lacking["a practice"], facts.lacking["a known sex"], facts.lacking["a known age"]) == (
        written["no practice"], written["no sex"], written["no age"])  # fmt: skip
    assert facts.lacking["a small area of England"] == 0


@pytest.mark.parametrize("group", ALONE)
def test_a_cause_comes_as_often_as_its_rate_says_at_each_age_and_where_people_are_deprived(
    group: str, counted: tuple[run.Facts, pd.DataFrame]
) -> None:
    expected = records.expected(plan(), ROWS).query("cause == @group")
    bit = [each.id for each in causes.groups()].index(group)
    rows = counted[1].query("unit_kind == 'practice' and age != 'not known' and sex != 'not known' and unit != ''")
    rows = rows[rows["causes"].to_numpy() >> bit & 1 == 1]
    low = expected["age"].str.extract(r"^(\d+)")[0].astype(int).clip(upper=90)
    pairs = [(expected.groupby(low)["expected"].sum(), rows.groupby(rows["age"].str.extract(r"^(\d+)")[0].astype(int))["admissions"].sum())]
    need = pd.qcut(plan().practices.set_index("practice_code")["need"], 5, labels=False)
    pairs += [(expected.groupby(expected["code"].map(need))["expected"].sum(), rows.groupby(rows["unit"].map(need))["admissions"].sum())]
    for there, came in pairs:
        came = came.reindex(there.index, fill_value=0)
        assert np.all(np.abs(came - there) <= 4 * np.sqrt(there) + 4)
    assert len(pairs[1][0]) == 5 and pairs[1][1].sum() > 300
