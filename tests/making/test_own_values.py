"""An analyst's own numbers stand beside the published ones, add up as these do, and are refused by file, row and column."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from jsna import local
from jsna.assessment import Assessment
from jsna.catalogue import definition, definitions, publication
from jsna.cli import cli
from jsna.errors import BuildError, CatalogueError, FileError, JsnaError
from jsna.figures.core.figure import Figure, Prose, Stack
from jsna.figures.core.table import csv_text
from jsna.figures.kinds.overview import overview
from jsna.figures.kinds.profile import profile
from jsna.figures.kinds.rank import rank
from jsna.figures.kinds.trend import trend
from jsna.figures.topics.commentary import commentary
from jsna.figures.topics.glance import glance
from jsna.figures.topics.sources import sources
from jsna.making import own_values
from jsna.making.run import build
from jsna.readers.rawfile import RawFile

OWNED = 'source = "Maternity records"\nowner = "Marchshire County Council"\ndate = 2026-10-01\n'
SMOKING = f'[smoking]\nname = "Smoking at delivery"\nunit = "% of mothers"\nmeasure = "proportion"\nchapters = ["03"]\n{OWNED}'
FALLS = f'[falls]\nname = "Falls"\nunit = "per 100,000"\nmeasure = "standardised"\nchapters = ["05"]\n{OWNED}'
LONELY = f'[lonely]\nname = "Feels lonely often"\nunit = "% of adults"\nmeasure = "proportion"\nchapters = ["03"]\n{OWNED}'
YEARS = ("2020/21", "2021/22", "2022/23")
#: Newcombe (1998), table I: 81 of 263 has the limits 0.2553 and 0.3662, here as two districts that make up ZZ1, and 15 of 148 0.0624 and
#: 0.1605, here as a percentage of so many people asked. The rate is that of deaths in Redditch in 2024, as published.
DISTRICTS = [(f"Z0700000{number}", year, *counts) for year in YEARS
             for number, counts in enumerate([(50, 160), (31, 103), (9, 90), (8, 80), (7, 70), (6, 60)], 1)]  # fmt: skip
ROWS = [",".join(map(str, row)) for row in DISTRICTS]
CSV = {
    "smoking.csv": "\n".join(["Area code,Period,Numerator,Denominator", *ROWS, "England,2022/23,5000,50000"]),
    "falls.csv": "area_code,period,value,lower_95,upper_95\nZZ1,2022/23,901.6,834.4,968.8\nEngland,2022/23,923.2,920.7,925.7\n",
    "lonely.csv": f"area_code,period,sex,value,n\nZZ1,2022,Persons,{1500 / 148},148\nZZ1,2022,Female,50,20\nEngland,2022,Persons,7,90000\n",
}


def put(workspace: Path, toml: str, files: dict[str, str]) -> Path:
    folder = workspace / "data" / "local" / "indicators"
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in {"own.toml": toml, **files}.items():
        (folder / name).write_text(text, encoding="utf-8")
    local.open_workspace(workspace / "data" / "tidy")
    return workspace


@pytest.fixture(autouse=True)
def closed() -> Iterator[None]:
    yield
    local._current[0] = local.NOTHING


@pytest.fixture(scope="module")
def workspace(copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    raw = copied(folder)
    put(folder, SMOKING + FALLS + LONELY, CSV)
    assert build(raw, folder / "data" / "tidy").changed
    return folder


@pytest.fixture
def rows(workspace: Path) -> pd.DataFrame:
    local.open_workspace(workspace / "data" / "tidy")
    return pd.read_parquet(workspace / "data" / "tidy" / "indicators.parquet").query("source_id.str.startswith('own_data')")


def numbers(rows: pd.DataFrame, indicator: str, area: str) -> list[float]:
    row = rows.query("indicator_id == @indicator and area_code == @area").sort_values("period").iloc[-1]
    return [float(round(row[name], 2)) for name in ("value", "lower_95", "upper_95")]


def test_counts_of_districts_are_added_up_to_the_areas_that_they_make_up_and_to_no_others(rows: pd.DataFrame) -> None:
    assert numbers(rows, "smoking", "ZZ1") == [30.8, 25.53, 36.62]
    sums = rows.query("indicator_id == 'smoking' and period == '2022/23'").set_index("area_code")[["numerator", "denominator"]]
    assert sums.loc["Z10000001"].tolist() == [111, 563] and sums.loc["E92000001"].tolist() == [5000, 50000]
    assert set(sums.index) == {"ZZ1", "ZZ2", "ZZ3", *(f"Z0700000{number}" for number in range(1, 7)), "Z10000001", "E92000001"}


def test_a_rate_keeps_its_limits_and_a_percentage_has_those_of_the_people_asked(rows: pd.DataFrame) -> None:
    assert numbers(rows, "falls", "ZZ1") == [901.6, 834.4, 968.8]
    assert numbers(rows, "lonely", "ZZ1") == [10.14, 6.24, 16.05]  # of everybody: a row of women is another
    assert set(rows.query("indicator_id == 'falls'")["area_code"]) == {"ZZ1", "E92000001"}


def test_figures_say_whose_the_numbers_are_and_since_when(workspace: Path) -> None:
    here = Assessment("ZZ1", tidy=workspace / "data" / "tidy")
    for figure in (rank(here, "smoking"), trend(here, "smoking"), profile(here, "smoking", "falls", "lonely")):
        html = figure._repr_html_()
        assert "2022/23 to 2022/23" not in html
        assert "Smoking at delivery (own data)" in html and "Marchshire County Council, Maternity records" in html
        assert "Own data of 1 October 2026." in html and "30.8" in html


def test_a_place_keeps_the_numbers_of_its_own_workspace_whatever_else_a_notebook_asks_for(workspace: Path, demonstration: Path) -> None:
    here = Assessment("ZZ1", tidy=workspace / "data" / "tidy")
    with pytest.raises(JsnaError, match="nothing was built yet"):
        Assessment("Atlantis", tidy=workspace / "nowhere" / "tidy")
    assert "smoking" in definitions()  # what Tab offers
    Assessment("ZZ2", tidy=demonstration / "data" / "tidy")
    assert isinstance(rank(here, "smoking"), Figure)
    Assessment("ZZ2", tidy=demonstration / "data" / "tidy")
    assert set(here.table("smoking").query("area_code == 'ZZ1'")["numerator"]) == {81}
    Assessment("ZZ2", tidy=demonstration / "data" / "tidy")
    assert "Maternity records (own data): " in here._repr_html_()


def test_a_chapter_names_the_files_of_every_number_that_its_figures_show(workspace: Path) -> None:
    here = Assessment("ZZ1", tidy=workspace / "data" / "tidy")
    assert not any("Falls" in item or "Maternity" in item for item in sources(here, chapter="06").items)
    profile(here, "smoking", "qof_dm_prevalence")  # neither is of chapter 06
    items = " ".join(sources(here, chapter="06").items)
    assert "Maternity records (Marchshire County Council): 1 table read, 19 rows kept." in items and "Quality and Outcomes" in items


def test_an_own_number_stands_in_the_chapter_that_it_names_of_each_area_that_has_it(workspace: Path) -> None:
    here = Assessment("ZZ1", tidy=workspace / "data" / "tidy")
    html = _shown(commentary(here, chapter="03"))
    assert 'data-figure="03-trend-smoking"' in html and "falls" not in html
    assert 'data-figure="03-caterpillar-lonely"' in html and "10.1% (6.2% to 16.0%)" in html  # of one year
    assert 'data-figure="05-caterpillar-falls"' in _shown(commentary(here, chapter="05")) and commentary(here, chapter="06") is None
    assert commentary(Assessment("ZW1", tidy=workspace / "data" / "tidy"), chapter="03") is None


def _shown(local: Stack | Prose | None) -> str:
    assert local is not None
    return local._repr_html_()


HOSTILE = "<script>alert(1)</script> =1+1 ![x](http://e.org/x.png) [a](javascript:x) {{ value x }}"


def test_hostile_words_of_a_paragraph_are_only_text(workspace: Path, tmp_path: Path) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tidy").symlink_to(workspace / "data" / "tidy")
    toml = SMOKING.replace("Smoking at delivery", HOSTILE).replace("Maternity records", "=cmd|calc").replace("Marchshire", "<img src=x>")
    toml = toml.replace("% of mothers", "% of <b>mothers</b>") + f'caveat = "{"x" * 1_000_000}"\n'
    put(tmp_path, toml, {"smoking.csv": CSV["smoking.csv"]})
    here = Assessment("ZZ1", tidy=tmp_path / "data" / "tidy")
    for figure in (rank(here, "smoking"), trend(here, "smoking"), profile(here, "smoking")):
        assert isinstance(figure, Figure)
        html = figure._repr_html_()
        assert not any(harm in html for harm in ("<script", "<img", "<b>", 'href="javascript', "{{")) and len(html) < 100_000
        assert "&lt;script&gt;alert(1)" in html
        assert not [cell for row in csv.reader(csv_text(figure).splitlines()) for cell in row if cell.startswith(("=", "@"))]


def test_what_follows_no_age_and_deprivation_is_not_said_to_be_unusual_for_them(workspace: Path) -> None:
    here = Assessment("ZZ1", tidy=workspace / "data" / "tidy")
    table = here.notable()
    assert table.set_index("indicator_id").loc["smoking", ["of", "outside"]].tolist() == ["England", True]
    html = overview(here)._repr_html_()
    assert re.search(r"The first 10 of \d+ registers and 2 measures", html)
    first = glance(here)._repr_html_()
    assert "81 mothers (30.8%)" in first  # of two districts, 50 and 31
    assert "2 measures stand beside England alone, whatever its ages: smoking at delivery (own data) (higher)." in html
    assert "smoking" not in set(here.notable("03")["indicator_id"])


def test_every_own_number_is_made_again_of_the_rows_of_its_file(workspace: Path) -> None:
    for area in ("ZZ1", "Z10000001", "England"):
        said = CliRunner().invoke(cli, ["why", "smoking", area, "--workspace", str(workspace)])
        assert said.exit_code == 0 and "Read again from 1 file" in said.output and "the same as the report" in said.output, said.output
    assert "data/local/indicators/smoking.csv" in said.output
    for indicator, expected in (("falls", "901.6, limits 834.4 to 968.8 at 95%"), ("lonely", "10.1351, limits 6.23864 to 16.0487 at 95%")):
        said = CliRunner().invoke(cli, ["why", indicator, "ZZ1", "--workspace", str(workspace)])
        assert said.exit_code == 0 and expected in said.output and "nan" not in said.output, said.output
    rate = json.loads(CliRunner().invoke(cli, ["why", "falls", "ZZ1", "--json", "--workspace", str(workspace)]).output)["rows"]
    assert [(row["numerator"], row["denominator"]) for row in rate] == [(None, None)]  # a value without counts is not one of nought


def test_a_number_that_was_changed_makes_the_store_again(workspace: Path, copied: Callable[[Path], Path], tmp_path: Path) -> None:
    raw = copied(tmp_path)
    put(tmp_path, SMOKING, {"smoking.csv": CSV["smoking.csv"]})
    assert build(raw, tmp_path / "data" / "tidy").changed
    assert not build(raw, tmp_path / "data" / "tidy").changed
    put(tmp_path, SMOKING, {"smoking.csv": CSV["smoking.csv"].replace("2022/23,50,160", "2022/23,51,160")})
    assert build(raw, tmp_path / "data" / "tidy").changed
    for code, near in (("Z0700001", " The nearest are Z07000"), ("aldermere", " The nearest are Z07000001.\n"), ("X99", "\n")):
        put(tmp_path, SMOKING, {"smoking.csv": f"area_code,period,numerator,denominator\n{code},2022/23,1,2\n"})
        with pytest.raises(BuildError) as error:
            build(raw, tmp_path / "data" / "tidy")
        assert str(error.value).startswith("data/local/indicators/smoking.csv, row 2, column area_code: expected the code of an area")
        assert f"found {code!r}.{near}" in str(error.value)


def test_where_no_workspace_is_open_there_are_the_shipped_definitions_alone(workspace: Path) -> None:
    local._current[0] = local.NOTHING
    shipped = set(definitions())
    local.open_workspace(workspace / "data" / "tidy")
    assert set(definitions()) - shipped == {"smoking", "falls", "lonely"}
    assert publication("own_data_smoking").publisher == "Marchshire County Council"
    assert definition("smoking").name == "Smoking at delivery (own data)"


def test_a_number_for_the_inside_alone_is_in_the_internal_store_and_in_no_other(workspace: Path, tmp_path: Path) -> None:
    shutil.copytree(workspace / "data", tmp_path / "data", ignore=shutil.ignore_patterns("raw"))
    put(tmp_path, SMOKING + 'audience = "internal"\n' + FALLS + LONELY, {})
    raw, sources = workspace / "data" / "raw", {}
    for name in ("tidy", "internal"):
        build(raw, tmp_path / "data" / name)
        sources[name] = set(pd.read_parquet(tmp_path / "data" / name / "indicators.parquet")["source_id"].unique())
        assert ("smoking" in definitions()) == (name == "internal")
    assert sources["internal"] - sources["tidy"] == {"own_data_smoking"} and "own_data_falls" in sources["tidy"]
    local.open_workspace(tmp_path / "data" / "tidy")
    with pytest.raises(CatalogueError, match="smoking: expected an indicator that may be published, found one for the inside alone"):
        definition("smoking")


def test_an_audience_that_is_none_is_refused(tmp_path: Path) -> None:
    put(tmp_path, SMOKING + 'audience = "everybody"\n', CSV)
    with pytest.raises(CatalogueError, match=r"\[smoking\], audience: expected public or internal, found 'everybody'"):
        definitions()


HEAD = "area_code,period,numerator,denominator\n"


@pytest.mark.parametrize("toml, cells, message", [
    (SMOKING, f"{HEAD}ZZ1,2022/23,12,10\n", "smoking.csv, row 2, column numerator: expected at most the denominator, found '12'"),
    (SMOKING, f"{HEAD}ZZ1,latest,1,10\n", "smoking.csv, row 2, column period: expected a period such as 2022/23"),
    (SMOKING, f"{HEAD}ZZ1,2022/23,1,10\nZZ1,2022/23,2,10\n", "row 3, column area_code: expected each area, period, sex"),
    (SMOKING, f"{HEAD}ZZ1,2022/23,=1+1,10\n", "row 2, column numerator: expected a number, found '=1+1'"),
    (SMOKING, f"{HEAD}<b>,2022/23,1,10\n", "row 2, column area_code: expected the code of an area, found '<b>'"),
    (SMOKING, f"{HEAD}ZZ1,2022/23,1,0\n", "row 2, column numerator: expected at most the denominator"),
    (SMOKING, f"{HEAD}ZZ1,2022/23,-1,10\n", "row 2, column numerator: expected"),
    (SMOKING, "area_code,period,numerater,denominator\nZZ1,2022,1,2\n", "row 1, column numerater: expected columns of the names area_code"),
    (SMOKING, "area_code,period,numerator\nZZ1,2022,1\n", "expected columns numerator and denominator, or value of a proportion"),
    (SMOKING, "area_code,period,value\nZZ1,2022,101\n", "row 2, column value: expected 0 to 100 per cent, found '101'"),
    (SMOKING, f"{HEAD.strip()},sex\nZZ1,2022,1,2,Womn\n", "row 2, column sex: expected one of Persons, Male and Female, found 'Womn'"),
    (SMOKING, "", "expected numbers, found an empty file"),
    (FALLS, "area_code,period,value,lower,upper\nZZ1,2022,5,6,7\n", "row 2, column lower: expected at most value, found '6'"),
    (FALLS, "area_code,period,value,lower,upper\nZZ1,2022,5,,7\n", "row 2, column lower: expected both limits, or none"),
    (SMOKING, "area_code,period,numerator,count,denominator\nZZ1,2022,1,2,9\n", "row 1: expected one column numerator, found 'numerator'"),
    (SMOKING, f"{HEAD}ZZ1,2022/23,1\n", "row 2, column denominator: expected a denominator beside the numerator, found ''"),
    (SMOKING, f"{HEAD}ZZ1,2022/23,{'1' * 1_000_000},10\n", "row 2, column numerator: expected a number below 1,000,000,000,000, found"),
    (SMOKING, f"{HEAD}{'Z' * 1_000_000},2022/23,1,10\n", "row 2, column area_code: expected the code of an area, found 'ZZZ"),
    (SMOKING, f"{HEAD}ZZ1\0,2022/23,1,10\n", "smoking.csv, line 2: expected text, found a byte of nought"),
    (SMOKING, f'{HEAD}"ZZ1,2022/23,1,10\n', "smoking.csv: expected a table of comma-separated values, found"),
    (SMOKING, f"{HEAD}ZZ1,<script>,1,10\n", "row 2, column period: expected a period such as 2022/23, 2022, 2020 - 22"),
    (FALLS, f"{HEAD}ZZ1,2022,5,6\n", "expected a column value of a standardised, found area_code"),
])
def test_a_file_that_cannot_be_meant_is_refused_by_row_and_column(tmp_path: Path, toml: str, cells: str, message: str) -> None:
    name = f"{toml[1:toml.index(']')]}.csv"
    put(tmp_path, toml, {name: cells})
    with pytest.raises(FileError) as error:
        own_values.read(RawFile(f"{own_values.FOLDER}/{name}", cells.encode(), ""))
    assert message in str(error.value) and "Traceback" not in str(error.value) and len(str(error.value)) < 2_000
    assert "row 2, column" not in message or "Download" not in str(error.value)  # nobody publishes it


@pytest.mark.parametrize("toml, message", [
    (SMOKING.replace("date = 2026-10-01", ""), "[smoking]: expected date = 2026-10-01, without quotation marks, found 'no such line'"),
    (SMOKING.replace('owner = "Marchshire County Council"', "owner = 5"), "own.toml, [smoking]: expected owner = words in quotes, found 5"),
    (SMOKING.replace("smoking]", "list_size]"), "own.toml, [list_size], csv: expected a file beside it"),
    (SMOKING + 'csv = "../../../secret.csv"\n', "csv: expected a file beside it"),
    (SMOKING + "[smoking]\n", "own.toml: expected TOML, found"),
    (SMOKING + "wibble = 1\n", "own.toml, [smoking]: expected one such as"),
    (SMOKING + 'polarty = "none"\n', "expected one such as polarity, parts, chart; found 'polarty'.\n  Did you mean 'polarity'?"),
    (SMOKING + "caveat = “Mothers”\n", 'Correct that line: words stand between straight quotation marks, "so"; nothing was changed.'),
    (SMOKING.replace('"03"', '"99"'), "own.toml, [smoking], chapters: expected one"),
    (SMOKING.replace('"03"', '"1"'), "found '1'.\n  Did you mean '01'?"),
    (SMOKING.replace('unit = "% of mothers"\n', ""), "own.toml, [smoking]: expected the line unit = …, found none"),
    (SMOKING.replace("proportion", "percentage"), "own.toml, [smoking], measure: expected one of proportion, rate"),
    (SMOKING + f"caveat = {'[' * 5000}{']' * 5000}\n", "own.toml: expected TOML, found maximum recursion depth exceeded"),
    (SMOKING + 'choose = { gender = "F" }\n', "own.toml, [smoking], choose: expected such as"),
])
def test_a_paragraph_that_does_not_hold_together_is_refused_by_field(tmp_path: Path, toml: str, message: str) -> None:
    put(tmp_path, toml, {"smoking.csv": f"{HEAD}ZZ1,2022/23,1,2\n"})
    with pytest.raises(CatalogueError) as error:
        definitions()
    assert message in str(error.value)


def test_an_id_that_the_repository_has_is_refused(tmp_path: Path) -> None:
    put(tmp_path, SMOKING.replace("smoking]", "list_size]"), {"list_size.csv": ""})
    with pytest.raises(JsnaError, match="expected an id of its own, found one of indicators.toml"):
        definitions()


def test_a_choice_that_no_row_has_is_refused_with_those_there_are(workspace: Path, copied: Callable[[Path], Path], tmp_path: Path) -> None:
    raw = copied(tmp_path)
    put(tmp_path, LONELY + 'choose = { sex = "Male" }\n', {"lonely.csv": CSV["lonely.csv"]})
    with pytest.raises(BuildError, match=r"\[lonely\], choose, sex: expected one of Female, Persons, found 'Male'"):
        build(raw, tmp_path / "data" / "tidy")
