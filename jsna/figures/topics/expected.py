"""Expected: the people on each register beside those who may have the condition, and how many that leaves to find."""

import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator

from jsna.catalogue import definition, definitions, serving
from jsna.figures import clauses
from jsna.figures.core import marks, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.topics.expectation import (
    RATIOS,
    UNSURE,
    about_ages,
    by_age,
    declared,
    joined,
    no_ages,
    no_models,
    of_indicator,
    people,
    source,
)
from jsna.models import Model

PROMPT = "For one practice this is a prompt to check records, not a count of patients missed."


@call
def expected(here: Area) -> Figure | Missing:
    """The newest register of each condition that a model is declared for, beside the people whom the model expects.

    Examples
    --------
    >>> jsna.expected(here)
    """
    by_indicator, lists = declared(here), of_indicator(here.rows, serving("lists")[0].id)
    if lists.empty:
        return clauses.absent(here, by_age())
    period = str(lists["period"].iloc[0])
    if people(here.rows, period).empty:
        return no_ages(here, period)
    if not by_indicator:
        return no_models()
    table = pd.concat([_row(here, indicator, model) for indicator, model in by_indicator.items()], ignore_index=True)
    table = table.sort_values(["to_find", "condition"], ascending=[False, True], ignore_index=True)
    return _figure(here, table, list(by_indicator.values()), period)


def _row(here: Area, indicator: str, model: Model) -> pd.DataFrame:
    """One condition: the area's own row, England's ratio, and why there is no ratio where there is none."""
    register = of_indicator(here.rows, indicator)
    theirs = joined(of_indicator(here.england, indicator, register["period"].iloc[0]), here.england, model)
    both, condition = joined(register, here.rows, model), definitions()[indicator].condition
    facts = {"condition": condition, "name": condition[:1].upper() + condition[1:], "about": about_ages(model), "sure": _sure(model)}
    age = str(register["age"].iloc[0])
    facts |= {"model": f"{model.name}, {model.year}", "register_about": "all ages" if age == "all" else f"ages {age}"}
    if both.empty:
        bands = len(people(here.rows, register["period"].iloc[0]))
        why = "the ages held do not fit its bands" if bands else f"no ages are held for {register['period'].iloc[0]}"
        return register.assign(**facts, why=why, **dict.fromkeys(NUMBERS, float("nan")))
    why = "its ages are not the register's" if both["ratio"].isna().all() else ""
    return both.assign(**facts, why=why, england=theirs["ratio"].iloc[0] if len(theirs) else float("nan"))


#: What a model that the ages held do not fit cannot give.
NUMBERS = ("expected", "expected_share", "england", *RATIOS)


def _sure(model: Model) -> str:
    return "published limits" if model.has_limits else UNSURE


def _figure(here: Area, table: pd.DataFrame, models_used: list[Model], period: str) -> Figure:
    ratios = table[table["ratio"].notna()].reset_index(drop=True)
    return Figure.of(
        table,
        "expected",
        say(table, here.footprint),
        COLUMNS,
        "People on registers and people expected by age and sex",
        whom=here.name,
        when=period,
        source=source(table, models_used),
        draw=(lambda fig: draw(fig, ratios)) if len(ratios) else None,
        size=style.size(max(len(ratios), 2), 0.42),
        caveat="Low and high allow for chance in the register and, where the model has published limits, for those. Otherwise the model "
        "may be wrong by more than they show. A model knows age and sex, and nothing else of the people here.",
    )


def _to_find(value: float) -> str:
    return "not shown" if pd.isna(value) else "none" if value < 0.5 else words.about(value)


def _share(value: float) -> str:
    return "not shown" if pd.isna(value) else f"{words.about(value)}%"


COLUMNS = {
    "name": Column("Condition", numeric=False),
    "numerator": Column("On the register", words.number),
    "expected": Column("Expected", lambda value: "not shown" if pd.isna(value) else words.about(value)),
    "ratio": Column("Found, % of those expected", _share),
    "ratio_lower": Column("95% lower", _share),
    "ratio_upper": Column("95% upper", _share),
    "england": Column("England, found", _share),
    "to_find": Column("To find", _to_find),
    "to_find_low": Column("Low", _to_find),
    "to_find_high": Column("High", _to_find),
    "value": Column("On the register, % of patients", words.percent),
    "expected_share": Column("Expected, % of patients", lambda value: "not shown" if pd.isna(value) else words.percent(value)),
    "model": Column("Model", numeric=False),
    "about": Column("The model is about", numeric=False),
    "register_about": Column("The register is about", numeric=False),
    "sure": Column("How sure the model is", numeric=False),
    "why": Column("Why there is no ratio", lambda reason: reason or "there is one", numeric=False),
}


def say(table: pd.DataFrame, footprint: str) -> Sentence:
    """How many may have each condition and how many of them are known, from the row of the table."""
    ratios = table[table["ratio"].notna()]
    findings = [_found(row) for _, row in ratios.iterrows()]
    without_ratio = [text for _, row in table[table["ratio"].isna()].iterrows() for text in _left(row)]
    unsure = [row["condition"] for _, row in ratios.iterrows() if row["sure"] == UNSURE]
    doubt = f"The error of the model is not known for {words.joined(unsure)}." if unsure else ""
    prompt = PROMPT if footprint == "practice" else ""
    headline = findings[0].rstrip(".") if findings else "No register can be set beside those who may have the condition"
    qualified = clauses.qualified(definition(str(table["indicator_id"].iloc[0])), "Registers are").partition(";")[0]
    detail = (*findings[1:], *without_ratio, doubt, prompt, f"{qualified}.")
    return Sentence(headline, tuple(text for text in detail if text), f"Dot chart. {headline}.")


def _found(row: pd.Series) -> str:
    england = f", England {_share(row['england'])}" if pd.notna(row["england"]) else ""
    return (
        f"About {words.about(row['expected'])} people may have {row['condition']}; "
        f"{words.number(row['numerator'])} are on a register ({_share(row['ratio'])}{england})."
    )


def _left(row: pd.Series) -> list[str]:
    if pd.isna(row["expected"]):
        return [f"{row['name']} is set beside no model: {row['why']}."]
    return [
        f"About {words.about(row['expected'])} {row['about'].replace('all ages', 'people')} may have {row['condition']}.",
        f"The register of {row['condition']} is about {row['register_about']}, so no ratio is shown.",
    ]


def draw(fig: Canvas, table: pd.DataFrame) -> None:
    """For each condition the share of patients on the register and the share expected, joined by a line."""
    ax = style.row_axes(fig, table["name"], top=0.55, right=0.4)
    places = list(range(len(table)))
    ax.hlines(places, table["value"], table["expected_share"], color=style.CONTEXT, linewidth=2)
    ends = (("On the register", "value", marks.HERE), ("Expected", "expected_share", marks.EXPECTED))
    for _, column, mark in ends:
        ax.scatter(table[column], places, s=80, color=mark.face, marker=mark.marker, linewidths=2, zorder=3)
    marks.looks(ax, [(name, mark.marker, mark.face) for name, _, mark in ends], (0.1, 1.6))
    ax.set_xlim(0, 1.08 * max(table["value"].max(), table["expected_share"].max()))
    ax.xaxis.set_major_locator(MaxNLocator(integer=True, nbins=8))
    style.numbers(ax.xaxis, "%")
    style.x_title(ax, "Patients, %")
