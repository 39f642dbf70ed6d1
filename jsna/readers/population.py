"""Patients registered with each practice, by age and sex: NHS Digital's long files since 2017, its wide ones before, NHSBSA's lists."""

import re

import pandas as pd

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import chosen, counts, dropped, filled, headings, known, lacks, lineage, normal, refusal, refuse_empty, spellings
from jsna.readers.years import as_of, month_of
from jsna.schemas import Tidy, check

#: Since 2017 a row is a practice, sex and age.
LONG = {
    "practice_code": ("ORG_CODE", "CODE", "PRACTICE_CODE"), "as_of": ("EXTRACT_DATE",), "sex": ("SEX",),
    "age": ("AGE_GROUP_5", "AGE"), "patients": ("NUMBER_OF_PATIENTS",),
}
#: Layouts so much their own that a file with every heading but one is of this publication.
DISTINCT = (LONG,)
KIND = {"kind": ("ORG_TYPE", "TYPE")}
#: Before that, and in NHSBSA's lists, a row is a practice and a column a sex and age.
WIDE = {"practice_code": ("GP_PRACTICE_CODE", "PRACTICE_CODE", "Practice Code")}
BAND = re.compile(r"(?P<sex>male|female)[ _](?P<low>\d+)(?:[-_](?P<high>\d+))?(?P<open>\+)?")
TOTALS = {"total all": "persons", "total male": "male", "total males": "male", "total female": "female",
          "total females": "female"}

SEXES = {"ALL": "persons", "MALE": "male", "FEMALE": "female"}
#: What a row of a practice is called; rows of areas are their sums.
PRACTICES = ("GP", "GP PRACTICE", "PRACTICE")
EVERYBODY = "all"


def recognises(raw: RawFile) -> bool:
    """Whether a text file has patients by practice, sex and age, in a row or a column each."""
    names = headings(raw)
    return not lacks(names, LONG) or (not lacks(names, WIDE) and len(_bands(names)) > 10)


def read(raw: RawFile) -> list[Tidy]:
    """Patients of each practice by sex and age, with the totals that the file has.

    Raises
    ------
    FileError
        Where a cell is no count, the ages do not add up to their total, no date is told, or a key is repeated.
    """
    is_long = not lacks(raw.header, LONG)
    tidy = _long(raw) if is_long else _wide(raw)
    _refuse_sums(raw, tidy.rows)
    return [check(tidy)]


def sexes(raw: RawFile, column: pd.Series, heading: str) -> pd.Series:
    """ALL, MALE and FEMALE in our words."""
    return known(raw, column.str.upper(), list(SEXES), heading).map(SEXES)


def _long(raw: RawFile) -> Tidy:
    frame, heading = chosen(raw, LONG, KIND, of_what="practices")
    areas = ~frame["kind"].str.upper().isin(PRACTICES) if "kind" in frame else pd.Series(False, index=frame.index)
    if areas.all():
        raise refusal(raw, "rows of practices", f"rows of areas alone ({', '.join(frame['kind'].unique())})",
                      remedy="Download the table of practices: areas are summed from them; nothing was changed.")
    practices = frame[~areas]
    rows = pd.DataFrame({"practice_code": practices["practice_code"], "as_of": as_of(raw, practices["as_of"], heading["as_of"]),
                         "sex": sexes(raw, practices["sex"], heading["sex"]), "age": practices["age"].str.lower().str.replace("_", "-"),
                         "patients": counts(practices["patients"], raw, "", heading["patients"], missing=())})
    return Tidy("patients", "patients_by_age", lineage(rows, raw), len(frame), dropped({"an area, not a practice": areas}))


def _bands(names: list[str]) -> dict[str, tuple[str, str]]:
    """Heading → sex and age. `0-4` and `0_4` are five years; `0_1`, `0-1` and `4` are single ones, from the first birthday named."""
    matches = {heading: BAND.fullmatch(normal(heading)) for heading in names}
    bands = {heading: (match["sex"], _age(match["low"], match["high"], match["open"] or "")) for heading, match in matches.items() if match}
    return bands | {heading: (TOTALS[words], EVERYBODY) for heading in names if (words := normal(heading).replace("_", " ")) in TOTALS}


def _age(low: str, high: str | None, is_open: str) -> str:
    return low + is_open if high is None or int(high) == int(low) + 1 else f"{low}-{high}"


def _wide(raw: RawFile) -> Tidy:
    codes, bands = spellings(raw.header, WIDE), _bands(raw.header)
    repeats = [heading for heading in bands if list(raw.frame.columns).count(heading) > 1]
    if repeats:
        raise refusal(raw, "each age once", f"two columns {repeats[0]!r}", row=1, column=repeats[0])
    _refuse_gaps(raw, bands)
    frame = refuse_empty(filled(raw.frame.fillna("")), "practices", raw)
    code, day = frame[next(iter(codes))].str.strip(), month_of(raw, "gp-reg-patients-01-2014.csv or Patient_List_Size_2015_01-03.csv")
    parts = [pd.DataFrame({"practice_code": code, "as_of": day, "sex": sex, "age": age,
                           "patients": counts(frame[heading], raw, "", heading, missing=())})
             for heading, (sex, age) in sorted(bands.items(), key=_oldest_last)]
    publication = "patients_by_age" if any(age == EVERYBODY for _, age in bands.values()) else "nhsbsa_list_sizes"
    return Tidy("patients", publication, lineage(pd.concat(parts), raw), len(frame))


def _refuse_gaps(raw: RawFile, bands: dict[str, tuple[str, str]]) -> None:
    """Ages follow each other from 0 on, the same for both sexes: a heading that was renamed would leave its patients out."""
    ages = {sex: [age for _, (_, age) in sorted((h, b) for h, b in bands.items() if b[0] == sex) if age != EVERYBODY]
            for sex in ("male", "female")}
    for sex, of_sex in ages.items():
        due = 0
        for low, high in sorted((int(age.rstrip("+").partition("-")[0]), int(age.rstrip("+").rpartition("-")[2])) for age in of_sex):
            if low != due:
                raise refusal(raw, f"ages of {sex} patients from {due} on", f"the next ones from {low} on", row=1)
            due = high + 1
    if all(ages.values()) and set(ages["male"]) != set(ages["female"]):
        odd = sorted(set(ages["male"]) ^ set(ages["female"]))
        raise refusal(raw, "the same ages of both sexes", f"{odd[0]} of one alone", row=1)


def _oldest_last(band: tuple[str, tuple[str, str]]) -> tuple[str, int]:
    _, (sex, age) = band
    first = re.match(r"\d+", age)
    return sex, int(first[0]) if first else -1


def _refuse_sums(raw: RawFile, rows: pd.DataFrame) -> None:
    """A total that its ages do not add up to shows a row that was lost or a cell that was changed."""
    totals = rows[rows["age"] == EVERYBODY].set_index(["practice_code", "sex"])
    sums = rows[rows["age"] != EVERYBODY].groupby(["practice_code", "sex"])["patients"].sum()
    both = totals[~totals.index.duplicated()].join(sums.rename("summed"), how="left" if len(totals) else "inner")
    pairs = both[both.index.get_level_values("sex").isin(sums.index.get_level_values("sex").unique())]
    wrong = pairs[pairs["patients"] != pairs["summed"].fillna(-1)]
    if len(wrong):
        practice, sex = wrong.index[0]
        raise refusal(raw, f"patients of practice {practice}, {sex}, as the sum of their ages, {wrong['summed'].iloc[0]:,}",
                      f"{wrong['patients'].iloc[0]:,}", row=int(wrong["row"].iloc[0]), column="NUMBER_OF_PATIENTS")
