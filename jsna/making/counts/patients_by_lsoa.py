"""Deprivation of patients: how many of each practice's patients live in each tenth of England's small areas.

Where a surgery stands does not tell where its patients live, so without lists by small area there are no counts.
"""

import pandas as pd

from jsna import periods
from jsna.catalogue import publication
from jsna.making.caveats import Caveats
from jsna.making.counts import what
from jsna.making.counts.deprivation import ranked
from jsna.making.places.small_areas import EDITIONS, IN_ENGLAND

PUBLICATIONS = ("patients_by_lsoa",)
TABLES = ("patients_by_lsoa", "deprivation", "prevalence")
COUNTED = ("patients by tenth", "patients' average score")
LACKS = "practices that the list by small area lacks: {codes}"
#: An edition is of the same small areas as a list where it holds at least this share of the list's patients in England.
FIT = 0.99
TENTHS = [str(number) for number in range(1, 11)]
CATEGORY = "tenth of England's small areas"


def counts(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    """A row a practice and tenth, and one of its mean score, of the newest list.

    Patients without a small area, or with one outside England, are in none of the counts.
    """
    rows = _lines(tables, caveats)
    if rows.empty:
        return rows
    unit = ["unit_kind", "unit", "period", "placed", "source_id", "what"]
    scores, tenths = rows[rows["category"] == ""], rows[rows["category"] != ""]
    score = scores.groupby(unit)[["numerator", "denominator"]].sum(min_count=1).reset_index()
    sums = tenths.groupby([*unit, "category"], as_index=False)["numerator"].sum()
    everybody = tenths.groupby(unit, as_index=False)["denominator"].sum()
    every = everybody.merge(pd.DataFrame({"category": TENTHS}), how="cross").merge(sums, on=[*unit, "category"], how="left")
    return pd.concat([score, every.fillna({"numerator": 0.0}).assign(category_type=CATEGORY)], ignore_index=True)


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the list: each adds its patients to the tenth that they live in, and is among all of them."""
    rows = _lines(tables, Caveats())
    scores, tenths = rows[rows["category"] == ""], rows[rows["category"] != ""]
    each = [tenths.assign(category=tenth, numerator=tenths["numerator"].where(tenths["category"] == tenth, 0.0)) for tenth in TENTHS]
    return pd.concat([scores, *each], ignore_index=True)


def _lines(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    edition, homes = _newest(tables, caveats)
    patients, tenth = homes["patients"].astype(float), homes["decile"].astype("str")
    words = homes["patients"].astype("str") + " patients in " + homes["lsoa_code"] + ", decile " + tenth
    units = homes.rename(columns={"practice_code": "unit", "source_id": "file"}).assign(
        unit_kind="practice",
        sex="all",
        period=homes["as_of"].str[:7],
        placed=_year(homes, tables["prevalence"]),
        source_id=f"patients_by_lsoa_{edition}",
        says=words,
        denominator=patients,
    )
    score = units.assign(what=what("patients", "average score").replace("patients", "patients'"), numerator=patients * homes["score"])
    by_tenth = units.assign(what=what("patients", "by tenth"), category_type=CATEGORY, category=tenth, numerator=patients)
    return pd.concat([score.assign(category=""), by_tenth], ignore_index=True)


def _year(homes: pd.DataFrame, registers: pd.DataFrame) -> str:
    """The year of registers that is nearest to the list: its practices are placed as in that."""
    return periods.placed(str(homes["as_of"].iloc[0])[:7], list(registers["period"].unique())) if len(homes) else ""


def _newest(tables: dict[str, pd.DataFrame], caveats: Caveats) -> tuple[str, pd.DataFrame]:
    """The newest list with the decile and score of each small area, by the edition of the indices whose small areas it uses."""
    lists = tables["patients_by_lsoa"]
    newest = _persons(lists[lists["as_of"] == lists["as_of"].max()])
    inside = newest[newest["lsoa_code"].str.fullmatch(IN_ENGLAND)]
    for edition in EDITIONS.values() if len(inside) else ():
        matches = inside.merge(ranked(tables, edition), on="lsoa_code", validate="many_to_one")
        if matches["patients"].sum() >= FIT * inside["patients"].sum():
            _note_lost(int(newest["patients"].sum()), int(matches["patients"].sum()), edition, caveats)
            return edition, _of_whole_lists(matches, inside)
    if len(inside):
        caveats.note("practice", "Patients by small area: no edition of the indices that is held has the small areas of this list.")
    return "", inside.head(0).assign(decile=0, score=0.0)


def _of_whole_lists(matches: pd.DataFrame, inside: pd.DataFrame) -> pd.DataFrame:
    """Without the practices of which more than a trace of the patients in England live in small areas that the index lacks."""
    patients = [rows.groupby("practice_code")["patients"].sum() for rows in (matches, inside)]
    share = (patients[0] / patients[1]).astype(float)
    least = publication(PUBLICATIONS[0]).least_cover
    return matches[matches["practice_code"].isin(list(share.index[share >= least]))]


def _persons(rows: pd.DataFrame) -> pd.DataFrame:
    """Patients of both sexes: the rows of them where they are published, else those of each sex."""
    unique = rows.drop_duplicates(["practice_code", "lsoa_code", "sex"])
    together = unique[unique["sex"] == "persons"]
    return together if len(together) else unique


def _note_lost(everybody: int, residents: int, edition: str, caveats: Caveats) -> None:
    if everybody > residents:
        words = f"{everybody - residents:,} of {everybody:,} patients live in no small area of England that is known"
        caveats.note("practice", f"Patients by small area, IoD{edition}: {words}; they are left out.")
