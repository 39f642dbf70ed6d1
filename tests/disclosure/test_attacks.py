"""Seven attacks on an edition. Each finds a planted count in an unprotected one, and none in a protected one, in every area."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from jsna import catalogue, store
from jsna.errors import ReportError
from jsna.figures.core.figure import Figure
from jsna.figures.core.render import html as figure_html
from jsna.figures.core.table import csv_text
from jsna.figures.kinds.spc import figure as spc
from jsna.making import indicators, suppress
from jsna.making.caveats import Caveats
from jsna.methods.disclosure import is_small
from jsna.report import approval
from jsna.report.audit import disclosure

RECORDS = ("monthly_activity_return", "delayed_transfers", "qof_raw")
LIMITS = indicators.LIMITS
MONTH, YEAR = "2019-05", "2019/20"


def rate_times_denominator(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], exact: pd.DataFrame) -> disclosure.Found:
    return disclosure.rate_times_denominator(rows)


def interval_inverted(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], exact: pd.DataFrame) -> disclosure.Found:
    return disclosure.interval_inverted(rows)


def total_minus_shown(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], exact: pd.DataFrame) -> disclosure.Found:
    return disclosure.total_minus_shown(rows, exact.head(0))


def england_minus_others(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], exact: pd.DataFrame) -> disclosure.Found:
    return disclosure.england_minus_others(rows, exact.head(0))


def parent_minus_children(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], exact: pd.DataFrame) -> disclosure.Found:
    return disclosure.parent_minus_children(rows, tables["members"], exact.head(0))


def overlapping_periods(rows: pd.DataFrame, tables: dict[str, pd.DataFrame], exact: pd.DataFrame) -> disclosure.Found:
    return disclosure.overlapping_periods(rows, exact.head(0))


ATTACKS = [rate_times_denominator, interval_inverted, total_minus_shown, england_minus_others, parent_minus_children, overlapping_periods]
Attack = Callable[[pd.DataFrame, dict[str, pd.DataFrame], pd.DataFrame], disclosure.Found]


def one_hidden(naive: pd.DataFrame, exact: pd.DataFrame, attack: Attack) -> Iterator[pd.DataFrame]:
    """Unprotected editions that hide the count of one area each, as an edition is that hides small counts and no more."""
    kinds = {"total_minus_shown": "dtoc_acute", "interval_inverted": "qof_dm_prevalence", "rate_times_denominator": "qof_dm_prevalence"}
    kind = kinds.get(attack.__name__, "mar_day_case")
    of = naive[naive["indicator_id"].eq(kind) & naive["value_note"].eq("suppressed")]
    same = exact[exact["indicator_id"].str[:3].eq(kind[:3]) & exact["period"].isin([MONTH, YEAR, *of["period"]])]
    same = same if kind != "mar_day_case" else exact[exact["indicator_id"].str[:3].eq("mar")]
    for row in of.index:
        alone = same.index == row
        yield same.assign(value_note=same["value_note"].mask(alone, "suppressed"), numerator=same["numerator"].mask(alone))


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_finds_what_was_planted_where_nothing_protects_it(
    attack: Attack, naive: pd.DataFrame, exact: pd.DataFrame, tables: dict[str, pd.DataFrame], monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalogue.publications()
    monkeypatch.setattr(catalogue, "publications", lambda: known | {key: replace(known[key], disclosure="secondary") for key in RECORDS})
    tried = list(one_hidden(naive, exact, attack))
    assert len(tried) >= 3
    for rows in tried:
        (row,) = rows.index[rows["value_note"].eq("suppressed")]
        assert attack(rows, tables, exact).get(row) == exact["numerator"][row]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack.__name__)
def test_an_attack_finds_nothing_in_a_protected_edition(
    attack: Attack, protected: pd.DataFrame, exact: pd.DataFrame, tables: dict[str, pd.DataFrame]
) -> None:
    small = is_small(exact["numerator"].fillna(0)) & exact["footprint"].ne("england")
    assert small.sum() > 20 and protected.loc[small, "value_note"].eq("suppressed").all()
    assert attack(protected, tables, exact) == {}


def test_a_protected_edition_says_nothing_more_of_what_is_hidden(protected: pd.DataFrame, exact: pd.DataFrame, rule: str) -> None:
    hidden = protected["value_note"].eq("suppressed")
    assert protected.loc[hidden, ["numerator", "denominator", "value", *LIMITS]].isna().all(axis=None)
    assert not is_small(protected.loc[protected["footprint"].ne("england"), "numerator"].fillna(0)).any()
    shown = protected[~hidden & protected["footprint"].ne("england")]
    assert rule != "hes_2018" or shown["numerator"].dropna().mod(5).eq(0).all()
    of_england = protected["footprint"].eq("england")
    pd.testing.assert_frame_equal(protected[of_england], exact[of_england])


def test_what_an_edition_before_has_hidden_stays_hidden(exact: pd.DataFrame, tables: dict[str, pd.DataFrame], rule: str) -> None:
    row = exact.query("indicator_id == 'mar_day_case' and footprint == 'ccg_2019' and period == '2019-07'").index[0]
    before = exact.loc[[row]].assign(value_note="suppressed", numerator=np.nan)
    after = suppress.suppressed(exact, tables["places"], before, Caveats())
    assert after.loc[row, "value_note"] == "suppressed"


@pytest.mark.usefixtures("rule")
def test_a_count_that_an_edition_before_has_shown_is_found(exact: pd.DataFrame, protected: pd.DataFrame) -> None:
    found = disclosure.overlapping_periods(protected, exact)
    hidden = protected.index[protected["value_note"].eq("suppressed") & is_small(exact["numerator"].fillna(0))]
    assert len(hidden) > 20
    assert {row: exact["numerator"][row] for row in hidden} == found


def test_no_text_of_a_figure_says_more_of_a_hidden_month_than_that_it_is(exact: pd.DataFrame, protected: pd.DataFrame) -> None:
    of = protected.query("indicator_id == 'mar_day_case' and footprint == 'ccg_2019' and area_code == 'ZZ1'")
    figure = spc(of.assign(place="Aldermere", body="Aldermere"))
    assert isinstance(figure, Figure)
    html = figure_html(figure)
    (row,) = of.index[of["period"].eq(MONTH)]
    value = exact["value"][row]
    secrets = [*(f">{value:.{digits}f}<" for digits in (1, 2, 3)), f"{value:.10g}"]
    assert disclosure.text_left({"page": html, "csv": csv_text(figure)}, secrets) == []
    assert "suppressed, so that nobody can be recognised" in html
    assert "May 2019</th><td>suppressed</td>" in html and "2019-05,suppressed" in csv_text(figure)


def test_an_edition_that_gives_a_count_away_is_not_published(
    exact: pd.DataFrame, protected: pd.DataFrame, tables: dict[str, pd.DataFrame], tmp_path: Path
) -> None:
    for name in ("membership", "places"):
        store.write_table(tmp_path / "tidy" / f"{name}.parquet", tables[name])
    for rows in (exact, protected):
        store.write_table(tmp_path / "tidy" / "indicators.parquet", rows)
        approval._refuse_disclosure(tmp_path / "reports" / "2022-23", tmp_path / "tidy")
    row = protected.query("value_note == 'suppressed' and indicator_id == 'qof_dm_prevalence'").index[0]
    given = protected.assign(value=protected["value"].where(protected.index != row, exact["value"]))
    given = given.assign(denominator=given["denominator"].where(given.index != row, exact["denominator"]))
    store.write_table(tmp_path / "tidy" / "indicators.parquet", given)
    with pytest.raises(ReportError, match=r"may not be published:\n  qof_dm_prevalence, .* its rate and denominator"):
        approval._refuse_disclosure(tmp_path / "reports" / "2022-23", tmp_path / "tidy")
    store.write_table(tmp_path / "tidy" / "indicators.parquet", protected)
    store.write_table(tmp_path / "reports" / "2021-22" / "indicators.parquet", exact)
    with pytest.raises(ReportError, match="another period or edition"):
        approval._refuse_disclosure(tmp_path / "reports" / "2022-23", tmp_path / "tidy")


def test_text_that_is_left_somewhere_is_found() -> None:
    texts = {"figure.svg": "<text>3.27</text>", "figure.alt": "about three", "sheet": "12.9"}
    assert disclosure.text_left(texts, ["3.27"]) == ["figure.svg"] and disclosure.text_left(texts, []) == []
