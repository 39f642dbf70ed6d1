"""Lives: deaths, how long people live and where need lies in a place, in a sentence or two each for the first screen of a report."""

from typing import Any

import pandas as pd

from jsna.analysis import deprivation, inequality, practices
from jsna.analysis.comparison import in_a_word, with_england
from jsna.catalogue import Definition, definition, serving
from jsna.figures import clauses, findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Point
from jsna.figures.kinds.inequality import gap, is_clear
from jsna.footprints import kind_of

#: More districts or practices than this are counted, and the first named.
NAMED = 3


def lives(here: Area) -> tuple[Point, ...]:
    """What is held of deaths, of length of life, and of where the most deprived small areas are."""
    every = (_deaths(here), _length(here), _where(here))
    return tuple(Point(about, text, "", figure) for about, text, figure in every if text)


def death_rate_in_short(here: Area) -> str:
    """Where the rate of deaths is higher or lower than England's, for the first sentence of a report; nothing where it is neither."""
    indicator = serving("deaths")[0]
    rows = here.beside_faces(indicator.id)
    first = _first(rows)
    if first.empty:
        return ""
    table = _words(first, rows, indicator)
    sides = [(side, table.loc[table["word"] == PHRASES[side], "area_name"].tolist()) for side in ("higher", "lower")]
    said = [f"{side} than England's in {_names(names, len(table))}" for side, names in sides if names]
    return f"The death rate is {' and '.join(said)}" if said else ""


def _names(names: list[str], many: int) -> str:
    if len(names) <= NAMED:
        return words.joined(names)
    return f"all {many} districts" if len(names) == many else f"{len(names)} of {many} districts"


def _first(rows: pd.DataFrame) -> pd.DataFrame:
    """The place itself where it has a value, else its districts, else what it has."""
    areas = rows[rows["value"].notna() & (rows["footprint"] != "england")]
    districts = areas[areas["footprint"].map(kind_of).eq("district")]
    return areas[areas["own"]] if areas["own"].any() else districts if len(districts) else areas.head(1)


def _deaths(here: Area) -> tuple[str, str, str]:
    """The rate of deaths of the place, or of its districts, beside England; and of early deaths from the heart and vessels."""
    indicator = serving("deaths")[0]
    rows = here.beside_faces(indicator.id)
    first = _first(rows)
    parts = [_beside_england(first, rows, indicator)] if len(first) else []
    if len(first) and first["own"].all():
        districts = rows[rows["value"].notna() & rows["footprint"].map(kind_of).eq("district") & ~rows["own"]]
        parts += [_spread(districts, rows, indicator)] if len(districts) > 1 else []
    return "Deaths:", " ".join(filter(None, (*parts, _early(here)))), f"{indicator.chapter}-caterpillar-{indicator.id}"


def _beside_england(areas: pd.DataFrame, rows: pd.DataFrame, indicator: Definition) -> str:
    """`2024, ages allowed for: 901.6 per 100,000 in Redditch (712 deaths), similar to England (923.2).`"""
    start = f"{areas['period'].iloc[0]}, ages allowed for"
    if len(areas) > NAMED:
        return f"{start}: {words.lower(_spread(areas, rows, indicator)).removesuffix('.')}{_england(rows, indicator)}."
    said = [_one(row, indicator) for _, row in _words(areas, rows, indicator).iterrows()]
    return f"{start}: {'; '.join(said)}{_england(rows, indicator)}."


def _one(row: "pd.Series[Any]", indicator: Definition) -> str:
    deaths = f" ({words.counted(round(row['numerator']), 'death')})" if pd.notna(row["numerator"]) else ""
    beside = f", {row['word']} England" if row["word"] else ""
    return f"{clauses.stated(row['value'], indicator)} in {row['area_name']}{deaths}{beside}"


def _england(rows: pd.DataFrame, indicator: Definition) -> str:
    england = rows.loc[rows["footprint"] == "england", "value"]
    return f" ({clauses.value(england.iloc[0], indicator)})" if len(england) else ""


def _words(areas: pd.DataFrame, rows: pd.DataFrame, indicator: Definition) -> pd.DataFrame:
    """The areas with the `word` that a test beside England finds; empty where England is not held."""
    england = rows[rows["footprint"] == "england"]
    if england.empty:
        return areas.assign(word="")
    tests = with_england(areas, england)
    found = [in_a_word(row, indicator.least_difference) for _, row in tests.iterrows()]
    return areas.assign(word=[PHRASES.get(word, "") for word in found])


#: What a test finds, as it stands before what it was set beside.
PHRASES = {"higher": "higher than", "lower": "lower than", "similar": "similar to", "close": "close to"}


def _spread(districts: pd.DataFrame, rows: pd.DataFrame, indicator: Definition) -> str:
    """From which district to which, and how many are higher than England."""
    table = _words(districts, rows, indicator).sort_values("value", kind="stable")
    low, high = (f"{clauses.value(row['value'], indicator)} in {row['area_name']}" for _, row in table.iloc[[0, -1]].iterrows())
    higher = table.loc[table["word"] == PHRASES["higher"], "area_name"].tolist()
    who = words.joined(higher) if 0 < len(higher) <= NAMED else words.none(len(higher))
    england = f"; {who} of {len(table)} higher than England" if table["word"].any() else ""
    return f"By district, {indicator.unit}, from {low} to {high}{england}."


def _early(here: Area) -> str:
    """Early deaths of the place's own patients, in the newest year that is held."""
    indicator = serving("early_deaths")[0]
    rows = here.rows[(here.rows["indicator_id"] == indicator.id) & here.rows["value"].notna()]
    if rows.empty:
        return ""
    newest = rows[rows["period"] == rows["period"].max()]
    england = here.england[(here.england["indicator_id"] == indicator.id) & (here.england["period"] == newest["period"].iloc[0])]
    row = _words(newest, england.assign(footprint="england"), indicator).iloc[0]
    beside = f", {row['word']} England{_england(england, indicator)}" if row["word"] else ""
    return f"{indicator.name}, {row['period']}: {clauses.stated(row['value'], indicator)}{beside}."


def _length(here: Area) -> tuple[str, str, str]:
    """By how much lives are shorter in the most deprived neighbourhoods, of men and of women, and the ends of all neighbourhoods."""
    by_sex = {"men": serving("length_of_life_men")[0], "women": serving("length_of_life_women")[0]}
    gaps = [text for sex, indicator in by_sex.items() if (text := _gap(here, indicator, sex))]
    indicator = serving("length_of_life")[0]
    rows = here.beside_faces(indicator.id)
    areas = rows[rows["value"].notna() & (rows["footprint"] != "england")].sort_values("value", kind="stable")
    ends = ""
    if len(areas) > 1:
        low, high = (f"{clauses.stated(row['value'], indicator)} in {row['area_name']}" for _, row in areas.iloc[[0, -1]].iterrows())
        ends = f"From {low} to {high}, of {len(areas)} neighbourhoods ({areas['period'].iloc[0]})."
    across = f"Lives in the most deprived neighbourhoods, beside the least: {'; '.join(gaps)}." if gaps else ""
    return "Length of life:", " ".join(filter(None, (ends, across))), f"{indicator.chapter}-inequality-{by_sex['men'].id}"


def _gap(here: Area, indicator: Definition, sex: str) -> str:
    """`men 6.2 years shorter (5.0 to 7.5; England 7.9 years shorter)`."""
    rows = here.across(indicator.id, serving("deprivation")[0].id)
    if rows.empty:
        return ""
    line, england = (inequality.slope(inequality.across(some.drop(columns="own"))) for some in (rows[rows["own"]], rows))
    if line is None or england is None:
        return ""
    beside = gap(england, indicator).partition(" (")[0]
    size = f"{gap(line, indicator).removesuffix(')')}; England {beside})"
    said = f"{sex} {size}" if is_clear(line) else f"{sex} no clear difference, {size}"
    return said.replace("lower", "shorter").replace("higher", "longer")


def _where(here: Area) -> tuple[str, str, str]:
    """In which districts the small areas lie that are among the most deprived fifth of England, and which is the most deprived."""
    areas = here.small_areas()
    if areas.empty:
        return "", "", ""
    table = deprivation.by_district(areas)
    fifth, first = int(table["fifth"].sum()), areas.sort_values(["rank", "area_name"]).iloc[0]
    some = table[table["fifth"] > 0].sort_values(["fifth", "district"], ascending=[False, True])
    parts = [f"{words.number(row['fifth'])} in {row['district']}" for _, row in some.head(NAMED).iterrows()]
    more = [f"{words.number(some['fifth'].iloc[NAMED:].sum())} elsewhere"] if len(some) > NAMED else []
    where = f", {words.joined([*parts, *more])}" if len(table) > 1 and fifth > 1 else ""
    count = f"{words.none(fifth).capitalize()} of {words.counted(len(areas), 'small area')} {words.verb(max(fifth, 1), 'is', 'are')}"
    people = f", with {words.number(table['fifth_residents'].sum())} residents in mid-2015" if fifth else ""
    text = f"{count} in the most deprived fifth of England{people}{where}. The most deprived is {first['area_name']}."
    return "Where deprivation is:", text, f"{serving('decile')[0].chapter}-map-small-areas"


def practices_told(here: Area, registers: pd.DataFrame) -> tuple[Point, ...]:
    """Which practices stand out on the registers that are told; a report of one practice has its own figures of that."""
    if here.footprint == "practice":
        return ()
    expected = findings.lined(registers) if len(registers) and findings.are_expected(registers) else pd.DataFrame(columns=["indicator_id"])
    keys = [str(key) for key in expected["indicator_id"]]
    said = [text for key in keys if (text := _standing_out(here, key))]
    if not said:
        return ()
    text = f"those that stand out are, for {'; '.join(said)}."
    return (Point("Practices beside what is expected:", text, "", f"{definition(keys[0]).chapter}-funnel-{keys[0]}"),)


def _standing_out(here: Area, indicator: str) -> str:
    """`depression 2 of 19 (Hillview Medical Centre fewer, Cornhill Surgery more)`."""
    rows = here.practices(indicator)
    if "expected" not in rows or not (rows["special"].eq("") & rows["value"].notna() & rows["expected"].notna()).any():
        return ""
    table = practices.beside(rows)
    out, like = practices.ordered(table), int(table["like"].sum())
    sides = [(side, out.loc[out["outside"] == where, "area_name"]) for side, where in (("more", "above"), ("fewer", "below"))]
    few = len(out) <= NAMED
    names = [f"{side}: {words.joined(list(some)) if few else len(some)}" for side, some in sides if len(some)]
    told = f" ({'; '.join(names)})" if names else ""
    return f"{clauses.about(definition(indicator))}, {words.none(len(out))} of {like}{told}"
