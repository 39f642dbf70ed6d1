"""Practices beside what age and sex would have them find: a caterpillar of ratios, judged by the limits that funnels have."""

import pandas as pd
from matplotlib.figure import Figure as Canvas

from jsna.analysis import expected as analysis
from jsna.analysis import funnel as limits
from jsna.catalogue import definitions
from jsna.figures import clauses, doubts
from jsna.figures.core import marks, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import LONGEST, Column, Figure, Missing, Sentence
from jsna.figures.kinds.funnel_of_shares import MOST, USUAL, outside_words, reasons, widened
from jsna.figures.topics.expectation import no_ratio, of_practices, source
from jsna.figures.topics.expected import PROMPT
from jsna.models import Model

#: A register with less than this share of those expected, and practices this many times apart, look like recording.
FAR_BELOW, MANY_FOLD = 50.0, 2.0
#: What makes practices differ from what the age and sex of their patients would lead to.
CAUSES = "deprivation, smoking and recording"
#: More practices than this have no names on a narrow chart, where each would need a line more.
MOST_ABOVE = 30


@call
def expected_practices(here: Area, indicator: str) -> Figure | Missing:
    """The practices of an area by the share that they have found of those expected on one register, the lowest first.

    Examples
    --------
    >>> jsna.expected_practices(here, "qof_hyp_prevalence")
    """
    rows, model = of_practices(here, indicator)
    if model is None:
        return no_ratio(here, indicator)
    table = analysis.practices(rows)
    return _figure(limits.of_ratios(table, table["together"].iloc[0]), model, indicator)


def _figure(table: pd.DataFrame, model: Model, indicator: str) -> Figure:
    condition = definitions()[indicator].condition
    like = table[limits.usual(table)]
    return Figure.of(
        table.assign(beside=outside_words(table)),
        f"expected-practices-{indicator}",
        say(table, condition),
        COLUMNS | ({"special": Column("Special", numeric=False)} if table["special"].ne("").any() else {}),
        f"Patients on the register of {condition}, % of those expected by age and sex",
        whom=f"practices of {table['place'].iloc[0]}",
        notes=(
            "bars are 95% intervals",
            f"shaded: 99.8% limits{', the usual spread allowed' if widened(table) else ' of chance alone'}",
        ),
        ends=("lowest", "highest"),
        source=source(table, [model]),
        draw=lambda fig: draw(fig, table),
        size=_size(len(table)),
        facts={
            "Practices with a ratio": words.number(len(table)),
            "Practices compared": words.number(len(like)),
            "Practices below the 99.8% limits": words.number(table["outside"].eq("below").sum()),
            "Practices above the 99.8% limits": words.number(table["outside"].eq("above").sum()),
            "Practices outside the 99.8% limits of chance alone": words.number(table["outside_chance"].ne("").sum()),
            "All these practices together": f"{words.about(table['together'].iloc[0])}%",
            "Outside those of chance if all truly had the same ratio": words.expected(limits.expected_outside(len(like))),
            **{end: f"{words.about(value)}%" for end, value in zip(("From", "To"), limits.ends(like["ratio"]), strict=True)},
            "Highest over lowest of these, drawn towards the mean": _fold(like),
        }
        | doubts.mark_facts(table),
        caveat="The interval is that of chance in the register; the error of the model is not in it. Drawn towards the mean: a small "
        "practice tells little, so its ratio counts for less.",
    )


COLUMNS = {
    "area_name": Column("Practice", numeric=False),
    "numerator": Column("On the register", words.number),
    "expected": Column("Expected", words.about),
    "ratio": Column("Found", lambda value: f"{words.about(value)}%"),
    "ratio_lower": Column("95% lower", lambda value: f"{words.about(value)}%"),
    "ratio_upper": Column("95% upper", lambda value: f"{words.about(value)}%"),
    "shrunken": Column("Drawn towards the mean", lambda value: f"{words.about(value)}%"),
    "to_find": Column("To find", lambda value: "none" if value < 0.5 else words.about(value)),
    "beside": Column("Outside the 99.8% limits", numeric=False, order=clauses.FROM_BELOW),
}


def _fold(like: pd.DataFrame) -> str:
    return f"{like['shrunken'].max() / like['shrunken'].min():.1f}" if len(like) > 1 and like["shrunken"].min() > 0 else "not known"


def say(table: pd.DataFrame, condition: str) -> Sentence:
    """How many practices lie below and above the limits that funnels have, which these are, and what chance alone would say."""
    below, above = (int(table["outside"].eq(side).sum()) for side in ("below", "above"))
    together, practices = f"{words.about(table['together'].iloc[0])}%", words.counted(int(limits.usual(table).sum()), "practice")
    headline = (
        f"For {condition}, {words.none(below)} of {practices} {words.verb(max(below, 1), 'lies', 'lie')} below the 99.8% limits around "
        f"their common {together}, and {words.none(above)} above{f', {USUAL}' if widened(table) else ''}"
    )
    prompt = PROMPT.replace("one practice", "each practice")
    detail = (*doubts.marks(table), *_range(table), *reasons(table, "ratio", CAUSES), *_flag(table, condition), prompt)
    return Sentence(headline, detail, f"Caterpillar plot of {practices}. {headline}.")


def _range(table: pd.DataFrame) -> tuple[str, ...]:
    like = table[limits.usual(table)]
    if len(like) < 2:
        return ()
    some = MOST if len(like) >= limits.FEWEST else "Practices"
    low, high = (f"{words.about(value)}%" for value in limits.ends(like["ratio"]))
    special = len(table) - len(like)
    apart = f" {clauses.unlike_others(special)} listed, and left out." if special else ""
    return (f"{some} have found {low} to {high} of those expected.{apart}",)


def _flag(table: pd.DataFrame, condition: str) -> tuple[str, ...]:
    """Where a register is far below what is expected and practices differ many times over, recording is the likely reason."""
    fold = _fold(table[limits.usual(table)])
    if table["together"].iloc[0] >= FAR_BELOW or fold == "not known" or float(fold) < MANY_FOLD:
        return ()
    return (f"Recorded {condition} is far below expected and varies {fold}-fold: under-recording is likely.",)


def _size(practices: int) -> style.Size:
    with_names = style.size(practices, 0.2)
    if practices > LONGEST:
        return style.SIZE
    return with_names if practices <= MOST_ABOVE else with_names._replace(narrow=style.WIDTH)


def draw(fig: Canvas, table: pd.DataFrame) -> None:
    """Practices from the lowest ratio on top over the limits that the words rest on, those outside marked, beside the ratio of all."""
    few = len(table) <= (MOST_ABOVE if style.is_narrow(fig) else LONGEST)
    ax = style.row_axes(fig, table["area_name"] if few else [""] * len(table), top=0.5)
    limits_of = table["funnel_lower_998"], table["funnel_upper_998"]
    ax.fill_betweenx(table.index, *limits_of, step="mid", facecolor=style.BAND, edgecolor=style.CONTEXT, linewidth=0.6, zorder=0)
    roles = table["outside"].mask(table["special"] != "", "special")
    looks = {"": marks.OTHER, "special": marks.SPECIAL, "below": marks.WORSE, "above": marks.DIFFERS}
    for side, (marker, colour, edge) in looks.items():
        rows = table[roles == side]
        ax.hlines(rows.index, rows["ratio_lower"], rows["ratio_upper"], color=edge, linewidth=1.4 if few else 0.7)
        ax.scatter(rows["ratio"], rows.index, s=26 if few else 6, color=colour, edgecolors=edge, marker=marker, zorder=3)
    together = table["together"].iloc[0]
    style.reference(ax, together, f"All of them {words.about(together)}%")
    style.numbers(ax.xaxis, "%")
    style.x_title(ax, "Patients on the register, % of those expected")
