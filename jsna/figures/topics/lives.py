"""Lives: deaths, how long people live and where need lies in a place, in a sentence or two each for the first screen of a report."""

from typing import Any

import pandas as pd

from jsna.analysis import deprivation, funnel, ranks, trend
from jsna.analysis.fewer import fewer
from jsna.catalogue import Definition, serving
from jsna.figures import changes, clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Point
from jsna.figures.kinds import small
from jsna.figures.kinds.inequality import gap, is_clear, line_of
from jsna.figures.topics import among, apart

#: What is said of a change that is hardly chance.
SURE = "is more than chance usually makes"
#: Why a gap in England is no measure of one here.
ROUGHLY = "Places differ more in deprivation in England, so the two compare only roughly."
#: Of fewer neighbourhoods the ends are named: eight in ten of them are soon all but two.
MANY = 30


def lives(here: Area) -> tuple[Point, ...]:
    """What is held of deaths, first and empty where nothing is, of early ones, of length of life, and of where deprivation is."""
    deaths, *others = (_deaths(here), _early(here), _length(here), _where(here))
    return (deaths, *(point for point in others if point.text))


def _point(about: str, sentences: tuple[str, ...], picture: str, figure: str) -> Point:
    """The point of those sentences that say something."""
    return Point(about, tuple(text for text in sentences if text), picture, figure)


def _deaths(here: Area) -> Point:
    """The rate of deaths of the place, or of its districts, beside England."""
    indicator = serving("deaths")[0]
    rows = here.beside_faces(indicator.id)
    first = apart.first_of(rows)
    parts = [_beside_england(here, first, rows, indicator), _earlier(here, first, indicator)] if len(first) else []
    if len(first) and first["own"].all():
        districts = apart.districts_of(first, rows)
        parts += [_spread(districts, rows, indicator)] if len(districts) else []
    picture = apart.picture(pd.concat([first, apart.districts_of(first, rows)]), rows, indicator) if len(first) else ""
    return _point("Deaths:", tuple(parts), picture, f"{indicator.chapter}-caterpillar-{indicator.id}")


def _beside_england(here: Area, areas: pd.DataFrame, rows: pd.DataFrame, indicator: Definition) -> str:
    """`2024, ages allowed for: 901.6 per 100,000 in Redditch (712 deaths), similar to England (923.2).`"""
    start = f"{words.shown_period(areas['period'].iloc[0])}, ages allowed for"
    if len(areas) > apart.NAMED:
        return f"{start}: {words.lower(_spread(areas, rows, indicator)).removesuffix('.')}{_england(rows, indicator)}."
    told = [_one(row, indicator, _rank(here, row, indicator)) for _, row in apart.with_words(areas, rows, indicator).iterrows()]
    return f"{start}: {'; '.join(told)}{_england(rows, indicator)}{_elsewhere(areas, rows)}."


def _elsewhere(areas: pd.DataFrame, rows: pd.DataFrame) -> str:
    """`; part of Hart, which lies mostly elsewhere, is here too`: its rate is not this place's, and its neighbourhoods are told."""
    like = rows["footprint"].isin(areas.loc[areas["district"], "footprint"]) & ~rows["own"] & ~rows["district"]
    names = rows.loc[like & rows["value"].notna(), "area_name"].tolist()
    part, lie, are = ("part", "lies", "is") if len(names) == 1 else ("parts", "lie", "are")
    return f"; {part} of {words.joined(names)}, which {lie} mostly elsewhere, {are} here too" if 0 < len(names) <= apart.NAMED else ""


def _one(row: "pd.Series[Any]", indicator: Definition, rank: str) -> str:
    deaths = f" ({words.counted(round(row['numerator']), 'death')}{_beyond(row)})" if pd.notna(row["numerator"]) else ""
    beside = f", {row['word']} England" if row["word"] else ""
    return f"{clauses.stated(row['value'], indicator)} in {row['area_name']}{rank}{deaths}{beside}"


def _rank(here: Area, row: "pd.Series[Any]", indicator: Definition) -> str:
    """`, among the highest tenth of 285 districts`, of an area that is told apart from England: the chapter has that rank in a figure."""
    if not _is_apart(row):
        return ""
    return f", {text}" if (text := among.area(here, row, indicator.id)) else ""


def _is_apart(row: "pd.Series[Any]") -> bool:
    """Whether a test tells the place, or a district of it, apart from England: one that lies elsewhere is not this place's."""
    return row["word"] in apart.APART and bool(row["own"] or row["district"])


def _beyond(row: "pd.Series[Any]") -> str:
    """`, roughly 930 more than at England's rate`, where the two are told apart."""
    if not _is_apart(row):
        return ""
    more = float(fewer(row, {"England": row["england"]})["fewer"].iloc[0])
    return f", roughly {words.about(abs(more))} {'more' if more > 0 else 'fewer'} than at England's rate"


def _earlier(here: Area, areas: pd.DataFrame, indicator: Definition) -> str:
    """`In 2019, before the pandemic: 839.2 in Bromsgrove (England 925.3); the change since may be chance.`"""
    faces = () if areas["own"].all() else here.faces(indicator.id)
    places = [here] if areas["own"].all() else [face for face in faces if face.code in set(areas["area_code"])]
    if not places:
        return ""
    series = [trend.own(trend.segments(place.history(indicator.id), indicator.breaks)) for place in places]
    before = pd.concat([trend.points(some).iloc[1:-1] for some in series])
    if len(before) < len(areas) or len(set(before["period"])) > 1:
        return ""
    chance = {str(before["place"].iloc[at]): changes.may_be_chance(each, indicator) for at, each in enumerate(series)}
    if len(areas) > apart.NAMED:
        return _since(before, indicator, {place: _fell(some) for place, some in zip(chance, series, strict=True) if chance[place] is False})
    values = words.joined([f"{clauses.value(row['value'], indicator)} in {row['place']}" for _, row in before.iterrows()])
    return _then(before, indicator, values, chance)


def _fell(series: pd.DataFrame) -> bool:
    values = trend.points(series)["value"]
    return bool(values.iloc[-1] < values.iloc[-2])


def _since(before: pd.DataFrame, indicator: Definition, clear: dict[str, bool]) -> str:
    """`Since 2019, before the pandemic, it fell in Ealing and Hounslow by more than chance usually makes.`"""
    when = f", before {indicator.shaded}," if indicator.shaded else ""
    ways = [(way, [place for place, fell in clear.items() if fell == down]) for way, down in (("fell", True), ("rose", False))]
    told = words.joined([f"{way} in {words.joined(names)}" for way, names in ways if names])
    verdict = f"it {told} by {SURE.removeprefix('is ')}" if told else "no change of any of these is more than chance often makes"
    return f"Since {words.shown_period(before['period'].iloc[0])}{when} {verdict}."


def _then(before: pd.DataFrame, indicator: Definition, values: str, chance: dict[str, bool | None], change: str = "change") -> str:
    """`In 2016: 125.9 (England 71.2); the fall since is more than chance usually makes.`"""
    england = "" if before["england"].isna().any() else f" (England {clauses.value(before['england'].iloc[0], indicator)})"
    when = f", before {indicator.shaded}" if indicator.shaded else ""
    return f"In {words.shown_period(before['period'].iloc[0])}{when}: {values}{england}{_by_chance(chance, change)}."


def _by_chance(chance: dict[str, bool | None], change: str) -> str:
    """`; the change since may be chance`, with the names of places where it is not so of all."""
    verdicts = {True: "may be chance", False: SURE}
    groups = [(text, [name for name, verdict in chance.items() if verdict is key]) for key, text in verdicts.items()]
    some = [f"{text}{f' in {words.joined(names)}' if len(chance) > 1 else ''}" for text, names in groups if names]
    return f"; the {change} since {', and '.join(some)}" if some else ""


def _england(rows: pd.DataFrame, indicator: Definition) -> str:
    england = rows.loc[rows["footprint"] == "england", "value"]
    return f" ({clauses.value(england.iloc[0], indicator)})" if len(england) else ""


def _spread(districts: pd.DataFrame, rows: pd.DataFrame, indicator: Definition) -> str:
    """From which district to which, and how many are higher than England."""
    table = apart.with_words(districts, rows, indicator).sort_values("value", kind="stable")
    low, high = (f"{clauses.value(row['value'], indicator)} in {row['area_name']}" for _, row in table.iloc[[0, -1]].iterrows())
    sides = apart.told(table)
    told_apart = f"; {' and '.join(sides) or 'none is told apart from England'}" if table["word"].any() else ""
    return f"By district the rate {indicator.unit} goes from {low} to {high}{told_apart}."


def _early(here: Area) -> Point:
    """Early deaths of the place's own patients, in the newest year that is held and in the first."""
    indicator = serving("early_deaths")[0]
    rows = here.rows[(here.rows["indicator_id"] == indicator.id) & here.rows["value"].notna()]
    if rows.empty:
        return _point("", (), "", "")
    newest = rows[rows["period"] == rows["period"].max()]
    england = here.england[(here.england["indicator_id"] == indicator.id) & (here.england["period"] == newest["period"].iloc[0])]
    country = england.assign(footprint="england")
    row = apart.with_words(newest, country, indicator).iloc[0]
    beside = f", {row['word']} England{_england(england, indicator)}" if row["word"] else ""
    series = trend.own(trend.segments(here.history(indicator.id), indicator.breaks))
    first = series.head(1)
    before, chance = float(first["value"].iloc[0]), {"": changes.may_be_chance(series, indicator)}
    then = _then(first, indicator, clauses.value(before, indicator), chance, "fall" if row["value"] < before else "rise")
    then = then.replace(SURE, f"{SURE}{changes.all_of_it(series, indicator)}")
    now = f"{clauses.stated(row['value'], indicator)} in {words.shown_period(row['period'])}{beside}."
    picture = apart.picture(newest, country, indicator)
    return _point(f"{indicator.name}:", (now, then if len(series) > 1 else ""), picture, f"{indicator.chapter}-trend-{indicator.id}")


def _length(here: Area) -> Point:
    """By how much lives are shorter in the most deprived neighbourhoods, of men and of women, and the ends of all neighbourhoods."""
    by_sex = {"men": serving("length_of_life_men")[0], "women": serving("length_of_life_women")[0]}
    gaps = [text for sex, indicator in by_sex.items() if (text := _gap(here, indicator, sex))]
    indicator = serving("length_of_life")[0]
    rows = here.beside_faces(indicator.id)
    areas = rows[rows["value"].notna() & (rows["footprint"] != "england")].sort_values("value", kind="stable")
    ends = ""
    if len(areas) > 1:
        neighbourhoods = int((rows["footprint"] == areas["footprint"].iloc[0]).sum())
        ends = f"{_ends(areas, indicator, neighbourhoods)}, men and women together ({words.shown_period(areas['period'].iloc[0])})."
    lead = f"In the most deprived neighbourhoods beside the least, by a line through {_on_the_line(here, by_sex)}"
    across = f"{lead}: {'; '.join(gaps)}. {ROUGHLY}" if gaps else ""
    return _point("Length of life:", (ends, across), small.strip(areas["value"]), f"{indicator.chapter}-inequality-{by_sex['men'].id}")


def _ends(areas: pd.DataFrame, indicator: Definition, every: int) -> str:
    """Between which values most neighbourhoods lie; of few, the lowest and the highest of those that are known well.

    The chart names them: what is held is a district and a number, `Redditch 003`, that nobody there knows.
    """
    if len(areas) >= MANY:
        low, high = (clauses.value(value, indicator) for value in funnel.ends(areas["value"]))
        some = f"Of {every} neighbourhoods {len(areas)} have a value; eight in ten of these"
        start = some if every > len(areas) else f"Eight in ten of {every} neighbourhoods"
        return f"{start} lie between {low} and {high} {indicator.unit}"
    least, most, rough = ranks.ends(areas)
    low, high = (clauses.value(row["value"], indicator) for row in (least, most))
    at_least, at_most = (f" (in {row['within']})" if least["within"] != most["within"] else "" for row in (least, most))
    if most["upper_95"] - most["lower_95"] > ranks.ROUGH * (areas["upper_95"] - areas["lower_95"]).median():
        at_most += f", known roughly ({clauses.value(most['lower_95'], indicator)} to {clauses.value(most['upper_95'], indicator)})"
    left_out = [f"{len(rough)} known too roughly"] * bool(len(rough)) + [f"{every - len(areas)} without a value"] * (every > len(areas))
    known = words.counted(len(areas) - len(rough), "neighbourhood")
    without = f", leaving out {words.joined(left_out)}" if left_out else ""
    return f"From {low} {indicator.unit} in the lowest of {known}{at_least} to {high} in the highest{at_most}{without}"


def _on_the_line(here: Area, by_sex: dict[str, Definition]) -> str:
    """`all`, or `those with a value (men 47, women 50 of 57)`."""
    across = {sex: here.across(one.id, serving("deprivation")[0].id) for sex, one in by_sex.items()}
    values = {sex: rows.loc[rows["own"], "value"] for sex, rows in across.items() if len(rows)}
    some = ", ".join(f"{sex} {value.notna().sum()}" for sex, value in values.items())
    lacking = any(value.isna().any() for value in values.values())
    return f"those with a value ({some} of {max(map(len, values.values()))})" if lacking else "all"


def _gap(here: Area, indicator: Definition, sex: str) -> str:
    """`men live 6.2 years less (5.0 to 7.5; England 7.8)`, `for women no clear difference (4.0 more to 4.6 less; England 6.0 less)`."""
    own, england = line_of(here, indicator), line_of(here, indicator, whole=True)
    if own is None:
        return ""
    size, _, limits = gap(own, indicator).rstrip(")").partition(" (")
    beside = "" if england is None else f"; England {clauses.value(abs(england['sii']), indicator)}"
    unclear = f"for {sex} no clear difference ({limits}{beside and f'{beside} lower'})"
    return (f"{sex} live {size} ({limits}{beside})" if is_clear(own) else unclear).replace("lower", "less").replace("higher", "more")


def _where(here: Area) -> Point:
    """In which districts the small areas lie that are among the most deprived fifth of England, and which is the most deprived."""
    areas = here.small_areas()
    if areas.empty:
        return _point("", (), "", "")
    table = deprivation.by_district(areas)
    fifth, first = int(table["fifth"].sum()), areas.sort_values(["rank", "area_name"]).iloc[0]
    some = table[table["fifth"] > 0].sort_values(["fifth", "district"], ascending=[False, True])
    parts = [f"{words.number(row['fifth'])} in {row['district']}" for _, row in some.head(apart.NAMED).iterrows()]
    more = [f"{words.number(some['fifth'].iloc[apart.NAMED:].sum())} elsewhere"] if len(some) > apart.NAMED else []
    where = f", {words.joined([*parts, *more])}" if len(table) > 1 and fifth > 1 else ""
    count = f"{words.none(fifth).capitalize()} of {words.counted(len(areas), 'small area')} {words.verb(max(fifth, 1), 'is', 'are')}"
    people = f", with {words.number(table['fifth_residents'].sum())} residents in mid-2015" if fifth else ""
    most = f"The most deprived of these is in {first['district']}." if len(table) > 1 and pd.notna(first["district"]) else ""
    told = f"{count} in the most deprived fifth of England{people}{where}."
    return _point("Where deprivation is:", (told, most), small.share(fifth / len(areas)), f"{serving('decile')[0].chapter}-map-small-areas")
