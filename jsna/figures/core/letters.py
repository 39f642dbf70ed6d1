"""Letters: how wide text is in a drawing, and as much of it as there is room for."""

from collections.abc import Iterable, Sequence
from functools import cache
from textwrap import wrap

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

TEXT, SMALL = 10.5, 10.2  # points, which a phone and a desktop show as 12 to 14 pixels
ROOM = 0.22  # inches from a name to what is beside it
LONGEST = 40  # characters of a name beside a chart


def room(names: Iterable[str]) -> float:
    """Inches beside a chart for the longest of some names."""
    return ROOM + max(map(across, names), default=0.0)


@cache
def across(text: str, bold: bool = False) -> float:
    """Inches of a line of text in the letters that are measured here, as wide as any that a reader has."""
    letters = FontProperties(family=["DejaVu Sans"], size=TEXT, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, letters, ismath=False)[0]) / 72


def broken(text: str, inches: float, lines: int = 2, bold: bool = False) -> str:
    """A text in as few lines as lie within so many inches; what `lines` have no room for is cut."""
    choices = ("\n".join(wrap(text, most, max_lines=lines, placeholder="…")) for most in range(max(len(text), 1), 0, -1))
    return next((some for some in choices if widest(some, bold) <= inches), "…")


def widest(text: str, bold: bool = False) -> float:
    """Inches of the longest line of a text."""
    return max(across(line, bold) for line in text.split("\n"))


def short(text: str, longest: int = LONGEST) -> str:
    """A name that fits beside a chart; the table has it in full."""
    flat = " ".join(str(text).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"


def apart(positions: Sequence[float], gap: float) -> list[float]:
    """The positions moved apart as little as gives each its `gap`, in the same order."""
    order = sorted(range(len(positions)), key=lambda i: positions[i])
    groups: list[list[float]] = []  # [centre, members]: neighbours that touch are centred together
    for i in order:
        groups.append([positions[i], 1])
        while len(groups) > 1 and groups[-1][0] - groups[-2][0] < gap * (groups[-1][1] + groups[-2][1]) / 2:
            (b, n), (a, m) = groups.pop(), groups.pop()
            groups.append([(a * m + b * n) / (m + n), m + n])
    places = [centre + gap * (k - (n - 1) / 2) for centre, n in groups for k in range(int(n))]
    place_of = dict(zip(order, places, strict=True))
    return [place_of[i] for i in range(len(positions))]
