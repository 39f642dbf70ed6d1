"""Funnel of the shares of practices, where nothing is expected of them: whose share lies outside what chance and the usual spread allow."""

from dataclasses import replace

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import funnel as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses, doubts
from jsna.figures.core import style, words
from jsna.figures.core.figure import Column, Figure, Sentence
from jsna.figures.kinds import funnel_drawing as drawing

#: What the headline adds where the limits allow for more than chance.
USUAL = "after allowing for the usual extra spread"
#: Whose values lie between the two ends of a range.
MOST = "Eight in ten practices"
ALONE = "With one practice there is nothing to compare."


def figure(rows: pd.DataFrame, small: bool = False) -> Figure:
    """The figure of the practices of one area; `small` to stand beside others, in fewer words."""
    limits, indicator = analysis.limits(rows), definition(str(rows["indicator_id"].iloc[0]))
    return Figure.of(
        limits.assign(beside=outside_words(limits), checked=doubts.in_cells(limits)),
        f"funnel-{indicator.id}",
        checked(say_small(limits, indicator) if small else say(limits, indicator), limits),
        _columns(indicator, limits),
        f"{indicator.name}: {indicator.unit}{indicator.counted}",
        whom=f"practices of {limits['place'].iloc[0]}",
        notes=("shaded: chance alone" if widened(limits) else "",),
        ends=("lowest", "highest"),
        draw=lambda fig: draw(fig, limits, indicator),
        size=style.SMALL_SIZE if small else style.SIZE,
        facts=_facts(limits) | doubts.mark_facts(limits),
    )


def _facts(limits: pd.DataFrame) -> dict[str, str]:
    like = limits[analysis.usual(limits)]
    return {
        "Practices with a value": words.number(len(limits)),
        "Practices compared": words.number(len(like)),
        "Practices outside the 99.8% limits": words.number(_outside(limits)),
        "Practices outside the 99.8% limits of chance alone": words.number(_outside(limits, "outside_chance")),
        "Outside those of chance if all had the same rate": words.expected(analysis.expected_outside(len(like))),
        "All these practices together": words.percent(limits["benchmark"].iloc[0]),
        **{end: words.percent(value) for end, value in zip(("From", "To"), analysis.ends(like["value"]), strict=True)},
    }


def _columns(indicator: Definition, limits: pd.DataFrame) -> dict[str, Column]:
    return {
        **of_numbers(indicator),
        "lower_95": Column("95% lower", words.percent),
        "upper_95": Column("95% upper", words.percent),
        "beside": Column("Outside the 99.8% limits", numeric=False, order=clauses.FROM_BELOW),
        **({"special": Column("Special", numeric=False)} if limits["special"].ne("").any() else {}),
        **({"checked": Column("To be checked", numeric=False)} if "doubtful" in limits else {}),
    }


def of_numbers(indicator: Definition) -> dict[str, Column]:
    """The columns of practices and their numbers."""
    count_head, among, value = indicator.heads
    return {
        "area_name": Column("Practice", numeric=False),
        "numerator": Column(count_head, words.number),
        "denominator": Column(among, words.number),
        "value": Column(value, words.percent),
    }


def checked(sentence: Sentence, table: pd.DataFrame) -> Sentence:
    """What is said of practices, after which of their numbers are doubtful."""
    return replace(sentence, detail=(*doubts.marks(table), *sentence.detail))


def outside_words(limits: pd.DataFrame) -> "pd.Series[str]":
    """`above both`, `above chance` where the wider limits hold the practice, the same with `below`, or `no`; short, for so many rows."""
    chance = (limits["outside_chance"] + " chance").where(limits["outside_chance"] != "", "no")
    return chance.mask(limits["outside"] != "", limits["outside"] + (" both" if widened(limits) else ""))


def widened(limits: pd.DataFrame) -> bool:
    """Whether practices differ by more than chance, so that the limits allow for more."""
    return bool(limits["tau2"].iloc[0] > 0)


def _outside(limits: pd.DataFrame, kind: str = "outside") -> int:
    return int((limits[kind] != "").sum())


def say(limits: pd.DataFrame, definition: Definition) -> Sentence:
    """What the funnel shows, from the rows that it draws; its words come from the wider of the two limits."""
    practices, outside = words.counted(int(analysis.usual(limits).sum()), "practice"), _outside(limits)
    usual = f" {USUAL}" if widened(limits) else ""
    headline = f"{_lie(outside, f' of {practices}')} outside the 99.8% limits for {clauses.about(definition)}{usual}"
    spread = _range(limits, clauses.qualifier(definition))
    alt = f"{_plot(limits)} {spread} {_lie(outside)} outside the 99.8% limits{usual}."
    return Sentence(headline, (spread, *reasons(limits)), alt)


def say_small(limits: pd.DataFrame, definition: Definition) -> Sentence:
    """As `say`, for a reader who has been told what the limits are."""
    practices, outside = words.counted(int(analysis.usual(limits).sum()), "practice"), _outside(limits)
    which = f"the 99.8% limits {USUAL}" if widened(limits) else "the 99.8% limits of chance alone"
    headline = f"{definition.name}: {words.none(outside)} of {practices} {_outside_verb(outside)} outside {which}"
    spread = _range(limits)
    return Sentence(headline, (spread, *reasons(limits)[:1]), f"{_plot(limits)} {spread} {headline}.")


def _plot(limits: pd.DataFrame) -> str:
    ends = words.interval(limits["value"].min(), limits["value"].max())
    return f"Funnel plot by list size of {words.counted(len(limits), 'practice')} with {ends}."


def _outside_verb(count: int) -> str:
    return words.verb(max(count, 1), "lies", "lie")


def _lie(count: int, among: str = "") -> str:
    some = words.number(count) if count else "None" if among else "No practice"
    return f"{some}{among} {_outside_verb(count)}"


def _range(limits: pd.DataFrame, qualifier: str = "") -> str:
    like = limits[analysis.usual(limits)]
    low, high = analysis.ends(like["value"])
    if len(like) == 1:
        return f"The one practice that can be compared has {words.percent(low)}{qualifier}."
    some = MOST if len(like) >= analysis.FEWEST else "Practices"
    special = len(limits) - len(like)
    apart = f" {clauses.unlike_others(special)} marked and left out." if special else ""
    return f"{some} have {words.interval(low, high)}{qualifier}.{apart}"


def reasons(limits: pd.DataFrame, measure: str = "rate", causes: str = "age, deprivation and recording") -> tuple[str, ...]:
    """What may lie behind the usual spread; where there is no more than chance, how many would be outside by it."""
    practices = int(analysis.usual(limits).sum())
    if practices == 1:
        return (ALONE,)
    by_chance = f"about {words.expected(analysis.expected_outside(practices))} would if all truly had the same {measure}"
    if not widened(limits):
        return (f"Practices differ by no more than chance would make them; {by_chance}.", *few(practices))
    return (
        f"Practices differ by more than chance. The limits allow for how much practices here usually differ: {causes} may all add to it.",
        *few(practices),
    )


def few(practices: int) -> tuple[str, ...]:
    """What is added where few practices are compared."""
    return ("With so few practices, how much they usually vary is poorly known.",) if 1 < practices < analysis.FEWEST else ()


def draw(fig: Canvas, limits: pd.DataFrame, definition: Definition) -> None:
    """Practices by list size, with the limits around their common proportion, and their names at both ends."""
    small, ax = style.is_narrow(fig), drawing.axes(fig)
    curves = analysis.curves(limits)
    shares, beyond = drawing.within(limits, "value", curves, "funnel_upper_998")
    drawing.marks(ax, shares, "value")
    if small:
        ax.locator_params(axis="x", nbins=4)
    line_names = {
        "funnel_upper_998": "99.8%" if small else "99.8% limit",
        "benchmark": f"All {words.percent(limits['benchmark'].iloc[0])}",
    }
    line_names |= {"chance_lower_998": "Chance"} if widened(limits) else {}
    drawing.limits(ax, curves, "funnel", "benchmark", line_names)
    drawing.name_limits(ax, curves, line_names)
    drawing.name(ax, shares, "value", words.percent)
    drawing.name_beyond(ax, shares, "value", beyond.map(words.percent))
    style.numbers(ax.xaxis)
    style.numbers(ax.yaxis, "%", decimals=0 if ax.get_ylim()[1] > 5 else 1)
    style.x_title(ax, "Patients on the list")
    start = " (axis does not start at 0)" if ax.get_ylim()[0] > 0 else ""
    style.y_title(ax, f"{clauses.axis(definition)}{start}")
