"""Peers: the areas most like one, each with how far it is from it and what sets it apart most."""

from collections.abc import Mapping

import numpy as np
import pandas as pd
from matplotlib.figure import Figure as Canvas
from matplotlib.transforms import blended_transform_factory

from jsna.analysis.peers import DENSITY, FAR, MEASURES, Measure
from jsna.catalogue import publication, serving
from jsna.figures.core import letters, style, words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import listed

#: Standard deviations below which nothing sets two areas apart.
HARDLY = 0.2
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
        size=style.Size(style.WIDTH, 1.1 + 0.36 * len(measures), 1.4 + 0.66 * len(measures)),
        subtitle=f"{place} and the {kind}s most like it; marks: how far each is from it, in standard deviations of all {kind}s",
        source=listed([(publication(source), "") for source in _publications()]),
        facts={
            "Similar areas": words.number((~table["own"]).sum()),
            f"{words.capital(kind)}s considered": words.number(table["considered"].iloc[0]),
            f"{words.capital(kind)}s left out": words.number(table["left_out"].iloc[0]),
        }
        | {f"Weight of {measure.name}": words.percent(100 * share) for measure, share in _shares(measures)},
        caveat="Each measure is compared in standard deviations; density by its logarithm. "
        "No ethnicity, housing or country of birth is held, and areas may differ in those.",
    )


def _publications() -> list[str]:
    """The publications that likeness rests on."""
    return list(dict.fromkeys(serving(key)[0].sources[0] for key in MEASURES if key != DENSITY))


def _titles() -> list[str]:
    return [publication(source).title for source in _publications()]


def _shares(measures: Mapping[str, Measure]) -> list[tuple[Measure, float]]:
    total = sum(measure.weight for measure in measures.values())
    return [(measure, measure.weight / total) for measure in measures.values()]


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
    """Which areas are most alike, in what, and what being average among them does not show."""
    names, first = list(table.loc[~table["own"], "area_name"]), table.iloc[0]
    kind, topics = words.kind(first["footprint"]), [TOPICS[topic] for topic in dict.fromkeys(m.topic for m in measures.values())]
    nearest, others = table.loc[~table["own"], "distance"].iloc[0], words.counted(first["considered"], f"other {kind}")
    headline = f"{names[0]} is most like {first['place']} of {others}"
    far = ""
    if nearest > FAR:
        headline = f"None of {others} is close to {first['place']}; {names[0]} is the least unlike it"
        far = f"Even that one is {nearest:.2f} standard deviations away, so what is said of similar areas here is weak."
    all_of_them = f"The {len(names)} most similar, the nearest first: {'; '.join(names)}." if len(names) > 1 else ""
    alike = f"Similar means {'nearest' if far else 'close'} in {words.joined(topics)}, which weigh the same."
    partial = int(first["left_out"])
    without = f"{words.counted(partial, kind)} without these measures {words.verb(partial, 'was', 'were')} left out." if partial else ""
    fair = "These are areas of similar deprivation, so being average among them does not make a gap fair."
    alt = f"A strip a measure. {headline}, at a distance of {nearest:.2f}."
    return Sentence(headline, tuple(text for text in (far, all_of_them, alike, without, fair) if text), alt)


def draw(fig: Canvas, table: pd.DataFrame, measures: Mapping[str, Measure]) -> None:
    """A strip a measure: the place on a line, the nearest by name, those like it as hollow marks; the value here and theirs beside it."""
    names, others = [words.capital(measure.name) for measure in measures.values()], table[~table["own"]]
    narrow = style.is_narrow(fig)
    ax = style.row_axes(fig, names, right=0.3 if narrow else 2.1, top=0.8 if narrow else 0.5, longest=38)
    for row, key in enumerate(measures):
        ax.scatter(others[f"differs_{key}"].iloc[1:], [row] * (len(others) - 1), 34, style.PAPER, edgecolors=style.OUTLINE, zorder=3)
        ax.scatter(others[f"differs_{key}"].iloc[:1], [row], 40, style.ORANGE, edgecolors=style.PAPER, zorder=4)
    ax.axvline(0, color=style.DARK, linewidth=1.3, zorder=1)
    ax.scatter([0] * len(names), range(len(names)), 60, style.BLUE, marker="D", edgecolors=style.PAPER, zorder=4)
    reach = 1.15 * max(0.5, float(others[[f"differs_{key}" for key in measures]].abs().max().max()))
    ax.set_xlim(-reach, reach)
    style.numbers(ax.xaxis, decimals=1)
    here = [COLUMNS[key].text(table.loc[table["own"], key].iloc[0]) for key in measures]
    theirs = [" to ".join(COLUMNS[key].text(end) for end in (others[key].min(), others[key].max())) for key in measures]
    right, plain = fig.get_figwidth() - 0.05, [False] * len(names)
    columns = {right: ("Here", here)} if narrow else {right - 1.45: ("Here", here), right: ("Like it", theirs)}
    for inches, (head, texts) in columns.items():
        style.beside_rows(ax, inches, texts, plain, ha="right")
        above = blended_transform_factory(fig.dpi_scale_trans, ax.transAxes)
        ax.annotate(head, (inches, 1), (0, 4), xycoords=above, textcoords="offset points", ha="right", va="bottom", annotation_clip=False)
    nearest = letters.short(str(others["area_name"].iloc[0]), 26 if narrow else letters.LONGEST)
    looks = [("Here", "D", style.BLUE), (nearest, "o", style.ORANGE), (f"The {len(others)} most similar", "o", style.PAPER)]
    style.looks(ax, looks[: 1 + len(others)], (0.1, 0.85) if narrow else (0.1, 0.85, 1.3 + style.LETTER * len(nearest)))
    style.x_title(ax, "Standard deviations from this area")
