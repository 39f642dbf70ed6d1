"""Delayed transfers of care: days in each month, by the council that is responsible."""

import pandas as pd

from jsna.geography import ENGLAND
from jsna.making.caveats import Caveats
from jsna.making.counts import what
from jsna.schemas import CARE

PUBLICATIONS = ("delayed_transfers",)
TABLES = ("delayed_transfers",)
COUNTED = tuple(f"delayed days {care}" for care in CARE)
LACKS = "{period}: no number from {codes}"


def counts(tables: dict[str, pd.DataFrame], _remarks: Caveats) -> pd.DataFrame:
    """A row a council, month and kind of care; England is the publisher's own row."""
    rows = tables["delayed_transfers"].rename(columns={"month": "period", "source_id": "file"})
    england = rows["authority_code"] == "ENG"
    return rows.assign(
        unit=_codes(rows).mask(england, ENGLAND).fillna(rows["authority_name"]),
        unit_kind=england.map({True: "england", False: "upper_tier_2019"}),
        what=what("delayed_days", rows["care"]),
        numerator=rows["delayed_days"].astype(float),
        source_id="delayed_transfers",
    )


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of councils."""
    rows = counts(tables, Caveats()).dropna(subset="numerator")
    authority = "authority " + rows["authority_code"] + " has the code " + rows["unit"]
    return rows.assign(says="delayed days " + rows["numerator"].map("{:.0f}".format).astype("str") + ", " + authority)


def _codes(rows: pd.DataFrame) -> pd.Series:
    """The ONS code of each council: files before July 2015 give its own code alone, later ones both.

    One that has had two ONS codes, as Dorset has since April 2019, was another council then.
    """
    codes = rows[rows["gss_code"] != ""].drop_duplicates(["authority_code", "gss_code"])
    one = codes.drop_duplicates("authority_code", keep=False).set_index("authority_code")["gss_code"]
    return rows["gss_code"].where(rows["gss_code"] != "", rows["authority_code"].map(one))
