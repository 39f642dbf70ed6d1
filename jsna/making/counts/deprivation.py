"""Indices of deprivation: what each small area adds to the mean score and to the shares of the most deprived."""

from collections.abc import Callable, Iterator

import pandas as pd

from jsna.making.caveats import Caveats
from jsna.making.counts import what
from jsna.making.places.small_areas import EDITIONS

PUBLICATIONS = ("iod_2019", "iod_2025")
TABLES = ("deprivation", "lsoa_population")
LACKS = "small areas without a number in IoD{period}: {codes}"
#: The people of each edition.
PEOPLE = {"2019": "mid-2015", "2025": "mid-2022"}
#: Weights of the domains in the Index of Multiple Deprivation 2019 (MHCLG, IoD2019 Technical Report, table 3.2; the same in 2025).
WEIGHTS = {"income": 0.225, "employment": 0.225, "education": 0.135, "health": 0.135, "crime": 0.093, "barriers": 0.093, "living": 0.093}
#: What a small area adds to numerator and denominator, from its decile, score and residents.
ADDS: dict[str, Callable[[pd.DataFrame], tuple[pd.Series, pd.Series]]] = {
    "average score": lambda areas: (areas["score"] * areas["residents"], areas["residents"]),
    "small areas in the most deprived tenth": lambda areas: (areas["decile"].le(1) * 1.0, areas["decile"].notna() * 1.0),
    "residents in the most deprived fifth": lambda areas: (areas["residents"] * areas["decile"].le(2), areas["residents"]),
}
DECILE = "small area decile"
COUNTED = (*(f"{measure} {edition}" for edition in EDITIONS.values() for measure in ADDS), DECILE)


def counts(tables: dict[str, pd.DataFrame], _remarks: Caveats) -> pd.DataFrame:
    """A row a small area and measure of each edition; its decile of 2019 is published as it is."""
    return pd.concat([frame for edition in EDITIONS.values() for frame in _of_edition(tables, edition)], ignore_index=True)


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows behind each small area's count: what it adds stands at the first, its rank."""
    return pd.concat([frame for edition in EDITIONS.values() for frame in _lines(tables, edition)], ignore_index=True)


def ranked(tables: dict[str, pd.DataFrame], edition: str) -> pd.DataFrame:
    """One row a small area: `lsoa_code, rank, decile, score` of an edition.

    The score is the published one (Files 5 and 7) or the weighted sum of the transformed domain scores (File 9).
    """
    rows = tables["deprivation"].query("edition == @edition")
    imd = rows[rows["domain"] == "imd"].groupby("lsoa_code")
    table = imd[["rank", "decile", "score"]].first()
    table["score"] = table["score"].astype(float).fillna(_from_domains(rows))
    return table.dropna(subset=["decile"]).reset_index()


def small_areas(tables: dict[str, pd.DataFrame], edition: str) -> pd.DataFrame:
    """The rows of `ranked` with the `residents` that the edition counts; missing where no file gives them."""
    people = tables["lsoa_population"]
    residents = people[(people["age_group"] == "all") & (people["period"] == PEOPLE[edition])]
    table = ranked(tables, edition)
    return table.assign(residents=table["lsoa_code"].map(residents.groupby("lsoa_code")["population"].first()).astype(float))


def _from_domains(rows: pd.DataFrame) -> pd.Series:
    scores = rows[rows["domain"].isin(WEIGHTS)].groupby(["lsoa_code", "domain"])["transformed_score"].first().unstack("domain")
    return (scores.reindex(columns=list(WEIGHTS)) * pd.Series(WEIGHTS)).sum(axis="columns", skipna=False)


def _of_edition(tables: dict[str, pd.DataFrame], edition: str) -> Iterator[pd.DataFrame]:
    areas = small_areas(tables, edition)
    unit = areas[["lsoa_code"]].set_axis(["unit"], axis=1).assign(
        unit_kind=next(kind for kind, year in EDITIONS.items() if year == edition), period=edition, source_id=f"iod_{edition}")
    for measure, adds in ADDS.items():
        numerator, denominator = adds(areas)
        numbers = {"numerator": numerator.astype(float), "denominator": denominator.astype(float)}
        yield unit.assign(what=what("deprivation", f"{measure} {edition}"), **numbers)
    if edition == "2019":
        value, rank = areas["decile"].astype(float), areas["rank"].astype(float)
        yield unit.assign(what=what("deprivation", DECILE), value=value, numerator=rank, denominator=areas["residents"])


def _lines(tables: dict[str, pd.DataFrame], edition: str) -> Iterator[pd.DataFrame]:
    """The rows of ranks with each count, and beside them those of scores, domains and residents, which add nothing more."""
    files = tables["deprivation"].query("edition == @edition").rename(columns={"lsoa_code": "unit", "source_id": "file"})
    imd, place = files[files["domain"] == "imd"], ["unit", "file", "sheet", "row"]
    ranks = imd.dropna(subset="decile").drop_duplicates("unit")
    ranks = ranks.assign(says="rank " + ranks["rank"].astype("str") + ", decile " + ranks["decile"].astype("str"))[[*place, "says"]]
    people = tables["lsoa_population"].query("age_group == 'all' and period == @PEOPLE[@edition]").drop_duplicates("lsoa_code")
    people = people.rename(columns={"lsoa_code": "unit", "source_id": "file"})
    people = people.assign(says=people["population"].map("{:.0f} residents".format).astype("str"))[[*place, "says"]]
    for part in _of_edition(tables, edition):
        scores = [*_scores(files, imd)] if part["what"].iloc[:1].str.startswith("average score").any() else []
        beside = [frame[[*place, "says"]].merge(part.assign(numerator=0.0, denominator=0.0), on="unit") for frame in (*scores, people)]
        yield pd.concat([ranks.merge(part, on="unit"), *beside], ignore_index=True).sort_values("unit", kind="stable")


def _scores(files: pd.DataFrame, imd: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The rows of published scores, and of the domains where there is none."""
    scores = imd.dropna(subset="score").drop_duplicates("unit")
    yield scores.assign(says="score " + scores["score"].map("{:g}".format).astype("str"))
    parts = files[files["domain"].isin(WEIGHTS) & ~files["unit"].isin(scores["unit"])]
    parts = parts.dropna(subset="transformed_score").drop_duplicates(["unit", "domain"])
    weights = parts["domain"].map({domain: f" (weight {100 * weight:g}%)" for domain, weight in WEIGHTS.items()})
    yield parts.assign(says=parts["domain"] + " " + parts["transformed_score"].map("{:g}".format).astype("str") + weights)
