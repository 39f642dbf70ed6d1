"""Funnel of practices: whose number is outside what chance and the usual spread between practices allow."""

from dataclasses import replace

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.analysis import funnel as analysis
from jsna.catalogue import Definition, definition
from jsna.figures import clauses, doubts
from jsna.figures.core import style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds.each import each
from jsna.schemas import SMALL_PRACTICE

#: What the headline adds where the limits allow for more than chance.
USUAL = "after allowing for the usual extra spread"
ALONE = "With one practice there is nothing to compare."
#: What is shown of an area whose numbers are held whole, as those of some larger areas.
UNPLACED = Missing("the practices of this area", "No lookup that is held says which practices lie in it.")


@each
def funnel(here: Area, definition: Definition, small: bool) -> Figure | Missing:
    """The funnel of an indicator over the practices of the area; several, or the `notable` of a chapter, small and side by side."""
    rows = here.practices(definition.id)
    if small and rows.empty:
        return UNPLACED
    return figure(rows, small) if rows["value"].notna().any() else clauses.absent(here, definition)


def figure(rows: pd.DataFrame, small: bool = False) -> Figure:
    """The figure of the practices of one area; `small` to stand beside others, in fewer words."""
    limits, indicator = analysis.limits(rows), definition(str(rows["indicator_id"].iloc[0]))
    return Figure.of(
        limits.assign(outside=outside_words(limits), checked=doubts.in_cells(limits)),
        f"funnel-{indicator.id}",
        _checked(say_small(limits, indicator) if small else say(limits, indicator), limits),
        _columns(indicator) | ({"checked": Column("To be checked", numeric=False)} if "doubtful" in limits else {}),
        f"{indicator.name}: {indicator.unit}{indicator.counted}",
        whom=f"practices of {limits['place'].iloc[0]}",
        notes=(f"shaded: {'' if small else '99.8% limits of '}chance alone" if widened(limits) else "",),
        ends=("lowest", "highest"),
        draw=lambda fig: draw(fig, limits, indicator),
        size=style.SMALL_SIZE if small else style.SIZE,
        facts=_facts(limits) | doubts.mark_facts(limits),
    )


def _facts(limits: pd.DataFrame) -> dict[str, str]:
    return {
        "Practices with a value": words.number(len(limits)),
        "Practices outside the 99.8% limits": words.number(_outside(limits, "998")),
        "Practices outside the 99.8% limits of chance alone": words.number(_outside(limits, "chance")),
        "Outside those of chance if all had the same rate": words.expected(analysis.expected_outside(limits)),
        "φ, times the variation of chance": f"{limits['phi'].iloc[0]:.1f}",
        "Smallest list that is said to range": words.number(SMALL_PRACTICE),
        "All these practices together": words.percent(limits["benchmark"].iloc[0]),
    }


def _columns(indicator: Definition) -> dict[str, Column]:
    counted, among, value = indicator.heads
    return {
        "area_name": Column("Practice", numeric=False),
        "numerator": Column(counted, words.number),
        "denominator": Column(among, words.number),
        "value": Column(value, words.percent),
        "lower_95": Column("95% lower", words.percent),
        "upper_95": Column("95% upper", words.percent),
        "outside": Column("Outside the 99.8% limits", numeric=False, order=clauses.FROM_BELOW),
    }


def _checked(sentence: Sentence, limits: pd.DataFrame) -> Sentence:
    return replace(sentence, detail=(*doubts.marks(limits), *sentence.detail))


def outside_words(limits: pd.DataFrame) -> "pd.Series[str]":
    """`above both`, `above chance` where the wider limits hold the practice, the same with `below`, or `no`; short, for so many rows."""
    chance = (limits["outside_chance"] + " chance").where(limits["outside_chance"] != "", "no")
    return chance.mask(limits["outside_998"] != "", limits["outside_998"] + (" both" if widened(limits) else ""))


def widened(limits: pd.DataFrame) -> bool:
    """Whether practices differ by more than chance, so that the limits allow for more."""
    return bool(limits["tau2"].iloc[0] > 0)


def _outside(limits: pd.DataFrame, kind: str) -> int:
    return int((limits[f"outside_{kind}"] != "").sum())


def say(limits: pd.DataFrame, definition: Definition) -> Sentence:
    """What the funnel shows, from the rows that it draws; its words come from the wider of the two limits."""
    known, outside = words.counted(len(limits), "practice"), _outside(limits, "998")
    usual = f" {USUAL}" if widened(limits) else ""
    headline = f"{_lie(outside, f' of {known}')} outside the 99.8% limits for {clauses.about(definition)}{usual}"
    spread = _range(limits, clauses.qualified(definition), clauses.qualifier(definition))
    alt = f"Funnel plot of {known} by list size. {spread} {_lie(outside)} outside the 99.8% limits{usual}."
    return Sentence(headline, (spread, *reasons(limits)), alt)


def say_small(limits: pd.DataFrame, definition: Definition) -> Sentence:
    """As `say`, for a reader who has been told what the limits are."""
    known, outside = words.counted(len(limits), "practice"), _outside(limits, "998")
    which = "wider limits" if widened(limits) else "limits of chance alone"
    headline = f"{definition.name}: {words.none(outside)} of {known} {_outside_verb(outside)} outside the {which}"
    spread = _range(limits)
    alt = f"Funnel plot of {known} by list size. {spread} {headline}, at 99.8%."
    return Sentence(headline, (spread, _beyond_chance(limits), *_few(limits)), alt)


def _beyond_chance(limits: pd.DataFrame) -> str:
    if len(limits) == 1:
        return ALONE
    chance, by_chance = _outside(limits, "chance"), words.expected(analysis.expected_outside(limits))
    found = f"{_lie(chance)} outside the limits of chance alone" if widened(limits) else "Practices vary no more than by chance"
    return f"{found} ({_phi(limits)}); about {by_chance} would if all truly had the same rate."


def _phi(limits: pd.DataFrame) -> str:
    return clauses.PHI.format(phi=limits["phi"].iloc[0])


def _outside_verb(count: int) -> str:
    return words.verb(max(count, 1), "lies", "lie")


def _lie(count: int, among: str = "") -> str:
    some = words.number(count) if count else "None" if among else "No practice"
    return f"{some}{among} {_outside_verb(count)}"


def _range(limits: pd.DataFrame, qualified: str = "", qualifier: str = "") -> str:
    large = limits.loc[limits["denominator"] >= SMALL_PRACTICE, "value"]
    if large.empty:
        return f"Every practice here is small. {qualified}".rstrip()
    least = f"at least {words.number(SMALL_PRACTICE)} patients"
    if len(large) == 1:
        return f"The one practice with {least} has {words.percent(large.iloc[0])}{qualifier}."
    return f"Practices with {least} range from {words.interval(large.min(), large.max())}{qualifier}."


def reasons(limits: pd.DataFrame, measure: str = "rate", causes: str = "age, deprivation and recording") -> tuple[str, ...]:
    """Which limits the words rest on, what may lie behind the usual spread, and how many would be outside by chance."""
    if len(limits) == 1:
        return (ALONE,)
    by_chance = f"about {words.expected(analysis.expected_outside(limits))} would"
    if not widened(limits):
        same = f"Practices vary no more than chance would make them ({_phi(limits)}), so the limits allow for chance alone."
        return (f"{same} If all truly had the same {measure}, {by_chance} lie outside.", *_few(limits))
    return (
        f"Practices vary more than chance would make them ({_phi(limits)}). These words rest on the wider limits, "
        f"which take that spread as usual. They do not explain it: {causes} may all add to it.",
        f"{_lie(_outside(limits, 'chance'))} outside the narrower limits, which allow for chance alone. "
        f"If all truly had the same {measure}, {by_chance}.",
        *_few(limits),
    )


def _few(limits: pd.DataFrame) -> tuple[str, ...]:
    few = 1 < len(limits) < analysis.FEWEST
    return ("With so few practices, how much they usually vary is poorly known.",) if few else ()


def draw(fig: Canvas, limits: pd.DataFrame, definition: Definition) -> None:
    """Practices by list size, with both limits around their common proportion."""
    small = style.is_narrow(fig)
    ax = style.axes(fig, left=0.5, right=0.82) if small else style.axes(fig, right=1.35)
    inside, dot, mark = limits["outside_998"] == "", 14 if small else 26, 30 if small else 46
    ax.scatter(limits["denominator"][inside], limits["value"][inside], s=dot, color=style.CONTEXT, zorder=3)
    ax.scatter(limits["denominator"][~inside], limits["value"][~inside], s=mark, marker="D", color=style.BLUE, zorder=4)
    if small:
        ax.locator_params(nbins=4)
    _limits(ax, analysis.curves(limits), widened(limits), small)
    style.numbers(ax.xaxis)
    style.numbers(ax.yaxis, "%", decimals=0 if ax.get_ylim()[1] > 5 else 1)
    style.x_title(ax, "Patients on the list")
    start = " (axis does not start at 0)" if ax.get_ylim()[0] > 0 else ""
    style.y_title(ax, f"{definition.unit if small else f'{definition.name}, {definition.unit}'}{start}")


def _limits(ax: Axes, curves: pd.DataFrame, widened: bool, small: bool) -> None:
    """What chance alone allows as a band, the limits that the words rest on as lines, each named at its end."""
    sizes = curves["denominator"]
    chance = curves["chance_lower_998"], curves["chance_upper_998"]
    ax.fill_between(sizes, *chance, facecolor=style.BAND, edgecolor=style.CONTEXT, linewidth=0.5)
    ax.plot(sizes.iloc[[0, -1]], curves["benchmark"].iloc[[0, -1]], color=style.DARK, linewidth=1.3, linestyle=(0, (5, 3)))
    for level, dash in (("95", (0, (2, 2))), ("998", "solid")):
        for side in ("lower", "upper"):
            ax.plot(sizes, curves[f"funnel_{side}_{level}"], color=style.CONTEXT, linewidth=1.1, linestyle=dash)
    last, (low, high) = curves.iloc[-1], ax.get_ylim()
    limit = "" if small else " limit"
    names = {"funnel_upper_998": f"99.8%{limit}", "funnel_upper_95": f"95%{limit}", "benchmark": f"All {words.percent(last['benchmark'])}"}
    names |= {"chance_lower_998": "Chance" if small else "Chance alone"} if widened else {}
    gap = (0.1 if small else 0.075) * (high - low)
    ends = sorted((float(last[name]), text) for name, text in names.items())
    clear = [max(end, low + (0.8 + place) * gap) for place, (end, _) in enumerate(ends)]  # of the numbers under the axis
    for height, (_, text) in zip(style.apart(clear, gap), ends, strict=True):
        style.label(ax, last["denominator"], height, text)
