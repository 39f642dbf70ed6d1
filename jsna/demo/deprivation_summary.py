"""Summaries of deprivation by CCG, in the published layout: a sheet an index, each with its averages and ranks."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jsna.demo.chance import Array
from jsna.demo.deprivation import INDICES, ranks, scores
from jsna.demo.layout import Row, workbook
from jsna.demo.plan import Country

CODES = ["Clinical Commissioning Group Code (2019)", "Clinical Commissioning Group Name (2019)"]

#: Sheets in their order: index, how headings begin, and the people whom its averages are weighted by.
SHEETS = {
    "IMD": ("imd", "IMD", "population"),
    "Income": ("income", "Income", "population"),
    "Employment": ("employment", "Employment", "working_age"),
    "Education": ("education", INDICES["education"][0], "population"),
    "Barriers": ("barriers", INDICES["barriers"][0], "population"),
    "Health": ("health", INDICES["health"][0], "population"),
    "Crime": ("crime", INDICES["crime"][0], "population"),
    "Living": ("living", INDICES["living"][0], "population"),
    "IDACI": ("idaci", "IDACI", "children"),
    "IDAOPI": ("idaopi", "IDAOPI", "old"),
}
TENTH = "Proportion of LSOAs in most deprived 10% nationally"


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """The workbook of CCG summaries."""
    sheets = {"Notes": list[Row]()}
    for sheet, (index, prefix, people) in SHEETS.items():
        summary = _summary(country, index, prefix, people)
        codes = country.ccgs.set_index("ccg_code")[["ccg_gss", "ccg_name"]].loc[summary.index]
        sheets[sheet] = [[*CODES, *summary.columns], *([*a, *b] for a, b in zip(codes.to_numpy().tolist(), _cells(summary), strict=True))]
    yield "deprivation/IMD_CCG_2019.xlsx", workbook(sheets)


def _summary(country: Country, index: str, prefix: str, people: str) -> pd.DataFrame:
    """Averages, the share in the most deprived tenth, and what only this index has, each with its rank after it."""
    score = scores(country)[index]
    areas = pd.DataFrame({"ccg": country.lsoas["ccg_code"], "score": score, "rank": ranks(score), "people": country.lsoas[people]})
    by_ccg = areas.assign(n=len(areas)).groupby("ccg", sort=False)
    measures = {
        f"{prefix} - Average rank": by_ccg.apply(lambda g: np.average(g["n"] + 1 - g["rank"], weights=g["people"])).round(2),
        f"{prefix} - Average score": by_ccg.apply(lambda g: np.average(g["score"], weights=g["people"])).round(3),
        f"{prefix} - {TENTH}": by_ccg.apply(lambda g: (g["rank"] <= g["n"] / 10).mean()).round(4),
    }
    if index == "imd":
        measures["IMD 2019 - Extent"] = by_ccg.apply(_extent).round(4)
        measures["IMD 2019 - Local concentration"] = by_ccg.apply(_local_concentration).round(2)
    if index in ("income", "employment"):
        measures[f"{prefix} scale"] = by_ccg.apply(lambda g: (g["score"] * g["people"]).sum()).round()
    return pd.concat([column for name, values in measures.items() for column in _ranked(name, values)], axis=1)


def _ranked(name: str, values: pd.Series) -> tuple[pd.Series, pd.Series]:
    rank = values.rank(ascending=False, method="min").astype(int)
    if name.endswith("scale"):
        return values.rename(name), rank.rename(f"Rank of {name.replace('scale', 'Scale')}")
    prefix, words = name.split(" - ")
    words = words if words.startswith(TENTH[:18]) else words.lower()
    return values.rename(name), rank.rename(f"{prefix} - Rank of {words[0].lower()}{words[1:]}")


def _extent(areas: pd.DataFrame) -> float:
    """Share of people in the most deprived three tenths, those beyond the first tenth counted less and less."""
    percentile = np.ceil(100 * areas["rank"] / areas["n"])
    weight = np.select([percentile <= 10, percentile <= 30], [1.0, 0.95 - (percentile - 11) * 0.9 / 19], 0.0)
    return float(np.average(weight, weights=areas["people"]))


def _local_concentration(areas: pd.DataFrame) -> float:
    """Average rank of the most deprived areas that hold a tenth of the people."""
    order = areas.sort_values("rank")
    people: Array = order["people"].to_numpy()
    weights = np.clip(people.sum() / 10 - (people.cumsum() - people), 0, people)
    return float(np.average(order["n"] + 1 - order["rank"], weights=weights))


def _cells(summary: pd.DataFrame) -> Iterator[Row]:
    return (list(row) for row in summary.itertuples(index=False, name=None))
