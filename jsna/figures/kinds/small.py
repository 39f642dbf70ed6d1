"""Small: pictures without words beside the findings of a first screen, of the same numbers as the figures that these lead to."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from jsna.figures.core import style

#: What a picture is wide and high, and how far from its middle the scale of quotients ends.
WIDTH, HEIGHT, REACH = 96, 32, 38
START = WIDTH // 2 - REACH
#: How many times below and above 1 a scale of places ends at least, so that most pictures have one scale and what is alike looks alike.
LEAST = 1.5
#: What the pictures mean, for those who see them.
KEY = (
    "In the pictures: line, England or what is expected; box, 95 of 100 such places; diamond, differs by more than chance; dot, does not; "
    "ring, not known."
)
#: The fifth of England that is most deprived holds that share of it.
FIFTH = 0.2
_LOOK = 'fill="var(--jsna-{0},{1})" stroke="var(--jsna-{2},{3})"'
_BAND = _LOOK.format("band", style.BAND, "context", style.CONTEXT)
_POINT = _LOOK.format("blue", style.BLUE, "paper", style.PAPER)
_RING = _LOOK.format("paper", style.PAPER, "blue", style.BLUE) + ' stroke-width="2"'
_LINE = f'fill="none" stroke="var(--jsna-dark,{style.DARK})" stroke-width="1.5"'


def beside(row: pd.Series, widest: float) -> str:
    """A row of `dots.table` as markup: its band, 1 and the place itself, on a scale that ends `widest` times below and above 1."""
    low, high, here = (_across(row[name], widest) for name in ("low", "high", "here"))
    band = f'<path d="M{low:.0f} 8H{high:.0f}V24H{low:.0f}z" {_BAND}/>' if row["low"] > 0 else ""
    return _picture(f"{band}{_one()}{_mark(here, 'apart' if row['outside'] else 'unknown' if row['unjudged'] else 'like')}")


def widest(rows: pd.DataFrame) -> float:
    """How many times below or above 1 anything of rows of `dots.table` is drawn."""
    return _widest(rows[["here", "low", "high"]].to_numpy(np.float64))


def around(values: pd.Series, line: float, looks: pd.Series) -> str:
    """Places beside a line, such as England's value, each `apart`, `like` or `unknown`; nothing where there is no line."""
    quotients = (values / line).dropna()
    if quotients.empty:
        return ""
    end = max(LEAST, _widest(quotients.to_numpy(np.float64)))
    pairs = zip(quotients, looks[quotients.index], strict=True)
    return _picture(_one() + "".join(_mark(_across(one, end), look) for one, look in pairs))


def strip(values: pd.Series) -> str:
    """Many places from the lowest to the highest."""
    known = values.dropna()
    if known.empty or known.max() == known.min():
        return ""
    across = START + 2 * REACH * (known - known.min()) / (known.max() - known.min())
    look = f'fill="var(--jsna-blue,{style.BLUE})" fill-opacity=".45"'
    return _picture("".join(f'<circle cx="{at:.0f}" cy="16" r="3.5" {look}/>' for at in across))


def share(part: float) -> str:
    """A share of a whole as a bar, with a line where the fifth of England that it is part of would end."""
    whole = f'<path d="M{START} 8H{START + 2 * REACH}V24H{START}z" {_BAND}/>'
    here = f'<path d="M{START} 8H{START + 2 * REACH * part:.0f}V24H{START}z" {_POINT}/>' if part else ""
    return _picture(f"{whole}{here}{_one(START + 2 * REACH * FIFTH)}")


def months(values: Sequence[float]) -> str:
    """A monthly series as a line from its least to its most, its newest value a dot."""
    known = pd.Series(values, dtype=float).dropna()
    if len(known) < 2 or known.max() == known.min():
        return ""
    across = START + 2 * REACH * known.index.to_numpy(float) / (len(values) - 1)
    up = 26 - 20 * (known - known.min()) / (known.max() - known.min())
    line = "L".join(f"{x:.0f} {y:.0f}" for x, y in zip(across, up, strict=True))
    end = f'<circle cx="{across[-1]:.0f}" cy="{up.iloc[-1]:.0f}" r="5" {_POINT}/>'
    return _picture(f'<path d="M{line}" {_LINE}/>{end}')


def _picture(inner: str) -> str:
    return f'<svg width="{WIDTH}" height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}">{inner}</svg>'


def _one(at: float = WIDTH / 2) -> str:
    return f'<path d="M{at:.0f} 2V30" {_LINE}/>'


def _mark(at: float, look: str) -> str:
    """A diamond for what is told apart, a dot for what is not, a ring where nobody can tell."""
    shape = f"M{at - 7:.0f} 16l7-7 7 7-7 7z" if look == "apart" else f"M{at - 6:.0f} 16a6 6 0 1 0 12 0a6 6 0 1 0-12 0z"
    return f'<path d="{shape}" {_RING if look == "unknown" else _POINT}/>'


def _widest(quotients: NDArray[np.float64]) -> float:
    return float(np.exp(np.nanmax(np.abs(np.log(quotients[quotients > 0]))))) * 1.05


def _across(quotient: float, widest: float) -> float:
    return WIDTH / 2 + REACH * float(np.clip(np.log(quotient) / np.log(widest), -1, 1)) if quotient > 0 else float(START)
