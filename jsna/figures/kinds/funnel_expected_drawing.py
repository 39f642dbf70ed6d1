"""Drawing of practices beside what is expected of them: in per cent of that, with how far the middle eight tenths lie apart."""

import pandas as pd
from matplotlib.figure import Figure as Canvas
from scipy.special import bdtrc

from jsna.analysis import practices as analysis
from jsna.analysis.funnel import FEWEST, ends
from jsna.catalogue import definition
from jsna.figures import findings
from jsna.figures.core import style, words
from jsna.figures.kinds import funnel_drawing as drawing

LIMIT, BAND = "expected_upper_95", "chance_lower_998"
#: The share of practices that lie outside 95% limits by chance.
OUTSIDE = 0.05


def draw(fig: Canvas, table: pd.DataFrame, scale: tuple[float, float] | None = None, note: str = "") -> None:
    """Practices by how many people are expected, in per cent of that, with the limits of practices like them; on a `scale` if given."""
    curves, flat, spread = analysis.curves(table).assign(expected=100.0), is_flat(table), _spread(table)
    line_names = {LIMIT: "95% limit"} | ({} if spread else {BAND: "Chance"})
    ax = drawing.axes(fig, [*line_names.values(), *(spread.names if spread else ())])
    valued = table[table["ratio"].notna()]
    ratios, beyond = drawing.within(drawing.in_order(valued, "ratio") if flat else valued, "ratio", curves, "expected_upper_95")
    drawing.marks(ax, ratios if stand_out(table) else ratios.assign(outside=""), "ratio")
    if scale:
        ax.set_ylim(*scale)
    ax.locator_params(axis="x", nbins=5 if style.is_narrow(fig) else 6)
    drawn = _of_middle(ratios, table, curves) if flat else curves
    if spread:  # beside which the title's claim is seen: a band of one practice would be many times as wide
        drawn = drawn.assign(**dict(zip((BAND, "chance_upper_998"), spread.by_chance, strict=True)))
    drawing.limits(ax, drawn, "expected", "expected", line_names, spread)
    drawing.name(ax, ratios, "ratio", "{:.0f}%".format)
    drawing.name_beyond(ax, ratios, "ratio", beyond.map("{:.0f}%".format))
    style.numbers(ax.yaxis, "%")
    indicator = definition(str(table["indicator_id"].iloc[0]))
    if flat:
        drawing.order_axis(ax, len(ratios))
    else:
        style.numbers(ax.xaxis)
        style.x_title(ax, f"Patients expected{indicator.counted}")
    style.y_title(ax, f"{indicator.name.partition(' (')[0]} recorded, % of what is expected{note}{_outside(table)}")


def is_flat(table: pd.DataFrame) -> bool:
    """Whether the limits are so alike for all lists that their order says more than their size."""
    return int(table["ratio"].notna().sum()) > 1 and drawing.are_flat(analysis.curves(table)["expected_upper_95"])


def stand_out(table: pd.DataFrame) -> bool:
    """Whether more practices lie outside the limits than chance would often put there: else their marks are as quiet as those of others."""
    out, practices = int(table["outside"].ne("").sum()), int(table["like"].sum())
    return analysis.beyond_chance(table) and bool(bdtrc(out - 1, practices, OUTSIDE) <= findings.OFTEN)


def _outside(table: pd.DataFrame) -> str:
    """How many practices stand out by their mark: a count that is no more than chance would contradict the title."""
    out, practices = int(table["outside"].ne("").sum()), int(table["like"].sum())
    return f"; \N{BLACK DIAMOND} {out:,} of {practices:,} stand out" if practices > 1 and stand_out(table) else ""


def _spread(table: pd.DataFrame) -> drawing.Spread | None:
    """Between which values the middle eight tenths lie, and the words of the title for that; nothing where there is one practice."""
    like = table.loc[table["like"], "ratio"]
    if len(like) < 2:
        return None
    low, high = ends(like)
    whose = "8 in 10" if len(like) >= FEWEST else "They"
    return drawing.Spread(low, high, f"{whose} differ", words.fold(low, high), analysis.ends_by_chance(table))


def _of_middle(ordered: pd.DataFrame, table: pd.DataFrame, curves: pd.DataFrame) -> pd.DataFrame:
    """The limits of a list of middle size, along the order of all."""
    middle = curves.iloc[[int((curves["size"] - table["size"].median()).abs().argmin())] * 2]
    return middle.assign(size=[1, len(ordered)])
