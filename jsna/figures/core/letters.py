"""Letters: how wide text is in a drawing, and as much of it as there is room for."""

from collections.abc import Iterable
from functools import cache

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import text_to_path

TEXT, SMALL = 10.5, 10.2  # points, which a phone and a desktop show as 12 to 14 pixels
ROOM = 0.22  # inches from a name to what is beside it
LONGEST = 34  # characters of a name beside a chart


def room(names: Iterable[str]) -> float:
    """Inches beside a chart for the longest of some names."""
    return ROOM + max(map(across, names), default=0.0)


@cache
def across(text: str, bold: bool = False) -> float:
    """Inches of a line of text in the letters that are measured here, as wide as any that a reader has."""
    letters = FontProperties(family=["DejaVu Sans"], size=TEXT, weight="bold" if bold else "normal")
    return float(text_to_path.get_text_width_height_descent(text, letters, ismath=False)[0]) / 72


def fitted(text: str, inches: float) -> str:
    """As much of a text as lies within so many inches."""
    choices = (short(text, most) for most in range(len(text), 1, -1))
    return next((some for some in choices if across(some) <= inches), "…")


def short(text: str, longest: int = LONGEST) -> str:
    """A name that fits beside a chart; the table has it in full."""
    flat = " ".join(str(text).split())
    return flat if len(flat) <= longest else flat[: longest - 1].rstrip() + "…"
