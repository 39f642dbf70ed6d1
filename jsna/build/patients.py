"""Deprivation of patients: how many of each practice's patients live in each tenth of England's small areas.

Where a surgery stands does not tell where its patients live, so without lists by small area there are no rows.
"""

from collections.abc import Iterator

import pandas as pd

from jsna import geography
from jsna.build.deprivation import EDITIONS, ranked
from jsna.build.registers import MOST_UNPLACED
from jsna.build.remarks import LACKING, Remarks, some
from jsna.build.summing import area_footprints, within_larger
from jsna.errors import BuildError
from jsna.geography import ENGLAND

#: An edition is of the same small areas as a list where it holds at least this share of the list's patients in England.
FIT = 0.99
IN_ENGLAND = r"[EZ]01\d{6}"

KEYS = ["area_code", "footprint", "period", "source_id"]
TENTHS = [f"tenth_{n}" for n in range(1, 11)]
COUNTS = [*TENTHS, "patients", "score_by_patients"]


def sums(tables: dict[str, pd.DataFrame], placed: pd.DataFrame, remarks: Remarks) -> pd.DataFrame:
    """Patients of the newest list by the tenth they live in, for practices, areas and England: `KEYS` and `COUNTS`.

    Patients without a small area, or with one outside England, are in none of the counts.
    """
    edition, living = _newest(tables, remarks)
    if living.empty:
        return pd.DataFrame(columns=[*KEYS, *COUNTS])
    practices = _by_practice(living, f"patients_by_lsoa_{edition}")
    return pd.concat(_by_area(practices, tables, placed, remarks), ignore_index=True)


def _newest(tables: dict[str, pd.DataFrame], remarks: Remarks) -> tuple[str, pd.DataFrame]:
    """The newest list with the decile and score of each small area, by the edition of the indices whose small areas it uses."""
    lists = tables["patients_by_lsoa"]
    newest = _persons(lists[lists["as_of"] == lists["as_of"].max()])
    inside = newest[newest["lsoa_code"].str.fullmatch(IN_ENGLAND)]
    for edition in EDITIONS if len(inside) else ():
        areas = ranked(tables, edition)
        found = inside.merge(areas, on="lsoa_code", validate="many_to_one")
        if found["patients"].sum() >= FIT * inside["patients"].sum():
            _note_lost(int(newest["patients"].sum()), int(found["patients"].sum()), edition, remarks)
            return edition, of_whole_lists(found, inside)
    if len(inside):
        remarks.note("practice", "Patients by small area: no edition of the indices that is held has the small areas of this list.")
    return "", inside.head(0)


def of_whole_lists(found: pd.DataFrame, inside: pd.DataFrame) -> pd.DataFrame:
    """Without the practices of which more than a trace of the patients in England live in small areas that the index lacks."""
    patients = [rows.groupby("practice_code")["patients"].sum() for rows in (found, inside)]
    share = (patients[0] / patients[1]).astype(float)
    return found[found["practice_code"].isin(share.index[share >= 1 - MOST_UNPLACED])]


def _persons(rows: pd.DataFrame) -> pd.DataFrame:
    """Patients of both sexes: as published where they are, and added up elsewhere."""
    keys = ["practice_code", "lsoa_code", "sex"]
    unlike = rows.groupby(keys)["patients"].nunique().gt(1)
    if unlike.any():
        at = ", ".join(map(str, unlike.index[unlike][0]))
        raise BuildError(
            f"{at}: two lists of the same day give different numbers of patients.", "Keep one copy of that list in the raw folder."
        )
    unique = rows.drop_duplicates(keys)
    together = unique[unique["sex"] == "persons"]
    counted = together if len(together) else unique
    return counted.groupby(["practice_code", "lsoa_code", "as_of"])["patients"].sum().reset_index()


def _note_lost(everybody: int, found: int, edition: str, remarks: Remarks) -> None:
    if everybody > found:
        lost = f"{everybody - found:,} of {everybody:,} patients live in no small area of England that is known"
        remarks.note("practice", f"Patients by small area, IoD{edition}: {lost}; they are left out.")


def _by_practice(living: pd.DataFrame, source: str) -> pd.DataFrame:
    tenth = "tenth_" + living["decile"].astype(str)
    counted = living.assign(tenth=tenth, score_by_patients=living["score"] * living["patients"])
    by_tenth = counted.pivot_table(index="practice_code", columns="tenth", values="patients", aggfunc="sum", fill_value=0)
    totals = counted.groupby("practice_code")[["patients", "score_by_patients"]].sum(min_count=1)
    period = living["as_of"].iloc[0][:7]
    return by_tenth.reindex(columns=TENTHS, fill_value=0).join(totals).reset_index().assign(period=period, source_id=source)


def _by_area(practices: pd.DataFrame, tables: dict[str, pd.DataFrame], placed: pd.DataFrame, remarks: Remarks) -> Iterator[pd.DataFrame]:
    yield practices.assign(area_code=practices["practice_code"], footprint="practice")[[*KEYS, *COUNTS]]
    near = nearest_year(practices["period"].iloc[0], placed["period"])
    lists = tables["prevalence"].query("period == @near and list_type == 'TOTAL'").drop_duplicates("practice_code")
    everybody = {*lists["practice_code"], *practices["practice_code"]}
    england = pd.DataFrame({"practice_code": sorted(everybody), "area_code": ENGLAND, "footprint": "england"})
    members = pd.concat([england, placed.loc[placed["period"] == near, list(england)]])
    covered = _covered(members, practices, lists.set_index("practice_code")["list_size"].astype(float), remarks)
    for footprint, rows in covered.groupby("footprint"):
        by_area = _summed(practices.merge(rows, on="practice_code"))
        yield by_area
        if footprint in area_footprints(tables["areas"]):
            yield from within_larger(by_area, str(footprint), tables["membership"], KEYS, COUNTS)


def _summed(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.groupby(KEYS, as_index=False)[COUNTS].sum(min_count=1)


def nearest_year(month: str, years: pd.Series) -> str:
    """The financial year with registers that is nearest to a month."""
    return min(sorted(years.unique()), key=lambda year: geography.apart(year, month), default="")


def _covered(members: pd.DataFrame, practices: pd.DataFrame, sizes: "pd.Series[float]", remarks: Remarks) -> pd.DataFrame:
    """The practices of the areas that the list covers: an area that lacks more than a trace of its patients gets no row."""
    sized = members.assign(size=members["practice_code"].map(sizes).fillna(0.0))
    absent = sized[~sized["practice_code"].isin(practices["practice_code"])]
    areas = ["footprint", "area_code"]
    lacking = absent.groupby(areas).agg(units=("practice_code", "size"), patients=("size", "sum"), codes=("practice_code", list))
    told = lacking.join(sized.groupby(areas)["size"].sum().rename("everybody"))
    few = told["patients"] > MOST_UNPLACED * told["everybody"]
    for footprint, rows in told[few].groupby(level="footprint"):
        codes = some(sorted(rows.index.get_level_values("area_code")))
        more = f"{100 * MOST_UNPLACED:g}% of the patients of {codes}, which get no row"
        remarks.note(str(footprint), f"Patients by small area: the list lacks more than {more}.")
    _lack(told.reset_index(), practices, remarks)
    return members[~members.set_index(areas).index.isin(told.index[few])]


def _lack(told: pd.DataFrame, practices: pd.DataFrame, remarks: Remarks) -> None:
    period, source = practices[["period", "source_id"]].iloc[0]
    lacks = told["codes"].map(lambda codes: f"practices that the list by small area lacks: {some(codes)}")
    for what in ("patients by tenth", "patients' average score"):
        remarks.lack(told.assign(what=what, age="all", lacks=lacks.astype("str"), period=period, source_id=source)[LACKING])


def as_counts(made: pd.DataFrame) -> pd.DataFrame:
    """The sums as rows with numerator and denominator, keyed as definitions name them; the tenths are categories."""
    named = made.assign(age="all", denominator=made["patients"].astype(float))
    score = named.assign(what="patients' average score", numerator=named["score_by_patients"].astype(float))
    long = [
        named.assign(what="patients by tenth", category_type="tenth of England's small areas", category=tenth.removeprefix("tenth_"),
                     numerator=named[tenth].astype(float))
        for tenth in TENTHS
    ]  # fmt: skip
    return pd.concat([score, *long], ignore_index=True).drop(columns=COUNTS)
