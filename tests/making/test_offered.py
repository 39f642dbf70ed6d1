"""Any export of Fingertips that is dropped into data/raw is listed with what it offers, and a pasted paragraph makes it an indicator."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from jsna import local
from jsna.cli import cli
from jsna.making.run import build

HEADINGS = (
    "Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,Value,"
    "Lower CI 95.0 limit,Upper CI 95.0 limit,Count,Denominator,Value note"
)
#: Smoking as it was published for the demonstration's districts; that of England is that of 2019 (13.9, 13.6 to 14.2), as is its form.
ROWS = [
    ("92443", "Smoking Prevalence in adults (18+)", "", "", code, name, kind, "Persons", "18+ yrs", "", "", "2019", *numbers, "")
    for code, name, kind, numbers in [
        ("E92000001", "England", "England", (13.9, 13.6, 14.2, "", "")),
        ("Z07000001", "Aldermere", "Districts & UAs", (16.1, 12.0, 20.2, "", "")),
        ("Z07000002", "Wickwater", "Districts & UAs", (11.5, 8.1, 14.9, "", "")),
        ("Z99001", "A surgery", "GPs", (10.0, 8.0, 12.5, 80, 800)),
    ]
]


@pytest.fixture(scope="module")
def workspace(copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("offered")
    raw = copied(folder)
    lines = [HEADINGS, *(",".join(map(str, row)) for row in ROWS)]
    (raw / "indicators-DistrictUA.data.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    assert build(raw, folder / "data" / "tidy").changed
    return folder


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    local._current[0] = local.NOTHING


def said(*words: str) -> str:
    result = CliRunner().invoke(cli, list(words), env={"COLUMNS": "240"}, catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.output


def test_what_a_file_offers_is_listed_and_the_paragraph_that_is_pasted_makes_it_an_indicator(workspace: Path) -> None:
    there = ["--workspace", str(workspace)]
    listed = said("indicators", *there)
    assert "92443" in listed and "Smoking Prevalence in adults (18+)" in listed and "not used" in listed and "Districts & UAs" in listed
    assert "deaths_all_causes" in listed  # of a publication that the shipped definitions take

    folder = workspace / "data" / "local" / "indicators"
    folder.mkdir(parents=True)
    pasted = said("indicators", "92443", *there)
    assert 'published = { indicator_id = "92443", sex = "Persons", age = "18+ yrs" }' in pasted
    (folder / "92443.toml").write_text(pasted, encoding="utf-8")
    assert build(workspace / "data" / "raw", workspace / "data" / "tidy").changed

    rows = pd.read_parquet(workspace / "data" / "tidy" / "indicators.parquet").query("indicator_id == 'smoking_prevalence_in_adults_18'")
    values = rows.set_index(["footprint", "area_code"])["value"].to_dict()
    assert values["england", "E92000001"] == 13.9 and values["district_2019", "Z07000001"] == 16.1
    assert values["practice", "Z99001"] == 10.0  # a practice has no code of the Office for National Statistics
    assert set(rows["source_id"]) == {"fingertips"}
    assert "smoking_prevalence_in_adults_18" in said("indicators", *there)
    assert "13.9, limits 13.6 to 14.2 at 95%" in said("why", "smoking_prevalence_in_adults_18", "England", *there)
    assert "10, limits 8 to 12.5" in said("why", "smoking_prevalence_in_adults_18", "Z99001", *there)


def test_an_id_that_no_file_gives_is_answered_with_those_there_are(workspace: Path) -> None:
    result = CliRunner().invoke(cli, ["indicators", "1", "--workspace", str(workspace)])
    assert "no file of this workspace gives such an indicator; there are" in str(result.exception)
