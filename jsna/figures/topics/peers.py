"""Peers: the areas most like one, each with how far it is from it and what sets it apart most."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import blended_transform_factory

from jsna.analysis.peers import DENSITY, FAR, MEASURES, Measure
from jsna.catalogue import publication, serving
from jsna.figures.core import letters, marks, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import listed

#: What the line is called up to which an area is close.
CLOSE = "close up to here"
#: Standard deviations below which nothing sets two areas apart.
HARDLY = 0.2
#: Inches more for each row on a phone where some name has two lines there, which else meet the row above; inches beside its axis.
TWO_LINES, LEFT, RIGHT = 0.1, 0.2, 0.3
#: Inches on the right for what sets an area apart, and the longest name on the left.
APART, LONGEST_NAME = 3.1, 34
TOPICS = {"age": "the age of patients", "deprivation": "deprivation", "density": "density of population"}
COLUMNS = {
    "aged_under_18": Column("Under 18", words.percent),
    "aged_50_over": Column("50 and over", words.percent),
    "deprivation": Column("Deprivation score", words.decimal),
    "most_deprived_fifth": Column("In the most deprived fifth of England", words.percent),
    DENSITY: Column("Patients per sq km", words.number),
}


@call
def peers(here: Area) -> Figure | Missing:
    """The area and those most like it, the nearest first, with every measure that the distance rests on.

    Examples
    --------
    >>> jsna.peers(here)
    """
    rows = here.peers()
    if rows.empty:
        return Missing(
            "No areas can be called similar to this one.",
            f"That needs the ages of patients on lists and deprivation ({words.joined(_titles())}) of this area and of others of its kind.",
        )
    return _figure(rows, {key: measure for key, measure in MEASURES.items() if key in rows})


def _figure(rows: pd.DataFrame, measures: dict[str, Measure]) -> Figure:
    kind, place = words.kind(rows["footprint"].iloc[0]), rows["place"].iloc[0]
    table = rows.assign(apart=_apart(rows, measures))
    return Figure.of(
        table,
        "peers",
        say(table, measures),
        _columns(kind, measures),
        draw=lambda fig: draw(fig, table, measures),
        size=_size(table),
        subtitle=f"{place} and the {kind}s most like it; distances are in standard deviations of all {kind}s, close is up to {FAR}",
        source=listed([(publication(source), "") for source in _publications()]),
        facts={
            "Similar areas": words.number((~table["own"]).sum()),
            f"{words.capital(kind)}s considered": words.number(table["considered"].iloc[0]),
            f"{words.capital(kind)}s left out": words.number(table["left_out"].iloc[0]),
        }
        | {f"Weight of {measure.name}": words.percent(100 * share) for measure, share in _shares(measures)},
        caveat=f"Each measure is compared in standard deviations{_by_logarithm(measures)}. "
        "No ethnicity, housing or country of birth is held, and areas may differ in those.",
    )


def _size(table: pd.DataFrame) -> style.Size:
    names = table.loc[~table["own"], "area_name"]
    more = len(names) * TWO_LINES * any(letters.across(str(name)) > style.NARROW - style.BESIDE_NAME for name in names)
    size = style.size(len(names), 0.25)
    return size._replace(height=size.height + 2 * style.LINE, narrow=size.narrow + 3 * style.LINE + more)


def _publications() -> list[str]:
    """The publications that likeness rests on."""
    return list(dict.fromkeys(serving(key)[0].sources[0] for key in MEASURES if key != DENSITY))


def _titles() -> list[str]:
    return [publication(source).title for source in _publications()]


def _shares(measures: Mapping[str, Measure]) -> list[tuple[Measure, float]]:
    total = sum(measure.weight for measure in measures.values())
    return [(measure, measure.weight / total) for measure in measures.values()]


def _by_logarithm(measures: Mapping[str, Measure]) -> str:
    names = [measure.name for measure in measures.values() if measure.logarithm]
    return f"; {words.joined(names)} by its logarithm" if names else ""


def _columns(kind: str, measures: Mapping[str, Measure]) -> dict[str, Column]:
    ends = {
        "distance": Column("Distance", lambda value: f"{value:.2f}"),
        "apart": Column("What sets it apart", numeric=False),
    }
    return {"area_name": Column(words.capital(kind), numeric=False)} | ends | {key: COLUMNS[key] for key in measures}


def _apart(rows: pd.DataFrame, measures: Mapping[str, Measure]) -> list[str]:
    """What adds most to the distance of each area, in words."""
    reasons = []
    for _, row in rows.iterrows():
        pulls = {key: row[f"differs_{key}"] * np.sqrt(measure.weight) for key, measure in measures.items()}
        key = max(pulls, key=lambda key: abs(pulls[key]))
        word = measures[key].more if pulls[key] > 0 else measures[key].less
        reasons.append("itself" if row["own"] else word if abs(row[f"differs_{key}"]) >= HARDLY else "hardly different")
    return reasons


def say(table: pd.DataFrame, measures: Mapping[str, Measure]) -> Sentence:
    """Which area is most alike, in what, and what being average among them does not show."""
    nearest, first = table[~table["own"]].iloc[0], table.iloc[0]
    kind, topics = words.kind(first["footprint"]), [TOPICS[topic] for topic in dict.fromkeys(m.topic for m in measures.values())]
    others = words.counted(first["considered"], f"other {kind}")
    headline = f"{nearest['area_name']} is most like {first['place']} of {others}"
    far = ""
    if nearest["distance"] > FAR:
        headline = f"None of {others} is close to {first['place']}; {nearest['area_name']} is the least unlike it"
        far = f"Even that one is {nearest['distance']:.2f} standard deviations away, so what is said of similar areas here is weak."
    alike = f"Similar means {'nearest' if far else 'close'} in {words.joined(topics)}, which weigh the same."
    partial = int(first["left_out"])
    without = f"{words.counted(partial, kind)} without these measures {words.verb(partial, 'was', 'were')} left out." if partial else ""
    fair = "These are areas of similar deprivation, so being average among them does not make a gap fair."
    alt = f"Chart of distances. {headline}, at a distance of {nearest['distance']:.2f}."
    return Sentence(headline, tuple(text for text in (far, alike, without, fair) if text), alt)


def draw(fig: Canvas, table: pd.DataFrame, measures: Mapping[str, Measure]) -> None:
    """A line for each similar area, the nearest first: how far it is from the place, and behind that how far in each measure."""
    others, place, narrow = table[~table["own"]].reset_index(drop=True), str(table["place"].iloc[0]), style.is_narrow(fig)
    lines = style.first_lines(fig, f"Distance from {place} in {_topics(measures)}: 0 would be the same") * style.LINE
    close = int(others["distance"].iloc[0] <= FAR)  # of which the first is told by name
    names = [str(name) for name in others["area_name"]]
    furthest = float(others[["distance", *(f"differs_{key}" for key in measures)]].abs().max().max())
    limit = max(1.32 * FAR, 1.08 * furthest)
    room = LEFT + (fig.get_figwidth() - LEFT - RIGHT) * FAR / limit  # of a phone, whose axis begins at its edge
    rule = letters.broken(CLOSE, room, 3) if narrow else CLOSE
    more = rule.count("\n") * style.LINE
    top = 0.7 + lines + more
    ax = style.row_axes(fig, names, right=RIGHT if narrow else APART, top=top, bottom=0.35, longest=LONGEST_NAME, heavy=names[:close])
    for key in measures:
        ax.scatter(others[f"differs_{key}"].abs(), others.index, 22, style.PAPER, edgecolors=style.CONTEXT, linewidths=0.8)
    looks = [(others.index < close, style.DARK, 80), (others.index >= close, style.CONTEXT, 46)]
    for those, colour, size in looks:
        ax.hlines(others.index[those], 0, others["distance"][those], color=colour, linewidth=2.4)
        ax.scatter(others["distance"][those], others.index[those], size, colour, edgecolors=style.PAPER, zorder=3)
    ax.set_xlim(0, limit)
    style.numbers(ax.xaxis, decimals=1)
    style.reference(ax, FAR, "", rows=len(others))
    style.label(ax, FAR, 1, rule, dx=0, dy=5, ha="right", xycoords=ax.get_xaxis_transform())  # it ends at its line
    right, first = fig.get_figwidth() - 0.05, [at < close for at in others.index]
    distances = {right if narrow else right - APART + 0.6: ("Distance", [f"{distance:.2f}" for distance in others["distance"]], first)}
    columns = distances | ({} if narrow else {right: ("Set apart most by", [str(text) for text in others["apart"]], [False] * len(first))})
    for inches, (head, texts, heavy) in columns.items():
        style.beside_rows(ax, inches, texts, heavy, ha="right")
        above = blended_transform_factory(fig.dpi_scale_trans, ax.transAxes)
        ax.annotate(head, (inches, 1), (0, 4), xycoords=above, textcoords="offset points", ha="right", va="bottom", annotation_clip=False)
    together = [(f"All {len(measures)} measures together", "o", style.DARK), ("Each measure alone", "o", style.PAPER)]
    marks.looks(ax, together, marks.in_columns([name for name, *_ in together], fig.get_figwidth()), 26 + 72 * more)


def _topics(measures: Mapping[str, Measure]) -> str:
    return words.joined(list(dict.fromkeys(measure.topic for measure in measures.values())))
