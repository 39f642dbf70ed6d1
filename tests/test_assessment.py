"""Where a chapter starts: an area found by code or name, and what became of it."""

import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree

import pandas as pd
import pytest

import jsna
from jsna import geography, store
from jsna.assessment import REPOSITORY, TIDY, Assessment, completion, workspace
from jsna.assessment.beside import newest
from jsna.assessment.slices import Slices
from jsna.catalogue import Definition, definition
from jsna.errors import JsnaError, UnknownArea
from jsna.figures.core.figure import Figure
from jsna.making.doubtful import COLUMNS
from jsna.making.places import COLUMNS as PLACES

AREAS = pd.DataFrame(
    {"gss_code": ["E38000139", "E38000166"], "area_name": ["NHS Redditch and Bromsgrove CCG", "NHS South Worcestershire CCG"]},
    index=["05J", "05T"],
)


@pytest.mark.parametrize("asked", ["05J", "05j", "E38000139", "NHS Redditch and Bromsgrove CCG", "redditch and bromsgrove", " 05J "])
def test_an_area_is_found_by_code_or_name(asked: str) -> None:
    assert geography.find(asked, AREAS) == "05J"


def test_an_unknown_area_is_answered_with_the_nearest() -> None:
    with pytest.raises(UnknownArea, match=r"Redditch and Bromsgrove \(05J\)"):
        geography.find("Reditch", AREAS)


CODES = pd.DataFrame(
    {"gss_code": ["E38000139", "E38000195", "", ""], "area_name": ["Ash", "Beech", "Cedar", "Dogwood"]},
    index=["05J", "05T", "U10145", "18C"],
)


@pytest.mark.parametrize(
    "asked, said",
    [
        ("05X", "The nearest codes are Ash (05J), Beech (05T)."),  # one letter is another
        ("05J1", "The nearest codes are Ash (05J), Beech (05T)."),  # they begin alike
        ("u10", "The nearest codes are Cedar (U10145)."),
        ("E38000138", "The nearest codes are Ash (05J), Beech (05T)."),
        ("28c", "The nearest codes are Dogwood (18C)."),
        ("99Z", "No code begins like it."),
        ("Ceder", "The nearest names are Cedar (U10145)"),
    ],
)
def test_what_looks_like_a_code_is_answered_with_codes(asked: str, said: str) -> None:
    with pytest.raises(UnknownArea) as unknown:
        geography.find(asked, CODES)
    assert said in unknown.value.message


def test_a_code_that_is_cut_short_is_answered_with_whole_ones_of_other_footprints() -> None:
    areas = CODES.assign(area_code=CODES.index, footprint=["ccg_2019", "ccg_2019", "pcn_2022", "lsoa_2011"])
    assert geography.beginning("U10", areas) == ["Cedar (U10145, pcn_2022)"]
    assert geography.beginning("18", areas) == geography.beginning("Ced", areas) == []


def test_an_area_of_another_footprint_is_found_there_that_of_the_same_year_first() -> None:
    kinds = ["district_2024", "district_2019", "local", "lsoa_2011", "ccg_2019"]
    areas = pd.DataFrame({"footprint": kinds, "area_code": list("abcde"), "gss_code": "", "area_name": [*["Town"] * 4, "Vale"]})
    assert geography.held_in("town", areas, "ccg_2019") == ["district_2019", "local", "district_2024"]
    assert geography.held_in("Vale", areas, "ccg_2019") == geography.held_in("Elsewhere", areas, "ccg_2019") == []


def test_names_are_short_at_display() -> None:
    assert geography.short_name("NHS Bath and North East Somerset CCG ") == "Bath and North East Somerset"


def test_a_part_of_an_icb_goes_by_the_name_that_people_there_know_and_its_code() -> None:
    areas = pd.DataFrame(
        [
            ("ccg_2019", "09D", "NHS Brighton and Hove CCG"), ("ccg_2021", "09D", "NHS Brighton and Hove CCG"),
            ("sub_icb_2022", "09D", "NHS Sussex ICB - 09D"), ("sub_icb_2022", "Z9Z", "NHS Sussex ICB - Z9Z"),
            ("icb_2022", "QNX", "NHS Sussex Integrated Care Board"),
        ],
        columns=["footprint", "area_code", "area_name"],
    )  # fmt: skip
    assert geography.known_as(areas).tolist() == [
        "Brighton and Hove", "Brighton and Hove", "Brighton and Hove (09D)", "Sussex (Z9Z)", "Sussex",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "code, area_name, called",  # as the register of local authorities in England gives them
    [
        ("E10000034", "Worcestershire", "Worcestershire County Council"),
        ("E06000019", "Herefordshire, County of", "Herefordshire Council"),
        ("E06000058", "Bournemouth, Christchurch and Poole", "Bournemouth, Christchurch and Poole Council"),
        ("E06000015", "Derby", "Derby City Council"),
        ("E08000003", "Manchester", "Manchester City Council"),
        ("E08000001", "Bolton", "Bolton Metropolitan Borough Council"),
        ("E09000009", "Ealing", "London Borough of Ealing"),
        ("E09000001", "City of London", "City of London Corporation"),
        ("E09000011", "Greenwich", "Royal Borough of Greenwich"),
        ("Z10000001", "Cranshire", "Cranshire Council"),
    ],
)
def test_a_council_has_its_own_name(code: str, area_name: str, called: str) -> None:
    assert geography.council(code, area_name) == called


def test_every_council_with_a_name_of_its_own_is_an_upper_tier_authority() -> None:
    named, upper = (pd.read_csv(geography.DATA / name, dtype="str") for name in ("councils.csv", "upper_tier_2019.csv"))
    names = upper.drop_duplicates("upper_tier_code").set_index("upper_tier_code")["upper_tier_name"]
    assert named["area_code"].is_unique and set(named["area_code"]) <= set(names.index)
    usual = {code: geography.COUNCILS.get(code[:3], "{} Council").format(geography.short_name(names[code])) for code in named["area_code"]}
    assert not [code for code, called in named.itertuples(index=False) if called == usual[code]]


@pytest.mark.real_data
def test_every_council_of_an_area_is_shown_or_named(real: Path) -> None:
    def named(area: str, footprint: str) -> tuple[str, str]:
        rows = Assessment(area, footprint, tidy=real / "data" / "tidy").series("dtoc_total")
        return str(rows["body"].iloc[0]), str(rows["also"].iloc[0])

    assert named("W2U3Z", "sub_icb_2022") == (
        "London Borough of Ealing",
        "London Borough of Brent; London Borough of Hillingdon; London Borough of Hounslow; London Borough of Harrow; City of Westminster; "
        "London Borough of Hammersmith & Fulham; Royal Borough of Kensington and Chelsea",
    )
    assert named("15M", "ccg_2021") == ("Derbyshire County Council", "Derby City Council")
    assert named("18C", "sub_icb_2022") == ("Worcestershire County Council", "Herefordshire Council")
    assert named("14L", "ccg_2019") == ("Manchester City Council", "")


@pytest.mark.parametrize(
    "code, footprint, date, successor",
    [
        ("05J", "ccg_2019", "2020-04-01", "18C"),
        ("18C", "ccg_2020", "2022-07-01", "18C"),
        ("02P", "ccg_2019", "2022-07-01", "02P"),
    ],
)
def test_an_area_that_ended_names_its_successor(code: str, footprint: str, date: str, successor: str) -> None:
    ended = geography.ending(code, footprint)
    assert ended is not None and (ended.date, ended.successor) == (date, successor)


def test_a_sub_icb_location_still_stands() -> None:
    assert geography.ending("18C", "sub_icb_2022") is None


@pytest.mark.real_data
def test_the_successions_lead_from_one_published_set_of_ccgs_to_the_next(published: Path) -> None:
    def published_codes(name: str, column: str) -> set[str]:
        return set(pd.read_csv(published / "lookups" / name, encoding="utf-8-sig")[column])

    old = pd.Series(sorted(published_codes("CCG19_STP19_EN_LU.csv", "CCG19CDH")))
    table = geography.successions()
    merged = table.assign(kind=table["kind"].replace("split", "merged"))
    assert set(geography.carried_forward(old, "ccg_2021", merged)) == published_codes("CCG21_STP21_NHSER21_EN_LU.csv", "CCG21CDH")


def test_a_very_small_practice_has_no_report_and_is_nobodys_peer(tmp_path: Path) -> None:
    codes = ["Z99001", "Z99002", "Z99003"]
    areas = pd.DataFrame({"footprint": "practice", "area_code": codes, "gss_code": "", "area_name": ["A", "B", "C"]})
    same = {"parent_footprint": "ccg_2019", "parent_code": "ZZ1"}
    members = pd.DataFrame({"footprint": "practice", "area_code": codes, **same})
    named = {"indicator_id": "list_size", "footprint": "practice", "period": "2022/23", "age": "all", "category_type": ""}
    lists = named | {"value": [5.0, 4_000.0, 5_000.0]}
    larger = pd.DataFrame({"footprint": "ccg_2019", "area_code": ["ZZ1"], "gss_code": "", "area_name": "Elmshire"})
    store.write_table(tmp_path / "areas.parquet", pd.concat([areas, larger]).assign(known_as=geography.known_as))
    store.write_table(tmp_path / "membership.parquet", members)
    store.write_table(tmp_path / "indicators.parquet", pd.DataFrame({"area_code": codes, **lists}))
    store.write_table(tmp_path / "places.parquet", pd.DataFrame(columns=PLACES, dtype="str"))
    store.write_table(tmp_path / "doubtful.parquet", pd.DataFrame(columns=COLUMNS, dtype="str"))
    coverage = pd.DataFrame(columns=["indicator_id", "footprint", "area_code", "period", "age", "patients", "lacks"], dtype="str")
    store.write_table(tmp_path / "coverage.parquet", coverage.astype({"patients": "float64"}))
    store.write_manifest(tmp_path, {"state": "x"})
    with pytest.raises(UnknownArea, match="fewer than 1,000 patients has no report"):
        Assessment("Z99001", "practice", tidy=tmp_path)
    ranked = Assessment("Z99002", "practice", tidy=tmp_path).latest_of("list_size")
    assert ranked["area_code"].tolist() == ["Z99002", "Z99003"] and set(ranked["county"]) == {"Elmshire"}


def test_similar_areas_are_a_comparator_that_leaves_the_area_itself_out(demonstration: Path) -> None:
    here = Assessment("ZZ1", comparators=["england", "similar"], tidy=demonstration / "data" / "tidy")
    compared, named = here.compare(here.indicators(chapter="03")), here.peers()
    assert list(compared) == ["England", "similar areas"]
    assert named["own"].tolist() == [True] + [False] * 8 and named["considered"].eq(32).all()
    assert here.code not in set(named.loc[~named["own"], "area_code"])
    row = compared["similar areas"].iloc[0]
    codes, same = named.loc[~named["own"], "area_code"], {"indicator_id": row["indicator_id"], "period": row["period"]}
    of_each = [Assessment(code, tidy=here.tidy).rows for code in codes]
    counts = pd.concat([rows[(rows[list(same)] == pd.Series(same)).all(axis=1)] for rows in of_each])
    assert row["comparator_value"] == pytest.approx(100 * counts["numerator"].sum() / counts["denominator"].sum())


def test_an_area_without_deprivation_has_no_similar_areas(demonstration: Path) -> None:
    practices = Assessment("ZZ1", tidy=demonstration / "data" / "tidy").practices("list_size")
    practice = practices.loc[practices["value"].idxmax(), "area_code"]
    here = Assessment(practice, "practice", tidy=demonstration / "data" / "tidy")
    assert here.peers().empty and here.compare_similar(here.indicators(chapter="03")) == {}


def test_an_unknown_comparator_is_answered_with_those_that_there_are(demonstration: Path) -> None:
    with pytest.raises(JsnaError, match="expected a list of some of england, stp, icb, similar; found 'simlar'"):
        Assessment("ZZ1", comparators=["england", "simlar"], tidy=demonstration / "data" / "tidy")


def test_a_store_that_was_written_anew_is_read_anew_and_a_table_that_was_read_stays_as_it_is(tmp_path: Path) -> None:
    slices, path = Slices(tmp_path), tmp_path / "indicators.parquet"
    for value in (1.0, 2.0):
        row = {"indicator_id": ["list_size"], "footprint": ["practice"], "category_type": [""], "value": [value]}
        store.write_table(path, pd.DataFrame(row))
        for _ in range(2):
            rows = slices.rows(footprint="practice")
            assert rows["value"].tolist() == [value]
            rows.loc[0, "value"] = 3.0


def test_an_area_of_which_a_small_area_has_no_decile_gives_no_sum_of_them_and_says_why(demonstration: Path, tmp_path: Path) -> None:
    tidy = tmp_path / "data" / "tidy"
    shutil.copytree(demonstration / "data" / "tidy", tidy)
    table = store.read_table(tidy / "indicators.parquet")
    code = Assessment("ZZ1", "ccg_2019", tidy=tidy).small_areas()["area_code"].iloc[0]
    gone = (table["indicator_id"] == "imd_decile") & (table["area_code"] == code)
    store.write_table(tidy / "indicators.parquet", table[~gone])
    rows = Assessment("ZZ1", "ccg_2019", tidy=tidy).small_areas()
    gap = Assessment("ZZ1", "ccg_2019", tidy=tidy).lacks("imd_decile")[1]
    assert rows.empty and "No decile is held of 1 of its" in gap and code in gap
    assert len(Assessment("ZZ2", "ccg_2019", tidy=tidy).small_areas())


def register(indicator: str, period: str, sources: tuple[str, ...] = ("qof_raw",), ended: bool = False) -> tuple[Definition, pd.DataFrame]:
    own = replace(definition("qof_af_prevalence"), id=indicator, sources=sources, ended=ended)
    return own, pd.DataFrame({"indicator_id": indicator, "period": [f"{int(period[:4]) - 1}", period], "value": 1.0})


def test_the_newest_rows_are_those_of_each_indicator() -> None:
    some = [
        register("diabetes", "2022/23"), register("deaths", "2016 - 18", ("deaths",)), register("screening", "2019/20"),
        register("retired", "2019/20", ended=True), register("last", "2019/20", ("other",), ended=True),
    ]  # fmt: skip
    rows = newest(pd.concat([rows for _, rows in some], ignore_index=True), [known for known, _ in some])
    assert dict(zip(rows["indicator_id"], rows["period"], strict=True)) == {
        "diabetes": "2022/23", "deaths": "2016 - 18", "screening": "2019/20", "last": "2019/20",
    }  # fmt: skip


def test_a_measure_of_older_years_stands_beside_registers_in_every_comparison(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    copied(tmp_path)
    path = tmp_path / "data" / "tidy" / "indicators.parquet"
    rows = pd.read_parquet(path)
    asthma = rows["indicator_id"].eq("qof_ast_prevalence")
    rows[~(asthma & rows["period"].gt("2018/19"))].to_parquet(path)
    here = Assessment("ZZ1", tidy=tmp_path / "data" / "tidy")
    tables = here.compare(here.indicators("03"))
    periods = {name: dict(zip(table["indicator_id"], table["period"], strict=True)) for name, table in tables.items()}
    assert len(periods) == 2 and all(each["qof_ast_prevalence"] == "2018/19" for each in periods.values())
    assert all(each["qof_af_prevalence"] == "2022/23" for each in periods.values())
    assert all(table["comparator_value"].notna().all() for table in tables.values())
    notable = here.notable("03").set_index("indicator_id")
    assert notable.loc["qof_ast_prevalence", "period"] == "2018/19" and notable["score"].notna().all()
    for figure in (jsna.profile(here, chapter="03"), jsna.overview(here)):
        assert isinstance(figure, Figure) and "2018/19" in figure.subtitle and "period" in figure.columns
        assert figure.rows.set_index("indicator_id").loc["qof_ast_prevalence", "period"] == "2018/19"


def test_a_notebook_in_the_chapters_of_a_workspace_is_of_that_workspace(
    demonstration: Path, copied: Callable[[Path], Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied(tmp_path)
    chapters = tmp_path / "data" / "local" / "chapters"
    (chapters / "old").mkdir(parents=True)
    monkeypatch.delenv("JSNA_WORKSPACE", raising=False)
    for folder in (chapters, chapters / "old"):
        monkeypatch.chdir(folder)
        assert workspace() == tmp_path and Assessment("ZZ1").tidy == tmp_path / "data" / "tidy"
    monkeypatch.setenv("JSNA_WORKSPACE", str(demonstration))
    assert Assessment("ZZ1").tidy == demonstration / "data" / "tidy"
    monkeypatch.delenv("JSNA_WORKSPACE")
    monkeypatch.chdir(tmp_path)
    assert workspace() == REPOSITORY


def test_an_analyst_has_an_indicator_as_a_tidy_table(demonstration: Path) -> None:
    here = Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    table = here.table("qof_dm_prevalence")
    assert list(table.columns) == TIDY and {"ZZ1", "ZZ2"} < set(table["area_code"]) and "England" in set(table["area_name"])
    assert not table.duplicated(["area_code", "period"]).any() and table["period"].is_monotonic_increasing
    assert table.attrs["units"]["value"] == "% of patients aged 17 and over" and table.attrs["units"]["denominator"] == "List size"
    assert not here.table("imd_patients_tenth").duplicated(["area_code", "period", "category"]).any()
    with pytest.raises(JsnaError, match="The nearest are .*qof_dm_prevalence"):
        here.table("qof_dn_prevalence")


def test_a_place_shows_what_is_held_of_it_and_what_is_not(demonstration: Path) -> None:
    here = Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    texts = [" ".join(each.itertext()) for each in ElementTree.fromstring(here._repr_html_()).iter("tr")]
    assert texts[:3] == ["Place Aldermere and Wickwater (ZZ1)", "Footprint ccg_2019", "Beside England Marchshire"]
    registers = len([each for each in here.indicators() if each.id in set(here.rows.query("source_id == 'qof_raw'")["indicator_id"])])
    assert f"(raw csv files): {registers} indicators, 2018/19 to 2022/23" in texts[3]
    assert "by area of usual residence (held of Aldermere, Wickwater, Marchshire)" in texts[4] and "Monthly Activity" not in texts[4]


def test_what_takes_long_is_computed_once_for_a_figure_that_is_drawn_again(demonstration: Path) -> None:
    here, registers = Assessment("ZZ1", tidy=demonstration / "data" / "tidy"), [definition("qof_dm_prevalence")]
    assert here.compare_similar(registers) is here.compare_similar(registers)
    assert here.compare_similar(registers) is not here.compare_similar([definition("qof_af_prevalence")])


@pytest.mark.parametrize("before, offered", [
    ('jsna.rank(here, "qof_dm', ["qof_dm_prevalence"]),
    ("here.table('list_a", ["list_aged_50_over", "list_aged_under_18"]),
    ('    jsna.trend(here, "list_size", "qof_dm', ["qof_dm_prevalence"]),
    ('area = "ZZ', ["ZZ1", "ZZ2", "ZZ3"]),
    ('here = jsna.Assessment("ZZ1', ["ZZ1"]),
    ('jsna.profile(here, chapter="0', ["00", "01", "02"]),
    ('print("qof_dm', []),
    ("qof_dm", []),
])  # fmt: skip
def test_tab_completes_indicators_chapters_and_areas_within_quotes_alone(demonstration: Path, before: str, offered: list[str]) -> None:
    names = {"here": Assessment("ZZ1", tidy=demonstration / "data" / "tidy")}
    assert sorted(completion.matches(before, names)[1])[:3] == offered


def test_a_notebook_completes_what_an_assessment_offers() -> None:
    asked = "import jsna; jsna.Assessment; from IPython import get_ipython; c = get_ipython().Completer; "
    asked += "c.use_jedi = False; print(c.complete(line_buffer='jsna.rank(here, \"qof_dm', cursor_pos=23)[1])"
    ran = subprocess.run([sys.executable, "-m", "IPython", "-c", asked], capture_output=True, text=True, cwd=Path(__file__).parents[1])
    assert "qof_dm_prevalence" in ran.stdout, ran.stderr


def test_an_area_that_no_list_of_practices_names_has_no_changes_of_them(demonstration: Path) -> None:
    here = Assessment("Z07000001", "district_2019", tidy=demonstration / "data" / "tidy")
    assert here.practice_changes().empty and isinstance(jsna.practice_changes(here), jsna.Missing)
