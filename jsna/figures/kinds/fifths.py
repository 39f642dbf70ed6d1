"""Fifths: one rate by fifth of deprivation of where people live, with the difference across the whole range, beside England."""

from dataclasses import replace

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import inequality as analysis
from jsna.catalogue import Definition
from jsna.figures import clauses
from jsna.figures.core import letters, marks, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.figure import HIDDEN, Column, Figure, Missing, Sentence
from jsna.figures.core.sources import cited
from jsna.figures.kinds.each import each
from jsna.figures.kinds.inequality import gap, is_clear

NAMES = ("Most deprived fifth", "2nd fifth", "3rd fifth", "4th fifth", "Least deprived fifth")
SUFFIX, ACROSS = ", by deprivation", "across the whole range of deprivation"
CAVEAT = "Fifths are of all small areas of England. A line through them says nothing of single people, nor why they differ."
NEEDED = (
    "It would need admissions counted from records, residents by age, and ranks of deprivation, all of the same small areas (guide, "
    "Records of admissions)."
)


@each
def fifths(here: Area, indicator: Definition, small: bool) -> Figure | Missing:
    """The rates of fifths of deprivation here and in England, and how much the most deprived places differ from the least.

    Examples
    --------
    >>> jsna.fifths(here, "admissions_by_fifth_emergency")
    """
    rows = here.by_fifth(indicator.id)
    if rows.empty:
        gap_here = clauses.absent(here, indicator)
        return gap_here if here.lacks(indicator.id)[0] else replace(gap_here, remedy=NEEDED)
    areas, england = (rows[rows["own"] == whether].reset_index(drop=True) for whether in (True, False))
    if areas["value"].isna().all():
        return Missing(f"{indicator.name}: no rate of any fifth here.", "There are too few admissions, or their numbers are hidden.")
    names = areas["category"].map(lambda fifth: NAMES[int(fifth) - 1])
    table = areas.assign(fifth=names, england=areas["category"].map(england.set_index("category")["value"]))
    return figure(table, (analysis.by_fifth(areas), analysis.by_fifth(england)), indicator, small)


def figure(
    table: pd.DataFrame, lines: tuple["pd.Series[float] | None", "pd.Series[float] | None"], indicator: Definition, small: bool
) -> Figure:
    """The figure of the fifths of a place with what England has, and of the lines of both."""
    line, england = lines
    size = style.size(len(table), 0.4)
    behind = [table[[f"{what}_source", f"{what}_period"]].set_axis(["source_id", "period"], axis=1) for what in ("people", "deprivation")]
    residents, edition = table[["people_period", "deprivation_period"]].iloc[0]
    return Figure.of(
        table,
        f"fifths-{indicator.id}",
        say(table, line, england, indicator),
        _columns(indicator),
        f"{_name(indicator)}, {indicator.unit}",
        whom=f"fifths of small areas by deprivation in {table['place'].iloc[0]}",
        notes=(f"residents of {residents}, ranks of IoD{edition}",),
        source=cited(table, *behind),
        draw=lambda fig: draw(fig, table, indicator),
        size=style.Size(style.NARROW, size.narrow, size.narrow) if small else size,
        facts=_facts(line, "here", indicator) | _facts(england, "in England", indicator),
        caveat=f"{indicator.caveat} {CAVEAT}",
    )


def _name(indicator: Definition) -> str:
    return indicator.name.removesuffix(SUFFIX)


def _facts(line: "pd.Series[float] | None", where: str, indicator: Definition) -> dict[str, str]:
    """What the sentences say of a line: how many times as high the rate is at the most deprived end, and by how much it differs."""
    if line is None:
        return {}
    return {f"The most deprived end {where}, beside the least": _times(line), f"Difference {where}": gap(line, indicator)}


def _times(line: "pd.Series[float]") -> str:
    ratio, lower, upper = (f"{line[name]:.2f}" for name in ("ratio", "ratio_lower", "ratio_upper"))
    return f"{ratio} times ({lower} to {upper})"


def say(table: pd.DataFrame, line: "pd.Series[float] | None", england: "pd.Series[float] | None", indicator: Definition) -> Sentence:
    """How many times as high the rate is in the most deprived places as in the least, the ends of the range, and the same in England."""
    name, ends = _name(indicator), _ends(table, indicator)
    if line is None:
        headline, across = f"{name}: {ends}", f"No line is drawn through the fifths: {_why(table)}."
    elif is_clear(line) and (line["ratio_lower"] > 1 or line["ratio_upper"] < 1):
        headline = f"{name}: the rate is {_times(line)} as high in the most deprived places as in the least, {ACROSS}"
        across = f"That is {gap(line, indicator)}."
    else:
        what = f"No difference in {words.lower(name)} {ACROSS} beyond what chance can bring"
        headline = f"{what}: {_times(line)} the rate in the most deprived places"
        across = f"That is {gap(line, indicator)}."
    beside = f"In all of England it is {_times(england)}." if line is not None and england is not None else ""
    rates = f"{words.capital(ends)}." if line is not None else ""
    return Sentence(headline, tuple(filter(None, (rates, across, beside))), f"Chart of fifths of small areas by deprivation. {headline}.")


def _ends(table: pd.DataFrame, indicator: Definition) -> str:
    """The rates of the most and of the least deprived fifth that have one here."""
    first, last = table.dropna(subset="value").iloc[[0, -1]].to_dict("records")
    each = [f"{clauses.stated(end['value'], indicator)} in the {words.lower(end['fifth'])}" for end in (first, last)]
    return " and ".join(dict.fromkeys(each))


def _why(table: pd.DataFrame) -> str:
    if table["value"].notna().all():
        return "there are fewer than three here"
    hidden = table["value_note"].eq(HIDDEN).any()
    return "the numbers of some are hidden" if hidden else "some have too few admissions for a rate"


def _columns(indicator: Definition) -> dict[str, Column]:
    def text(value: float) -> str:
        return clauses.value(value, indicator)

    events, people, rate = indicator.heads
    return {
        "fifth": Column("Fifth of England's small areas", numeric=False),
        "numerator": Column(events, words.number),
        "denominator": Column(people, words.number),
        "value": Column(rate, text),
        "lower_95": Column("95% lower", text),
        "upper_95": Column("95% upper", text),
        "england": Column("England", text),
    }


def draw(fig: Canvas, table: pd.DataFrame, indicator: Definition) -> None:
    """A mark for each fifth with its interval, the most deprived on top, and a mark where England's is."""
    ax = style.row_axes(fig, table["fifth"], right=1.0 if not style.is_narrow(fig) else 0.3, top=0.5)
    ax.hlines(table.index, table["lower_95"], table["upper_95"], color=marks.HERE.edge, linewidth=2)
    for column, mark, area in (("england", marks.ENGLAND, 40), ("value", marks.HERE, 60)):
        ax.scatter(table[column], table.index, area, mark.face, marker=mark.marker, edgecolors=style.PAPER, zorder=4)
    texts = [clauses.value(row["value"], indicator) if pd.notna(row["value"]) else row["value_note"] for row in table.to_dict("records")]
    style.beside_rows(ax, fig.get_figwidth() - 0.05, words.aligned(texts), [False] * len(texts), ha="right")
    names = ((letters.short(str(table["place"].iloc[0])), marks.HERE), ("England", marks.ENGLAND))
    marks.looks(ax, [(name, mark.marker, mark.face) for name, mark in names], marks.in_columns([name for name, _ in names], 8.0))
    ax.set_xlim(left=0)
    style.numbers(ax.xaxis, clauses.sign(indicator))
    style.x_title(ax, f"{_name(indicator)}, {indicator.unit}")
