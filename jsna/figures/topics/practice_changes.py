"""Changes of practices: those that came, went or moved between the years that are held, and lists that changed by much."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from jsna.analysis import lists as analysis
from jsna.catalogue import serving
from jsna.figures import clauses
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Notice, Sentence, both_ends
from jsna.figures.core.sources import cited

UNKNOWN = (
    "A practice that is no longer listed may have closed, merged, changed its code or left the Quality and Outcomes Framework: "
    "the lists do not say which."
)
#: Where more than one practice in so many joins, and no fewer practices than these, they are told apart from those that opened.
ONE_IN, AT_LEAST = 10, 5
MERGED = "Where another list near by grew by about as many, the two probably merged, and the table says so."


@call
def practice_changes(here: Area) -> Figure | Missing | Notice:
    """Which practices opened, closed, merged or moved, as far as the lists of several years tell.

    Examples
    --------
    >>> jsna.practice_changes(here)
    """
    if here.footprint == "practice":
        return _of_one(here)
    rows = here.practice_changes()
    periods = sorted(rows.loc[rows["inside"].astype(bool), "period"].unique())
    if not periods:
        return clauses.absent(here, serving("lists")[0])
    if len(periods) == 1:
        return Missing("which practices opened, closed, merged or moved", f"It would come from lists of another year than {periods[0]}.")
    table = analysis.changes(rows)
    if table.empty:
        text = f"No practice came, went or moved between {periods[0]} and {periods[-1]}, and no list changed by a fifth or more."
        return Notice("", (text,), kind="plain")
    return figure(table, rows, periods)


def _of_one(here: Area) -> Notice | Missing:
    """What the lists of the area that it lies in say of one practice."""
    rows = here.practice_changes()
    periods = sorted(rows.loc[rows["practice_code"] == here.code, "period"].unique())
    if len(periods) < 2:
        return Missing("changes of this practice's list", "It would come from lists of another year.")
    changes = analysis.changes(rows)
    sentences = [_told(row) for _, row in changes[changes["practice_code"] == here.code].iterrows()]
    steady = f"The list of this practice changed by less than a fifth in any year between {periods[0]} and {periods[-1]}."
    return Notice("", tuple(sentences) or (steady,), kind="plain")


def _told(row: "pd.Series[Any]") -> str:
    """One change of the practice that a report is about: `List grew by a fifth or more from 2020/21 (10,552 patients) to …`."""
    change, where = row["change"], f" ({row['elsewhere']})" if row["elsewhere"] else ""
    sizes = " to ".join(f"{row[year]} ({_size(row[size])} patients)" for year, size in (("since", "before"), ("period", "after")))
    note = f"; this practice {row['note']}" if row["note"] else ""
    return f"{change}{where}, from {sizes}{note}. Its numbers before and after are of other patients, so they show no trend."


def figure(table: pd.DataFrame, rows: pd.DataFrame, periods: list[str]) -> Figure:
    """The figure of the changes that lists of some periods tell."""
    at_once = _at_once(table, rows)
    return Figure.of(
        table,
        "practice-changes",
        say(table, periods, at_once),
        {key: column for key, column in COLUMNS.items() if key not in ("note", "elsewhere") or table[key].any()},
        subtitle=f"Practices of {rows['place'].iloc[0]} with lists, in the years that are held: {words.joined(periods)}",
        source=cited(rows),
        facts=_facts(table, periods) | {f"Joined in {period}": share for period, share in at_once.items()},
        caveat="Only years with lists are seen: who came and went between two of them is not listed.",
        shown=both_ends(table),
    )


def _size(value: float) -> str:
    return "not listed" if pd.isna(value) else words.number(value)


COLUMNS = {
    "area_name": Column("Practice", numeric=False),
    "practice_code": Column("Code", numeric=False),
    "change": Column("What changed", numeric=False),
    "note": Column("Note", numeric=False),
    "elsewhere": Column("Other area", numeric=False),
    "since": Column("From", numeric=False),
    "period": Column("To", numeric=False),
    "before": Column("Patients before", _size),
    "after": Column("Patients after", _size),
}


def _facts(table: pd.DataFrame, periods: list[str]) -> dict[str, str]:
    counts = table["change"].value_counts().reindex(analysis.CHANGES, fill_value=0)
    moves = counts[analysis.AWAY] + counts[analysis.HERE]
    much = {"Practices whose list changed by a fifth or more": _much(table), f"of them to {periods[-1]}": _newest(table, periods)}
    together = {"Moved to or from another area": moves} | much
    return {str(label): words.number(count) for label, count in [*counts.items(), *together.items()]}


def _much(table: pd.DataFrame) -> int:
    """Practices, each of them once, whose list changed by much in some year."""
    return int(table.loc[table["change"].isin([analysis.GREW, analysis.SHRANK]), "practice_code"].nunique())


def _at_once(table: pd.DataFrame, rows: pd.DataFrame) -> dict[str, str]:
    """Of years in which many practices joined together, `33 of its 59 practices`: a local scheme ended, and all came to be counted."""
    joined = table.loc[table["change"] == analysis.NEW, "period"].value_counts().sort_index()
    lists = rows[rows["inside"].astype(bool) & rows["value"].notna()].groupby("period")["practice_code"].nunique()
    many = joined[(joined >= AT_LEAST) & (joined * ONE_IN > lists.reindex(joined.index))]
    of_all = zip(many.index, many, lists.reindex(many.index), strict=True)
    return {str(period): f"{new} of its {words.counted(int(listed), 'practice')}" for period, new, listed in of_all}


def say(table: pd.DataFrame, periods: list[str], at_once: Mapping[str, str]) -> Sentence:
    """How many practices are gone and new, of these in one year, how many moved, and how many lists changed by much."""
    counts = table["change"].value_counts().reindex(analysis.CHANGES, fill_value=0)
    closures, new, absent, away, here = (int(counts[change]) for change in analysis.CHANGES[:5])
    moves = away + here
    span = f"between {periods[0]} and {periods[-1]}"
    headline = f"{_practices(closures)} left the lists {span}, and {words.none(new)} joined them"
    sentences = (
        *(f"In {period} {share} joined: they may have been here before and not been counted."
          for period, share in at_once.items()),
        f"{_practices(absent)} had no list in some years between, and came back." if absent else "",
        f"{_practices(moves)} moved to or from another area." if moves else "",
        _changed(table, periods),
        UNKNOWN if closures else "",
        MERGED if table["note"].str.startswith("probably").any() else "",
    )
    return Sentence(headline, tuple(filter(None, sentences)))


def _newest(table: pd.DataFrame, periods: list[str]) -> int:
    return _much(table[table["period"] == periods[-1]])


def _changed(table: pd.DataFrame, periods: list[str]) -> str:
    """How many practices have a list that changed by much in some year, and in the newest, which marks them as unlike others."""
    much, newest = _much(table), _newest(table, periods)
    if not much:
        return ""
    lists, last = f"{words.counted(much, 'practice')} had a list that changed by a fifth or more", f"from {periods[-2]} to {periods[-1]}"
    return f"{lists} {last}." if newest == much else f"{lists} from one year held to the next, {words.none(newest)} of them {last}."


def _practices(count: int) -> str:
    return words.counted(count, "practice") if count else "No practice"
