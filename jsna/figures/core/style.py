"""Colours, sizes and margins that every chart shares.

How a figure module draws
-------------------------
`draw(fig: matplotlib.figure.Figure) -> None` receives an empty canvas of `Figure.size` inches and adds axes::

    size = style.size(rows=len(rows))              # charts with a line per area; else style.SIZE
    def draw(fig):
        ax = style.row_axes(fig, rows["name"])     # names left-aligned, first row on top, y = 0, 1, 2 …
        ax.hlines(range(len(rows)), rows.lower_95, rows.upper_95, color=style.CONTEXT)
        ax.scatter(rows.value, range(len(rows)), color=style.BLUE, zorder=3)
        style.reference(ax, england, "England 7.1%")
        style.numbers(ax.xaxis, "%")
        style.x_title(ax, "Patients, %")

or `ax = style.axes(fig)` for everything else, then `style.y_title(ax, …)`, which writes flat above the axis.

* Only these functions make axes: margins are inches fixed by rule, so that nothing has to be measured.
  No pyplot, no `tight_layout`, no `constrained`, no `bbox_inches`, no title (the headline is HTML), no legend box:
  name each line or mark beside it with `style.label`; `letters.apart` keeps names at the ends of lines apart.
* Only the colours named here, as opaque as they are or with alpha: each one has a counterpart in the dark scheme.
  Whose number a mark shows is its shape and colour, one of `marks`; at most BLUE, ORANGE, TURQUOISE, PINK in one chart, each also
  with its own marker, dash or direct label. Map areas and cells: RAMP with an outline `edgecolor=style.OUTLINE`.
* Many marks are one artist: one `scatter`, one `LineCollection`, one `PolyCollection`; never a loop of `plot`.
* Where a chart has no x_title, `bottom=0.35` saves the room; names at the ends of lines want `right=1.3`.
* Text is at least SMALL. The chart is shown a third larger than drawn on a desktop, a fifth on a phone.
* A `Size` has a narrow drawing too, which a phone shows in place of the wide one: `draw` is called again with a canvas of
  NARROW inches. These functions then put the names of rows above them and break titles into lines; what else has to
  give way asks `style.is_narrow(fig)`. With a plain width and height there is one drawing, which scrolls sideways there.
* Dollar signs and backslashes in names are plain text: mathematics is switched off.
"""

from collections.abc import Collection, Iterable, Sequence
from textwrap import wrap
from typing import Any, NamedTuple

from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure as Canvas
from matplotlib.ticker import MaxNLocator
from matplotlib.transforms import ScaledTranslation, blended_transform_factory

from jsna.figures.core.letters import LONGEST, ROOM, SMALL, across, broken, short

# Government Analysis Function palette, https://analysisfunction.civilservice.gov.uk/policy-store/data-visualisation-colours-in-charts/
BLUE, ORANGE, TURQUOISE, PINK = "#12436d", "#f46a25", "#28a197", "#801650"
DARK, PURPLE = "#3d3d3d", "#a285d1"
CONTEXT = "#767676"  # marks that are there for comparison
INK, MUTED = "#1b1f23", "#595959"  # text
PAPER, GRID, BAND = "#ffffff", "#d9dce0", "#e8edf3"  # background, grid lines, shaded interval
CASING = "#14181c"  # dark in both schemes: under an orange outline, which no step of the ramp may then swallow
OUTLINE = "#5f6670"  # borders of map areas and cells: 3:1 beside white and the light steps
# From least to most, each step 1.7 times as light as the next or more, in both schemes, and the first an area on the page.
RAMP = ("#add1f1", "#5b9edc", "#2371b6", "#154a79", "#092135")
NO_DATA = "#f2f2f2"
#: The ground of a name that would lie on lines.
ON_PAPER: dict[str, Any] = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.5}

#: The custom property and the dark counterpart of each colour.
SCHEME = {
    BLUE: ("blue", "#8fc1f0"),
    ORANGE: ("orange", "#ff9557"),
    TURQUOISE: ("turquoise", "#4cc9bd"),
    PINK: ("pink", "#f58fc0"),
    DARK: ("dark", "#d0d3d8"),
    PURPLE: ("purple", "#c3aceb"),
    CONTEXT: ("context", "#9aa0a8"),
    MUTED: ("muted", "#b4bac2"),
    PAPER: ("paper", "#1a1d21"),
    GRID: ("grid", "#353a41"),
    BAND: ("band", "#2a323b"),
    CASING: ("casing", "#0d1013"),
    OUTLINE: ("outline", "#9298a1"),
    RAMP[0]: ("ramp-1", "#1c466f"),
    RAMP[1]: ("ramp-2", "#2c6ca7"),
    RAMP[2]: ("ramp-3", "#5194d4"),
    RAMP[3]: ("ramp-4", "#94c4f0"),
    RAMP[4]: ("ramp-5", "#f3f8fe"),
    NO_DATA: ("no-data", "#24282d"),
}


class Size(NamedTuple):
    """Width and height of a drawing, and the height of the narrow one that a phone shows; inches."""

    width: float
    height: float
    narrow: float


class MapSize(NamedTuple):
    """Width and height of a map with its key on the right, and of that key, which a phone shows below the map; inches.

    `inset_top` is how far down another view of the same areas begins under the key, which a phone shows larger beside it; 0 without one.
    """

    width: float
    height: float
    key_width: float
    key_height: float
    inset_top: float = 0.0


WIDTH, NARROW = 8.0, 4.0
SIZE = Size(WIDTH, 4.0, 3.5)
SMALL_SIZE = (4.0, 3.0)  # of several side by side, which also fit a phone
LETTER, BOLD, LINE = 0.076, 0.088, 0.17  # inches of a letter across, and from one line of text to the next
NAME_ABOVE, BESIDE_NAME = 0.3, 1.05  # inches more for a row whose name stands above it, and for a number beside that name


def size(rows: int, row_height: float = 0.22) -> Size:
    """Size of a chart that gives each row a line."""
    return Size(WIDTH, *(1.0 + max(rows, 2) * each for each in (row_height, row_height + NAME_ABOVE)))


def is_narrow(fig: Canvas) -> bool:
    """Whether a canvas is that of a phone, or of a small figure among several."""
    return bool(fig.get_figwidth() <= NARROW)


def axes(fig: Canvas, left: float = 0.65, right: float = 0.25, top: float = 0.4, bottom: float = 0.6) -> Axes:
    """Axes with margins in inches and a light horizontal grid; make `right` wider for names at the ends of lines."""
    width, height = fig.get_size_inches()
    box = (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    ax = fig.add_axes(box)
    ax.grid(axis="y")
    return ax


def row_axes(
    fig: Canvas,
    labels: Iterable[str],
    right: float = 0.3,
    top: float = 0.4,
    bottom: float = 0.6,
    longest: int = LONGEST,
    heavy: Collection[str] = (),
) -> Axes:
    """Axes with one row for each label, the first on top: y counts the rows from 0; the `heavy` labels are bold."""
    full = [str(label) for label in labels]
    above = is_narrow(fig)
    inches = fig.get_figwidth() - BESIDE_NAME
    lines = {label: 1 if label in heavy else 2 for label in full}  # bold letters of two lines would lie on the row above
    names = [broken(label, inches, lines[label], label in heavy) if above else short(label, longest) for label in full]
    beside = () if above else zip(names, full, strict=True)
    left = ROOM + max((across(name, label in heavy) for name, label in beside), default=0.0)
    ax = axes(fig, left=0.2 if above else left, right=right, top=top, bottom=bottom)
    ax.grid(visible=False, axis="y")
    ax.grid(visible=True, axis="x")
    name_rows(ax, names, [label in heavy for label in full])
    return ax


def name_rows(ax: Axes, names: Sequence[str], bold: Sequence[bool]) -> None:
    """Names of rows at the left edge of the figure: beside the rows, or above them where it is narrow."""
    above, lift = is_narrow(canvas(ax)) and any(names), _lift(ax, len(names)) if any(names) else 0.0
    ax.set_yticks([])  # names as texts of the axes take half the time of tick labels
    ax.set_ylim(*(len(names) - 1 + lift, lift - 1) if above else (len(names) - 0.4, -0.6))
    beside_rows(ax, 0.02, names, bold)


def beside_rows(ax: Axes, inches: float, texts: Sequence[str], bold: Sequence[bool], ha: str = "left") -> None:
    """A column of texts, one a row, so far from the left edge of the figure: at the rows, or above them where it is narrow."""
    fig = canvas(ax)
    lift, clear = _lift(ax, len(texts)), 0.04 * len(texts) / (ax.get_position().height * fig.get_figheight())
    edge = blended_transform_factory(fig.dpi_scale_trans, ax.transData)
    for row, (text, heavy) in enumerate(zip(texts, bold, strict=True)):
        place: Any = {"y": row - lift - clear, "va": "bottom"} if is_narrow(fig) else {"y": row, "va": "center"}
        ax.text(inches, s=text, transform=edge, ha=ha, fontweight="bold" if heavy else "normal", clip_on=False, **place)


def _lift(ax: Axes, rows: int) -> float:
    """Half of a mark, in rows: where it is narrow the name of a row stands on its mark."""
    fig = canvas(ax)
    return (1 - NAME_ABOVE * rows / (ax.get_position().height * fig.get_figheight())) / 2 if is_narrow(fig) else 0.0


def x_title(ax: Axes, text: str) -> None:
    """Say under the horizontal axis what it shows; lines that it needs on a narrow figure lift the axes."""
    lines = _lines(ax, text, 1 - ax.get_position().x0)  # nothing stands under the names at the ends of lines
    _lower(ax, below=len(lines) - 1)
    ax.set_xlabel("\n".join(lines), loc="left", labelpad=6)


def y_title(ax: Axes, text: str) -> None:
    """Say above the vertical axis, in flat text from the left edge of the figure, what it shows; lines as for `x_title`."""
    fig, lines = canvas(ax), _lines(ax, text, 1.0)
    _lower(ax, above=len(lines) - 1)
    lift = ScaledTranslation(0.04, 10 / 72, fig.dpi_scale_trans)
    fig.text(0, ax.get_position().y1, "\n".join(lines), transform=fig.transFigure + lift, ha="left", va="bottom")


def first_lines(fig: Canvas, text: str) -> int:
    """Say at the top of a figure what it shows, and in how many lines."""
    (width, height), lines = fig.get_size_inches(), wrap(text, int((fig.get_figwidth() - 0.1) / LETTER))
    fig.text(0.04 / width, 1 - 0.05 / height, "\n".join(lines), ha="left", va="top")
    return len(lines)


def _lines(ax: Axes, text: str, share: float) -> list[str]:
    """The lines of a title, as long as is shown of them, however wide their letters are; on a wide figure one under the axes has room."""
    fig = canvas(ax)
    if not is_narrow(fig) and share < 1:
        return [text]
    inches = fig.get_figwidth() * share - 0.08  # a title begins beside the edge
    choices = (wrap(text, most) for most in range(max(1, int(inches / LETTER)), 0, -1))
    return next((lines for lines in choices if max(map(across, lines), default=0.0) <= inches), [text])


def _lower(ax: Axes, above: int = 0, below: int = 0) -> None:
    box, line = ax.get_position(), LINE / canvas(ax).get_figheight()  # lines of text take from its height
    ax.set_position((box.x0, box.y0 + below * line, box.width, box.height - (above + below) * line))


def canvas(ax: Axes) -> Canvas:
    """The figure that axes lie on."""
    fig = ax.get_figure(root=True)
    assert isinstance(fig, Canvas)
    return fig


def numbers(axis: Axis, unit: str = "", decimals: int = 0) -> None:
    """Write the tick labels of an axis with separators of thousands and a unit, at numbers that need no more decimals than these.

    Where an axis is so short that its steps are finer, all labels have the decimals that one needs: none is rounded to another number.
    """
    locator = axis.get_major_locator()
    if isinstance(locator, MaxNLocator):
        locator.set_params(**({"steps": [1, 2, 5, 10]} if decimals else {"integer": True}))

    def written(value: float, _: object) -> str:
        most = max(_needed(tick, decimals) for tick in (value, *axis.get_majorticklocs()))
        return f"{value:,.{most}f}{unit}".replace("-", "\N{MINUS SIGN}")

    axis.set_major_formatter(written)


def _needed(value: float, decimals: int) -> int:
    return next((more for more in range(decimals, decimals + 4) if abs(round(value, more) - value) < 1e-9), decimals)


def label(
    ax: Axes, x: Any, y: Any, text: str, colour: str = INK, dx: float = 6, dy: float = 0, **text_options: Any
) -> None:
    """Name a mark beside it; `dx` and `dy` are points, and `colour` a text colour or that of the mark."""
    ha = "left" if dx > 0 else "right" if dx < 0 else "center"
    options = {
        "ha": ha,
        "va": "center" if not dy else "bottom" if dy > 0 else "top",
        "annotation_clip": False,
    } | text_options
    ax.annotate(text, (x, y), (dx, dy), textcoords="offset points", color=colour, **options)


def reference(ax: Axes, value: float, text: str, axis: str = "x", colour: str = DARK, rows: int = 0) -> None:
    """A dashed line at a value with its name: above the chart (`x`) or at the right end of the line (`y`).

    Where names stand above so many `rows` it is drawn beside their marks alone, so that it strikes through no name and no number.
    """
    if axis == "x":
        look: dict[str, Any] = {"color": colour, "linewidth": 1.3, "linestyle": (0, (5, 3)), "zorder": 1}
        if rows and is_narrow(canvas(ax)):
            half = _lift(ax, rows)
            ax.vlines([value] * rows, [row - half for row in range(rows)], [row + half for row in range(rows)], **look)
        else:
            ax.axvline(value, **look)
        place, offset, va, (low, high) = (value, 1.0), (0, 5), "bottom", ax.get_xlim()
        across = (value - low) / (high - low)  # a name at an end of the axis leads back into the chart
        ha = "right" if across > 0.75 else "left" if across < 0.25 else "center"
        transform = ax.get_xaxis_transform()
    else:
        ax.axhline(value, color=colour, linewidth=1.3, linestyle=(0, (5, 3)), zorder=1)
        place, offset, ha, va = (1.0, value), (-2, 4), "right", "bottom"
        transform = ax.get_yaxis_transform()
    where: dict[str, Any] = {"xycoords": transform, "textcoords": "offset points", "ha": ha, "va": va}
    ax.annotate(text, place, offset, color=INK, annotation_clip=False, **where)


def shade(ax: Axes, low: float, high: float, text: str = "", axis: str = "x") -> None:
    """A span of an axis between two lines that can be seen, with its name at the foot of the chart."""
    (ax.axvspan if axis == "x" else ax.axhspan)(low, high, facecolor=BAND, edgecolor=CONTEXT, linewidth=0.8)
    paper = ON_PAPER if text else None  # a name may be wider than its span
    label(ax, (low + high) / 2, 0, text, dx=0, dy=5, xycoords=ax.get_xaxis_transform(), fontsize=SMALL, bbox=paper)
