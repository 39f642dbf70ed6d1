"""Drawing of practices beside what is expected of them: in per cent of that, with how far the middle eight tenths lie apart."""

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import practices as analysis
from jsna.analysis.funnel import FEWEST, ends
from jsna.catalogue import definition
from jsna.figures.core import style, words
from jsna.figures.kinds import funnel_drawing as drawing

LIMITS = {"expected_upper_95": "upper 95% limit", "expected_lower_95": "lower 95% limit"}
BAND, UPPER = "chance_lower_998", "chance_upper_998"


def draw(fig: Canvas, table: pd.DataFrame, scale: tuple[float, float] | None = None, note: str = "") -> None:
    """Practices by how many people are expected, in per cent of that, with the limits of practices like them; on a `scale` if given."""
    curves, flat, spread = analysis.curves(table).assign(expected=100.0), is_flat(table), _spread(table)
    ax, indicator = drawing.axes(fig, [*LIMITS.values(), *(spread.names if spread else ())]), definition(str(table["indicator_id"].iloc[0]))
    valued = table[table["ratio"].notna()]
    style.y_title(ax, f"{indicator.name.partition(' (')[0]} recorded, % of what is expected{note}{_outside(table)}")
    ratios, beyond = drawing.within(drawing.in_order(valued, "ratio") if flat else valued, "ratio", curves, "expected_upper_95")
    drawing.marks(ax, ratios if stand_out(table) else ratios.assign(outside=""), "ratio")
    if scale:
        ax.set_ylim(*scale)
    ax.locator_params(axis="x", nbins=5 if style.is_narrow(fig) else 6)
    drawn = _of_middle(ratios, table, curves) if flat else curves
    if spread:  # beside which the title's claim is seen: a band of one practice would be many times as wide
        drawn = drawn.assign(**dict(zip((BAND, UPPER), spread.by_chance, strict=True)))
    drawing.limits(ax, drawn, "expected", "expected", LIMITS)
    if flat:
        drawing.order_axis(ax, len(ratios))
    else:
        style.numbers(ax.xaxis)
    style.numbers(ax.yaxis, "%")
    shaded = "" if drawing.name_chance(ax, drawn) else f"; shaded: {drawing.ALONE}"
    style.x_title(ax, f"{'Practices in order' if flat else f'Patients expected{indicator.counted}'}{shaded}")
    drawing.name_limits(ax, drawn, LIMITS, spread)
    drawing.name(ax, ratios, "ratio", "{:.0f}%".format)
    drawing.name_beyond(ax, ratios, "ratio", beyond.map("{:.0f}%".format))


def is_flat(table: pd.DataFrame) -> bool:
    """Whether the limits are so alike for all lists that their order says more than their size."""
    return int(table["ratio"].notna().sum()) > 1 and drawing.are_flat(analysis.curves(table)["expected_upper_95"])


def stand_out(table: pd.DataFrame) -> bool:
    """Whether the title counts practices outside the limits: of those that differ by no more than chance the marks are quiet."""
    return analysis.beyond_chance(table) and bool(table["outside"].ne("").any())


def _outside(table: pd.DataFrame) -> str:
    """How many practices stand out by their mark, as the title counts them, and how many are left out by theirs."""
    out, practices, special = (int(some.sum()) for some in (table["outside"].ne(""), table["like"], table["special"].ne("")))
    loud = f"; \N{BLACK DIAMOND} {out:,} of {practices:,} stand out" if practices > 1 and stand_out(table) else ""
    return f"{loud}; \N{MULTIPLICATION X} {special:,} not compared" if special else loud


def _spread(table: pd.DataFrame) -> drawing.Spread | None:
    """Between which values the middle eight tenths lie, and the words of the title for that; nothing where there is one practice."""
    like = table.loc[table["like"], "ratio"]
    if len(like) < 2:
        return None
    low, high = ends(like)
    whose = f"{'8 in 10' if len(like) >= FEWEST else 'all'} practices:"
    return drawing.Spread(low, high, whose, words.fold(low, high), analysis.ends_by_chance(table))


def _of_middle(ordered: pd.DataFrame, table: pd.DataFrame, curves: pd.DataFrame) -> pd.DataFrame:
    """The limits of a list of middle size, along the order of all."""
    middle = curves.iloc[[int((curves["size"] - table["size"].median()).abs().argmin())] * 2]
    return middle.assign(size=[1, len(ordered)])
