"""Apart: which areas of a place a test tells apart from England, in a word, and so where more people die."""

import pandas as pd

from jsna.analysis.comparison import in_a_word, with_england
from jsna.catalogue import Definition, serving
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.kinds import small

#: More districts than this are counted, and the first named.
NAMED = 3
#: What a test finds, as it stands before what it was set beside.
PHRASES = {"higher": "higher than", "lower": "lower than", "similar": "similar to", "close": "close to"}
APART = (PHRASES["higher"], PHRASES["lower"])


def death_rate_in_short(here: Area) -> str:
    """Where the rate of deaths is higher or lower than England's, for the first sentence of a report; nothing where it is neither."""
    sides = _sides(*_areas(here))
    return f"The death rate is {' and '.join(sides)}" if sides else ""


def higher(here: Area) -> str:
    """Where the rate of deaths is higher than England's: `Exeter and Plymouth`, `4 of 10 districts`; the place before its districts."""
    table, districts = _areas(here)
    some = table if table["word"].eq(PHRASES["higher"]).any() else districts
    names = some.loc[some["word"] == PHRASES["higher"], "area_name"].tolist()
    return _names(names, len(some)) if names else ""


def _areas(here: Area) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The place, or its districts, and the districts of a place that has a rate of its own, with words on their rates of deaths."""
    indicator = serving("deaths")[0]
    rows = here.beside_faces(indicator.id)
    first = first_of(rows)
    return with_words(first, rows, indicator), with_words(districts_of(first, rows), rows, indicator)


def _sides(table: pd.DataFrame, districts: pd.DataFrame) -> list[str]:
    """`higher than England's in Oak`, `similar in Ash`; of a place as a whole first, and then of its `districts` that are otherwise."""
    others = districts[~districts["word"].isin(table["word"])]
    whole = " as a whole" if others["word"].isin(APART).any() else ""
    sides = [f"{side}{whole}" for side in told(table)] + told(others, len(districts))
    like = table.loc[table["word"].isin([PHRASES["similar"], PHRASES["close"]]), "area_name"].tolist()
    return [*sides, *([f"similar in {words.joined(like)}"] if sides and like and not whole and len(table) <= NAMED else [])]


def told(table: pd.DataFrame, many: int = 0) -> list[str]:
    """`higher than England's in Oak`, `lower than England's in 3 of 8 districts`: those of the two that are somewhere."""
    sides = [(side, table.loc[table["word"] == PHRASES[side], "area_name"].tolist()) for side in ("higher", "lower")]
    return [f"{side} than England's in {_names(names, many or len(table))}" for side, names in sides if names]


def _names(names: list[str], many: int) -> str:
    if len(names) <= NAMED:
        return words.joined(names)
    return f"all {many} districts" if len(names) == many else f"{len(names)} of {many} districts"


def first_of(rows: pd.DataFrame) -> pd.DataFrame:
    """The place itself where it has a value, else the districts that lie mostly in it, else what it has."""
    areas = rows[rows["value"].notna() & (rows["footprint"] != "england")]
    return areas[areas["own"]] if areas["own"].any() else areas[areas["district"]] if areas["district"].any() else areas.head(1)


def districts_of(first: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    """The districts of a place that has a rate of its own, where it has several."""
    districts = rows[rows["value"].notna() & rows["district"] & ~rows["own"]]
    return districts if first["own"].all() and len(districts) > 1 else districts.head(0)


def with_words(areas: pd.DataFrame, rows: pd.DataFrame, indicator: Definition) -> pd.DataFrame:
    """The areas with the `word` that a test beside England finds; empty where England is not held."""
    england = rows[rows["footprint"] == "england"]
    if england.empty or areas.empty:
        return areas.assign(word="", england=float("nan"))
    tests = with_england(areas, england)
    found = [in_a_word(row, indicator.least_difference) for _, row in tests.iterrows()]
    return areas.assign(word=[PHRASES.get(word, "") for word in found], england=england["value"].iloc[0])


def looks(table: pd.DataFrame) -> "pd.Series[str]":
    """How areas with their words are drawn in a small picture."""
    return table["word"].map(lambda word: "apart" if word in APART else "like" if word else "unknown")


def picture(areas: pd.DataFrame, rows: pd.DataFrame, indicator: Definition) -> str:
    """Areas beside England's value; nothing where that is not held."""
    table = with_words(areas, rows, indicator)
    return small.around(table["value"], float(table["england"].iloc[0]), looks(table))
