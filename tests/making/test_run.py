"""The build: published sums, nothing read twice, nothing half-written."""

import re
import shutil
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner

from jsna import geography, store
from jsna.catalogue import publication
from jsna.cli import cli
from jsna.errors import BuildError
from jsna.making import boundaries, exact
from jsna.making.run import build


@pytest.fixture(scope="module")
def built(real: Path) -> Path:
    return real / "data" / "tidy"


@pytest.fixture(scope="module")
def rows(built: Path) -> pd.DataFrame:
    return pd.read_parquet(built / "indicators.parquet")


def value(rows: pd.DataFrame, footprint: str, area: str, indicator: str, period: str) -> list[int]:
    found = rows[
        (rows["footprint"] == footprint) & (rows["area_code"] == area) & (rows["indicator_id"] == indicator) & (rows["period"] == period)
    ]
    return found[["numerator", "denominator"]].astype(int).iloc[0].tolist()


@pytest.mark.real_data
@pytest.mark.parametrize(
    "footprint, area, register, period, expected",
    [
        ("ccg_2019", "05J", "af", "2019/20", 4_135),
        ("ccg_2019", "05T", "af", "2019/20", 8_291),
        ("ccg_2019", "06D", "af", "2019/20", 3_317),
        ("ccg_2019", "05F", "af", "2019/20", 5_183),
        ("ccg_2020", "18C", "af", "2019/20", 20_926),
    ],
)
def test_registers_are_the_published_ones(rows: pd.DataFrame, footprint: str, area: str, register: str, period: str, expected: int) -> None:
    assert value(rows, footprint, area, f"qof_{register}_prevalence", period)[0] == expected


@pytest.mark.real_data
def test_the_footprint_of_april_2019_has_191_areas_and_sums_to_england(rows: pd.DataFrame) -> None:
    year = rows[(rows["period"] == "2019/20")]
    areas = year[year["footprint"] == "ccg_2019"]
    assert areas["area_code"].nunique() == 191
    sums = areas.groupby("indicator_id")[["numerator", "denominator"]].sum()
    england = year[year["footprint"] == "england"].set_index("indicator_id")[["numerator", "denominator"]]
    pd.testing.assert_frame_equal(sums, england.loc[sums.index], check_like=True)


@pytest.mark.real_data
def test_a_footprint_that_loses_patients_is_left_out_and_the_loss_is_stated(published: Path, built: Path, rows: pd.DataFrame) -> None:
    again = build(published, built)
    assert not again.changed
    lost = {(u["period"], u["footprint"]): u["patients"] for u in store.read_manifest(built)["unplaced"]}
    assert lost["2022/23", "ccg_2019"] == 36_944
    years = rows[(rows["footprint"] == "ccg_2018") & (rows["indicator_id"] == "list_size")]["period"]
    assert "2019/20" not in set(years)
    assert "2017/18" in set(years)


@pytest.mark.real_data
@pytest.mark.parametrize("area, score, admissions", [("05J", 16.797, 19_263), ("05T", 17.416, 27_367), ("06D", 22.437, 10_258)])
def test_deprivation_and_activity_are_the_published_ones(rows: pd.DataFrame, area: str, score: float, admissions: int) -> None:
    own = rows[(rows["footprint"] == "ccg_2019") & (rows["area_code"] == area)].set_index(["indicator_id", "period"])["value"]
    assert round(own["imd_average_score", "2019"], 3) == score
    assert own["mar_non_elective_year", "2018/19"] == admissions


@pytest.mark.real_data
def test_published_averages_of_all_191_ccgs_are_met(built: Path) -> None:
    reconciled = store.read_manifest(built)["reconciliation"]
    assert [(r["footprint"], r["areas"]) for r in reconciled] == [("ccg_2019", 191)]
    assert reconciled[0]["largest_gap"] <= 0.0006


@pytest.mark.real_data
def test_districts_rank_as_the_publisher_ranks_them(published: Path, rows: pd.DataFrame) -> None:
    path = published / "deprivation" / "File_10_-_IoD2019_Local_Authority_District_Summaries__lower-tier__.xlsx"
    sheet = pd.read_excel(path, sheet_name="IMD", engine="calamine").set_index("Local Authority District code (2019)")
    own = rows[(rows["footprint"] == "district_2019") & (rows["indicator_id"] == "imd_average_score")].set_index("area_code")["value"]
    assert len(own) == 317 and own.rank(ascending=False).astype(int).to_dict() == sheet["IMD - Rank of average score "].to_dict()


@pytest.mark.real_data
def test_a_lookup_of_best_fits_is_used_where_boundaries_show_that_districts_are_whole(built: Path, rows: pd.DataFrame) -> None:
    # The 374 small areas of 2021 in the six districts of Worcestershire, ten of which the lookup leaves out; their deciles in IoD2025.
    newer = rows[rows["indicator_id"].eq("imd_2025_most_deprived_tenth") & rows["footprint"].eq("district_2022")].set_index("area_code")
    assert newer[["numerator", "denominator"]].to_numpy().tolist() == [[0, 60], [1, 45], [4, 57], [8, 64], [0, 81], [5, 67]]
    assert newer.index.tolist() == [f"E0700023{n}" for n in range(4, 10)]
    text = next(note["text"] for note in store.read_manifest(built)["notes"] if note["about"] == "iod_2025")
    assert "has no place for 1,003 of 33,755 small areas of 2021" in text and "so it is used for the 6 alone whose boundaries show" in text


@pytest.mark.real_data
@pytest.mark.parametrize("gone, left", [("E01034316", 5), ("E01032122", 5), ("", 6)])
def test_a_district_whose_boundaries_lack_a_small_area_is_not_whole(built: Path, gone: str, left: int) -> None:
    columns = ["footprint", "area_code", "geometry"]
    parts = [pd.read_parquet(part, columns=columns) for part in (built / "sources" / "boundaries").glob("*.parquet")]
    outlines = pd.concat(parts).query("area_code != @gone")
    assert exact.placed(outlines, store.read_table(built / "membership.parquet"), "district_2022").nunique() == left


@pytest.mark.real_data
def test_a_larger_area_that_lacks_a_part_has_no_number(rows: pd.DataFrame) -> None:
    # Buckinghamshire is not in the CCG tables of 2017/18, so its STP cannot be summed.
    stp = rows[(rows["footprint"] == "stp_2019") & (rows["indicator_id"] == "qof_af_prevalence") & rows["value"].notna()]
    years = stp.groupby("area_code")["period"].agg(set)
    assert "2017/18" not in years["E54000044"]
    assert "2018/19" in years["E54000044"]


@pytest.mark.real_data
def test_a_practice_with_a_register_above_its_list_has_no_value(rows: pd.DataFrame) -> None:
    odd = rows[(rows["area_code"] == "Y03051") & (rows["numerator"] > rows["denominator"])]
    assert len(odd) > 0
    assert odd["value"].isna().all()
    assert set(odd["value_note"]) == {"missing"}


def test_an_absent_folder_is_named(tmp_path: Path) -> None:
    with pytest.raises(BuildError, match="no such folder"):
        build(tmp_path / "raw", tmp_path / "tidy")
    assert not (tmp_path / "tidy").exists()


def test_nothing_is_left_where_there_is_nothing_to_build_from(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    raw.mkdir()
    (raw / "picture.csv").write_text("a,b\n1,2\n")
    with pytest.raises(BuildError, match="no lookup"):
        build(raw, tmp_path / "tidy")
    assert not list((tmp_path / "tidy").glob("**/*.parquet"))


def test_a_build_that_was_stopped_is_done_again(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    raw, tidy = demonstration / "data" / "raw", tmp_path / "tidy"
    shutil.copytree(demonstration / "data" / "tidy", tidy)
    before = store.read_table(tidy / "indicators.parquet")
    more = tmp_path / "more"
    shutil.copytree(raw, more)
    next(more.rglob("PREVALENCE_2223*")).unlink()
    with monkeypatch.context() as killed, pytest.raises(KeyboardInterrupt):
        killed.setattr(boundaries, "boundaries", _stop)
        build(more, tidy)
    assert build(raw, tidy).changed
    pd.testing.assert_frame_equal(store.read_table(tidy / "indicators.parquet"), before)


def test_only_the_publication_that_a_new_file_feeds_is_summed_again_and_the_rows_are_those_of_a_whole_build(
    demonstration: Path, copied: Callable[[Path], Path], tmp_path: Path
) -> None:
    less, step, whole = copied(tmp_path), tmp_path / "data" / "tidy", demonstration / "data" / "tidy"
    newest = max(path for path in less.rglob("*") if "activity" in str(path.relative_to(less)).casefold() and path.is_file())
    newest.unlink()
    build(less, step)
    before = {path.name for path in (step / "publications").iterdir()}
    shutil.copytree(demonstration / "data" / "raw", less, dirs_exist_ok=True)
    build(less, step)
    after = {path.name for path in (step / "publications").iterdir()}
    assert {name.split("-")[0] for name in after - before} == {"monthly_activity"} and len(after) == len(before)
    assert (step / "indicators.parquet").read_bytes() == (whole / "indicators.parquet").read_bytes()
    told = [store.read_manifest(folder) for folder in (step, whole)]
    assert told[0]["unplaced"] == told[1]["unplaced"] and told[0]["notes"] == told[1]["notes"]


def test_a_file_that_lies_there_twice_counts_once_and_two_that_differ_are_refused(
    demonstration: Path, copied: Callable[[Path], Path], tmp_path: Path
) -> None:
    raw = copied(tmp_path)
    published = next(raw.rglob("PREVALENCE_1819*"))
    copy = published.with_name(f"copy of {published.name}")
    shutil.copy(published, copy)
    build(raw, tmp_path / "data" / "tidy")
    kept = ["indicator_id", "area_code", "footprint", "period", "age", "numerator", "denominator"]
    before, after = (
        store.read_table(folder / "data" / "tidy" / "indicators.parquet", [("source_id", "==", "qof_raw")], kept)
        for folder in (demonstration, tmp_path)
    )
    pd.testing.assert_frame_equal(after[after["footprint"] == "ccg_2019"].reset_index(drop=True),
                                  before[before["footprint"] == "ccg_2019"].reset_index(drop=True))
    first = published.read_text().splitlines()[1]
    code, register, patients, *rest = first.split(",")
    copy.write_text(published.read_text().replace(first, ",".join([code, register, str(int(patients) + 1), *rest])))
    with pytest.raises(BuildError, match=r"PREVALENCE_1819.* and .*PREVALENCE_1819.* are both about 2018/19 and give other numbers"):
        build(raw, tmp_path / "data" / "tidy")


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


def test_two_builds_at_once_give_one_store(demonstration: Path, tmp_path: Path) -> None:
    raw, tidy = demonstration / "data" / "raw", tmp_path / "tidy"
    with ThreadPoolExecutor(2) as both:
        made = [future.result() for future in [both.submit(build, raw, tidy) for _ in range(2)]]
    assert sorted(built.changed for built in made) == [False, True]


def test_why_a_file_was_left_out_is_told_where_nothing_can_be_built(demonstration: Path, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    shutil.copytree(demonstration / "data" / "raw" / "lookups", raw / "lookups")
    published = next((demonstration / "data" / "raw").rglob("PREVALENCE_1819*"))
    (raw / published.name).write_bytes(published.read_bytes().replace(b"REGISTER", b"REGISTRE"))
    with pytest.raises(BuildError, match=r"column REGISTER: expected .*, found REGISTRE"):
        build(raw, tmp_path / "tidy")
    assert not list((tmp_path / "tidy").glob("*.parquet"))


def test_a_practice_that_no_list_holds_is_noticed_with_its_patients(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    raw = copied(tmp_path)
    published = next(raw.rglob("PREVALENCE_1819*"))
    code = published.read_bytes().split(b"\n")[1].split(b",")[0]
    published.write_bytes(published.read_bytes().replace(code, b"Z99999"))
    said = CliRunner().invoke(cli, ["build", "--workspace", str(tmp_path)])
    assert said.exit_code == 0, said.output
    assert re.search(r"Noticed: 2018/19, ccg_2019: no area for [\d,]+ of [\d,]+ patients \(practices Z99999\)", said.output)


def test_codes_are_carried_forward_through_mergers_to_the_day_a_footprint_begins() -> None:
    table = geography.successions()
    codes = pd.Series(["03X", "99P", "05J", "02V", "07L"])
    assert geography.carried_forward(codes, "ccg_2019", table).tolist() == ["15M", "15N", "05J", "15F", "07L"]
    assert geography.carried_forward(codes, "ccg_2020", table).tolist()[2] == "18C"


def test_a_ccg_with_another_boundary_than_the_sub_icb_location_of_its_code_has_no_place_there() -> None:
    # West Birmingham went from D2P2L to 15E, and Glossop from 01Y to 15M, on 1 July 2022.
    codes = pd.Series(["D2P2L", "15E", "01Y", "15M", "18C"])
    here = geography.carry(codes, "sub_icb_2022", pd.Index(codes), "ccg")
    assert here.fillna("").tolist() == ["", "", "", "", "18C"]
    assert geography.carry(codes, "sub_icb_2022", pd.Index(codes), "sub_icb").tolist() == codes.tolist()
    assert geography.carry(codes, "ccg_2021", pd.Index(codes), "sub_icb").fillna("").tolist() == ["", "", "", "", "18C"]
    assert geography.carry(codes, "ccg_2021", pd.Index(codes), "ccg").tolist() == codes.tolist()


def test_every_publication_of_the_demonstration_is_described(demonstration: Path) -> None:
    _all_described(demonstration)


@pytest.mark.real_data
def test_every_publication_of_the_published_files_is_described(real: Path) -> None:
    _all_described(real)


def _all_described(workspace: Path) -> None:
    files = store.read_manifest(workspace / "data" / "tidy")["files"].values()
    named = {table["publication"] for file in files for table in file["tables"]}
    assert len(named) >= 8
    assert all(publication(name).title for name in named)


@pytest.mark.real_data
@pytest.mark.parametrize("area, patients", [("05L", 596_504), ("15E", 1_368_693), ("15M", 1_087_009)])
def test_practices_lie_where_the_boundary_of_the_footprints_day_put_them(rows: pd.DataFrame, area: str, patients: int) -> None:
    # West Birmingham and Glossop moved on 1 July 2022; the ODS list of January 2020 has them where they were.
    assert value(rows, "ccg_2019", area, "list_size", "2022/23")[0] == patients
