"""`jsna diff` compares what two editions kept, and says of each change why it came about."""

import json
import shutil
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from jsna.cli import cli
from jsna.errors import JsnaError
from jsna.report import snapshot


def diff(folder: Path, *words: str) -> Result:
    return CliRunner().invoke(cli, ["diff", *words, "--workspace", str(folder)])


@pytest.fixture
def editions(demonstration: Path, tmp_path: Path) -> Path:
    """A workspace that keeps the demonstration as two editions; a test changes the second."""
    for name in ("2021-22", "2022-23"):
        snapshot.keep(demonstration / "data" / "tidy", tmp_path / "reports" / name)
    shutil.copytree(demonstration / "data" / "tidy", tmp_path / "data" / "tidy")
    return tmp_path / "reports" / "2022-23"


def change(new: Path, query: str, column: str, by: float) -> None:
    rows = pd.read_parquet(new / "indicators.parquet")
    at = rows.query(query).index
    rows.loc[at, column] = rows.loc[at, column] * by
    rows.to_parquet(new / "indicators.parquet", index=False)


def counts(said: Result) -> dict[str, str]:
    lines = [[part.strip() for part in line.split("│")] for line in said.output.splitlines() if "│" in line]
    return {parts[1]: parts[2] for parts in lines if len(parts) > 3}


def test_an_edition_beside_itself_has_no_difference(editions: Path) -> None:
    said = diff(editions.parents[1], "2021-22", "2022-23")
    assert said.exit_code == 0, said.output
    assert set(counts(said).values()) == {"0"} and "changed numbers" not in said.output


@pytest.mark.parametrize(("audience", "told"), [("internal", True), ("public", False)])
def test_records_that_stay_inside_are_said_to_be_in_no_comparison(audience: str, told: bool, editions: Path) -> None:
    """Though their agreement has expired: what it kept inside is in neither edition."""
    data = editions.parents[1] / "data"
    (data / "local").mkdir()
    terms = f'reference = "DARS-1"\nexpires = 2020-03-31\naudience = "{audience}"\ndisclosure = "hes_2018"\n'
    (data / "local" / "agreements.toml").write_text(f"[hes]\n{terms}", encoding="utf-8")
    (data / "protected" / "admissions").mkdir(parents=True)
    (data / "protected" / "admissions" / "hes-2022-23.parquet").touch()
    shown = diff(editions.parents[1], "2021-22", "2022-23")
    assert shown.exit_code == 0, shown.output
    assert ("Of the public store alone: what is held under DARS-1 is kept inside" in shown.output) == told


def test_each_class_is_told_and_an_area_can_be_picked(editions: Path) -> None:
    change(editions, "indicator_id == 'list_size' and period == '2019/20' and area_code in ['ZZ1', 'ZZ2']", "numerator", 1.1)
    change(editions, "indicator_id == 'qof_dm_prevalence' and period == '2019/20' and area_code == 'ZZ1'", "upper_95", 1.1)
    made_of = pd.read_parquet(editions / "made_of.parquet")
    made_of.loc[made_of["area_code"] == "ZZ2", "units"] = "other"
    made_of.to_parquet(editions / "made_of.parquet", index=False)
    rows = pd.read_parquet(editions / "indicators.parquet")
    rows[rows["indicator_id"] != "imd_average_score"].to_parquet(editions / "indicators.parquet", index=False)
    lost = str(rows["indicator_id"].eq("imd_average_score").sum())
    told = counts(diff(editions.parents[1], "2021-22", "2022-23"))
    assert told == {"data revised": "1", "method changed": "1", "boundary changed": "1", "new": "0", "gone": lost}
    said = diff(editions.parents[1], "2021-22", "2022-23", "--area", "ZZ2")
    assert counts(said) | {"gone": ""} == {"data revised": "0", "method changed": "0", "boundary changed": "1", "new": "0", "gone": ""}
    assert "gone, by indicator: imd_average_score (1)" in said.output


def test_a_changed_definition_changes_the_method_of_its_numbers_alone(editions: Path) -> None:
    change(editions, "period == '2019/20' and area_code == 'ZZ1' and indicator_id in ['list_size', 'qof_dm_prevalence']", "numerator", 1.1)
    facts = json.loads((editions / "manifest.json").read_text(encoding="utf-8"))
    facts["definitions"]["list_size"] = "other"
    (editions / "manifest.json").write_text(json.dumps(facts), encoding="utf-8")
    assert counts(diff(editions.parents[1], "2021-22", "2022-23")) == {
        "data revised": "1", "method changed": "1", "boundary changed": "0", "new": "0", "gone": "0",
    }  # fmt: skip


def test_workspaces_are_compared_by_their_paths(editions: Path, demonstration: Path) -> None:
    assert set(counts(diff(editions.parents[1], "2022-23", str(demonstration))).values()) == {"0"}


def test_an_unknown_edition_is_answered_with_the_nearest(editions: Path) -> None:
    with pytest.raises(JsnaError, match="no such edition .* There are 2022-23, 2021-22"):
        raise diff(editions.parents[1], "2022-23", "2023-24").exception or AssertionError("it was answered")


def test_numbers_are_kept_with_a_change_of_the_store_and_beside_the_reports(editions: Path, demonstration: Path) -> None:
    before = (editions / "indicators.parquet").stat().st_mtime_ns
    snapshot.keep(demonstration / "data" / "tidy", editions)
    assert (editions / "indicators.parquet").stat().st_mtime_ns == before
    facts = json.loads((editions / "manifest.json").read_text(encoding="utf-8"))
    (editions / "manifest.json").write_text(json.dumps(facts | {"state": ""}), encoding="utf-8")
    snapshot.keep(demonstration / "data" / "tidy", editions)
    assert (editions / "indicators.parquet").stat().st_mtime_ns > before
