"""Deprivation in two editions of the indices: ranks side by side, and never a difference of scores."""

import pandas as pd

from jsna.analysis import deprivation as analysis
from jsna.analysis.deprivation import EDITIONS
from jsna.catalogue import serving
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import named

UNRANKED = (
    "Districts are not ranked in 2025: that needs the residents of mid-2022 in each small area, which are not held here."
)
UNPLACED = "Indices of 2025 are held, but of some small areas not the district: they cannot be summed for the districts here."
UNLIKE = "The two editions use other indicators, small areas and incomes. A changed rank does not show that hardship changed."
CAVEAT = "Rank 1 is the most deprived district. A district counts whole, with those parts that lie outside this area."


def editions(here: Area) -> Figure | Missing:
    """The rank of each district in the indices of 2019 and of 2025, and its most deprived small areas."""
    districts, newest = here.districts(), serving("deprivation")[1]
    gap = clauses.absent(here, newest)
    why = UNPLACED if here.lacks(newest.id)[0] else f"No data for {gap.what}. {gap.remedy}"
    return figure(districts, why) if len(districts) else gap


def figure(districts: pd.DataFrame, gap: str) -> Figure:
    """The figure of the districts of England in each edition; `gap` is what is missing where none is of 2025."""
    table = analysis.by_edition(districts)
    has_ranks, has_counts = table["rank_2025"].notna().any(), table["tenth_2025"].notna().any()
    editions_shown = EDITIONS if has_ranks or has_counts else EDITIONS[:1]
    not_shown = {} if has_ranks or has_counts else {"Indices that cannot be shown here": EDITIONS[-1]}
    totals = {f"Of these, {what}": words.number(value) for what, value in _totals(table).items()} if has_counts else {}
    ranks = {f"Districts ranked in {year}": words.number(table[f"of_{year}"].iloc[0]) for year in (EDITIONS if has_ranks else EDITIONS[:1])}
    return Figure.of(
        table,
        "deprivation-editions",
        say(table) if has_ranks else say_counts(table) if has_counts else say_one(table, gap),
        {key: column for key, column in COLUMNS.items() if table[key].notna().any()},
        subtitle=f"Districts with small areas in {table['place'].iloc[0]}, ranked by average score of the Index of Multiple Deprivation",
        source=" ".join(named(each.sources[0], year) for each, year in zip(serving("deprivation"), editions_shown, strict=False)),
        facts={"Districts listed": words.number(len(table))}
        | ({"Of these, counted in 2025": words.number(table["tenth_2025"].notna().sum())} if has_counts else {})
        | totals
        | ranks
        | not_shown,
        caveat=f"{UNRANKED} {CAVEAT}" if has_counts and not has_ranks else CAVEAT,
    )


def _ordinal(rank: float) -> str:
    return "not ranked" if pd.isna(rank) else words.ordinal(int(rank))


COLUMNS = {"area_name": Column("District", numeric=False)} | {
    f"{name}_{year}": Column(label.format(year), text)
    for year in EDITIONS
    for name, label, text in (
        ("rank", "Rank in {}", _ordinal),
        ("tenth", "Small areas in the most deprived tenth, {}", words.number),
        ("small_areas", "Small areas, {}", words.number),
    )
}


def say(table: pd.DataFrame) -> Sentence:
    """Where the districts stand in both editions, and why the two are not compared."""
    first, last = _first(table, "2019"), _first(table, "2025")
    if len(table) == 1:
        headline = f"{first['area_name']} ranked {_of(first, '2019')} and {_of(first, '2025')}"
        return Sentence(headline, (UNLIKE,))
    if first["area_name"] == last["area_name"]:
        headline = f"{first['area_name']} was the most deprived of {len(table)} districts here in both editions"
        return Sentence(headline, (f"It ranked {_of(first, '2019')} and {_of(first, '2025')}.", UNLIKE))
    headline = f"{first['area_name']} was the most deprived of {len(table)} districts here in 2019, {last['area_name']} in 2025"
    return Sentence(headline, (f"They ranked {_of(first, '2019')} and {_of(last, '2025')}.", UNLIKE))


def say_one(table: pd.DataFrame, gap: str) -> Sentence:
    """That nothing can be said of 2025 and why, and where the districts stand in 2019."""
    return Sentence(f"The indices of 2025 cannot be shown here; {_ranked(table)}", (gap,))


def _ranked(table: pd.DataFrame) -> str:
    """`in 2019 Redditch, the most deprived of 2 districts here, ranked 107th of 317`."""
    first = _first(table, "2019")
    most = f", the most deprived of {len(table)} districts here," if len(table) > 1 else ""
    return f"in 2019 {first['area_name']}{most} ranked {_of(first, '2019').removesuffix(' in 2019')}"


def say_counts(table: pd.DataFrame) -> Sentence:
    """How many small areas of each district are among the most deprived of 2025 and of 2019, and where the districts stood in 2019."""
    some = table[table["tenth_2025"].notna()].sort_values(["tenth_2025", "area_name"], ascending=[False, True])
    each = [f"{_part(row)} in {row['area_name']}" for _, row in some[some["tenth_2025"] > 0].iterrows()]
    total, areas, total_2019, areas_2019 = (words.number(value) for value in _totals(table).values())
    whose = "its districts" if len(table) > 1 else str(table["area_name"].iloc[0])
    beside = f" of {whose}" if len(some) == len(table) else f" of {len(some)} of these districts"
    where = f": {words.joined(each)}" if each and len(some) > 1 else ""
    before = f"{total_2019} of {areas_2019} in 2019"
    headline = f"In the indices of 2025, {total} of {areas} small areas{beside} are in the most deprived tenth of England{where}; {before}"
    return Sentence(headline, (f"{words.capital(_ranked(table))}.", UNLIKE))


def _totals(table: pd.DataFrame) -> dict[str, float]:
    """Of the districts that are counted in 2025, the small areas of both editions."""
    some = table[table["tenth_2025"].notna()]
    heads = {"tenth": "in the most deprived tenth", "small_areas": "small areas"}
    return {f"{head}, {year}": float(some[f"{name}_{year}"].sum()) for year in EDITIONS[::-1] for name, head in heads.items()}


def _part(row: "pd.Series[float]") -> str:
    return f"{words.number(row['tenth_2025'])} of {words.number(row['small_areas_2025'])}"


def _first(table: pd.DataFrame, year: str) -> "pd.Series[float]":
    return table.sort_values([f"rank_{year}", "area_name"]).iloc[0]


def _of(row: "pd.Series[float]", year: str) -> str:
    return f"{_ordinal(row[f'rank_{year}'])} of {words.number(row[f'of_{year}'])} in {year}"
