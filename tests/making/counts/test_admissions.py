"""Admissions as indicators: rates that hold the true ones, small counts that are nowhere, terms that are kept."""

import datetime as dt
import shutil
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from click.testing import CliRunner

import jsna
from jsna import cli, store
from jsna.catalogue import definitions
from jsna.demo import records, stays
from jsna.demo.plan import plan
from jsna.errors import JsnaError
from jsna.figures.core.figure import Figure, Missing
from jsna.making import suppress
from jsna.making.indicators import KEY
from jsna.making.run import build
from jsna.making.standardised import BANDS
from jsna.making.suppress.relations import CELL, relations
from jsna.making.trace.records import counted_from
from jsna.methods import disclosure, standard_population
from jsna.records import admissions, countfile, fractions, protected, run
from tests.conftest import ROWS

#: Indicators of groups that hold what one made-up cause writes and nothing else.
ALONE = ("chd", "stroke", "copd", "asthma", "pneumonia")


@pytest.fixture(scope="module")
def rows(hospital: Path) -> pd.DataFrame:
    every = store.read_table(hospital / "data" / "tidy" / "indicators.parquet")
    return every[every["source_id"] == "hes_admissions"]


@lru_cache(maxsize=1)
def _expected() -> pd.DataFrame:
    """What each practice is to have of each cause, which takes a second: do not write into it."""
    return records.expected(plan(), ROWS)


def _true_rates(cause: str) -> pd.Series:
    """The rate of each CCG that its records were drawn at, for people of the ages of the European standard population."""
    return _standardised(_expected().query("cause == @cause"))


def _standardised(expected: pd.DataFrame) -> pd.Series:
    """Rates of CCGs of admissions that are expected of each practice, sex and age."""
    low = expected["age"].str.extract(r"^(\d+)")[0].astype(int).clip(upper=90)
    band = low.map({int(band.rstrip("+").split("-")[0]): at for at, band in enumerate(BANDS)})
    ccg = expected["code"].map(plan().practices.set_index("practice_code")["ccg_code"])
    sums = expected.groupby([ccg, band])[["expected", "patients"]].sum()
    each = (sums["expected"] / sums["patients"]).unstack()
    return pd.Series(each.to_numpy() @ standard_population.european_2013(), each.index)


def test_the_limits_of_rates_hold_the_true_ones_as_often_as_they_say(rows: pd.DataFrame) -> None:
    inside = []
    for cause in ALONE:
        mine = rows.query("indicator_id == @cause and footprint == 'ccg_2019'", local_dict={"cause": f"admissions_{cause}"})
        mine = mine.set_index("area_code").dropna(subset="value")
        true = _true_rates(cause).reindex(mine.index)
        inside += list((mine["lower_95"] <= true) & (true <= mine["upper_95"]))
    assert len(inside) > 120 and 0.90 <= np.mean(inside) <= 0.99


def _exact(hospital: Path) -> pd.DataFrame:
    (path,) = (hospital / "data" / "protected" / "publications").glob("admissions-*.parquet")
    return pd.read_parquet(path)


def test_small_counts_are_hidden_and_others_rounded_everywhere_but_in_england(hospital: Path, rows: pd.DataFrame) -> None:
    key = ["indicator_id", "footprint", "area_code"]
    both = _exact(hospital).merge(rows, on=key, suffixes=("_exact", ""), validate="one_to_one")
    # A sum of shares need not be whole.
    small = both["numerator_exact"].between(0, 8, inclusive="neither") & both["footprint"].ne("england")
    assert small.sum() > 20
    assert both.loc[small, ["numerator", "denominator", "value", "lower_95", "upper_95", "lower_998", "upper_998"]].isna().all(axis=None)
    assert both.loc[small, "value_note"].eq("suppressed").all()
    shown = both[both["numerator"].notna() & both["footprint"].ne("england")]
    assert (shown["numerator"] % 5 == 0).all() and (shown["numerator"] - shown["numerator_exact"]).abs().max() <= 2.5


def test_what_few_people_had_is_hidden_however_much_it_is(hospital: Path, rows: pd.DataFrame) -> None:
    """A person may be admitted, or stay, many times: neither admissions nor nights of 1 to 7 people are told, nor what gives them away."""
    exact = _exact(hospital)
    exact = exact[exact["footprint"] != "england"]
    few = exact["people"].between(1, 7) & (exact["numerator"] > 7)
    notes = exact.merge(rows, on=[*KEY], suffixes=("_exact", ""), validate="one_to_one")["value_note"]
    assert few.sum() > 10 and set(exact.loc[few, "indicator_id"]) >= {"admissions_length_of_stay", "admissions_falls_65_79"}
    assert notes[few.to_numpy()].eq("suppressed").all()


def test_no_days_of_few_people_follow_from_those_that_are_shown(hospital: Path, rows: pd.DataFrame) -> None:
    places = store.read_table(hospital / "data" / "tidy" / "places.parquet")
    exact = _exact(hospital).merge(rows[[*KEY, "value_note"]], on=KEY, suffixes=("_exact", ""), validate="one_to_one")
    whole = exact[~exact["indicator_id"].map({key: each.shares for key, each in definitions().items()})]
    cells = suppress._counted(whole).dropna(subset="count").drop_duplicates(CELL, ignore_index=True)
    units = suppress.with_own(cells, suppress.units_of("hes_admissions", places), "hes_admissions")
    count, relations_of = relations(cells, units, suppress._parts(definitions().values()))
    beside = np.ones(len(count) - len(cells), dtype=bool)
    hidden = np.r_[cells["value_note"].eq("suppressed").to_numpy(), beside]
    few = np.r_[cells["people"].between(1, 7).to_numpy() & cells["footprint"].ne("england").to_numpy(), ~beside]
    assert not (disclosure.recoverable(count, hidden, relations_of) & few).any()
    one = np.flatnonzero(few & (count > 7))[:1]  # all else shown, it follows
    assert disclosure.recoverable(count, np.isin(np.arange(len(count)), one), relations_of)[one].all()


def test_a_standardised_rate_is_made_of_exact_counts(hospital: Path, rows: pd.DataFrame) -> None:
    mine, exact = (frame.query("indicator_id == 'admissions_emergency' and area_code == 'ZZ1'") for frame in (rows, _exact(hospital)))
    assert mine["value"].tolist() == exact["value"].tolist() and mine["lower_95"].tolist() == exact["lower_95"].tolist()


def test_a_rate_that_tells_its_exact_count_tells_none_that_is_hidden(hospital: Path, rows: pd.DataFrame) -> None:
    """The limits of a rate give its count, whatever it is rounded to: no larger area may have one hidden part alone."""
    places = store.read_table(hospital / "data" / "tidy" / "places.parquet", [("unit_kind", "==", "practice")])
    of_year = places[places["period"] == "2022/23"]
    of = {kind: units.groupby("area_code")["unit"].agg(frozenset) for kind, units in of_year.groupby("footprint")}
    exact = _exact(hospital).set_index(["indicator_id", "area_code"])["numerator"]
    hidden = 0
    for indicator, known in rows[rows["footprint"].isin(["pcn_2018", "ccg_2019"])].groupby("indicator_id"):
        networks = known[known["footprint"] == "pcn_2018"].set_index("area_code")["value_note"].eq("suppressed")
        for ccg in known.loc[(known["footprint"] == "ccg_2019") & known["value"].notna(), "area_code"]:
            inside = [code for code in networks.index if of["pcn_2018"].get(code, frozenset()) <= of["ccg_2019"][ccg]]
            whole = frozenset().union(*(of["pcn_2018"][code] for code in inside)) == of["ccg_2019"][ccg]
            gone = [code for code in inside if networks[code]]
            hidden += len(gone)
            assert not (whole and len(gone) == 1 and 1 <= exact[indicator, gone[0]] <= 7), (indicator, ccg)
    assert hidden > 0


def test_lengths_of_stay_and_returns_are_those_that_people_were_sent_home_by(hospital: Path, rows: pd.DataFrame) -> None:
    england = rows[rows["footprint"] == "england"].set_index("indicator_id")
    length, returned = england.loc["admissions_length_of_stay"], england.loc["admissions_readmitted"]
    assert length["lower_998"] < stays.MEAN_NIGHTS < length["upper_998"]
    true = _expected().groupby("cause")["expected"].sum()
    emergencies = true[[cause for cause in true.index if records.CAUSES[str(cause)].emergency]].sum()
    share = stays.mean_of_returns(emergencies, true["cataract"] * (1 - stays.CANCER))
    assert returned["value"] == pytest.approx(100 * share, abs=0.6)
    nights = england.loc["admissions_bed_days"]
    assert nights["numerator"] / length["numerator"] == pytest.approx(1, abs=0.01)  # those with a list of patients by age
    assert (rows["numerator"] <= rows["denominator"])[rows["indicator_id"] == "admissions_readmitted"].mean() > 0.6


def test_records_without_persons_give_no_readmissions_and_say_why(hospital: Path, tmp_path: Path) -> None:
    raw, tidy = _copy(hospital, tmp_path)
    part = tmp_path / "records" / "part.csv"
    part.parent.mkdir()
    rows = pd.concat(pd.read_csv(path, dtype="str", keep_default_na=False) for path in (hospital / "records").glob("*.csv.gz"))
    rows.drop(columns="PSEUDO_HESID").to_csv(part, index=False)
    assert run.build(part, tmp_path / "data", records.SOURCE, dt.date(2026, 1, 1)).lacking[countfile.PERSON] == 53_880
    build(raw, tidy)
    here = jsna.Assessment("ZZ1", "ccg_2019", tidy=tidy)
    missing = jsna.rank(here, "admissions_readmitted")
    assert isinstance(missing, Missing) and "2022/23: the records tell no person from another" in missing.remedy
    assert isinstance(jsna.rank(here, "admissions_length_of_stay"), Figure)


def test_nothing_exact_of_records_is_in_the_store(hospital: Path) -> None:
    for path in (hospital / "data" / "tidy").rglob("*"):
        assert not path.name.startswith("admissions-")
        if path.suffix == ".parquet" and path.name != "indicators.parquet":
            table = pd.read_parquet(path)
            assert "source_id" not in table or not table["source_id"].eq("hes_admissions").any() or "numerator" not in table


@pytest.mark.parametrize("footprint", ["ccg_2019", "msoa_2011"])  # one that has a number, and one that has none
def test_nobody_is_told_which_records_make_up_a_number_but_what_it_was_counted_from(hospital: Path, footprint: str) -> None:
    areas = store.read_table(hospital / "data" / "tidy" / "areas.parquet", [("footprint", "==", footprint)])
    asked = ["why", "admissions_emergency", areas["area_code"].min(), "--footprint", footprint, "--workspace", str(hospital)]
    error = CliRunner().invoke(cli.cli, asked).exception
    assert isinstance(error, JsnaError) and "of records of single patients, which are not kept" in str(error)
    assert "53,880 admissions of 2022/23 from hes (made up for the demonstration), in " in error.remedy


def _copy(hospital: Path, tmp_path: Path, change: tuple[str, str] = ("", "")) -> tuple[Path, Path]:
    shutil.copytree(hospital / "data", tmp_path / "data", dirs_exist_ok=True)
    file = tmp_path / "data" / "local" / "agreements.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(*change), encoding="utf-8")
    return tmp_path / "data" / "raw", tmp_path / "data" / "tidy"


def test_an_agreement_that_has_expired_stops_the_build(hospital: Path, tmp_path: Path) -> None:
    raw, tidy = _copy(hospital, tmp_path, ("2099-12-31", "2020-12-31"))
    before = store.read_manifest(tidy)
    with pytest.raises(JsnaError, match="expired on 2020-12-31"):
        build(raw, tidy)
    assert store.read_manifest(tidy) == before


@pytest.mark.parametrize("purged", [True, False])
def test_what_was_purged_or_is_for_the_inside_alone_is_in_no_store(purged: bool, hospital: Path, tmp_path: Path) -> None:
    raw, tidy = _copy(hospital, tmp_path, ("", "") if purged else ('"public"', '"internal"'))
    if purged:
        assert protected.purge(tmp_path / "data") > 1
    assert build(raw, tidy).changed
    noted = any("for the inside alone" in note["text"] for note in store.read_manifest(tidy)["notes"])
    assert noted is not purged
    assert "hes_admissions" not in set(store.read_distinct(tidy / "indicators.parquet", ["source_id"])["source_id"])
    assert not list((tmp_path / "data" / "protected").glob("publications/*"))
    assert ("No counts of them are held" in counted_from(tmp_path / "data")) is purged


def test_two_sources_of_one_year_are_refused_for_they_would_count_people_twice(hospital: Path, tmp_path: Path) -> None:
    data = tmp_path / "data"
    (data / "local").mkdir(parents=True)
    terms = (hospital / "data" / "local" / "agreements.toml").read_text(encoding="utf-8")
    (data / "local" / "agreements.toml").write_text(terms + terms.replace("[hes]", "[sus]"), encoding="utf-8")
    for source in ("hes", "sus"):
        (data / "protected" / "admissions").mkdir(parents=True, exist_ok=True)
        (data / "protected" / "admissions" / f"{source}-2022-23.parquet").touch()
    with pytest.raises(JsnaError, match="from one source, found hes-2022-23 and sus-2022-23"):
        admissions.admissions(data, dt.date(2026, 1, 1), ["emergency admissions"])


def test_admissions_counted_by_other_groups_of_causes_are_refused(hospital: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(admissions, "fingerprint", lambda: "another")
    with pytest.raises(JsnaError, match="counted by other groups of causes"):
        admissions.admissions(hospital / "data", dt.date(2026, 1, 1), ["emergency admissions"])


@pytest.mark.parametrize("indicator", ["admissions_injuries_0_14", "admissions_falls", "admissions_self_harm", "admissions_acs_chronic"])
def test_a_chapter_shows_what_was_counted_and_says_so(hospital: Path, rows: pd.DataFrame, indicator: str) -> None:
    here = jsna.Assessment("ZZ1", "ccg_2019", tidy=hospital / "data" / "tidy")
    shown = jsna.rank(here, indicator)
    assert isinstance(shown, Figure) and "Hospital Episode Statistics" in shown.source
    counted = rows.query("indicator_id == @indicator and area_code == 'ZZ1' and footprint == 'ccg_2019'")["value"].item()
    assert f"{counted:,.1f} per 100,000" in shown.sentence.headline


@pytest.mark.parametrize(("note", "why"), [("suppressed", "nobody can be recognised"), ("too few events", "fewer than ten")])
def test_a_chapter_says_why_an_area_has_no_number_that_was_counted(hospital: Path, rows: pd.DataFrame, note: str, why: str) -> None:
    gone = rows.query("footprint == 'ccg_2019' and value_note == @note", local_dict={"note": note}).iloc[0]
    here = jsna.Assessment(gone["area_code"], "ccg_2019", tidy=hospital / "data" / "tidy")
    assert why in here.lacks(gone["indicator_id"])[1]


def test_one_year_of_records_is_no_trend(hospital: Path) -> None:
    here = jsna.Assessment("ZZ1", "ccg_2019", tidy=hospital / "data" / "tidy")
    missing = jsna.trend(here, "admissions_falls")
    assert isinstance(missing, Missing) and missing.remedy == "It would need a second year beside 2022/23."


def _mean_share(cause: records.Cause, first: int, man: bool) -> float:
    """Of an admission of somebody of five years of age, whose codes are drawn alike, the share that alcohol causes."""
    table = fractions.table("alcohol")
    pairs = [(diagnosis, external) for diagnosis in cause.codes for external in cause.external]
    return float(np.mean([_share(table, pair, age, man) for pair in pairs for age in range(first, first + 5)]))


def _share(table: fractions.Table, codes: tuple[str, str], age: int, man: bool) -> float:
    cell = sum(after <= age for after in table.ages) - 1 + (0 if man else len(table.ages))
    first, external = (max((start for condition in table.conditions if condition.anywhere == anywhere for start in condition.starts
                            if code.startswith(start)), key=len, default="-") for anywhere, code in zip((False, True), codes, strict=True))
    return max([0.0, *(condition.shares[cell] / 100 for condition in table.conditions if {first, external} & set(condition.starts))])


def test_the_limits_of_sums_of_shares_hold_the_true_rates(rows: pd.DataFrame) -> None:
    attributed = []
    for name, cause in records.CAUSES.items():
        cells = _expected().query("cause == @name", local_dict={"name": name})
        low, man = cells["age"].str.extract(r"^(\d+)")[0].astype(int), cells["sex"].eq("MALE")
        shares = {key: _mean_share(cause, *key) for key in sorted(set(zip(low, man, strict=True)))}
        attributed.append(cells["expected"] * [shares[key] for key in zip(low, man, strict=True)])
    true = _standardised(_expected().query("cause == 'chd'").assign(expected=np.sum(attributed, axis=0)))
    mine = rows.query("indicator_id == 'admissions_alcohol_related' and footprint == 'ccg_2019'").set_index("area_code")
    inside = (mine["lower_95"] <= true.reindex(mine.index)) & (true.reindex(mine.index) <= mine["upper_95"])
    assert len(inside) > 30 and inside.mean() >= 0.9
    assert mine["value"].mean() == pytest.approx(true.mean(), rel=0.03)
