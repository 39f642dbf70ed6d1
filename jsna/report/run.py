"""One report: each chapter run by papermill for one area, joined to one page, checked, and only then put under its name."""

import os
import tempfile
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode
from papermill.exceptions import PapermillExecutionError

from jsna.errors import ReportError
from jsna.report import export
from jsna.report.audit import audit
from jsna.store import replacing

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@dataclass(frozen=True)
class Chapter:
    """One chapter of chapters.toml."""

    id: str
    notebook: str
    title: str


@dataclass(frozen=True)
class Order:
    """What a report is asked for: the parameters of every chapter, and the workspace that holds the store."""

    area: str
    footprint: str
    comparators: tuple[str, ...]
    workspace: Path


def chapters() -> list[Chapter]:
    """The chapters, in order."""
    listed = tomllib.loads((NOTEBOOKS / "chapters.toml").read_text(encoding="utf-8"))
    return [Chapter(**chapter) for chapter in listed["chapter"]]


def make(order: Order, page: export.Page, to: Path, engine: str | None = "jsna") -> Path:
    """Make one report.

    Parameters
    ----------
    engine : str, optional
        The engine of papermill: this project's own, in this process; None for an ordinary kernel.

    Raises
    ------
    ReportError
        Where a cell fails, naming chapter, cell and message, or the finished page may not be published.
    """
    ran = [(chapter.id, _execute(chapter, order, engine)) for chapter in chapters()]
    empty = [chapter for chapter, notebook in ran if not any(cell.get("outputs") for cell in notebook.cells)]
    if empty:  # an engine that loses what cells give is quick and quiet
        raise ReportError(f"{page.area_name}: chapter {empty[0]} ran and gave nothing.", "Report this to the maintainers.")
    html = export.html(ran, page)
    faults = audit(html)
    if faults:
        listed = "\n  ".join(faults[:10])
        raise ReportError(f"{page.area_name}: the finished page may not be published:\n  {listed}", "Nothing was put under its name.")
    with replacing(to) as temporary:
        temporary.write_text(html, encoding="utf-8", newline="\n")
    return to


def _execute(chapter: Chapter, order: Order, engine: str | None) -> NotebookNode:
    parameters: dict[str, Any] = {"area": order.area, "footprint": order.footprint, "comparators": list(order.comparators)}
    os.environ["JSNA_WORKSPACE"] = str(order.workspace.resolve())
    with tempfile.TemporaryDirectory() as folder:
        try:
            return papermill.execute_notebook(
                NOTEBOOKS / chapter.notebook,
                Path(folder) / "ran.ipynb",
                parameters,
                progress_bar=False,
                request_save_on_cell_execute=False,  # the notebook is read from what is returned; its file is thrown away
                engine_name=engine,
                kernel_name="python3",
                cwd=NOTEBOOKS,
            )
        except PapermillExecutionError as error:
            raise ReportError(
                f"Chapter {chapter.id}, cell {error.cell_index}: {error.ename}: {error.evalue}",
                f"The cell is in notebooks/{chapter.notebook}.",
            ) from None
