"""Admissions of residents by fifth of deprivation of where they live, among the residents of the same small areas."""

from collections.abc import Iterator

import pandas as pd

from jsna import periods
from jsna.catalogue import definitions
from jsna.errors import BuildError
from jsna.making.caveats import Caveats
from jsna.making.counts import BEHIND, residents
from jsna.making.counts.deprivation import ranked
from jsna.making.places.small_areas import EDITIONS
from jsna.making.standardised import within
from jsna.records.admissions import NUMBERS
from jsna.records.residents import RESIDENTS, phrases
from jsna.schemas import FIFTHS

#: The publication of the residents of the small areas of each census; one of records whose agreement says so hides small counts otherwise.
OF_CENSUS = {"lsoa_2011": "hes_residents_2011", "lsoa_2021": "hes_residents_2021"}
RULES = {"hes_2018": "", "secondary": "_secondary", "exact": "_exact"}
PUBLICATIONS = tuple(OF_CENSUS.values())
TABLES = ("admissions", "residents", "deprivation", "lsoa_population")
COUNTED = phrases()
LACKS = "small areas without residents by age, or without a rank of deprivation: {codes}"
#: Areas of a few small areas have too few admissions of each fifth for a rate.
TOO_SMALL = ("msoa_2011",)
#: Of ages that end with 85, the last bands of admissions.
TO_85 = {"85-89": "85+", "90+": "85+"}


def counts(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    """A row a small area, age and group of causes, under the fifth of the area: residents admitted among residents.

    Raises
    ------
    BuildError
        Where residents or ranks are held of the small areas of another census than the records', and none of theirs.
    """
    admissions = _with_persons(tables["admissions"])
    frames = [frame for (year, census), rows in admissions.groupby(["period", "census"])
              for frame in _of_year(rows, _people(tables, str(census), str(year), caveats))]  # fmt: skip
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame()


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """None: what a record adds to a count is nobody's to see."""
    return counts(tables, Caveats()).head(0).assign(says="")


def _with_persons(every: pd.DataFrame) -> pd.DataFrame:
    """Admissions of residents with the people behind them, and the squares of what each had: as many as patients of that age, of all
    England, had for that cause. Of residents alone nobody knows who came several times.
    """
    key = ["period", "counted", "age"]
    patients = every.dropna(subset="practice_code")
    sums = patients.assign(counted=patients["counted"] + RESIDENTS).groupby(key)[list(NUMBERS)].sum().astype(float)
    ratios = sums[BEHIND].div(sums["admissions"].where(sums["admissions"] > 0), axis=0)
    admissions = every.dropna(subset="lsoa_code").drop(columns=BEHIND)
    both = admissions.join(ratios, on=key).fillna(dict.fromkeys(BEHIND, 1.0))
    return both.assign(**{name: both[name] * both["admissions"].astype(float) for name in BEHIND})


def _people(tables: dict[str, pd.DataFrame], census: str, year: str, caveats: Caveats) -> pd.DataFrame:
    """Residents of each small area of a census by age, nearest to the middle of a year, with its fifth; none where they are not held."""
    if census not in OF_CENSUS:
        caveats.note("", f"Admissions of {year} are by small areas of {census[-4:]}: no residents or ranks are read of these.")
        return pd.DataFrame()
    every = residents.by_age(tables["residents"])
    people, ranks = every[every["unit_kind"] == census], ranked(tables, EDITIONS[census])
    _refuse_mixed(census, "residents by age", people, list(every["unit_kind"].unique()))
    _refuse_mixed(census, "ranks of deprivation", ranks, [kind for kind, edition in EDITIONS.items() if len(ranked(tables, edition))])
    if people.empty or ranks.empty:
        words = f"rates by deprivation would need residents by age, and ranks, of small areas of {census[-4:]}"
        caveats.note("", f"Admissions of {year}: {words}.")
        return pd.DataFrame()
    middle = periods.parse(f"{year[:4]}-09-30").start
    apart = {period: abs((periods.parse(period).start - middle).days) for period in people["period"].unique()}
    fifth = (ranks.set_index("lsoa_code")["decile"] + 1) // 2
    nearest = people[people["period"] == min(apart, key=lambda period: apart[period])]
    return nearest.assign(category=nearest["unit"].map(fifth)).dropna(subset="category")


def _refuse_mixed(census: str, what: str, rows: pd.DataFrame, kinds: list[str]) -> None:
    """Refuse the small areas of one census with the people, or the ranks, of another: a code that stayed may stand for other people."""
    if rows.empty and kinds:
        year, others = census[-4:], " and ".join(kind[-4:] for kind in kinds)
        raise BuildError(
            f"data/protected: expected {what} of small areas of {year}, by which these admissions are, found those of {others}.",
            f"Put {what} of small areas of {year} into the raw folder beside them (guide, *Records of admissions*); nothing was built.")


def _of_year(rows: pd.DataFrame, people: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """The counts of each group of causes, of the ages that definitions ask for."""
    if people.empty:
        return
    bands = set(people["age"].unique())
    admissions = rows.assign(age=rows["age"].where(rows["age"].isin(bands), rows["age"].replace(TO_85)))
    census, residents_of = people[["unit_kind", "period"]].iloc[0]
    # The people and the ranks that stand behind a rate are told by the id of its source.
    source = f"{OF_CENSUS[census]}{RULES[str(rows['rule'].iloc[0])]}_{residents_of}_{EDITIONS[census]}"
    whole: dict[str, str] = {"period": rows["period"].iloc[0], "category_type": FIFTHS, "source_id": source, "file": rows["file"].iloc[0]}
    for phrase, group in admissions.groupby("counted"):
        yield _among(people, group, str(phrase)).assign(what=phrase, **whole)


def _among(people: pd.DataFrame, admissions: pd.DataFrame, phrase: str) -> pd.DataFrame:
    """The residents of the ages that definitions ask for, under the fifth of their small area, and those of them who came."""
    bands = {band for each in definitions().values() if each.counts == phrase for band in within(each.ages)}
    cells = people[people["age"].isin(bands | ({"85+"} if "90+" in bands else set()))]
    sums = admissions.groupby(["lsoa_code", "age"])[list(NUMBERS)].sum()
    events = sums.reindex(pd.MultiIndex.from_frame(cells[["unit", "age"]]), fill_value=0.0).set_axis(cells.index).astype(float)
    numbers = events.rename(columns={"admissions": "numerator"}).assign(denominator=cells["residents"].astype(float))
    fifth = cells["category"].astype("int64").astype("str")
    return pd.concat([cells[["unit_kind", "unit", "age"]], numbers], axis=1).assign(category=fifth)
