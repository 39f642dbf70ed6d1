"""Fewer: how many events fewer there would have been at the rates of others, and whether that hangs on whom one is like."""

import pandas as pd

from jsna.analysis import fewer as analysis
from jsna.catalogue import Definition
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.each import each

CAVEAT = (
    "Limits allow for chance in the rate here and for nothing else. It is no forecast and no cash saved: beds and staff cost the same "
    "unless there are fewer of them. More illness here would bring more admissions however good care is."
)


@each
def fewer(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """How many events fewer there would have been at the rates of England, of similar areas and of the lowest fifth of areas.

    Examples
    --------
    >>> jsna.fewer(here, "admissions_acs_chronic")
    """
    rows = here.latest_of(definition.id)
    place = rows[rows["own"] & rows["value"].notna()] if len(rows) else rows
    if place.empty:
        return clauses.absent(here, definition)
    if place[["numerator", "lower_95"]].isna().any(axis=None):
        return Missing(f"how many fewer: {words.lower(definition.name)}", "It would need the number behind the rate, and its limits.")
    table = analysis.fewer(place.iloc[0], _rates(here, rows, definition))
    where = {name: place[name].iloc[0] for name in ("place", "period", "source_id", "footprint", "indicator_id")}
    return figure(table.assign(**where), definition)


def _rates(here: Area, rows: pd.DataFrame, definition: Definition) -> dict[str, float]:
    """The rates of others, by who they are."""
    england = here.england.loc[here.england["indicator_id"].eq(definition.id) & here.england["period"].eq(rows["period"].iloc[0]), "value"]
    alike = here.peers()
    codes = [] if alike.empty else list(alike.loc[~alike["own"], "area_code"])
    kind = words.kind(rows["footprint"].iloc[0])
    return {
        "England": float(england.iloc[0]) if len(england) else float("nan"),
        "the middle one of similar areas": float(rows.loc[rows["area_code"].isin(codes), "value"].median()),
        f"the fifth of {kind}s with the lowest rates": analysis.best(rows["value"]),
    }


def figure(table: pd.DataFrame, definition: Definition) -> Figure:
    """The figure of `analysis.fewer.COLUMNS` with place, period and source."""
    doubtful = table[table["lower"] <= 0]
    return Figure.of(
        table.assign(named=table["choice"].map(words.capital)),
        f"fewer-{definition.id}",
        say(table, definition),
        {
            "named": Column("At the rate of", numeric=False),
            "rate": Column(words.capital(definition.noun), lambda value: clauses.value(value, definition)),
            "fewer": Column(f"{definition.heads[0]} fewer", words.about),
            "lower": Column("95% lower", words.about),
            "upper": Column("95% upper", words.about),
        },
        f"{definition.name}: fewer at the rates of others",
        whom=str(table["place"].iloc[0]),
        facts={"Choices of whom to be like": words.number(len(table)), "Choices that do not hold": words.number(len(doubtful))},
        caveat=f"{definition.caveat} {CAVEAT}",
    )


def say(table: pd.DataFrame, definition: Definition) -> Sentence:
    """What each choice would bring, and whether it holds whichever is made."""
    first, *others = [_one(row) for _, row in table.iterrows()]
    doubtful = table.loc[table["lower"] <= 0, "choice"]
    hangs = (
        f"This does not hold under {len(doubtful)} of {words.counted(len(table), 'choice')} ({words.joined(list(doubtful))}), "
        "so treat it as a question and not as a saving."
    )
    stands = f"There would have been fewer under each of {words.counted(len(table), 'choice')} of whom to be like."
    return Sentence(f"{definition.name}: {words.lower(first).rstrip('.')}", (*others, hangs if len(doubtful) else stands))


def _one(row: "pd.Series[float]") -> str:
    size, lower, upper = (words.about(row[name]) for name in ("fewer", "lower", "upper"))
    fewer_events = f"have been about {size} fewer ({lower} to {upper})" if row["lower"] > 0 else "not have been clearly fewer"
    return f"At the rate of {row['choice']} there would {fewer_events} in {words.shown_period(str(row['period']))}."
