"""Cards: the few numbers of a place that a reader should know first, each with its period and something to compare it with."""

import pandas as pd

from jsna.analysis import lists, ranks, spc, totals
from jsna.catalogue import definition, serving
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Card, Cards
from jsna.figures.kinds.spc_levels import span
from jsna.figures.topics.age_of_data import is_before_pandemic, together
from jsna.figures.topics.months import STEP
from jsna.periods import parse

#: What is said of a change that went by a step, with others, or by more than need often makes in a year.
RECORDING = ", perhaps a change of recording"


@call
def cards(here: Area) -> Cards:
    """Patients, age, deprivation and hospital activity; a card without data is left out.

    Examples
    --------
    >>> jsna.cards(here)
    """
    every = [_patients(here), _aged_50(here), _deprived(here), _episodes(here)]
    return Cards(tuple(card for card in every if card))


def _newest(rows: pd.DataFrame, indicator: str) -> pd.Series | None:
    valued = rows[(rows["indicator_id"] == indicator) & rows["value"].notna()]
    return None if valued.empty else valued.sort_values("period").iloc[-1]


def _patients(here: Area) -> Card | None:
    row = _newest(here.rows, serving("lists")[0].id)
    if row is None:
        return None
    return Card("Registered patients", words.number(row["value"]), f"On {_lists(here)}, {row['period']}{_grew(here)}")


def _lists(here: Area) -> str:
    if here.footprint == "practice":
        return "its list"
    practices = int((here.practices(serving("lists")[0].id)["value"] > 0).sum())
    return f"the lists of {words.counted(practices, 'GP practice')}" if practices else "the lists of GP practices"


def _grew(here: Area) -> str:
    """How the list changed since the first year that can be compared, and England's; nothing where one year is held."""
    table = lists.growth(here.history(serving("lists")[0].id))
    run = table[table["run"] == table["run"].iloc[-1]]
    last = run.iloc[-1]
    if len(run) < 2:
        before = table[table["run"] < last["run"]].tail(1)
        return "".join(f"; {words.number(row['value'])} in {row['period']}, before {_merger(here)}" for _, row in before.iterrows())
    if pd.isna(last["england_change"]):
        return ""
    here_change, theirs = (clauses.signed_percent(change) for change in (last["change"], last["england_change"]))
    return f"; {here_change} since {run['period'].iloc[0]} (England {theirs})"


def _merger(here: Area) -> str:
    """Why lists of two years are not compared: with which other a practice probably merged, where that is clear."""
    if here.footprint != "practice":
        return "practices merged or split"
    changes = lists.changes(here.practice_changes())
    notes = changes.loc[changes["practice_code"].eq(here.code) & changes["note"].str.startswith("probably merged"), "note"]
    return f"it {notes.iloc[-1]}" if len(notes) else "practices merged or split"


def _deprived(here: Area) -> Card | None:
    """How many people live in the most deprived places of England, and where that stands among areas of its kind."""
    row = _newest(here.rows, serving("most_deprived_fifth")[0].id)
    if row is None:
        return None
    every = ranks.ranked(here.latest_of(row["indicator_id"]))
    rank = every.loc[every["area_code"] == here.code, "rank"].iloc[0]
    among = f"; {words.ordinal(rank)} of {len(every)} {words.kind(here.footprint)}s, 1 is the most{_without(every)}" * (len(every) > 1)
    people = f"{words.number(row['numerator'])} residents of mid-2015, Indices of Deprivation {row['period']}"
    return Card("Live in the most deprived fifth of England", words.percent(row["value"]), f"{people}{_england(here, row)}{among}")


def _without(every: pd.DataFrame) -> str:
    """How many areas of the kind have no value, and so no rank."""
    absent = int(every["areas"].iloc[0]) - len(every)
    return f" ({absent} more {words.verb(absent, 'has', 'have')} no value)" if absent else ""


def _aged_50(here: Area) -> Card | None:
    row = _newest(here.rows, serving("aged_50_over")[0].id)
    if row is None:
        return None
    return Card("Aged 50 and over", words.percent(row["value"]), f"Of registered patients, {row['period']}{_england(here, row)}")


def _england(here: Area, row: pd.Series) -> str:
    """England's share of the same year, behind the place's."""
    theirs = _newest(here.england[here.england["period"] == row["period"]], row["indicator_id"])
    return "" if theirs is None else f" (England {words.percent(theirs['value'])})"


def _since(year: str) -> str:
    """What has happened since a year of hospital activity that the newest numbers here do not show."""
    return ". That was before the pandemic: today's number may be quite another" if is_before_pandemic(year) else ""


def _stays(measure: str) -> str:
    """The stays in hospital that nobody planned: a `mean` a day of each month, or the `count` of a year."""
    return next(each.id for each in serving("unplanned_stays") if each.measure == measure)


def _newest_months(here: Area, year: str) -> str:
    """How the months since a year stand beside the same of it, or the newest three, and whether that is what months vary by."""
    rows = here.series(_stays("mean"))
    if rows["value"].isna().all():
        return ""
    table = spc.chart(rows)
    since = int((table["period"] > f"{parse(year).end:%Y-%m}").sum())
    months = spc.newest(table, min(max(since, spc.NEWEST), spc.YEAR))
    if months is None:
        return ""
    sure = (RECORDING if abs(months.change) >= STEP else "") if months.is_clear else " (within what months vary by)"
    return f", and {clauses.signed_percent(months.change)} in {span(months.first, months.last)} on those months a year before{sure}"


def _stepped(here: Area) -> str:
    """That the change between years may be one of recording: where months went by a step, or leapt with others."""
    rows = here.series(_stays("mean"))
    if rows["value"].isna().all():
        return ""
    stepped = any(change.kind == "step" for change in spc.changes(spc.chart(rows)))
    return RECORDING if stepped or together(here) else ""


def _change(before: pd.Series, row: pd.Series) -> str:
    return clauses.signed_percent(100 * (row["value"] / before["value"] - 1))


def _on_list(here: Area, row: pd.Series) -> str:
    """How many that is per 1,000 patients on the list, and in England: whether a rise begins from few."""
    indicator = definition(str(row["indicator_id"]))
    rates = totals.rates(here.history(indicator.id), here.history(indicator.per_thousand_of)).set_index("period")
    if row["period"] not in rates.dropna().index:
        return ""
    ours, theirs = (words.decimal(rates.loc[row["period"], name]) for name in ("rate", "england"))
    return f", {ours} per 1,000 {definition(indicator.per_thousand_of).people} (England {theirs})"


def _as_england(here: Area, before: pd.Series, row: pd.Series) -> str:
    """England's change between the same two years, behind the place's."""
    theirs = here.england[(here.england["indicator_id"] == row["indicator_id"]) & here.england["value"].notna()].set_index("period")
    both = {before["period"], row["period"]} <= set(theirs.index)
    return f" (England {_change(theirs.loc[before['period']], theirs.loc[row['period']])})" if both else ""


def _episodes(here: Area) -> Card | None:
    row = _newest(here.rows, _stays("count"))
    if row is None:
        return None
    years = here.rows[(here.rows["indicator_id"] == row["indicator_id"]) & here.rows["value"].notna()].sort_values("period")
    before = years.iloc[-2] if len(years) > 1 else None
    change = "" if before is None else f", {_change(before, row)} since {before['period']}{_as_england(here, before, row)}{_stepped(here)}"
    whole, since = f"In {row['period']}, the newest whole year held{_on_list(here, row)}{change}", _since(str(row["period"]))
    note = f"{whole}{_newest_months(here, str(row['period']))}; not adjusted for age{since}"
    return Card("Unplanned hospital stays", words.number(row["value"]), note)
