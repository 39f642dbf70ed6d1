"""Deprivation: the rows of small areas that a share, a mean score or a decile was made from."""

import pandas as pd
from jsna.build.deprivation import EDITIONS, WEIGHTS
from jsna.build.lineage.held import COLUMNS, Held
from jsna.build.lineage.units import small_areas

from jsna.geography import ENGLAND

#: What a small area adds to numerator and denominator, from its decile, score and residents.
ADDS = {
    "average score": lambda areas: (areas["score"] * areas["residents"], areas["residents"]),
    "small areas in the most deprived tenth": lambda areas: (areas["decile"].le(1) * 1.0, areas["decile"].notna() * 1.0),
    "small areas in the most deprived fifth": lambda areas: (areas["decile"].le(2) * 1.0, areas["decile"].notna() * 1.0),
    "residents in the most deprived tenth": lambda areas: (areas["residents"] * areas["decile"].le(1), areas["residents"]),
    "residents in the most deprived fifth": lambda areas: (areas["residents"] * areas["decile"].le(2), areas["residents"]),
    "small area decile": lambda areas: (areas["rank"], areas["residents"]),
}


def rows(held: Held, counts: str, footprint: str, asked: pd.DataFrame, edition: str) -> pd.DataFrame:
    """Rows of an edition of the Indices of Deprivation and their populations behind each area: `COLUMNS`, and `value` for a decile."""
    of = EDITIONS[edition]
    inside = small_areas(held, footprint, list(asked["area_code"].unique()), of.small_areas)
    only = [] if footprint == "england" else [("lsoa_code", "in", sorted(inside["unit"]))]
    indices = held.rows("deprivation", [("edition", "==", edition), ("domain", "in", ["imd", *WEIGHTS]), *only])
    people = held.rows("lsoa_population", [("age_group", "==", "all"), ("period", "==", of.population), *only])
    areas = facts(indices, people).dropna(subset="decile")
    numerator, denominator = ADDS[counts.removesuffix(f" {edition}")](areas)
    areas = areas.assign(numerator=numerator.astype(float), denominator=denominator.astype(float))
    if footprint == "england":
        inside = pd.DataFrame({"area_code": ENGLAND, "unit": areas.index, "placed": "in England"})
    return _listed(_used(indices, counts), people, areas).merge(inside, on="unit").assign(period=edition)[[*COLUMNS, "value"]]


def facts(indices: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """Rank, decile, score and residents of each small area, the first that any file gives."""
    imd = indices[indices["domain"] == "imd"].groupby("lsoa_code")[["rank", "decile", "score"]].first().astype(float)
    domains = indices[indices["domain"].isin(WEIGHTS)].groupby(["lsoa_code", "domain"])["transformed_score"].first().unstack("domain")
    weighted = (domains.reindex(columns=list(WEIGHTS)) * pd.Series(WEIGHTS)).sum(axis="columns", skipna=False)
    residents = people.groupby("lsoa_code")["population"].first()
    return imd.assign(score=imd["score"].fillna(weighted), residents=residents)


def _used(indices: pd.DataFrame, counts: str) -> pd.DataFrame:
    """The rows that gave something: the rank and decile, and for a mean score the score or else those of the domains."""
    imd = indices[indices["domain"] == "imd"]
    ranked = imd.dropna(subset="decile").drop_duplicates("lsoa_code")
    said = "rank " + ranked["rank"].astype("str") + ", decile " + ranked["decile"].astype("str")
    ranked = ranked.assign(says=said)
    if not counts.startswith("average score"):
        return ranked
    scored = imd.dropna(subset="score").drop_duplicates("lsoa_code")
    scored = scored.assign(says="score " + scored["score"].map("{:g}".format).astype("str"))
    parts = indices[indices["domain"].isin(WEIGHTS) & ~indices["lsoa_code"].isin(scored["lsoa_code"])]
    parts = parts.dropna(subset="transformed_score").drop_duplicates(["lsoa_code", "domain"])
    weights = parts["domain"].map({domain: f" (weight {100 * weight:g}%)" for domain, weight in WEIGHTS.items()})
    parts = parts.assign(says=parts["domain"] + " " + parts["transformed_score"].map("{:g}".format).astype("str") + weights)
    return pd.concat([ranked, scored, parts], ignore_index=True)


def _listed(used: pd.DataFrame, people: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    """Each small area's rows together; what it adds stands once, at the first."""
    counted = people.drop_duplicates("lsoa_code")
    counted = counted.assign(says=counted["population"].map("{:.0f} residents".format).astype("str"))
    every = pd.concat([used, counted], ignore_index=True).rename(columns={"lsoa_code": "unit"})
    every = every[every["unit"].isin(areas.index)].sort_values("unit", kind="stable")
    first = ~every["unit"].duplicated()
    adds = {name: every["unit"].map(areas[name]).where(first, 0.0) for name in ("numerator", "denominator")}
    return every.assign(**adds, value=every["unit"].map(areas["decile"]))
