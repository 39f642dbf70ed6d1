"""Registers and lists of practices, of the raw files of the Quality and Outcomes Framework."""

import pandas as pd

from jsna.making.caveats import Caveats
from jsna.making.counts import PLACE_IN_FILE, what
from jsna.schemas import REGISTERS

PUBLICATIONS = ("qof_raw",)
TABLES = ("prevalence",)
LACKS = "{units} gave no register ({codes})"
#: How a list type is written as an age.
AGES = {
    "TOTAL": "all", "06OV": "6+", "15OV": "15+", "16OV": "16+", "17OV": "17+", "18OV": "18+", "40OV": "40+", "50OV": "50+",
    "30_74": "30-74", "25_64": "25-64",
}  # fmt: skip
#: Each kind of list: its age, and how often a list of each type counts in its numerator and denominator.
LISTS = {
    "": ("all", {"TOTAL": (1, 1)}),
    "50OV": ("50+", {"50OV": (1, 0), "TOTAL": (0, 1)}),
    "under 18": ("0-17", {"TOTAL": (1, 1), "18OV": (-1, 0)}),
}
COUNTED = (*(f"register {register}" for register in REGISTERS), *(str(what("list", kind)) for kind in LISTS))
UNIT = ["unit_kind", "unit", "period", "edition", "placed", "source_id"]


def counts(tables: dict[str, pd.DataFrame], _remarks: Caveats) -> pd.DataFrame:
    """A row a practice, year and register: patients on it, of patients on the list; and its lists."""
    rows = _rows(tables)
    return pd.concat([registers(rows), added(list_lines(rows))], ignore_index=True)


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the files behind registers and lists."""
    return lines_of(_rows(tables))


def lines_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of registers, with what they say, and those that give the lists."""
    words = "patients " + rows["patients"].astype("str").fillna("not given") + ", list " + rows["list_size"].astype("str")
    return pd.concat([registers(rows).assign(says=words), list_lines(rows)], ignore_index=True)


def registers(rows: pd.DataFrame) -> pd.DataFrame:
    """Registers as counts; the patients of a practice that gave no register are left out of both parts of its share."""
    return rows.assign(
        what=what("register", rows["register"]),
        age=rows["list_type"].map(AGES),
        numerator=rows["patients"].astype(float),
        denominator=rows["list_size"].astype(float),
        left_out=rows["list_size"].astype(float).where(rows["patients"].isna(), 0.0),
    )


def list_lines(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that give each unit's lists, and what each adds: a list is repeated beside every register, and the longest is taken.

    Patients `not_asked`, of practices that gave no register at all, are left out of lists as they are of registers.
    """
    order = rows.sort_values(["list_size", "register"], ascending=[False, True], kind="stable")
    longest = order.drop_duplicates([*UNIT, "list_type"])
    return pd.concat([_lines(longest, kind) for kind in LISTS], ignore_index=True)


def added(lines: pd.DataFrame) -> pd.DataFrame:
    """The lists that lines add up to, of units that have every line."""
    groups = lines.groupby([*UNIT, "what", "age"], observed=True)
    sums = groups[["numerator", "denominator", "left_out"]].sum(min_count=1).assign(lines=groups.size()).reset_index()
    sizes = {what("list", kind): len(adds) for kind, (_, adds) in LISTS.items()}
    return sums[sums["lines"] == sums["what"].map(sizes)].drop(columns="lines")


def _rows(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    rows = _every_register(tables["prevalence"]).rename(columns={"practice_code": "unit", "source_id": "file"})
    # A practice that gave no register takes no part: other years leave it out, and often its patients are on another list too.
    gave = rows["patients"].notna().groupby([rows["unit"], rows["period"]]).transform("any")
    units = rows.assign(unit_kind="practice", source_id="qof_raw", edition=rows["period"], placed=rows["period"])
    return units.assign(not_asked=rows["list_size"].astype(float).mask(gave, 0.0))


def _every_register(prevalence: pd.DataFrame) -> pd.DataFrame:
    """The registers with a blank one where a practice has no row of a register that others have in that year."""
    lists = prevalence.drop_duplicates(["period", "practice_code", "list_type"])[["period", "practice_code", "list_type", "list_size"]]
    kinds = prevalence.drop_duplicates(["period", "register"])[["period", "register", "list_type"]]
    every = kinds.merge(lists[["period", "practice_code"]].drop_duplicates(), on="period")
    if len(every) == len(prevalence):
        return prevalence
    absent = every.merge(prevalence[["period", "practice_code", "register"]], how="left", indicator=True).query("_merge == 'left_only'")
    blanks = absent.drop(columns="_merge").merge(lists, on=["period", "practice_code", "list_type"])
    return pd.concat([prevalence, blanks], ignore_index=True)


def _lines(longest: pd.DataFrame, kind: str) -> pd.DataFrame:
    age, adds = LISTS[kind]
    rows = longest[longest["list_type"].isin(list(adds))]
    not_asked, place = rows["not_asked"], [name for name in PLACE_IN_FILE if name in rows]
    size = (rows["list_size"].astype(float) - not_asked).where(not_asked < rows["list_size"].astype(float))
    above, below = (rows["list_type"].map({name: times[at] for name, times in adds.items()}) for at in (0, 1))
    says = "list " + rows["list_size"].astype("str") + " (" + rows["list_type"] + ", beside " + rows["register"] + ")"
    numbers = {"numerator": size * above, "denominator": size * below, "left_out": not_asked * below}
    return rows[[*UNIT, *place]].assign(what=what("list", kind), age=age, says=says, **numbers)
