"""Registers and lists: the rows of practices, or of the published CCG tables, that a number was summed from."""

import pandas as pd

from jsna.build.lineage.held import COLUMNS, Held
from jsna.build.lineage.units import commissioners, practices
from jsna.geography import ENGLAND

#: How often a row of each list type counts in the numerator and in the denominator of a list.
LISTS = {
    "list": {"TOTAL": (1, 1)},
    "list 50OV": {"50OV": (1, 0), "TOTAL": (0, 1)},
    "list under 18": {"TOTAL": (1, 1), "18OV": (-1, 0)},
}


def from_practices(held: Held, counts: str, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Rows of raw QOF files behind each area and year: `COLUMNS`."""
    members = practices(held, footprint, asked)
    filters = [_about(counts), ("period", "in", sorted(asked["period"].unique()))]
    if len(asked) == 1 and footprint != "england":
        filters.append(("practice_code", "in", sorted(members["unit"])))
    rows = held.rows("prevalence", filters).rename(columns={"practice_code": "unit"})
    return _counted(rows.merge(members, on=["unit", "period"]), counts)


def from_workbooks(held: Held, counts: str, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Rows of the published CCG tables behind each area and year: `COLUMNS`."""
    rows = held.rows("ccg_prevalence", [_about(counts), ("period", "in", sorted(asked["period"].unique()))])
    # A workbook repeats the year before its own for fewer practices, so a year is taken from its own edition alone.
    own = rows[rows["edition"] == rows["period"]].rename(columns={"area_code": "unit"})
    if footprint == "england":
        return _counted(own.assign(area_code=ENGLAND, placed="in England"), counts)
    placed = [rows.merge(commissioners(held, footprint, rows["unit"], list(asked["area_code"]), str(kind)), on="unit")
              for kind, rows in own.groupby("area_kind")]
    return _counted(pd.concat(placed), counts)


def _about(counts: str) -> tuple[str, str, object]:
    register = counts.removeprefix("register ")
    return ("list_type", "in", list(LISTS[counts])) if counts in LISTS else ("register", "==", register)


def _counted(rows: pd.DataFrame, counts: str) -> pd.DataFrame:
    if counts in LISTS:
        return _of_lists(rows, LISTS[counts])
    said = "patients " + rows["patients"].astype("str").fillna("not given") + ", list " + rows["list_size"].astype("str")
    # A register that was not given adds nothing to an area; alone it stays unknown.
    alone = rows["unit"] == rows["area_code"]
    patients = rows["patients"].astype(float)
    return rows.assign(says=said, numerator=patients.fillna(0.0).where(~alone, patients), denominator=rows["list_size"].astype(float))[
        COLUMNS
    ]


def _of_lists(rows: pd.DataFrame, adds: dict[str, tuple[int, int]]) -> pd.DataFrame:
    """A list is repeated beside every register: the register is taken that gives the area the longest list of each kind."""
    keys = ["area_code", "period", "list_type"]
    sums = rows[[*keys, "register", "list_size"]].groupby([*keys, "register"]).sum().reset_index()
    longest = sums.sort_values(["list_size", "register"], ascending=[False, True]).drop_duplicates(keys)
    taken = rows.merge(longest[[*keys, "register"]], on=[*keys, "register"])
    size, above, below = taken["list_size"].astype(float), *({kind: times[n] for kind, times in adds.items()} for n in (0, 1))
    said = "list " + taken["list_size"].astype("str") + " (" + taken["list_type"] + ", beside " + taken["register"] + ")"
    return taken.assign(says=said, numerator=size * taken["list_type"].map(above), denominator=size * taken["list_type"].map(below))[
        COLUMNS
    ]
