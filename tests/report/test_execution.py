"""A chapter that runs: for the place that was ordered, whole, and no mistake is lost."""

import os
import warnings
from collections.abc import Callable
from pathlib import Path

import nbformat
import pytest

from jsna.assessment.slices import Slices
from jsna.errors import ReportError
from jsna.report import execution
from jsna.report.execution import Chapter, Order, execute

PARAMETERS = 'area = "ZZ2"\nfootprint = "ccg_2019"\ncomparators = ["england", "stp"]'
START = "import jsna\n\nhere = jsna.Assessment(area, footprint, comparators)"
Run = Callable[..., nbformat.NotebookNode]


@pytest.fixture
def run(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Runs a chapter of these code cells for ZZ1."""
    monkeypatch.setattr(execution, "NOTEBOOKS", tmp_path)

    def ran(*cells: str, parameters: str = PARAMETERS, tag: str = "parameters", engine: str | None = "jsna") -> nbformat.NotebookNode:
        code = [nbformat.v4.new_code_cell(source) for source in (parameters, *cells)]
        code[0].metadata["tags"] = [tag]
        nbformat.write(nbformat.v4.new_notebook(cells=code), tmp_path / "own.ipynb")
        return execute(Chapter("13", "own.ipynb", "Own"), Order("ZZ1", "ccg_2019", ("england", "stp"), demonstration), engine)

    return ran


SPOILT = "class Spoilt:\n    def _repr_html_(self):\n        {}\n"


@pytest.mark.parametrize("engine", ["jsna", None])
@pytest.mark.parametrize(
    "mistake, said", [("raise KeyError('month')", "KeyError: 'month'"), ("return None", "Spoilt: expected its HTML, found none")]
)
def test_what_cannot_be_drawn_fails_its_chapter_by_cell(run: Run, engine: str | None, mistake: str, said: str) -> None:
    with pytest.raises(ReportError) as failure:
        run(SPOILT.format(mistake) + "display(Spoilt())", "1", engine=engine)
    assert failure.value.message.startswith(f"Chapter 13, code cell 2, ending `display(Spoilt())`: {said}")


def test_a_figure_of_the_package_that_cannot_be_drawn_fails_its_chapter(run: Run) -> None:
    figure = "from dataclasses import replace\nfigure = jsna.rank(here, 'qof_dm_prevalence')\n"
    with pytest.raises(ReportError, match="code cell 3, ending `replace.*`: ZeroDivisionError"):
        run(START, figure + "replace(figure, draw=lambda canvas: 1 / 0)")


@pytest.mark.parametrize(
    "cells, cell",
    [
        (['area = "ZZ2"', START], "code cell 3, ending `here"),
        (["import jsna", 'jsna.Assessment("ZZ2")'], "code cell 3, `jsna.Assessment"),
        (["import jsna", 'jsna.Assessment("Wickwater", "district_2019")'], "code cell 3, `jsna.Assessment"),
        (["import jsna", 'jsna.Assessment(area, footprint, ["england"])'], "code cell 3, `jsna.Assessment"),
    ],
)
def test_a_report_of_one_place_never_shows_another(run: Run, cells: list[str], cell: str) -> None:
    with pytest.raises(ReportError) as failure:
        run(*cells)
    assert cell in failure.value.message
    assert "this report is of ZZ1 of ccg_2019 beside england, stp; the cell asks for " in failure.value.message
    assert "Write `here = jsna.Assessment(area, footprint, comparators)`" in failure.value.remedy


def test_an_ordinary_kernel_serves_no_other_place_either(run: Run) -> None:
    with pytest.raises(ReportError, match="this report is of ZZ1 of ccg_2019 .* asks for ZZ2"):
        run("import jsna", 'jsna.Assessment("ZZ2")', engine=None)


def test_another_store_is_another_place(run: Run, copied: Callable[[Path], Path], tmp_path: Path) -> None:
    copied(tmp_path / "other")
    with pytest.raises(ReportError, match=f"from {tmp_path}/other/data/tidy"):
        run("import jsna", f'from pathlib import Path\njsna.Assessment("ZZ1", tidy=Path("{tmp_path}/other/data/tidy"))')


@pytest.mark.parametrize("asked", ["area", '"ZZ1"', '"Aldermere and Wickwater"'])
def test_the_place_by_any_of_its_names_is_the_place(run: Run, asked: str) -> None:
    assert run("import jsna", f"jsna.Assessment({asked}).code").cells[-1].outputs[0].data["text/plain"] == "'ZZ1'"


def test_an_order_ends_with_its_chapter(run: Run) -> None:
    before = dict(os.environ)
    run(START)
    with pytest.raises(ReportError):
        run("1 / 0")
    assert dict(os.environ) == before


@pytest.mark.parametrize(
    "parameters, tag, there",
    [
        (PARAMETERS, "parameter", "no cell with that tag"),
        (PARAMETERS.replace("comparators", "comparator"), "parameters", "one that gives area, comparator, footprint"),
        ("area = ", "parameters", "one that gives none"),
    ],
)
def test_a_notebook_that_takes_no_order_is_refused_by_name(run: Run, parameters: str, tag: str, there: str) -> None:
    with pytest.raises(ReportError) as refusal:
        run(START, parameters=parameters, tag=tag)
    assert refusal.value.message == (
        "Chapter 13: notebooks/own.ipynb: expected one cell tagged parameters that gives area, footprint and comparators a value each; "
        f"found {there}."
    )


def test_a_chapter_that_ends_itself_is_not_whole(run: Run) -> None:
    with pytest.raises(ReportError, match="code cell 2, `raise SystemExit`: ends the chapter before its last cell"):
        run("raise SystemExit", "1")


LATER = "import warnings\nwarnings.warn('append goes', {})"


@pytest.mark.parametrize("engine", ["jsna", None])
def test_a_warning_of_a_later_version_is_for_the_analyst(run: Run, capsys: pytest.CaptureFixture[str], engine: str | None) -> None:
    run(LATER.format("FutureWarning"), engine=engine)
    told = capsys.readouterr().err
    assert "Chapter 13, code cell 2, ending `warnings.warn('append goes', FutureWarning)`, tells you and no reader:" in told
    assert "FutureWarning: append goes" in told


@pytest.mark.parametrize("category", ["UserWarning", "RuntimeWarning"])
def test_a_warning_about_the_numbers_themselves_fails(run: Run, category: str) -> None:
    with pytest.raises(ReportError, match=f"{category}: append goes"):
        run(LATER.format(category))


def test_a_warning_that_the_package_causes_fails_whatever_it_is_about(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Slices, "manifest", lambda _: warnings.warn("soon", FutureWarning, stacklevel=3))  # as of the cell itself
    with pytest.raises(ReportError, match=r"code cell 3, `here.manifest\(\)`: FutureWarning: soon"):
        run(START, "here.manifest()")


def test_what_a_cell_shows_keeps_its_order_and_what_it_shows_anew_its_place(run: Run) -> None:
    shown = run("print('one')\nfirst = display('two', display_id=True)\nprint('three')\nfirst.update('new')\n'four';").cells[-1].outputs
    assert [output.get("text") or output.data["text/plain"] for output in shown] == ["one\n", "'new'", "three\n"]
