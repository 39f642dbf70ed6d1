"""Monthly activity returns of commissioners."""

import pandas as pd

from jsna.geography import ENGLAND
from jsna.making.caveats import Caveats
from jsna.making.counts import what
from jsna.schemas import ACTIVITY

PUBLICATIONS = ("monthly_activity_return",)
TABLES = ("activity",)
COUNTED = tuple(f"activity {measure}" for measure in ACTIVITY)
LACKS = "{period}: no number from {codes}"


def counts(tables: dict[str, pd.DataFrame], _remarks: Caveats) -> pd.DataFrame:
    """A row a commissioner, month and measure; England is the publisher's own row, and no sum."""
    rows = tables["activity"].rename(columns={"area_code": "unit", "month": "period", "source_id": "file"})
    england = rows["unit"] == "ENG"
    return rows.assign(
        unit=rows["unit"].mask(england, ENGLAND),
        unit_kind=england.map({True: "england", False: "ccg"}),
        what=what("activity", rows["measure"]),
        numerator=rows["episodes"].astype(float),
        source_id="monthly_activity_return",
    )


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the returns."""
    rows = counts(tables, Caveats()).dropna(subset="numerator")
    return rows.assign(says="episodes " + rows["numerator"].map("{:.0f}".format).astype("str") + ", " + rows["period"])
