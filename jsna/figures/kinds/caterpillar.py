"""Caterpillar: one indicator in each area that a place can be seen as, every value with its interval, beside England."""

from typing import Any

import pandas as pd

from jsna.analysis import ranks
from jsna.analysis.comparison import in_words, with_england
from jsna.catalogue import Definition
from jsna.figures import clauses
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds import caterpillar_drawing as drawing
from jsna.figures.kinds.each import each

#: How a comparison ends that a test allows words for.
CAN_TELL = ("higher than", "lower than", "similar to", "close to")


@each
def caterpillar(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """The newest value of an indicator in the place, in its districts and council, or in the small areas inside it.

    Examples
    --------
    >>> jsna.caterpillar(here, "deaths_all_causes")
    """
    rows = here.beside_faces(definition.id)
    if rows.loc[rows["footprint"] != "england", "value"].isna().all():
        return clauses.absent(here, definition)
    return figure(rows, definition, small)


def figure(rows: pd.DataFrame, definition: Definition, small: bool = False) -> Figure:
    """The figure of rows of areas and, where it is known, England; `small` to stand beside others."""
    of_england = rows["footprint"] == "england"
    areas, england = rows[~of_england], rows[of_england]
    alike, part = len(areas["footprint"].unique()) == 1, areas["own"] | areas["district"] | areas["within"].ne("")
    areas = areas.assign(elsewhere=~part if part.any() else False, place_in_order=-2.0 * areas["own"] - part if not alike else 0.0)
    ordered = areas.sort_values(["place_in_order", "value"], ascending=[True, False], kind="stable")
    comparison = with_england(ordered, england)
    tested = len(england) and comparison["lower_95"].notna().any()
    outcome = [in_words(row, definition.least_difference) for _, row in comparison.iterrows()] if tested else ""
    table = pd.concat([comparison.assign(outcome=outcome), england.assign(outcome="", elsewhere=False)], ignore_index=True)
    several = len(_areas(table)) > 1  # an axis fitted to one value and England's would make any difference between them look large
    short = table["outcome"].str.replace(" (than|to)$", "", regex=True)
    table = table.assign(kind=[_kind(row) for _, row in table.iterrows()], beside=short)
    return Figure.of(
        table,
        f"caterpillar-{definition.id}",
        say(table, definition),
        _columns(table, definition),
        f"{definition.name}, {definition.unit}",
        whom=f"{_whom(table)} in {table['place'].iloc[0]}" if alike and len(areas) > 1 else f"{table['place'].iloc[0]}: {_whom(table)}",
        axis=clauses.on_axis(definition),
        notes=_notes(table) if several else (),
        draw=(lambda fig: drawing.draw(fig, table, definition)) if several else None,
        size=style.Size(style.NARROW, drawing.size(table).narrow, drawing.size(table).narrow) if small else drawing.size(table),
        ends=("highest", "lowest") if alike else None,
        facts=_totals(table, definition) | _lacking(table) | ({} if _are_few(_areas(table)) else _sides(table)),
        caveat=" ".join(filter(None, [definition.caveat, WHOLE if (table["kind"] != "").any() and not alike else ""])),
    )


def _notes(table: pd.DataFrame) -> list[str]:
    """What the lines are, and the marks where a test finds some area of the place unlike England."""
    ours = table.loc[~table["elsewhere"].astype(bool), "outcome"]
    worse = ", orange where that is worse" if ours.eq(drawing.worse(table)).any() else ""
    diamonds = f"diamonds: areas here unlike England{worse}" if ours.isin(drawing.UNLIKE).any() else ""
    return ["lines are 95% intervals" if table["lower_95"].notna().any() else "", diamonds]


#: What a test finds beside England.
SIDES = ("higher", "lower")
WHOLE = "A district or council area counts whole, with those parts that lie outside this area."


def _kind(row: pd.Series) -> str:
    return str(row["within"]) if row["within"] else "" if row["footprint"] == "england" else words.kind(row["footprint"])


def _whom(table: pd.DataFrame) -> str:
    kinds = table.loc[table["footprint"] != "england", "footprint"]
    return words.joined([words.counted(int((kinds == name).sum()), words.kind(name)) for name in dict.fromkeys(kinds)])


def _columns(table: pd.DataFrame, definition: Definition) -> dict[str, Column]:
    def text(value: float) -> str:
        return clauses.value(value, definition)

    count_head, among, value = definition.heads
    within = table["within"].ne("").any()
    columns = {
        "area_name": Column("Area", numeric=False), "kind": Column("District" if within else "Kind", numeric=False),
        "numerator": Column(count_head, words.number), "denominator": Column(among, words.number), "value": Column(value, text),
        "lower_95": Column("95% lower", text), "upper_95": Column("95% upper", text),
        "beside": Column("Beside England", numeric=False, order=clauses.FROM_LOWEST),
    }  # fmt: skip
    return {name: column for name, column in columns.items() if table[name].notna().any() and table[name].ne("").any()}


def _areas(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["value"].notna() & (table["footprint"] != "england")]


def _are_few(areas: pd.DataFrame) -> bool:
    """Whether each is told by its name: the sentence of more counts those unlike England."""
    return len(areas) <= drawing.FEW and bool(areas["within"].eq("").all())


def say(table: pd.DataFrame, definition: Definition) -> Sentence:
    """Each of a few areas beside England; of many, how far apart they are, and what was counted in all or is not like England."""
    valued = _areas(table)
    england, period = table.loc[table["footprint"] == "england", "value"], words.shown_period(table["period"].iloc[0])
    beside = f" and {clauses.stated(england.iloc[0], definition)} in England" if len(england) else ""
    if _are_few(valued):
        each = [f"{clauses.value(row['value'], definition)} in {row['area_name']}" for _, row in valued.iterrows()]
        by_word = _by_word(valued, f"England ({clauses.stated(england.iloc[0], definition)})" if len(england) else "")
        plain = f"{definition.name}, {definition.unit}, in {period}: {', '.join(each)}{beside}"
        headline = f"{definition.name}, {period}: {by_word}" if by_word else plain
        detail = [_one(row, definition) for _, row in valued.iterrows() if row[["numerator", "lower_95"]].notna().any()]
    else:
        least, most, rough = ranks.ends(valued)
        low, high = clauses.value(least["value"], definition), clauses.stated(most["value"], definition)
        lowest, highest = _named(least, most)
        there = f"England ({clauses.value(england.iloc[0], definition)})" if len(england) else "England"
        area = "".join(f"{clauses.stated(row['value'], definition)}{_than(row, there)}; " for _, row in valued[valued["own"]].iterrows())
        first = area or _of_many(valued, there)
        headline = f"{definition.name}, {period}: {first}from {low} in {lowest} to {high} in {highest}{'' if there in first else beside}"
        lacking = [f"No value is published of {some} areas." for some in _lacking(table).values()]
        totals = [f"{text}." for text in _totals(table, definition).values()]
        detail = [*_roughly(rough, definition), *lacking, *totals, *_unlike(valued, definition), *_unsure(most, england, definition)]
    return Sentence(headline, tuple(detail), f"Chart of {'intervals' if valued['lower_95'].notna().any() else 'values'}. {headline}.")


def _named(least: dict[str, Any], most: dict[str, Any]) -> tuple[str, str]:
    """What the lowest and the highest area are called: a small one, of which a number is held and no name, by its district."""
    if not least["within"]:
        return least["area_name"], most["area_name"]
    lowest, highest = (f", in {area['within']}" if least["within"] != most["within"] else "" for area in (least, most))
    return f"the lowest neighbourhood{lowest and f'{lowest},'}", f"the highest{highest}"


def _of_many(valued: pd.DataFrame, england: str) -> str:
    """`higher than England (923.2) in 4 of 5 districts, lower in 1; `, `lower than … in all 8 districts; `; nothing where none is."""
    every, *sides = _sides(valued).values()
    (first, many), *rest = [(word, count) for word, count in zip(SIDES, sides, strict=False) if count != "0"] or [("", "")]
    districts = f"all {every}" if many == every else f"{many} of {every}"
    also = "".join(f", {word} in {count}" for word, count in rest)
    return f"{first} than {england} in {districts} districts{also}; " if first else ""


def _sides(table: pd.DataFrame) -> dict[str, str]:
    """How many districts have a value, and how many of these are higher and lower than England; small areas are too many to test."""
    valued = table[table["value"].notna() & table["district"] & table["within"].eq("")]
    counts = {f"Districts {word} than England": str(int(valued["outcome"].eq(f"{word} than").sum())) for word in SIDES}
    return {"Districts": str(len(valued))} | counts


def _than(row: "pd.Series[Any]", england: str) -> str:
    """What a test says of the own area beside England, where it says something."""
    return f", {row['outcome']} {england}" if row["outcome"] in CAN_TELL else ""


def _unsure(most: Any, england: "pd.Series[float]", definition: Definition) -> tuple[str, ...]:
    """That the highest area is above England and not clearly so: its number would else be taken for a finding."""
    if most["outcome"] != "similar to" or most["value"] <= england.iloc[0]:
        return ()
    value = clauses.value(most["value"], definition)
    return (f"{most['area_name']} ({value}) is above England by no more than chance may bring there.",)


def _by_word(valued: pd.DataFrame, england: str) -> str:
    """`higher than England (923.2 per 100,000) in one, lower in two and three`, the own first; nothing where one cannot be told."""
    if not england or not valued["outcome"].isin(CAN_TELL).all():
        return ""
    ours_first = valued.sort_values("elsewhere", kind="stable")
    groups = [(word, ours_first[ours_first["outcome"] == word]) for word in CAN_TELL]
    some = sorted((group for group in groups if len(group[1])), key=lambda group: bool(group[1]["elsewhere"].all()))
    (word, first), *others = [(word, areas["area_name"].tolist()) for word, areas in some]
    rest = [f"{word.partition(' ')[0]} in {words.joined(names)}" for word, names in others]
    return ", ".join([f"{word} {england} in {words.joined(first)}", *rest])


def _lacking(table: pd.DataFrame) -> dict[str, str]:
    """How many of many areas have no value; nothing where all have one."""
    areas = table[table["footprint"] != "england"]
    lacking = int(areas["value"].isna().sum())
    return {"Areas without a value": f"{words.number(lacking)} of {words.number(len(areas))}"} if lacking else {}


def _roughly(rough: pd.DataFrame, definition: Definition) -> list[str]:
    """The areas beyond both ends that are not called the highest or the lowest, with their limits."""
    limits = [[clauses.value(row[name], definition) for name in ("value", "lower_95", "upper_95")] for _, row in rough.iterrows()]
    areas = [f"{name} ({value}; {low} to {high})" for name, (value, low, high) in zip(rough["area_name"], limits, strict=True)]
    return [f"Known too roughly to be called highest or lowest: {words.joined(areas)}."] if areas else []


def _unlike(valued: pd.DataFrame, definition: Definition) -> list[str]:
    """The areas that are higher than England, and those that are lower."""
    sides = [(word, valued[valued["outcome"] == f"{word} than"]) for word in ("higher", "lower")]
    return [f"{word.title()} than England {words.verb(len(some), 'is', 'are')} "
            + words.joined([f"{row['area_name']} ({clauses.value(row['value'], definition)})" for _, row in some.iterrows()]) + "."
            for word, some in sides if len(some)]


def _one(row: pd.Series, definition: Definition) -> str:
    lower, upper = (clauses.value(row[name], definition) for name in ("lower_95", "upper_95"))
    limits = f" ({lower} to {upper})" if pd.notna(row["lower_95"]) else ""
    count = f"{words.number(row['numerator'])} {words.lower(definition.heads[0])}, " if pd.notna(row["numerator"]) else ""
    beside = f": {row['outcome']}{' England' if row['outcome'] in CAN_TELL else ''}" if row["outcome"] else ""
    return f"{row['area_name']} ({row['kind']}): {count}{clauses.stated(row['value'], definition)}{limits}{beside}."


def _totals(table: pd.DataFrame, definition: Definition) -> dict[str, str]:
    """What was counted in the areas of each council together, where small ones of several are shown."""
    small = table[table["within"] != ""]
    count_head, among = (words.lower(head) for head in definition.heads[:2])
    sums = small.groupby("within")[["numerator", "denominator"]].sum(min_count=1).assign(areas=small.groupby("within").size())
    return {f"In {name}": f"{words.counted(int(row['areas']), 'area')} of {name}: {words.number(row['numerator'])} {count_head} in "
                          f"{words.number(row['denominator'])} {among}" for name, row in sums.iterrows()}
