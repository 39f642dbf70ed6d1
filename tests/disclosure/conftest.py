"""Editions of the demonstration whose counts are treated as records: as they are, with small counts taken out, and protected."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from jsna import catalogue, store
from jsna.catalogue import definitions
from jsna.making import indicators, suppress
from jsna.making.caveats import Caveats
from jsna.methods.disclosure import is_small
from jsna.report.audit.edition import members_of

RECORDS = ("monthly_activity_return", "delayed_transfers", "qof_raw")
WANTED = ["mar_day_case", "mar_day_case_year", "dtoc_total", "dtoc_acute", "dtoc_non_acute", "qof_dm_prevalence"]
MONTH, YEAR = "2019-05", "2019/20"


@pytest.fixture(scope="session")
def tables(demonstration: Path) -> dict[str, pd.DataFrame]:
    tidy = demonstration / "data" / "tidy"
    read = {name: store.read_table(tidy / f"{name}.parquet") for name in ("indicators", "areas", "membership", "places")}
    return read | {"members": members_of(read["membership"], read["places"])}


@pytest.fixture(scope="session")
def exact(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """What records would give before suppression: each CCG and council with a month, and each CCG with a practice, of 1 to 7."""
    rows = tables["indicators"].query("indicator_id in @WANTED").reset_index(drop=True)
    codes = sorted(rows.query("footprint == 'ccg_2019'")["area_code"].unique())
    for count, code in enumerate(codes):
        chain = _chain(tables["places"], "ccg", code, YEAR, ("ccg_2019", code))
        _plant(rows, ["mar_day_case", "mar_day_case_year"], chain, [MONTH, YEAR], 1 + count % 7)
    # The commissioners that no CCG of the fiction follows would blur England; here it has none.
    for kind in ("mar_day_case", "mar_day_case_year"):
        of = rows["indicator_id"].eq(kind)
        sums = rows[of & rows["footprint"].eq("ccg_2019")].groupby("period")["numerator"].sum()
        rows.loc[of & rows["footprint"].eq("england"), "numerator"] = rows.loc[of & rows["footprint"].eq("england"), "period"].map(sums)
    councils = sorted(rows.query("footprint == 'upper_tier_2019'")["area_code"].unique())
    for count, code in enumerate(councils):
        chain = [("upper_tier_2019", code), ("england", "E92000001")]
        _plant(rows, ["dtoc_acute"], chain, [MONTH], 1 + count % 7, also="dtoc_total")
    practices = tables["places"].query("unit_kind == 'practice' and period == @YEAR and footprint == 'ccg_2019'")
    for count, code in enumerate(codes):
        practice = practices.loc[practices["area_code"] == code, "unit"].min()
        chain = _chain(tables["places"], "practice", practice, YEAR, ("practice", practice))
        _plant(rows, ["qof_dm_prevalence"], chain, [YEAR], 1 + count % 7)
    return pd.concat(indicators.again(of, definitions()[str(key)]) for key, of in rows.groupby("indicator_id")).sort_index()


def _chain(places: pd.DataFrame, kind: str, unit: str, year: str, first: tuple[str, str]) -> list[tuple[str, str]]:
    """The areas that a unit lies in, one of them first."""
    own = places.query("unit_kind == @kind and unit == @unit and period == @year")[["footprint", "area_code"]]
    return [first, *(area for area in own.itertuples(index=False, name=None) if area != first)]


def _plant(rows: pd.DataFrame, what: list[str], chain: list[tuple[str, str]], periods: list[str], count: int, also: str = "") -> None:
    """Set the count of the first area and period, and change every count that it is part of by as much."""
    at = lambda place, kinds: (  # noqa: E731
        rows["indicator_id"].isin(kinds) & rows["footprint"].eq(place[0]) & rows["area_code"].eq(place[1]) & rows["period"].isin(periods)
    )
    first = at(chain[0], what[:1]) & rows["period"].eq(periods[0])
    less = rows.loc[first, "numerator"].item() - count
    for place in chain:
        rows.loc[at(place, [*what, also]), "numerator"] -= less


@pytest.fixture(scope="module", params=["secondary", "hes_2018"])
def rule(request: pytest.FixtureRequest) -> Iterator[str]:
    known = catalogue.publications()
    own = {key: replace(known[key], disclosure=request.param) for key in RECORDS}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(catalogue, "publications", lambda: known | own)
        yield str(request.param)


@pytest.fixture(scope="session")
def naive(exact: pd.DataFrame) -> pd.DataFrame:
    """Small counts taken out, and nothing else."""
    small = exact["numerator"].fillna(0).pipe(is_small) & exact["footprint"].ne("england")
    return exact.assign(value_note=exact["value_note"].mask(small, "suppressed"), numerator=exact["numerator"].mask(small))


@pytest.fixture(scope="session")
def known() -> dict[str, pd.DataFrame]:
    """The protected editions that there are already, by rule."""
    return {}


@pytest.fixture(scope="module")
def protected(exact: pd.DataFrame, tables: dict[str, pd.DataFrame], rule: str, known: dict[str, pd.DataFrame]) -> pd.DataFrame:
    if rule not in known:
        known[rule] = suppress.suppressed(exact, tables["places"], exact.head(0), Caveats())
    return known[rule]
