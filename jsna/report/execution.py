"""Execution: one chapter run by papermill for one area; a cell that fails is one message that says which and what to do."""

import ast
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import nbformat
import papermill
from nbformat import NotebookNode, ValidationError
from nbformat.reader import NotJSONError
from papermill.exceptions import PapermillExecutionError

from jsna import errors, store
from jsna.errors import ReportError

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
#: What the tagged cell of a chapter gives a value, for a report to give another.
PARAMETERS = ("area", "footprint", "comparators")


@dataclass(frozen=True)
class Chapter:
    """One chapter of chapters.toml."""

    id: str
    notebook: str
    title: str
    #: How its figures were made, which `jsna.sources` says.
    method: str = ""
    #: The folder of an analyst's own chapter; empty where it is one of the repository.
    folder: str = ""

    @property
    def path(self) -> Path:
        """Where its notebook lies."""
        return Path(self.folder or NOTEBOOKS) / self.notebook

    @property
    def file(self) -> str:
        """Its notebook as messages name it."""
        return f"{'data/local/chapters' if self.folder else 'notebooks'}/{self.notebook}"


@dataclass(frozen=True)
class Order:
    """What a report is asked for: the parameters of its chapters, the workspace that holds the store, which chapters, if not all, and for
    whom.
    """

    area: str
    footprint: str
    comparators: tuple[str, ...]
    workspace: Path
    chapters: tuple[str, ...] = ()
    audience: str = store.PUBLIC

    @property
    def tidy(self) -> Path:
        """The store that its numbers are of."""
        return store.of_audience(self.workspace, self.audience)

    @property
    def reports(self) -> Path:
        """Where editions for its audience lie; those for the inside alone in a folder of their own, to which no public page leads."""
        return self.workspace / "reports" / ("" if self.audience == store.PUBLIC else self.audience)


def execute(chapter: Chapter, order: Order, engine: str | None = "jsna") -> NotebookNode:
    """The executed notebook of a chapter, by this project's own engine of papermill; None is an ordinary kernel.

    Raises
    ------
    ReportError
        Naming the chapter, the cell and what to do.
    """
    try:
        _check_parameters(chapter, nbformat.read(chapter.path, as_version=4))
        with _environment(order):
            ran = _run(chapter.path, order, engine)
    except PapermillExecutionError as error:
        raise _failure(chapter, error) from None
    except (NotJSONError, ValidationError, FileNotFoundError) as error:
        reason = str(error).splitlines()[0]
        raise ReportError(
            f"Chapter {chapter.id}: {chapter.file} cannot be read: {reason}.",
            f"Save it again in JupyterLab, or correct its name in {Path(chapter.file).parent.as_posix()}/chapters.toml.",
        ) from None
    _tell(chapter, ran)
    _check_whole(chapter, ran)
    ran.metadata["jsna_folder"] = str(chapter.path.parent)  # its pictures lie beside it
    return ran


def _check_parameters(chapter: Chapter, notebook: NotebookNode) -> None:
    """A chapter takes area, footprint and comparators from its order; one that does not would show another place's numbers."""
    cells = [cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", ())]
    assignments = [_assigned(source) for source in cells]
    if len(assignments) != 1 or not set(PARAMETERS) <= assignments[0]:
        there = " and ".join(f"one that gives {', '.join(sorted(names)) or 'none'}" for names in assignments) or "no cell with that tag"
        expected = f"expected one cell tagged parameters that gives {', '.join(PARAMETERS[:-1])} and {PARAMETERS[-1]} a value each"
        raise ReportError(
            f"Chapter {chapter.id}: {chapter.file}: {expected}; found {there}.",
            "Copy that cell from another chapter, which copies its tag: a report puts its own area there.",
        )


def _assigned(source: str) -> set[str]:
    try:
        lines = ast.parse(source).body
    except SyntaxError:
        return set()
    targets = [target for line in lines for target in getattr(line, "targets", [getattr(line, "target", None)])]
    return {target.id for target in targets if isinstance(target, ast.Name)}


@contextmanager
def _environment(order: Order) -> Iterator[None]:
    """What cells know of their order, in this process and in a kernel: `Assessment` serves no other."""
    terms = {"area": order.area, "footprint": order.footprint, "comparators": list(order.comparators)}
    variables = {"JSNA_WORKSPACE": str(order.workspace.resolve()), "JSNA_ORDER": json.dumps(terms), "JSNA_AUDIENCE": order.audience}
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            os.environ.pop(name)
            os.environ.update({name: value} if value is not None else {})


def _run(notebook: Path, order: Order, engine: str | None) -> NotebookNode:
    parameters = dict(zip(PARAMETERS, (order.area, order.footprint, list(order.comparators)), strict=True))
    of_kernel = {"extra_arguments": ["--IPKernelApp.extensions=jsna.report.shell"], "coalesce_streams": True}
    options: dict[str, Any] = {} if engine else of_kernel
    with tempfile.TemporaryDirectory() as folder:
        return papermill.execute_notebook(
            notebook,
            Path(folder) / "ran.ipynb",
            parameters,
            progress_bar=False,
            request_save_on_cell_execute=False,  # the notebook is read from what is returned; its file is thrown away
            engine_name=engine,
            kernel_name="python3",
            language="python",  # which some editors do not write into a notebook
            cwd=notebook.parent,
            **options,
        )


def places(chapter: str, notebook: NotebookNode) -> list[str]:
    """Where each cell of a chapter stands, in words, for messages."""
    texts, number = [], 0
    for cell in notebook.cells:
        # Papermill puts a cell with the parameters before the others: the number is that of "Run All" in JupyterLab.
        number += cell.cell_type == "code" and "injected-parameters" not in cell.metadata.get("tags", ())
        text = f"Chapter {chapter}, the text that begins “{cell.source.strip()[:60]}”"
        texts.append(_code_cell(chapter, number, cell.source) if cell.cell_type == "code" else " ".join(text.split()))
    return texts


def _code_cell(chapter: str, number: int, source: str) -> str:
    lines = source.strip().splitlines() or [""]
    return f"Chapter {chapter}, code cell {max(1, number)}, {'ending ' if lines[1:] else ''}`{lines[-1]}`"


def _tell(chapter: Chapter, ran: NotebookNode) -> None:
    """What cells write for the analyst, such as a library's warning of its next version, stands in no report."""
    for place, cell in zip(places(chapter.id, ran), ran.cells, strict=True):
        text = "".join(output.text for output in cell.get("outputs", ()) if output.get("name") == "stderr").strip()
        if text:
            sys.stderr.write(f"{place}, tells you and no reader:\n  {errors.shown(text)}\n")


def _check_whole(chapter: Chapter, ran: NotebookNode) -> None:
    """Papermill takes a chapter that ends itself for one that has run."""
    for place, cell in zip(places(chapter.id, ran), ran.cells, strict=True):
        if any(output.output_type == "error" for output in cell.get("outputs", ())):
            raise ReportError(f"{place}: ends the chapter before its last cell.", f"Take exit() out of {chapter.file}.")


def _failure(chapter: Chapter, error: PapermillExecutionError) -> ReportError:
    cell = _code_cell(chapter.id, error.exec_count - 1, error.source)
    message, _, remedy = str(error.evalue).partition("\n")
    if hasattr(errors, error.ename):
        return ReportError(f"{cell}: {message}", f"{remedy.strip()} The cell is in {chapter.file}.".strip())
    return ReportError(
        f"{cell}: {error.ename}: {message}",
        f"Correct that cell of {chapter.file}; if it is as it came, report this to the maintainers.",
    )
