"""Residents of small areas, as counts of everybody who lives there."""

import pandas as pd

from jsna.making.caveats import Caveats
from jsna.making.places.small_areas import IN_ENGLAND

#: The publication of the residents of the small areas of each census.
OF_CENSUS = {"lsoa_2011": "residents_2011", "lsoa_2021": "residents_2021"}
PUBLICATIONS = tuple(OF_CENSUS.values())
TABLES = ("residents",)
COUNTED = ("residents",)
LACKS = "small areas without residents in {period}: {codes}"


def counts(tables: dict[str, pd.DataFrame], _caveats: Caveats) -> pd.DataFrame:
    """A row a small area of England: all its residents."""
    every = by_age(tables["residents"])
    sums = every.groupby(["unit_kind", "unit", "period"], as_index=False)["residents"].sum()
    return sums.assign(what=COUNTED[0], numerator=sums["residents"].astype(float), source_id=sums["unit_kind"].map(OF_CENSUS))


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the files: each adds the residents of five years of age."""
    rows = by_age(tables["residents"])
    says = rows["age"] + ": " + rows["residents"].astype("str") + " residents"
    number, source = rows["residents"].astype(float), rows["unit_kind"].map(OF_CENSUS)
    return rows.assign(says=says, numerator=number, what=COUNTED[0], age="all", source_id=source)


def by_age(residents: pd.DataFrame) -> pd.DataFrame:
    """The residents of each small area of England, the `unit`, by five years of age."""
    inside = residents[residents["lsoa_code"].str.fullmatch(IN_ENGLAND)]
    return inside.rename(columns={"footprint": "unit_kind", "lsoa_code": "unit", "source_id": "file"})
