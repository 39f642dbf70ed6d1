"""Sums on altered files: what lacks a part has no number and a reason, two files that disagree are settled, each family stands alone."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from python_calamine import CalamineWorkbook

from jsna import store
from jsna.catalogue import definitions
from jsna.cli import cli
from jsna.errors import BuildError
from jsna.making.run import build
from jsna.making.trace import Store, trace

KEY = ["indicator_id", "footprint", "area_code", "period"]
INDEX_2019 = "File_7_-_All_IoD2019*"
LOOKUP = "LSOA11_CCG19_LAD19*"
Copied = Callable[[Path], Path]


def rebuilt(workspace: Path) -> Path:
    build(workspace / "data" / "raw", workspace / "data" / "tidy")
    return workspace / "data" / "tidy"


def numbers(tidy: Path) -> pd.DataFrame:
    return store.read_table(tidy / "indicators.parquet").set_index(KEY).sort_index()


def row(rows: pd.DataFrame, *key: str) -> pd.Series:
    """The one row of an indicator, footprint, area and period."""
    (only,) = rows.loc[[key]].to_dict("records")
    return pd.Series(only)


def reasons(tidy: Path) -> pd.Series:
    return store.read_table(tidy / "coverage.parquet").set_index(KEY).sort_index()["lacks"]


def notes(tidy: Path) -> str:
    return "\n".join(note["text"] for note in store.read_manifest(tidy)["notes"])


def refusals(tidy: Path) -> str:
    return "\n".join(file["refused"] for file in store.read_manifest(tidy)["files"].values())


def sheet(path: Path, name: str) -> list[list[object]]:
    return CalamineWorkbook.from_path(path).get_sheet_by_name(name).to_python()


def write_sheet(path: Path, name: str, rows: list[list[object]]) -> None:
    pd.DataFrame(rows).to_excel(path, sheet_name=name, header=False, index=False, engine="xlsxwriter")


def altered(path: Path, name: str, code: str, change: Callable[[list[object]], list[object] | None], to: Path | None = None) -> None:
    """Write a workbook of one sheet again, with the row of one code changed or left out."""
    cells = [change(line) if code in line else line for line in sheet(path, name)]
    write_sheet(to or path, name, [line for line in cells if line is not None])


def without(_: list[object]) -> None:
    return None


def blank(line: list[object]) -> list[object]:
    return ["-" if isinstance(cell, (int, float)) else cell for cell in line]


@pytest.fixture
def year_of_activity(published: Path, tmp_path: Path) -> Path:
    """A folder with the lookup of CCGs of April 2019 and the returns of 2018/19 alone."""
    raw = tmp_path / "data" / "raw"
    raw.mkdir(parents=True)
    shutil.copy(published / "lookups" / "CCG19_STP19_EN_LU.csv", raw)
    months = published / "admissions" / "monthly_activity"
    for path in [*(months / f"{month}_18.xls" for month in ["Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]),
                 *(months / f"{month}_19.xls" for month in ["Jan", "Feb", "Mar"])]:
        shutil.copy(path, raw)
    return raw


@pytest.mark.real_data
def test_lookups_and_activity_alone_are_built(year_of_activity: Path, tmp_path: Path) -> None:
    rows = numbers(rebuilt(tmp_path))
    assert row(rows, "mar_non_elective", "ccg_2019", "15M", "2018-04")["numerator"] == 10_213
    assert row(rows, "mar_non_elective_year", "ccg_2019", "15M", "2018/19")["value"] == 126_879


@pytest.mark.real_data
@pytest.mark.parametrize("change", [without, blank])
def test_a_month_that_lacks_one_of_the_merged_is_no_number_and_nor_is_its_year(
    year_of_activity: Path, tmp_path: Path, change: Callable[[list[object]], list[object] | None]
) -> None:
    # 15M was 03X, 03Y, 04J and 04R until April 2019; without 04R there are 5,308 of 10,213 admissions.
    altered(year_of_activity / "Apr_18.xls", "Commissioner", "04R", change, to=year_of_activity / "Apr_18.xlsx")
    (year_of_activity / "Apr_18.xls").unlink()
    tidy = rebuilt(tmp_path)
    rows, why = numbers(tidy), reasons(tidy)
    for indicator, period in [("mar_non_elective", "2018-04"), ("mar_non_elective_year", "2018/19")]:
        for footprint, area in [("ccg_2019", "15M"), ("stp_2019", "E54000012")]:
            none = row(rows, indicator, footprint, area, period)
            assert pd.isna(none["numerator"]) and pd.isna(none["value"]) and none["value_note"] == "missing"
    assert why[("mar_non_elective", "ccg_2019", "15M", "2018-04")] == "2018-04: no number from 04R"
    assert why[("mar_non_elective_year", "ccg_2019", "15M", "2018/19")] == "2018/19: no number from 2018-04"
    assert row(rows, "mar_non_elective", "ccg_2019", "15M", "2018-05")["value_note"] == ""
    assert row(rows, "mar_non_elective", "ccg_2019", "05J", "2018-04")["value_note"] == ""
    told = CliRunner().invoke(cli, ["why", "mar_non_elective", "15M", "2018-04", "--workspace", str(tmp_path)])
    assert told.exit_code == 0, told.output
    assert "no number" in told.output and "Not in it: 2018-04: no number from 04R." in told.output


def test_a_commissioner_that_leaves_a_month_out_has_a_gap_and_so_has_what_holds_it(copied: Copied, tmp_path: Path) -> None:
    altered(next(copied(tmp_path).rglob("monthly_activity/Jul_18.xlsx")), "Commissioner", "ZZ1", without)
    tidy = rebuilt(tmp_path)
    rows = numbers(tidy)
    held = store.read_table(tidy / "membership.parquet", [("footprint", "==", "ccg_2019"), ("area_code", "==", "ZZ1")])
    areas = {("ccg_2019", "ZZ1"), *held[["parent_footprint", "parent_code"]].itertuples(index=False, name=None)}
    assert {footprint for footprint, _ in areas} >= {"ccg_2019", "stp_2019"}
    gaps = rows.xs(("mar_non_elective", "2018-07"), level=["indicator_id", "period"])
    assert set(gaps.index[gaps["value_note"] == "missing"]) == areas
    assert reasons(tidy)[("mar_non_elective", "ccg_2019", "ZZ1", "2018-07")] == "2018-07: no number from ZZ1"


def test_a_month_that_is_not_held_leaves_its_year_without_a_total_and_the_build_says_so(copied: Copied, tmp_path: Path) -> None:
    next(copied(tmp_path).rglob("monthly_activity/Jul_19.xlsx")).unlink()
    tidy = rebuilt(tmp_path)
    rows = numbers(tidy)
    assert ("mar_non_elective_year", "ccg_2019", "ZZ1", "2019/20") not in rows.index
    assert ("mar_non_elective_year", "ccg_2019", "ZZ1", "2018/19") in rows.index
    assert "2019/20: 11 of 12 months are held, so the year has no total" in notes(tidy)


def test_an_index_that_was_cut_is_refused_by_name_and_gives_no_number(copied: Copied, tmp_path: Path) -> None:
    published = next(copied(tmp_path).rglob(INDEX_2019))
    published.write_text("".join(published.read_text().splitlines(keepends=True)[:-300]))  # cut at the end of a line
    tidy = rebuilt(tmp_path)
    assert "imd_average_score" not in numbers(tidy).index
    assert published.name in refusals(tidy)


def test_a_lookup_that_was_cut_is_named_and_not_used(demonstration: Path, copied: Copied, tmp_path: Path) -> None:
    published = next(copied(tmp_path).rglob(LOOKUP))
    lines = published.read_text().splitlines(keepends=True)
    published.write_text("".join(lines[:-300]))
    tidy = rebuilt(tmp_path)
    assert "of them are missing" in refusals(tidy) and published.name in refusals(tidy)
    before, after = (numbers(folder).loc["imd_average_score"] for folder in (demonstration / "data" / "tidy", tidy))
    assert "ccg_2019" not in after.index.get_level_values("footprint")
    assert after.loc["england"]["value"].tolist() == before.loc["england"]["value"].tolist()


def test_a_file_of_registers_that_was_cut_is_named_and_its_year_is_not_given(copied: Copied, tmp_path: Path) -> None:
    published = next(copied(tmp_path).rglob("PREVALENCE_2021*"))
    lines = published.read_text().splitlines(keepends=True)
    published.write_text("".join(lines[: 1 + 21 * 150]))  # after the last register of a practice
    tidy = rebuilt(tmp_path)
    years = set(numbers(tidy).loc["qof_hyp_prevalence"].index.get_level_values("period"))
    assert "2020/21" not in years and {"2019/20", "2021/22"} <= years
    assert "PREVALENCE_2021_v2.csv ends before" in notes(tidy)


def test_a_blank_register_leaves_its_practice_out_of_every_area_and_is_told(
    demonstration: Path, copied: Copied, tmp_path: Path
) -> None:
    published = next(copied(tmp_path).rglob("PREVALENCE_1920*"))
    line = next(line for line in published.read_text().splitlines() if line.startswith("Z99001,HYP,"))
    code, register, patients, kind, size = line.split(",")
    published.write_text(published.read_text().replace(line, ",".join([code, register, "", kind, size])))
    tidy = rebuilt(tmp_path)
    key = ("qof_hyp_prevalence", "ccg_2019", "ZZ1", "2019/20")
    before, after = (numbers(folder) for folder in (demonstration / "data" / "tidy", tidy))
    then, now = (row(rows, *key)[["numerator", "denominator"]].astype(int).tolist() for rows in (before, after))
    assert now == [then[0] - int(patients), then[1] - int(size)]
    assert row(before, "list_size", *key[1:])["numerator"] == row(after, "list_size", *key[1:])["numerator"]
    told = store.read_table(tidy / "coverage.parquet").set_index(KEY).sort_index()
    for footprint, area in [("ccg_2019", "ZZ1"), ("england", "E92000001"), ("practice", "Z99001"), ("stp_2019", "Z54000001")]:
        lacks = row(told, "qof_hyp_prevalence", footprint, area, "2019/20")
        assert lacks[["units", "patients", "lacks"]].tolist() == [1, int(size), "1 practice gave no register (Z99001)"]
    stored = after.reset_index().query("indicator_id == 'qof_hyp_prevalence' and period == '2019/20'")
    for footprint in ("ccg_2019", "england", "practice", "stp_2019"):
        of = stored[stored["footprint"] == footprint]
        assert trace(Store(tidy), definitions()["qof_hyp_prevalence"], of).again["same"].all(), footprint
    said = CliRunner().invoke(cli, ["why", "qof_hyp_prevalence", "ZZ1", "2019/20", "--workspace", str(tmp_path)])
    assert said.exit_code == 0 and f"1 practice gave no register (Z99001), {int(size):,} patients." in said.output


def test_a_practice_without_ages_leaves_its_area_without_them_and_is_told_where_hardly_anybody_is_missing(
    copied: Copied, tmp_path: Path
) -> None:
    published = next(copied(tmp_path).rglob("gp-reg-pat-prac-quin-age.csv"))
    published.write_text("".join(line for line in published.read_text().splitlines(keepends=True) if "Z99001" not in line))
    tidy = rebuilt(tmp_path)
    ages, why = numbers(tidy).loc["patients_by_age"].reset_index(), reasons(tidy)
    assert not {"Z99001", "ZZ1"} & set(ages["area_code"]) and {"Z99002", "ZZ2", "E92000001"} <= set(ages["area_code"])
    for footprint, area in [("ccg_2019", "ZZ1"), ("england", "E92000001")]:
        assert why[("patients_by_age", footprint, area, "2022/23")] == "practices without patients by age: Z99001"


@pytest.mark.parametrize("name", ["AAA", "zzz"])
def test_of_two_returns_of_a_month_the_one_revised_later_counts_whatever_its_name(
    demonstration: Path, copied: Copied, tmp_path: Path, name: str
) -> None:
    published = next(copied(tmp_path).rglob("monthly_activity/Jul_18.xlsx"))
    lines = sheet(published, "Commissioner")
    twice = [[2 * cell if "ZZ1" in line and isinstance(cell, (int, float)) else cell for cell in line] for line in lines]
    later = [["28th February 2031" if at and line[at - 1] == "Revised:" else cell for at, cell in enumerate(line)] for line in twice]
    assert later != twice
    write_sheet(published.with_name(f"{name}.xlsx"), "Commissioner", later)
    tidy = rebuilt(tmp_path)
    before, after = (numbers(folder) for folder in (demonstration / "data" / "tidy", tidy))
    key = ("mar_non_elective", "ccg_2019", "ZZ1", "2018-07")
    assert row(after, *key)["numerator"] == 2 * row(before, *key)["numerator"]
    assert f"the later one, monthly_activity/{name}.xlsx, is used" in notes(tidy)


def test_two_files_of_one_edition_that_differ_and_have_no_later_date_are_refused_by_name(copied: Copied, tmp_path: Path) -> None:
    raw = copied(tmp_path)
    delayed = next(raw.rglob("dtoc/Jul_18.xlsx"))
    name = "LA - by type of care"
    other = delayed.with_name("AAA.xlsx")
    write_sheet(other, name, [[10 * cell if isinstance(cell, (int, float)) else cell for cell in line] for line in sheet(delayed, name)])
    with pytest.raises(BuildError, match=r"dtoc/AAA.xlsx and dtoc/Jul_18.xlsx are both about 2018-07 and give other numbers"):
        rebuilt(tmp_path)


def test_an_index_with_another_decile_contradicts_its_ranks_and_is_left_out_by_name(
    demonstration: Path, copied: Copied, tmp_path: Path
) -> None:
    index = next(copied(tmp_path).rglob(INDEX_2019))
    first, second, *rest = index.read_text().splitlines()
    cells = second.split(",")
    decile = first.split(",").index("Index of Multiple Deprivation (IMD) Decile (where 1 is most deprived 10% of LSOAs)")
    cells[decile] = "1" if cells[decile] != "1" else "2"
    index.with_name("AAA.csv").write_text("\n".join([first, ",".join(cells), *rest]) + "\n")
    tidy = rebuilt(tmp_path)
    assert "deprivation/AAA.csv, row 2" in refusals(tidy)
    pd.testing.assert_frame_equal(numbers(tidy).loc["imd_average_score"], numbers(demonstration / "data" / "tidy").loc["imd_average_score"])


@pytest.mark.parametrize(
    "folders, source",
    [
        (["prevalence", "practices"], "qof_raw"),
        (["deprivation"], "iod_2019"),
        (["monthly_activity"], "monthly_activity_return"),
        (["dtoc", "monthly_activity"], "delayed_transfers"),
    ],
)
def test_each_family_alone_gives_what_it_gives_beside_the_others(
    demonstration: Path, tmp_path: Path, folders: list[str], source: str
) -> None:
    raw = demonstration / "data" / "raw"
    for folder in ["lookups", *folders]:
        shutil.copytree(raw / folder, tmp_path / "data" / "raw" / folder)
    alone, beside = numbers(rebuilt(tmp_path)), numbers(demonstration / "data" / "tidy")
    one, other = (rows[rows["source_id"] == source] for rows in (alone, beside))
    footprints = other.index.get_level_values("footprint")
    more = set(footprints) - set(one.index.get_level_values("footprint"))
    assert more <= {"msoa_2011"}, "middle-layer areas come with a publication that counts them"
    pd.testing.assert_frame_equal(one, other[~footprints.isin(list(more))])
