"""Drawing of caterpillars: a line an area with its interval, England across all of them, those unlike it marked."""

from typing import Any

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure as Canvas

from jsna.analysis import ranks
from jsna.catalogue import Definition, definition
from jsna.figures import clauses
from jsna.figures.core import letters, marks, style, words

#: A sentence says each of so many areas; of more, the highest and the lowest.
FEW = 6
#: More areas than this are not named in the chart: the table does.
NAMED = 40
#: Room above and below so many, in their height, for the names of the first and the last.
ROOM = 0.09
#: Outcomes of areas that are drawn as unlike England.
UNLIKE = ("higher than", "lower than")
#: What areas of the place are called where nothing was tested, and those that lie not in it, which are grey.
HERE, ELSEWHERE = "Areas here", "For comparison"
#: Inches of a row that says what marks mean, and points that it stands above the name of England's line.
KEY, LIFT = 0.24, 29
#: The outcome that is worse, by the polarity of an indicator.
WORSE = {"low is good": "higher than", "high is good": "lower than"}


def size(table: pd.DataFrame) -> style.Size:
    """A line for each area, with room for what marks mean; more than can be named share one height."""
    rows = table[table["value"].notna() & (table["footprint"] != "england")]
    if len(rows) > NAMED:
        return style.SIZE
    plain = style.size(len(rows))
    return plain._replace(height=plain.height + _key_height(rows, plain.width), narrow=plain.narrow + _key_height(rows, style.NARROW))


def _key_height(rows: pd.DataFrame, width: float) -> float:
    names = [name for name, *_ in _key(rows)]
    return KEY * -(-len(names) // len(marks.in_columns(names, width))) if names else 0.0


def _key(rows: pd.DataFrame) -> list[tuple[str, str, str]]:
    """What each mark of areas that is drawn is called, where there are several."""
    ours, away = rows.loc[~rows["elsewhere"].astype(bool), "outcome"], rows["elsewhere"].astype(bool).any()
    outcomes = set(ours)
    sides = [(f"{words.capital(side)} England", mark.marker, mark.face) for side, mark in _marks(rows).items() if side in outcomes]
    plain = "Not told apart" if sides else "Not told apart from England" if ours.ne("").any() else HERE
    similar = [(plain, marks.HERE.marker, marks.HERE.face)] if (sides or away) and not ours.isin(UNLIKE).all() else []
    return [*sides, *similar, *([(ELSEWHERE, marks.OTHER.marker, marks.OTHER.face)] if away else [])]


def draw(fig: Canvas, table: pd.DataFrame, indicator: Definition) -> None:
    """A line for each area that has a value, with its interval, and England as a line across all; grey for what lies not in the place."""
    rows = table[table["value"].notna() & (table["footprint"] != "england")].reset_index(drop=True)
    england = table.loc[table["footprint"] == "england", "value"]
    many, unlike, narrow = len(rows) > NAMED, rows["outcome"].isin(UNLIKE), style.is_narrow(fig)
    rough = set(ranks.ends(rows)[2]["area_code"]) if _titled(rows) and len(rows) > FEW else set()
    names = [f"{row['area_name']}{_aside(row, rough)}" for _, row in rows.iterrows()]
    bold = _bold(rows, unlike)
    heavy = {name for name, strong in zip(names, bold, strict=True) if strong}
    numbers = [] if many else words.aligned([clauses.value(value, indicator) for value in rows["value"]])
    beside = letters.room(numbers) if narrow else 0.95  # England's line may not run through their column
    key, right = [] if many else _key(rows), 0.3 if many else beside
    top = 0.42 + (0.0 if many else _key_height(rows, fig.get_figwidth()))
    ax = style.row_axes(fig, [""] * len(rows) if many else names, right=right, top=top, heavy=heavy)
    colours = [style.CONTEXT if each else style.BLUE for each in rows["elsewhere"]]
    line: Any = {"color": style.CONTEXT, "linewidth": 0.6} if many else {"color": colours, "linewidth": 2}
    ax.hlines(rows.index, rows["lower_95"], rows["upper_95"], **line)
    away = rows["elsewhere"].astype(bool)  # in one shape: whether they are like England is for the sentence and the table
    sides = [((rows["outcome"] == side) & ~away, mark) for side, mark in _marks(rows).items()]
    for those, (marker, colour, _) in ((~unlike & ~away, marks.HERE), *sides, (away, marks.OTHER)):
        look: Any = {"s": 8 if many else 40 if marker == "o" else 60, "linewidths": 0.8 if many else 1.6}
        ax.scatter(rows["value"][those], rows.index[those], color=colour, marker=marker, zorder=3, **look)
    if many:
        _ends_named(ax, rows, indicator)
    else:
        style.beside_rows(ax, fig.get_figwidth() - 0.05, numbers, list(bold), ha="right")
    if len(england):
        name = f"England {clauses.value(england.iloc[0], indicator)}"
        style.reference(ax, float(england.iloc[0]), name, rows=0 if many else len(rows))
    style.numbers(ax.xaxis, clauses.sign(indicator))
    style.x_title(ax, f"{clauses.axis(indicator)}{clauses.CUT if ax.get_xlim()[0] > 0 else ''}")
    marks.looks(ax, key, marks.in_columns([name for name, *_ in key], fig.get_figwidth()), LIFT)


def _aside(row: "pd.Series[Any]", rough: set[str]) -> str:
    """Of what kind an area for comparison is; and that one beyond those which the title names is known too roughly for that."""
    return f" ({row['kind']})" if row["elsewhere"] else " (roughly)" if row["area_code"] in rough else ""


def _bold(rows: pd.DataFrame, unlike: "pd.Series[bool]") -> "pd.Series[bool]":
    """The areas of the place unlike England, where others are not; where none is, all that are no comparison, or the two that the title of
    many names: all bold is none."""
    titled, ours = pd.Series(rows.index.isin(_titled(rows)) & (len(rows) > FEW), rows.index), ~rows["elsewhere"].astype(bool)
    some = unlike & ours if (unlike & ours).any() else ours if not ours.all() else titled
    return some & (not some.all())


def _ends_named(ax: Axes, rows: pd.DataFrame, indicator: Definition) -> None:
    """The highest and the lowest of many areas that the title names, with their values, where no area lies: left of the one, right of the
    other."""
    ax.set_ylim((1 + ROOM) * len(rows), -ROOM * len(rows))
    for place in _titled(rows):
        row, side = rows.iloc[place], -1 if place < len(rows) / 2 else 1
        edge = row[["value", "lower_95" if side < 0 else "upper_95"]].astype(float).agg("min" if side < 0 else "max")
        value = clauses.value(row["value"], indicator)
        room = _room(ax, float(edge), side) - letters.across(f" {value}", bold=True)
        text = f"{letters.broken(str(row['area_name']), room, 1, bold=True)} {value}"
        style.label(ax, edge, place, text, dx=6 * side, fontweight="bold", bbox=style.ON_PAPER)
        ax.scatter([row["value"]], [place], s=40, color=style.BLUE, zorder=4)


def _room(ax: Axes, edge: float, side: int) -> float:
    """Inches from the end of an interval to the edge of the figure on one side of it."""
    box, (low, high), inches = ax.get_position(), ax.get_xlim(), style.canvas(ax).get_figwidth()
    place = inches * (box.x0 + box.width * (edge - low) / (high - low))
    return (place if side < 0 else inches - place) - letters.ROOM


def worse(table: pd.DataFrame) -> str:
    """The outcome that is worse; nothing where none is."""
    return WORSE.get(definition(str(table["indicator_id"].iloc[0])).polarity, "")


def _marks(rows: pd.DataFrame) -> dict[str, marks.Mark]:
    """The mark of each side of England."""
    return {side: marks.WORSE if side == worse(rows) else marks.DIFFERS for side in UNLIKE}


def _titled(rows: pd.DataFrame) -> list[int]:
    """The rows of the lowest and the highest area, which a title of many names."""
    least, most, _ = ranks.ends(rows)
    return rows.index[rows["area_code"].isin([least["area_code"], most["area_code"]])].tolist()
