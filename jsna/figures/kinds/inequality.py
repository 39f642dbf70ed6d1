"""Inequality: one indicator of small areas across a place's own range from the most to the least deprived, and England's across its own."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.analysis import inequality as analysis
from jsna.catalogue import Definition, serving
from jsna.figures import clauses
from jsna.figures.core import clear, letters, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import cited
from jsna.figures.kinds.each import each

#: More areas than this have smaller marks, so that the line is seen.
MANY = 60
#: How far from its line England may be named, in points.
LIFTS = (5, 9, 14, 20)
#: Where on its line, in per cent of people, and what it is worth that the other line is as far as the axis is high.
NAMED, APART = (10, 20, 35, 50, 65, 80, 88), 1_000
CAVEAT = (
    "An area of few deaths counts for less, and the limits allow for how far areas lie from the line. "
    "A line through small areas says nothing of single people, nor why they differ."
)


def _deprivation() -> Definition:
    """What orders small areas from the most to the least deprived."""
    return serving("deprivation")[0]


@each
def inequality(here: Area, indicator: Definition, small: bool) -> Figure | Missing:
    """How an indicator differs across the range of deprivation of the small areas of a place, and in England across its own.

    Examples
    --------
    >>> jsna.inequality(here, "life_expectancy_men")
    """
    rows = here.across(indicator.id, _deprivation().id)
    if rows.empty:
        return clauses.absent(here, indicator)
    areas, every = analysis.across(rows[rows["own"]].drop(columns="own")), analysis.across(rows)  # of those in the place, none is its own
    line, england = analysis.slope(areas), analysis.slope(every)
    if line is None or england is None:
        return Missing(f"{indicator.name}: a line across deprivation", f"It would need {analysis.FEWEST} small areas with a value here.")
    every_area = int(rows["own"].sum())
    note = f"of {every_area}: the others have no value" if every_area > len(areas) else ""
    return figure(areas, line, england, indicator, note)


def figure(rows: pd.DataFrame, line: "pd.Series[float]", england: "pd.Series[float]", indicator: Definition, note: str) -> Figure:
    """The figure of the small areas of a place, its line, and that of England."""
    kind = words.kind(rows["footprint"].iloc[0])
    return Figure.of(
        rows,
        f"inequality-{indicator.id}",
        say(rows, line, england, indicator, "those with a value" if note else "all"),
        _columns(indicator),
        f"{indicator.name}, {indicator.unit}",
        whom=f"{words.counted(len(rows), kind)} in {rows['place'].iloc[0]}",
        axis=clauses.on_axis(indicator),
        notes=(note, "lines at areas: 95% intervals", "dashed: England across its own range"),
        ends=("most deprived", "least deprived"),
        source=cited(rows, rows[["deprivation_period"]].set_axis(["period"], axis=1).assign(source_id=_deprivation().sources[0])),
        draw=lambda fig: draw(fig, rows, line, england, indicator),
        facts={
            "Difference here": _with_interval(line, indicator),
            "In England, by its own range": gap(england, indicator),
        }
        | _ends(line, indicator),
        caveat=f"{indicator.caveat} {CAVEAT}",
    )


def line_of(here: Area, indicator: Definition, whole: bool = False) -> "pd.Series[float] | None":
    """How long lives are across the deprivation of the place, or of the `whole` of England; nothing of too few neighbourhoods."""
    rows = here.across(indicator.id, _deprivation().id)
    some = rows if whole or rows.empty else rows[rows["own"]]
    return None if some.empty else analysis.slope(analysis.across(some.drop(columns="own")))


def is_clear(line: "pd.Series[float]") -> bool:
    """Whether the limits of a difference leave 0 out."""
    return bool(line["sii_lower"] * line["sii_upper"] > 0)


def gap(line: "pd.Series[float]", indicator: Definition) -> str:
    """How much lower or higher the most deprived end is, with limits: `6.2 years lower (5.0 to 7.5)`, `0.1 years lower (1.9 higher to 2.0
    lower)`."""
    side, other = ("lower", "higher") if line["most_deprived"] < line["least_deprived"] else ("higher", "lower")
    sign = 1 if line["sii"] >= 0 else -1
    low, high = sorted(sign * line[end] for end in ("sii_lower", "sii_upper"))
    lower, upper = (clauses.value(abs(limit), indicator) for limit in (low, high))
    limits = f"{lower} to {upper}" if low >= 0 else f"{lower} {other} to {upper} {side}"
    return f"{clauses.stated(abs(line['sii']), indicator)} {side} ({limits})"


def _with_interval(line: "pd.Series[float]", indicator: Definition) -> str:
    """The difference with its limits named as what they are."""
    return gap(line, indicator).replace(" (", " (95% interval ", 1)


def _ends(line: "pd.Series[float]", indicator: Definition) -> dict[str, str]:
    ends = {"Most deprived end of the line": "most_deprived", "Least deprived end of the line": "least_deprived"}
    return {label: clauses.stated(line[end], indicator) for label, end in ends.items()}


def say(rows: pd.DataFrame, line: "pd.Series[float]", england: "pd.Series[float]", indicator: Definition, through: str) -> Sentence:
    """The difference across the area's own range, the ends of the line, and that of England across its own."""
    size = _with_interval(line, indicator)
    chance = "" if is_clear(line) else ", which may be chance"
    headline = f"{indicator.name}: {size} in the most deprived places here than in the least{chance}"
    first, last = _ends(line, indicator).values()
    rounded = _rounded(line, indicator)
    ends = f"The line, through {through}, runs from {first} at the most deprived end to {last} at the least deprived{rounded}."
    beside = f"In England it is {gap(england, indicator)}. Places differ more in deprivation there, so the two compare only roughly."
    areas, place = words.counted(len(rows), words.kind(rows["footprint"].iloc[0])), rows["place"].iloc[0]
    return Sentence(headline, (ends, beside), f"Chart of {areas} in order of deprivation. {headline}, in {place}.")


def _rounded(line: "pd.Series[float]", indicator: Definition) -> str:
    """That numbers are rounded, where the written ends are not as far apart as is written."""
    numbers = line[["most_deprived", "least_deprived", "sii"]]
    most, least, apart = (float(clauses.value(number, indicator).replace(",", "").rstrip("%")) for number in numbers)
    return "" if abs(abs(most - least) - abs(apart)) < 1e-9 else "; each number is rounded"


def _columns(indicator: Definition) -> dict[str, Column]:
    def text(value: float) -> str:
        return clauses.value(value, indicator)

    _, people, value = indicator.heads
    return {
        "area_name": Column("Area, the most deprived first", numeric=False),
        "deprivation": Column("Deprivation score", words.decimal),
        "denominator": Column(people, words.number),
        "value": Column(value, text),
        "lower_95": Column("95% lower", text),
        "upper_95": Column("95% upper", text),
    }


def draw(fig: Canvas, rows: pd.DataFrame, line: "pd.Series[float]", england: "pd.Series[float]", indicator: Definition) -> None:
    """A mark for each small area at its place among all people, with its interval, the fitted line, and that of England."""
    ends = _ends_named(line, indicator, style.is_narrow(fig))
    ax = style.axes(fig, left=0.65, right=letters.room(ends))
    place = 100 * rows["place_in_range"]
    many = len(rows) > MANY
    ax.vlines(place, rows["lower_95"], rows["upper_95"], color=style.CONTEXT, linewidth=0.5 if many else 1)
    ax.scatter(place, rows["value"], color=style.CONTEXT, s=10 if many else 28, zorder=3)
    ax.plot([0, 100], [line["most_deprived"], line["least_deprived"]], color=style.BLUE, zorder=4)
    ax.plot([0, 100], england[["most_deprived", "least_deprived"]], color=style.DARK, linewidth=1.3, linestyle=(0, (5, 3)), zorder=4)
    ax.set_xlim(0, 100)
    _gap_drawn(ax, line, ends)
    style.numbers(ax.xaxis, "%")
    style.numbers(ax.yaxis, clauses.sign(indicator))
    style.x_title(ax, f"People of {rows['place'].iloc[0]}, the most deprived on the left")
    style.y_title(ax, f"{clauses.axis(indicator)}{clauses.CUT if ax.get_ylim()[0] > 0 else ''}")
    _england_named(ax, line, england)


def _england_named(ax: Axes, line: "pd.Series[float]", england: "pd.Series[float]") -> None:
    """England on that side of its line which is away from the other, where the two are far apart and few areas are."""
    here, there = (np.interp(NAMED, [0, 100], each[["most_deprived", "least_deprived"]].astype(float)) for each in (line, england))
    costs = []
    for x, height, other in zip(NAMED, there, here, strict=True):
        places = [clear.Place(0, lift if height > other else -lift, "center") for lift in LIFTS]
        apart = abs(height - other) / np.ptp(ax.get_ylim())
        costs.append((min(clear.covered(ax, (x, height), "England", places)) - APART * apart, x, height, places))
    _, x, height, places = min(costs, key=lambda each: each[0])
    clear.label(ax, x, height, "England", places, bbox=style.ON_PAPER)


def _ends_named(line: "pd.Series[float]", indicator: Definition, narrow: bool) -> tuple[str, str, str]:
    """The most deprived end of the line, the least deprived one, and how far apart they are."""
    values = (clauses.value(line[end], indicator) for end in ("most_deprived", "least_deprived"))
    most, least = (value if narrow else f"{value} {end} deprived" for value, end in zip(values, ("most", "least"), strict=True))
    return most, least, clauses.stated(abs(line["sii"]), indicator)


def _gap_drawn(ax: Axes, line: "pd.Series[float]", names: tuple[str, str, str]) -> None:
    """At the right the height of the most deprived end and the least deprived one, with what lies between them."""
    most, least = float(line["most_deprived"]), float(line["least_deprived"])
    ax.hlines(most, 0, 101.5, color=style.BLUE, linewidth=1, linestyle=(0, (1, 2)), clip_on=False)
    ax.vlines(101.5, min(most, least), max(most, least), color=style.BLUE, linewidth=2.4, clip_on=False)
    low, high = ax.get_ylim()
    heights = letters.apart([most, least, (most + least) / 2], 0.075 * (high - low))
    for height, name in zip(heights, names, strict=True):
        style.label(ax, 101.5, height, name, fontweight="bold" if name == names[-1] else "normal")
