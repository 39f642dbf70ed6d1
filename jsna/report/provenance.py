"""Provenance: what a finished report says is behind the figure of a number."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jsna.errors import ReportError
from jsna.report import record
from jsna.report.audit import published
from jsna.report.audit.tree import Element, read


@dataclass(frozen=True)
class NumberedFigure:
    """A figure of a finished page: the page, its headline, and the keys of the indicator rows that it was made of."""

    page: Path
    headline: str
    keys: pd.DataFrame


def figure(pages: Sequence[Path], number: str) -> NumberedFigure:
    """The figure that has a number, such as `03.1`, of the first of some pages of an area that holds it.

    Raises
    ------
    ReportError
        Where there is no such page, none has the figure, or the figure is made of no indicator rows.
    """
    there = {page: _figures(page) for page in pages if page.is_file()}
    if not there:
        chapter = number.partition(".")[0]
        remedy = f"Make it with `jsna report`, or that chapter with --chapter {chapter}, or name the area and --footprint of another."
        raise ReportError(f"{pages[0]}: there is no such report.", remedy)
    page = next((page for page, figures in there.items() if number in figures), None)
    if page is None:
        names, has = ", ".join(page.name for page in there), dict.fromkeys(label for figures in there.values() for label in figures)
        raise ReportError(f"{names}: the report has no figure {number}.", f"It has {', '.join(has) or 'none'}.")
    element = there[page][number]
    keys = published.keys(element)
    headline = element.having("jsna-headline")[0].text()
    if keys.empty:
        reason = f"Figure {number}, “{headline}”: it is made of other things than indicator rows."
        raise ReportError(reason, "The line of its source names the publication.")
    return NumberedFigure(page, headline, keys)


def of_area(folder: Path, footprint: str, code: str) -> list[Path]:
    """The pages that may be there of an area of an edition: its report, and those of some chapters alone."""
    identity = {"footprint": footprint, "code": code}
    some = [name for name, entry in record.read(folder).items() if entry.get("chapters") and identity.items() <= entry.items()]
    return [folder / f"{name}.html" for name in (f"{footprint}/{code}", *sorted(some))]


def _figures(page: Path) -> dict[str, Element]:
    """The figures of a page by number."""
    root, _ = read(page.read_text(encoding="utf-8"))
    numbers = {element.text(): figure for figure in root.find("figure") for element in figure.having("jsna-number")}
    return {label.removeprefix("Figure ").rstrip("."): figure for label, figure in numbers.items()}
