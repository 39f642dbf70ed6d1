"""Numbered figures: what a finished report says is behind the figure of a number."""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jsna.errors import ReportError
from jsna.figures import behind
from jsna.report.audit.tree import read


@dataclass(frozen=True)
class Numbered:
    """A figure of a finished report: its headline, and the keys of the indicator rows that it was made of."""

    headline: str
    keys: pd.DataFrame


def figure(report: Path, number: str) -> Numbered:
    """The figure of a report that has a number, such as `03.1`.

    Raises
    ------
    ReportError
        Where there is no such report, no such figure, or the figure is made of no indicator rows.
    """
    if not report.is_file():
        raise ReportError(f"{report}: there is no such report.", "Make it with `jsna report`, or name the area and --footprint of another.")
    page, _ = read(report.read_text(encoding="utf-8"))
    figures = {element.text(): found for found in page.find("figure") for element in found.having("jsna-number")}
    if f"Figure {number}." not in figures:
        has = ", ".join(said.removeprefix("Figure ").rstrip(".") for said in figures)
        raise ReportError(f"{report.name}: the report has no figure {number}.", f"It has {has or 'none'}.")
    found = figures[f"Figure {number}."]
    keys = behind.from_text(found.attributes.get("data-behind", ""))
    headline = found.having("jsna-headline")[0].text()
    if keys.empty:
        reason = f"Figure {number}, “{headline}”: it is made of other things than indicator rows."
        raise ReportError(reason, "The line of its source names the publication.")
    return Numbered(headline, keys)
