"""Funnel of the ratios of practices: events over those expected, along the expected, within what chance and the usual spread allow."""

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import funnel as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import style, words
from jsna.figures.core.figure import Column, Figure, Sentence
from jsna.figures.kinds import funnel_drawing as drawing
from jsna.figures.kinds.funnel_of_shares import MOST, USUAL, outside_words, reasons, widened

#: The ratio at which as many events came as were expected.
EXPECTED = 100.0
#: What makes practices differ from what the ages of their patients lead to.
CAUSES = "need, deprivation and recording"


def figure(rows: pd.DataFrame, small: bool = False) -> Figure:
    """The figure of the practices of one area; `small` to stand beside others."""
    valued, indicator = rows[rows["value"].notna()], definition(str(rows["indicator_id"].iloc[0]))
    judged = analysis.of_ratios(valued.assign(expected=valued["denominator"], ratio=valued["value"]), EXPECTED)
    table = judged.sort_values("value", ignore_index=True)
    return Figure.of(
        table.assign(beside=outside_words(table)),
        f"funnel-{indicator.id}",
        say(table, indicator),
        _columns(indicator, table),
        f"{indicator.name}, {indicator.unit}",
        whom=f"practices of {table['place'].iloc[0]}",
        notes=("shaded: chance alone" if widened(table) else "",),
        ends=("lowest", "highest"),
        draw=lambda fig: draw(fig, table, indicator),
        size=style.SMALL_SIZE if small else style.SIZE,
        facts=_facts(table, indicator),
    )


def _facts(table: pd.DataFrame, indicator: Definition) -> dict[str, str]:
    like = table[analysis.usual(table)]
    sides = {f"Practices {side} the 99.8% limits": words.number(table["outside"].eq(side).sum()) for side in ("above", "below")}
    return {
        "Practices with a ratio": words.number(len(table)),
        "Practices compared": words.number(len(like)),
        **sides,
        "Practices outside the 99.8% limits of chance alone": words.number(table["outside_chance"].ne("").sum()),
        "Outside those of chance if all had the same ratio": words.expected(analysis.expected_outside(len(like))),
        "As many as expected": words.number(EXPECTED),
        **{end: clauses.value(value, indicator) for end, value in zip(("From", "To"), analysis.ends(like["value"]), strict=True)},
    }


def _columns(indicator: Definition, table: pd.DataFrame) -> dict[str, Column]:
    def text(value: float) -> str:
        return clauses.value(value, indicator)

    count_head, among, value = indicator.heads
    return {
        "area_name": Column("Practice", numeric=False),
        "numerator": Column(count_head, words.number),
        "denominator": Column(among, words.number),
        "value": Column(value, text),
        "lower_95": Column("95% lower", text),
        "upper_95": Column("95% upper", text),
        "beside": Column("Outside the 99.8% limits", numeric=False, order=clauses.FROM_BELOW),
        **({"special": Column("Special", numeric=False)} if table["special"].ne("").any() else {}),
    }


def say(table: pd.DataFrame, indicator: Definition) -> Sentence:
    """How many practices lie above and below the limits, between which values most lie, and what chance alone would say."""
    above, below = (int(table["outside"].eq(side).sum()) for side in ("above", "below"))
    like = table[analysis.usual(table)]
    practices = words.counted(len(like), "practice")
    lie, usual = words.verb(max(above, 1), "lies", "lie"), f", {USUAL}" if widened(table) else ""
    which = "the 99.8% limits around what is expected"
    headline = f"{words.capital(words.none(above))} of {practices} {lie} above {which}, and {words.none(below)} below{usual}"
    low, high = (clauses.value(value, indicator) for value in analysis.ends(like["value"]))
    some = MOST if len(like) >= analysis.FEWEST else "Practices"
    spread = f"{some} have {low} to {high} {indicator.unit}."
    return Sentence(headline, (spread, *reasons(table, "ratio", CAUSES)), f"Funnel plot of {practices} by events expected. {headline}.")


def draw(fig: Canvas, table: pd.DataFrame, indicator: Definition) -> None:
    """Practices by the events expected, with the limits around as many as expected, and their names at both ends."""
    small, ax = style.is_narrow(fig), drawing.axes(fig)
    curves = analysis.curves(table, "sqrt")
    ratios, beyond = drawing.within(table, "value", curves, "funnel_upper_998")
    drawing.marks(ax, ratios, "value")
    line_names = {"funnel_upper_998": "99.8%" if small else "99.8% limit", "benchmark": "As expected"}
    line_names |= {"chance_lower_998": "Chance"} if widened(table) else {}
    drawing.limits(ax, curves, "funnel", "benchmark", line_names)
    drawing.name_limits(ax, curves, line_names)
    drawing.name(ax, ratios, "value", "{:.0f}".format)
    drawing.name_beyond(ax, ratios, "value", beyond.map("{:.0f}".format))
    style.numbers(ax.xaxis)
    style.numbers(ax.yaxis)
    events, expected, _ = indicator.heads
    style.x_title(ax, f"{events} {words.lower(expected)}")
    start = " (axis does not start at 0)" if ax.get_ylim()[0] > 0 else ""
    style.y_title(ax, f"{events} {indicator.unit}{start}")
