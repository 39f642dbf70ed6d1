"""Funnel of practices: whose register is outside what chance alone allows around their common proportion."""

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import funnel as analysis
from jsna.catalogue import Definition, definitions
from jsna.figures import style, words
from jsna.figures.figure import ENDS, LONGEST, Column, Figure, Missing, Sentence, both_ends
from jsna.figures.missing import absent

#: Chance alone puts this share of practices outside the 99.8% limits.
BY_CHANCE = 0.002


def funnel(rows: pd.DataFrame) -> Figure | Missing:
    """The funnel of one indicator over the practices of one area."""
    if rows["value"].notna().sum() == 0:
        return absent(rows)
    limits = analysis.limits(rows)
    definition = definitions()[limits["indicator_id"].iloc[0]]
    place, period = limits["place"].iloc[0], limits["period"].iloc[0]
    return Figure(
        key=f"{definition.chapter}-funnel-{definition.id}",
        sentence=say(limits, definition),
        subtitle=f"{definition.name}: {definition.unit} on the register, practices of {place}, {period}"
        + (f"; the table lists the {ENDS} lowest and the {ENDS} highest" if len(limits) > LONGEST else ""),
        rows=limits,
        columns=COLUMNS,
        source=words.SOURCE_QOF.format(period=period),
        draw=lambda fig: draw(fig, limits, definition),
        facts={
            "Practices with a value": words.number(len(limits)),
            "Practices outside the 99.8% limits": words.number((limits["outside_998"] != "").sum()),
            "Smallest list that is said to range": words.number(words.SMALL_PRACTICE),
            "All these practices together": words.percent(limits["benchmark"].iloc[0]),
            "Outside the limits by chance alone": f"{len(limits) * BY_CHANCE:.2f}",
        },
        caveat=definition.caveat,
        shown=both_ends(limits),
    )


COLUMNS = {
    "area_name": Column("Practice", numeric=False),
    "numerator": Column("Patients on the register", words.number),
    "denominator": Column("List size", words.number),
    "value": Column("Recorded", words.percent),
    "lower_95": Column("95% lower", words.percent),
    "upper_95": Column("95% upper", words.percent),
    "outside_998": Column("Outside the 99.8% limits", lambda word: word or "no", numeric=False),
}


def say(limits: pd.DataFrame, definition: Definition) -> Sentence:
    """What the funnel shows, from the rows that it draws."""
    outside, known = limits[limits["outside_998"] != ""], len(limits)
    large = limits[limits["denominator"] >= words.SMALL_PRACTICE]
    headline = (
        f"{words.number(len(outside)) if len(outside) else 'None'} of {words.counted(known, 'practice')} "
        f"{words.verb(max(len(outside), 1), 'lies', 'lie')} outside the 99.8% limits for {definition.condition}"
    )
    spread = (
        f"Practices with at least {words.number(words.SMALL_PRACTICE)} patients range from {words.percent(large['value'].min())} "
        f"to {words.percent(large['value'].max())}, {words.QUALIFIER}."
        if len(large)
        else f"Every practice here is small. Figures are {words.QUALIFIER}."
    )
    chance = (
        f"If all truly had the same rate, about {known * BY_CHANCE:.2f} would be. "
        "These limits allow for chance alone. Differences of age and deprivation, and of recording, add to the spread."
    )
    alt = (
        f"Funnel plot of {words.counted(known, 'practice')} by list size. {spread} "
        f"{words.number(len(outside))} {words.verb(len(outside), 'is', 'are')} outside the 99.8% limits."
    )
    return Sentence(headline, (spread, chance), alt)


def draw(fig: Canvas, limits: pd.DataFrame, definition: Definition) -> None:
    """Practices by list size, with the limits around their common proportion."""
    ax = style.axes(fig, right=1.0)
    by_size = limits.sort_values("denominator")
    for level, dash in (("95", (0, (2, 2))), ("998", "solid")):
        for side in ("lower", "upper"):
            ax.plot(by_size["denominator"], by_size[f"funnel_{side}_{level}"], color=style.CONTEXT, linewidth=1, linestyle=dash)
    inside = limits["outside_998"] == ""
    ax.scatter(limits["denominator"][inside], limits["value"][inside], s=26, color=style.CONTEXT, zorder=3)
    ax.scatter(limits["denominator"][~inside], limits["value"][~inside], s=46, marker="D", color=style.BLUE, zorder=4)
    benchmark = limits["benchmark"].iloc[0]
    style.reference(ax, benchmark, f"All {words.percent(benchmark)}", axis="y")
    last = by_size.iloc[-1]
    style.label(ax, last["denominator"], last["funnel_upper_998"], "99.8% limit")
    style.numbers(ax.xaxis)
    style.numbers(ax.yaxis, "%", decimals=0 if limits["value"].max() > 5 else 1)
    style.x_title(ax, "Patients on the list")
    style.y_title(ax, f"{definition.name}, {definition.unit}")
