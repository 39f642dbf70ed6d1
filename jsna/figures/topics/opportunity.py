"""Opportunity: how many more people would be known at the rate of others, and whether that hangs on who they are."""

import pandas as pd

from jsna.analysis import expected as analysis
from jsna.analysis.opportunity import BEST, opportunities
from jsna.catalogue import definitions
from jsna.figures import doubts
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.topics.expectation import by_age, joined, no_ratio, of_indicator, of_practices, source
from jsna.models import Model

COLUMNS = {
    "named": Column("At the rate of", numeric=False),
    "ratio": Column("They have found, % of those expected", lambda value: f"{words.about(value)}%"),
    "more": Column("More people known", words.about),
    "lower": Column("95% lower", words.about),
    "upper": Column("95% upper", words.about),
    "probability": Column("Probability of any", lambda value: _probability(value)),
}


@call
def opportunity(here: Area, indicator: str) -> Figure | Missing:
    """How many more people of one condition would be known at the rate of the best practices, of similar areas and of England.

    Examples
    --------
    >>> jsna.opportunity(here, "qof_hyp_prevalence")
    """
    rows, model = of_practices(here, indicator)
    if model is None:
        return no_ratio(here, indicator)
    table = opportunities(analysis.practices(rows), _others(here, indicator, model))
    return _figure(table, rows, definitions()[indicator].condition, model)


def _others(here: Area, indicator: str, model: Model) -> dict[str, pd.DataFrame]:
    """The areas most like this one, and England, in the year of the own register, where their ages are held."""
    period, alike = of_indicator(here.rows, indicator)["period"].iloc[0], here.peers()
    similar = [] if alike.empty or here.footprint == "practice" else list(alike.loc[~alike["own"], "area_code"])
    tables = {"England": joined(of_indicator(here.england, indicator, period), here.england, model)}
    if similar:
        registers, ages = (rows[rows["area_code"].isin(similar)] for rows in (here.latest_of(indicator), here.latest_of(by_age().id)))
        tables = {"similar areas": joined(of_indicator(registers, indicator, period), ages, model)} | tables
    return {name: table for name, table in tables.items() if len(table) and table["ratio"].notna().all()}


def _figure(table: pd.DataFrame, practices: pd.DataFrame, condition: str, model: Model) -> Figure:
    first = practices.iloc[0]
    choices = table.assign(named=table["choice"].str[:1].str.upper() + table["choice"].str[1:])
    return Figure.of(
        choices,
        f"opportunity-{first['indicator_id']}",
        say(table, condition, doubts.marks(practices)),
        COLUMNS,
        f"More people with {condition} who would be known at the rate of others",
        whom=first["place"],
        when=first["period"],
        source=source(practices, [model]),
        facts={"Choices of whom to be like": words.number(len(table)), "Choices that do not hold": words.number(_doubtful(table))}
        | doubts.mark_facts(practices),
        caveat="The limits allow for chance in the registers here and there, and for nothing else: the error of the model is not in them. "
        "The best quarter are the practices that came out best, with ratios drawn towards the mean of all; the truly best may be others.",
    )


def _probability(value: float) -> str:
    return "more than 99%" if value > 0.99 else "less than 1%" if value < 0.01 else f"{100 * value:.0f}%"


def _doubtful(table: pd.DataFrame) -> int:
    """How many choices leave it open whether there is anything to gain."""
    return int((table["lower"] <= 0).sum())


def say(table: pd.DataFrame, condition: str, doubts_told: tuple[str, ...] = ()) -> Sentence:
    """What each choice would bring, and whether it holds whichever is made."""
    gains = [_gained(row) for _, row in table.iterrows()]
    if not gains:
        return Sentence(f"Nobody here can be taken as an example of finding {condition}")
    doubtful, choices = _doubtful(table), len(table)
    whose = words.joined(list(table.loc[table["lower"] <= 0, "choice"]))
    hangs = (
        f"This does not hold under {doubtful} of {words.counted(choices, 'choice')} of peers ({whose}): at their rate perhaps nobody more "
        "would be known. So treat it as a question."
    )
    stands = f"There is something to gain under {'each of ' if choices > 1 else 'the '}{words.counted(choices, 'choice')} of peers."
    headline = f"For {condition}: {gains[0][:1].lower()}{gains[0][1:].rstrip('.')}"
    return Sentence(headline, (*doubts_told, *gains[1:], hangs if doubtful else stands))


def _gained(row: pd.Series) -> str:
    if row["more"] <= 0:
        return f"At the rate of {row['choice']} nobody more would be known."
    who = "If every practice found people at the rate of the best quarter" if row["choice"] == BEST else f"At the rate of {row['choice']}"
    return f"{who}, about {words.about(row['more'])} more ({words.about(row['lower'])} to {words.about(row['upper'])}) would be known."
