"""Notebooks are thin, stored without outputs, and ask only for what jsna offers."""

import ast
import os
import tomllib
from collections.abc import Iterator
from pathlib import Path

import nbformat
import pytest
from jupyter_client.manager import KernelManager
from nbclient import NotebookClient

import jsna

NOTEBOOKS = Path(__file__).parents[1] / "notebooks"
ALL = sorted(NOTEBOOKS.glob("*.ipynb"))


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_chapter_is_thin_and_stored_without_outputs(path: Path) -> None:
    cells = [cell for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code"]
    assert all(not cell.outputs and cell.execution_count is None for cell in cells)
    assert all(len(cell.source.splitlines()) <= 12 and "def " not in cell.source for cell in cells)
    tagged = [cell for cell in cells if "parameters" in cell.metadata.get("tags", [])]
    assert [node.targets[0].id for node in ast.parse(tagged[0].source).body] == ["area", "footprint", "comparators"]


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_chapter_uses_only_the_names_that_jsna_offers(path: Path) -> None:
    code = "\n".join(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "code")
    used = {n.attr for n in ast.walk(ast.parse(code)) if isinstance(n, ast.Attribute) and getattr(n.value, "id", "") == "jsna"}
    assert used <= set(jsna.__all__)


@pytest.fixture(scope="module")
def kernel(demonstration: Path) -> Iterator[KernelManager]:
    """One kernel for all notebooks, which forgets every name between two of them: most of the time of each is the start."""
    started = KernelManager(kernel_name="python3")
    started.start_kernel(env=os.environ | {"JSNA_WORKSPACE": str(demonstration)})
    yield started
    started.shutdown_kernel(now=True)
    started.context.destroy()


@pytest.mark.parametrize("path", ALL, ids=lambda path: path.stem)
def test_a_chapter_runs_from_top_to_bottom_with_an_ordinary_kernel(path: Path, kernel: KernelManager) -> None:
    notebook = nbformat.read(path, as_version=4)
    anew = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("%reset -f")])
    for each in (anew, notebook):
        client = NotebookClient(each, timeout=120, km=kernel)
        client.execute()
        client.kc.stop_channels()
    shown = [cell for cell in notebook.cells if cell.cell_type == "code" and cell.outputs]
    bare = {"text/plain"} if path.stem == "tour" else set()  # a reader of the tour looks at a list of names, too
    assert all({"text/html", *bare} & set(output.data) for cell in shown for output in cell.outputs if output.output_type != "stream")
    assert len(shown) >= 2


def test_the_list_of_chapters_names_every_notebook_but_the_tour() -> None:
    listed = tomllib.loads((NOTEBOOKS / "chapters.toml").read_text())["chapter"]
    assert sorted(chapter["notebook"] for chapter in listed) == [path.name for path in ALL if path.stem != "tour"]


def test_the_chapter_of_funnels_names_no_mark_that_they_do_not_draw() -> None:
    """"Crosses are practices unlike others" stood above funnels that leave these out, and say so."""
    path = NOTEBOOKS / "03_long_term_conditions.ipynb"
    words = next(cell.source for cell in nbformat.read(path, as_version=4).cells if cell.get("id") == "funnel-words")
    assert "Crosses" not in words and "Practices unlike others are left out" in words
