"""Execution: one chapter run by papermill for one area; a cell that fails is one message that says which and what to do."""

import os
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import papermill
from nbformat import NotebookNode, ValidationError
from nbformat.reader import NotJSONError
from papermill.exceptions import PapermillExecutionError

from jsna import errors
from jsna.errors import ReportError

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"


@dataclass(frozen=True)
class Chapter:
    """One chapter of chapters.toml."""

    id: str
    notebook: str
    title: str


@dataclass(frozen=True)
class Order:
    """What a report is asked for: the parameters of its chapters, the workspace that holds the store, and which chapters, if not all."""

    area: str
    footprint: str
    comparators: tuple[str, ...]
    workspace: Path
    chapters: tuple[str, ...] = ()


def execute(chapter: Chapter, order: Order, engine: str | None = "jsna") -> NotebookNode:
    """The executed notebook of a chapter.

    Parameters
    ----------
    engine : str, optional
        The engine of papermill: this project's own, in this process; None for an ordinary kernel.

    Raises
    ------
    ReportError
        Naming the chapter, the cell and what to do.
    """
    os.environ["JSNA_WORKSPACE"] = str(order.workspace.resolve())
    try:
        return _run(NOTEBOOKS / chapter.notebook, order, engine)
    except PapermillExecutionError as error:
        raise _failure(chapter, error) from None
    except (NotJSONError, ValidationError, FileNotFoundError) as error:
        reason = str(error).splitlines()[0]
        raise ReportError(
            f"Chapter {chapter.id}: notebooks/{chapter.notebook} cannot be read: {reason}.",
            "Save it again in JupyterLab, or correct its name in notebooks/chapters.toml.",
        ) from None


def _run(notebook: Path, order: Order, engine: str | None) -> NotebookNode:
    parameters: dict[str, Any] = {"area": order.area, "footprint": order.footprint, "comparators": list(order.comparators)}
    with tempfile.TemporaryDirectory() as folder:
        return papermill.execute_notebook(
            notebook,
            Path(folder) / "ran.ipynb",
            parameters,
            progress_bar=False,
            request_save_on_cell_execute=False,  # the notebook is read from what is returned; its file is thrown away
            engine_name=engine,
            kernel_name="python3",
            cwd=NOTEBOOKS,
        )


def _failure(chapter: Chapter, error: PapermillExecutionError) -> ReportError:
    # Papermill puts a cell with the parameters before the others: the number is that of "Run All" in JupyterLab.
    lines = error.source.strip().splitlines()
    cell = f"Chapter {chapter.id}, code cell {max(1, error.exec_count - 1)}, {'ending ' if lines[1:] else ''}`{lines[-1]}`"
    said, _, remedy = str(error.evalue).partition("\n")
    if hasattr(errors, error.ename):
        return ReportError(f"{cell}: {said}", f"{remedy.strip()} The cell is in notebooks/{chapter.notebook}.".strip())
    return ReportError(
        f"{cell}: {error.ename}: {said}",
        f"Correct that cell of notebooks/{chapter.notebook}; if it is as it came, report this to the maintainers.",
    )
