"""The attacks on the pages of an edition: of every CCG and council of the demonstration, read from their HTML as a stranger would."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace
from urllib.parse import unquote

import pandas as pd
import pytest

from jsna import catalogue
from jsna.assessment.slices import measured
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.core.render import html as figure_html
from jsna.figures.kinds.funnel import figure as funnel
from jsna.figures.kinds.rank import figure as rank
from jsna.figures.kinds.spc import figure as spc
from jsna.figures.kinds.totals import figure as totals
from jsna.figures.kinds.trend import figure as trend
from jsna.methods.disclosure import is_small
from jsna.report.audit import disclosure, published
from jsna.report.audit.tree import read

RECORDS = ("monthly_activity_return", "delayed_transfers", "qof_raw")
DIABETES, MONTH, YEAR = "qof_dm_prevalence", "2019-05", "2019/20"
Tables = dict[str, pd.DataFrame]
#: Areas whose unprotected pages are searched for numbers in every text, that of drawings as well.
OPEN = ("ZZ1", "ZX5", "Z10000001")


def pages(rows: pd.DataFrame, members: pd.DataFrame, drawn: Collection[str] = ()) -> dict[str, str]:
    """What the chapters show of these rows in the report of each CCG and council; drawings for those wanted, or for all."""
    wanted = {"ccg_2019": of_ccg, "upper_tier_2019": of_council}
    codes = {footprint: sorted(rows.loc[rows["footprint"] == footprint, "area_code"].unique()) for footprint in wanted}
    found = {code: list(wanted[footprint](rows, members, code)) for footprint, some in codes.items() for code in some}
    return {code: "".join(_html(figures, not drawn or code in drawn)) for code, figures in found.items()}


def _html(figures: list[Figure | Missing], drawn: bool) -> Iterator[str]:
    return (figure_html(figure if drawn else replace(figure, draw=None)) for figure in figures if isinstance(figure, Figure))


def of_ccg(rows: pd.DataFrame, members: pd.DataFrame, code: str) -> Iterator[Figure | Missing]:
    of = dict(iter(measured(rows).groupby("indicator_id")))
    own = {
        key: every[every["area_code"].eq(code) & every["footprint"].eq("ccg_2019")].assign(place=code, body=code)
        for key, every in of.items()
    }
    england = of[DIABETES][of[DIABETES]["footprint"].eq("england")].assign(place="England", body=code)
    inside = members.loc[members["footprint"].eq("practice") & members["parent_code"].eq(code), "area_code"]
    newest = of[DIABETES][of[DIABETES]["period"].eq(YEAR)]
    practices = newest[newest["area_code"].isin(inside)].assign(place=code, body=code, special="")
    itself = newest["area_code"].eq(code)
    named = newest.assign(place=code, body=code, area_name=newest["area_code"])
    areas = named.assign(own=itself, sibling=itself, county="", larger="STP", areas=24)
    yield trend(pd.concat([own[DIABETES], england]).sort_values(["place", "period"], ignore_index=True))
    yield funnel(practices.assign(area_name=practices["area_code"]))
    yield rank(areas[areas["footprint"].eq("ccg_2019")].reset_index(drop=True))
    yield spc(own["mar_day_case"])
    yield totals(own["mar_day_case_year"], own["mar_day_case_year"].head(0))


def of_council(rows: pd.DataFrame, members: pd.DataFrame, code: str) -> Iterator[Figure | Missing]:
    for kind in ("dtoc_total", "dtoc_acute", "dtoc_non_acute"):
        own = rows["area_code"].eq(code) & rows["indicator_id"].eq(kind)
        yield spc(rows[own].assign(place=code, body=code))


def shown(made: dict[str, str]) -> pd.DataFrame:
    return pd.concat([published.rows(read(html)[0]) for html in made.values()], ignore_index=True)


@pytest.fixture(scope="module")
def opened(exact: pd.DataFrame, tables: Tables) -> dict[str, str]:
    """The pages of an edition that hides nothing: of most, the tables alone are read."""
    return pages(exact, tables["membership"], drawn=OPEN)


@pytest.fixture(scope="module")
def unprotected(opened: dict[str, str]) -> pd.DataFrame:
    """What those pages show."""
    return shown(opened)


@pytest.fixture(scope="module")
def made(protected: pd.DataFrame, tables: Tables) -> dict[str, str]:
    return pages(protected, tables["membership"])


@pytest.fixture(scope="module")
def seen(made: dict[str, str], protected: pd.DataFrame) -> pd.DataFrame:
    """What a stranger knows of a protected edition."""
    return published.seen(shown(made), protected)


ATTACKS: dict[str, tuple[Callable[[pd.DataFrame, Tables], disclosure.Found], str, str, str]] = {
    # The attack, and the count of each area that is hidden in the pages, and nothing else with it.
    "rate_times_denominator": (lambda rows, _: disclosure.rate_times_denominator(rows), DIABETES, "practice", YEAR),
    "interval_inverted": (lambda rows, _: disclosure.interval_inverted(rows), DIABETES, "practice", YEAR),
    "total_minus_shown": (lambda rows, _: disclosure.total_minus_shown(rows, rows.head(0)), "dtoc_acute", "upper_tier_2019", MONTH),
    "england_minus_others": (lambda rows, _: disclosure.england_minus_others(rows, rows.head(0)), DIABETES, "ccg_2019", YEAR),
    "parent_minus_children": (
        lambda rows, tables: disclosure.parent_minus_children(rows, tables["members"], rows.head(0)), DIABETES, "practice", YEAR,
    ),
    "overlapping_periods": (lambda rows, _: disclosure.overlapping_periods(rows, rows.head(0)), "mar_day_case", "ccg_2019", MONTH),
}  # fmt: skip


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_pages_finds_what_was_planted_where_only_the_count_is_hidden(
    name: str, unprotected: pd.DataFrame, exact: pd.DataFrame, tables: Tables, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = catalogue.publications()
    monkeypatch.setattr(catalogue, "publications", lambda: known | {key: replace(known[key], disclosure="secondary") for key in RECORDS})
    attack, indicator, footprint, period = ATTACKS[name]
    planted = exact["indicator_id"].eq(indicator) & exact["footprint"].eq(footprint) & exact["period"].eq(period)
    small = exact[planted & is_small(exact["numerator"].fillna(0))]
    # No CCG has a register of 7 or fewer: there the attack is let find larger counts, which it works out the same way.
    targets = small if len(small) else exact[planted]
    assert len(targets) >= (8 if footprint == "upper_tier_2019" else 24)
    seen = published.seen(unprotected, exact)
    for row in targets.index:
        alone = seen.index == row
        hidden = seen.assign(numerator=seen["numerator"].mask(alone), value_note=seen["value_note"].mask(alone, "suppressed"))
        with monkeypatch.context() as patched:
            patched.setattr(disclosure, "LARGEST_HIDDEN", 10**9)
            assert attack(hidden, tables).get(row) == exact["numerator"][row]


@pytest.mark.parametrize("name", ATTACKS)
def test_an_attack_on_pages_finds_nothing_in_a_protected_edition(name: str, seen: pd.DataFrame, tables: Tables) -> None:
    attack, *_ = ATTACKS[name]
    assert attack(seen, tables) == {}


def test_pages_of_a_protected_edition_say_what_its_store_holds_and_no_page_else(
    made: dict[str, str], unprotected: pd.DataFrame, protected: pd.DataFrame, exact: pd.DataFrame, rule: str
) -> None:
    assert len(made) == 33 + 11
    assert published.differences(shown(made), protected) == [] and published.differences(unprotected, exact) == []
    found = published.differences(unprotected, protected)
    hidden = [fault for fault in found if fault.endswith("a number that is hidden.")]
    assert {fault.split(", ")[1] for fault in hidden} >= set(made)
    assert (rule == "hes_2018") == (len(hidden) < len(found))


def test_no_text_of_a_protected_page_holds_a_number_of_what_is_hidden(
    made: dict[str, str], opened: dict[str, str], protected: pd.DataFrame, exact: pd.DataFrame
) -> None:
    # Those of a larger count that is hidden beside a small one may stand elsewhere too, by chance.
    gone = exact[protected["value_note"].eq("suppressed") & is_small(exact["numerator"].fillna(0))]
    numbers = pd.concat([gone[name] for name in ("value", "lower_95", "upper_95")]).dropna()
    secrets = [text for text in numbers.map("{:.10g}".format) if len(text) > 8]
    texts = {code: unquote(html) for code, html in made.items()}
    assert len(secrets) > 80 and disclosure.text_left(texts, secrets) == []
    open_pages = {code: unquote(opened[code]) for code in OPEN}
    assert disclosure.text_left(open_pages, secrets) == list(open_pages)
