"""Registers and lists: the rows of practices, or of the published CCG tables, that a number was summed from."""

import pandas as pd
from jsna.build.lineage.held import COLUMNS, Held
from jsna.build.lineage.units import commissioners, practices
from jsna.build.registers import own_edition, with_asked

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
    return _counted(with_asked(rows).merge(members, on=["unit", "period"]), counts)


def from_workbooks(held: Held, counts: str, footprint: str, asked: pd.DataFrame) -> pd.DataFrame:
    """Rows of the published CCG tables behind each area and year: `COLUMNS`."""
    every = own_edition(held.rows("ccg_prevalence", [("period", "in", sorted(asked["period"].unique()))]))
    about = every["list_type"].isin(list(LISTS[counts])) if counts in LISTS else every["register"] == counts.removeprefix("register ")
    own = every[about].rename(columns={"area_code": "unit"})
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
    fewer = rows["asked"].lt(rows["list_size"]).fillna(False).astype(bool)
    lists = said.where(~fewer, said + ", " + rows["asked"].astype("str") + " of practices that gave the register")
    return rows.assign(says=lists, numerator=rows["patients"].astype(float), denominator=rows["asked"].astype(float))[COLUMNS]


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
