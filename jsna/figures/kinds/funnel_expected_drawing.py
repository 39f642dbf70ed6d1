"""Drawing of practices beside what is expected of them: in per cent of that, with how far the middle eight tenths lie apart."""

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import practices as analysis
from jsna.analysis.funnel import FEWEST, ends
from jsna.catalogue import definition
from jsna.figures.core import style
from jsna.figures.kinds import funnel_drawing as drawing

#: Beyond them a practice stands out: the 95% limits of such practices, or those of chance alone where these are wider.
LIMITS = {"expected_upper_95": "limit", "expected_lower_95": "limit"}
#: Inches of one among several: its key and the names of its lines take more height than those of other kinds.
SMALL_SIZE = (style.SMALL_SIZE[0], 3.4)
BAND, UPPER = "chance_lower_998", "chance_upper_998"
#: The name of the line of all that is expected.
EXPECTED = {"expected": "as expected"}


def draw(fig: Canvas, table: pd.DataFrame, scale: tuple[float, float] | None = None, note: str = "") -> None:
    """Practices by how many people are expected, in per cent of that, with the limits of practices like them; on a `scale` if given."""
    some, flat, indicator = shown(table), is_flat(table), definition(str(table["indicator_id"].iloc[0]))
    curves = _limits(some).assign(expected=100.0, average=average(table))
    names = LIMITS | EXPECTED | _of_band(table)
    ax = drawing.axes(fig, names.values())
    style.y_title(ax, f"{indicator.name.partition(' (')[0]} recorded, % of what is expected{note}{_key(table)}")
    ratios, beyond = drawing.within(drawing.in_order(some, "ratio") if flat else some, "ratio", curves, "expected_upper_95")
    drawing.marks(ax, ratios if stand_out(table) else ratios.assign(outside=""), "ratio")
    if scale:
        ax.set_ylim(*scale)
    ax.locator_params(axis="x", nbins=5 if style.is_narrow(fig) else 6)
    drawn = _of_middle(some, curves) if flat else curves
    several = int(table["like"].sum()) > 1
    if several:  # beside which the title's claim is seen: a band of one practice would be many times as wide
        drawn = drawn.assign(**dict(zip((BAND, UPPER), analysis.ends_by_chance(table), strict=True)))
    drawing.limits(ax, drawn, "expected", "expected", LIMITS)
    if flat:
        drawing.order_axis(ax, len(ratios))
    else:
        style.numbers(ax.xaxis)
    style.numbers(ax.yaxis, "%")
    style.x_title(ax, "Practices in order" if flat else f"Patients expected{indicator.counted}")
    if several:
        drawing.bracket(ax, *ends(table.loc[table["like"], "ratio"]))
    drawing.name(ax, ratios, "ratio", "{:.0f}%".format)
    drawing.name_limits(ax, drawn, names)
    drawing.name_beyond(ax, ratios, "ratio", beyond.map("{:.0f}%".format))


def shown(table: pd.DataFrame) -> pd.DataFrame:
    """The practices that are drawn: those that are compared, and the own one; special ones lie where they would flatten all others."""
    return table[table["ratio"].notna() & (table["special"].eq("") | drawing.are_own(table))]


def _limits(some: pd.DataFrame) -> pd.DataFrame:
    """The curves of practices with the limits that a practice has to lie outside to stand out: what is outside is what is counted."""
    curves = analysis.curves(some)
    lower = curves[["expected_lower_95", BAND]].min(axis=1)
    return curves.assign(expected_lower_95=lower, expected_upper_95=curves[["expected_upper_95", UPPER]].max(axis=1))


def reach(table: pd.DataFrame) -> tuple[float, float]:
    """The ends of a scale for what is drawn."""
    return drawing.reach(shown(table), "ratio", _limits(shown(table)), "expected_upper_95")


def average(table: pd.DataFrame) -> float:
    """What the practices that are compared have together of what is expected, in per cent."""
    like = table[table["like"]]
    return float(100 * like["numerator"].sum() / like["size"].sum()) if len(like) else 100.0


def is_flat(table: pd.DataFrame) -> bool:
    """Whether the limits are so alike for all lists that their order says more than their size."""
    return len(shown(table)) > 1 and drawing.are_flat(_limits(shown(table))["expected_upper_95"])


def stand_out(table: pd.DataFrame) -> bool:
    """Whether the title counts practices outside the limits: of those that differ by no more than chance the marks are quiet."""
    return analysis.beyond_chance(table) and bool(table["outside"].ne("").any())


def _of_band(table: pd.DataFrame) -> dict[str, str]:
    """The name of the band of chance, which lies around what these practices have together and not around what is expected."""
    return {"average": f"average {average(table):.0f}%"} if int(table["like"].sum()) > 1 else {}


def _key(table: pd.DataFrame) -> str:
    """What each mark that is not a plain dot shows, and of how many practices, as the title counts them."""
    practices, out = int(table["like"].sum()), int(table["outside"].ne("").sum())
    if practices < 2:
        return ""
    wide = int((drawing.are_unjudged(table) & table["like"]).sum())
    loud = f"; \N{BLACK DIAMOND} {out:,} of {practices:,} stand out" if stand_out(table) else "" if out else "; none stands out"
    hollow = f"; \N{WHITE CIRCLE} {wide:,} cannot be judged" if wide else ""
    return f"{loud}{hollow}; \N{BOX DRAWINGS HEAVY VERTICAL} {'8 in 10' if practices >= FEWEST else 'all'} practices"


def _of_middle(some: pd.DataFrame, curves: pd.DataFrame) -> pd.DataFrame:
    """The limits of a list of middle size, along the order of all."""
    middle = curves.iloc[[int((curves["size"] - some["size"].median()).abs().argmin())] * 2]
    return middle.assign(size=[1, len(some)])
