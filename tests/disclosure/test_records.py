"""The attacks on what is made of records: of every area, by both rules, beside the edition before; and on a whole report of them."""

import datetime as dt
import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import nbformat
import pandas as pd
import pytest

from jsna import store
from jsna.demo import records
from jsna.making.indicators import KEY, LIMITS
from jsna.making.run import build
from jsna.methods import rates
from jsna.methods.disclosure import is_small
from jsna.records import run as counting
from jsna.report import approval, formats, record, run
from jsna.report.audit import disclosure
from jsna.report.audit.edition import members_of
from jsna.report.pages import pages
from tests.disclosure.test_report import FORMATS, texts

pytestmark = pytest.mark.thorough
#: Records of the first edition, and of the second, for which some came late.
FIRST, LATE, TODAY = 60_000, 2_000, dt.date(2026, 1, 1)
NUMBERS = ["numerator", "denominator", "value", *LIMITS]


@pytest.fixture(scope="module", params=["hes_2018", "secondary"])
def hospital(request: pytest.FixtureRequest, copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the demonstration with two editions of records, hidden by a rule."""
    workspace = tmp_path_factory.mktemp(request.param)
    raw, data = copied(workspace), workspace / "data"
    records.write_agreement(data / "local")
    terms = data / "local" / "agreements.toml"
    terms.write_text(terms.read_text(encoding="utf-8").replace("hes_2018", request.param), encoding="utf-8")
    for rows, kept in ((FIRST, workspace / "reports" / "2020-21"), (FIRST + LATE, workspace)):
        records.write(workspace / "records", rows)
        counting.build(workspace / "records", data, records.SOURCE, TODAY)
        build(raw, data / "tidy")
        kept.mkdir(parents=True, exist_ok=True)
        shutil.copy(data / "tidy" / "indicators.parquet", kept)
    return workspace


@pytest.fixture(scope="module")
def rows(hospital: Path) -> pd.DataFrame:
    return _of_records(hospital / "data" / "tidy" / "indicators.parquet")


@pytest.fixture(scope="module")
def before(hospital: Path) -> pd.DataFrame:
    return _of_records(hospital / "reports" / "2020-21" / "indicators.parquet")


@pytest.fixture(scope="module")
def exact(hospital: Path, rows: pd.DataFrame) -> pd.DataFrame:
    """The rows as they were before small counts were hidden, in the order of `rows`."""
    paths = (hospital / "data" / "protected" / "publications").glob("*.parquet")
    every = pd.concat([pd.read_parquet(path) for path in paths], ignore_index=True)
    return rows[KEY].merge(every, on=KEY, how="left", validate="one_to_one")


@pytest.fixture(scope="module")
def members(hospital: Path) -> pd.DataFrame:
    tidy = hospital / "data" / "tidy"
    return members_of(store.read_table(tidy / "membership.parquet"), store.read_table(tidy / "places.parquet"))


def _of_records(path: Path) -> pd.DataFrame:
    every = store.read_table(path)
    return every[every["source_id"].str.startswith("hes_")].reset_index(drop=True)


def test_nothing_hidden_follows_from_what_is_shown_of_any_area_in_two_editions(
    rows: pd.DataFrame, before: pd.DataFrame, exact: pd.DataFrame, members: pd.DataFrame
) -> None:
    hidden = rows["value_note"].eq("suppressed")
    assert hidden.sum() > 200 and (before["numerator"].notna() & ~before.set_index(KEY).index.isin(rows.set_index(KEY).index)).sum() == 0
    assert hidden[is_small(exact["numerator"].fillna(0)) & rows["footprint"].ne("england")].all()
    assert rows.loc[hidden, NUMBERS].isna().all(axis=None)
    assert disclosure.faults(rows, members, before) == []


def _interval(rows: pd.DataFrame, exact: pd.DataFrame, at: int) -> pd.DataFrame:
    """A rate of the hidden count is shown with its limits."""
    shown = rows.copy()
    shown.loc[at, ["value", "lower_95", "upper_95"]] = rates.crude_rate(*exact.loc[at, ["numerator", "denominator"]], 100_000)
    return shown


def _others(rows: pd.DataFrame, exact: pd.DataFrame, at: int) -> pd.DataFrame:
    """Every other area of the same footprint is shown as it is."""
    alike = rows["footprint"].isin([rows.loc[at, "footprint"], "england"]) & rows["indicator_id"].eq(rows.loc[at, "indicator_id"])
    shown = alike & (rows.index != at)
    return rows.assign(numerator=rows["numerator"].mask(shown, exact["numerator"]), value_note=rows["value_note"].mask(shown, ""))


def _kinds(rows: pd.DataFrame, exact: pd.DataFrame, at: int) -> pd.DataFrame:
    """Of an area, all emergency admissions are shown and those with a night; three went home on the day, which is hidden."""
    inside = rows["area_code"].eq("ZZ1") & rows["footprint"].eq("ccg_2019")
    planted = {"admissions_emergency": 103.0, "admissions_emergency_longer": 100.0, "admissions_emergency_zero_day": float("nan")}
    of = rows["indicator_id"].where(inside).isin(planted)
    return rows.assign(
        numerator=rows["numerator"].mask(of, rows["indicator_id"].map(planted)),
        value_note=rows["value_note"].mask(of & rows["indicator_id"].str.endswith("zero_day"), "suppressed"),
    )


@pytest.mark.parametrize(("plant", "how"), [
    (_interval, "its interval"), (_others, "England and the other areas"), (_kinds, "a total beside it"),
])  # fmt: skip
def test_each_leak_that_is_planted_is_seen(
    plant: Callable[[pd.DataFrame, pd.DataFrame, int], pd.DataFrame], how: str, hospital: Path,
    rows: pd.DataFrame, exact: pd.DataFrame, members: pd.DataFrame,
) -> None:  # fmt: skip
    if plant is not _interval and hospital.name.startswith("hes_2018"):
        pytest.skip("what is rounded gives no sum away")
    small = rows["value_note"].eq("suppressed") & exact["numerator"].between(1, 7) & rows["footprint"].eq("ccg_2019")
    planted = plant(rows, exact, int(rows.index[small][0]))
    assert any(fault.endswith(f"follows from {how}.") for fault in disclosure.faults(planted, members, planted.head(0)))


def test_a_count_that_the_edition_before_showed_is_seen(
    rows: pd.DataFrame, before: pd.DataFrame, exact: pd.DataFrame, members: pd.DataFrame
) -> None:
    hidden = rows["value_note"].eq("suppressed") & exact["numerator"].between(1, 7)
    leak = before.merge(rows[hidden][KEY].head(1), on=KEY).assign(numerator=float(exact.loc[hidden, "numerator"].iloc[0]), value_note="")
    assert any(fault.endswith("another period or edition.") for fault in disclosure.faults(rows, members, leak))


def _secrets(rows: pd.DataFrame, exact: pd.DataFrame) -> list[str]:
    """The values and limits of what is hidden, as a file would hold them, of those that nothing shown has."""
    gone = exact[rows["value_note"].eq("suppressed")]
    return [text for text in _numbers(gone) - _numbers(rows) if len(text) > 8]


def _numbers(rows: pd.DataFrame) -> set[str]:
    return set(pd.concat([rows[name] for name in ("value", "lower_95", "upper_95")]).dropna().map("{:.10g}".format))


def _report(workspace: Path, codes: Iterator[str]) -> Path:
    """The chapter of admissions of some CCGs, the first in every format and with its notebook; gives the folder of the edition."""
    tidy, edition = workspace / "data" / "tidy", workspace / "reports" / "2022-23"
    known = pages(tidy, "ccg_2019")
    for at, code in enumerate(codes):
        order, to = run.Order(code, "ccg_2019", ("england", "stp"), workspace, ("05",)), edition / "ccg_2019" / f"{code}.html"
        run.make(order, known[code], to)
        if at == 0:
            formats.make(to, FORMATS)
            nbformat.write(run.execute(run.chapters(Path(), ("05",))[0], order), edition / f"{code}-05.ipynb")
    shutil.copy(tidy / "indicators.parquet", edition)
    names = {f"ccg_2019/{path.stem}": {} for path in (edition / "ccg_2019").glob("*.html")}
    (edition / record.REPORTS).write_text(json.dumps(names), encoding="utf-8")
    return edition


def test_no_page_table_download_or_notebook_of_any_area_holds_what_is_hidden(
    hospital: Path, rows: pd.DataFrame, exact: pd.DataFrame
) -> None:
    edition = _report(hospital, iter(sorted(rows.loc[rows["footprint"] == "ccg_2019", "area_code"].unique())))
    read, secrets = texts(edition), _secrets(rows, exact)
    assert len(secrets) > 100 and any("suppressed" in text for text in read.values())
    assert disclosure.text_left(read, secrets) == []
    approval._refuse_disclosure(edition, hospital / "data" / "tidy")
    planted = {"page": "a page with " + secrets[0]}
    assert disclosure.text_left(planted, secrets) == ["page"]
