"""A whole report with every other format and its notebooks kept: none of its files says what the store hides."""

import json
import shutil
import zipfile
from pathlib import Path
from urllib.parse import unquote

import nbformat
import numpy as np
import pandas as pd
import pytest
from nbformat import NotebookNode

from jsna import store
from jsna.errors import ReportError
from jsna.making.indicators import LIMITS
from jsna.methods.disclosure import is_small
from jsna.report import approval, formats, record, run
from jsna.report.audit import disclosure
from jsna.report.page import Page
from jsna.report.pages import pages

CHAPTERS = ("05", "12")
FORMATS = ("html", "xlsx", "docx", "csvw", "figures")


def texts(folder: Path) -> dict[str, str]:
    """Every text of every file of a folder: what is in an archive is opened, and what is written in other characters is read."""
    found: dict[str, str] = {}
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        name = path.relative_to(folder).as_posix()
        if path.suffix in (".xlsx", ".docx"):
            with zipfile.ZipFile(path) as archive:
                found |= {f"{name}/{part}": archive.read(part).decode("utf-8", "ignore") for part in archive.namelist()}
        elif path.suffix == ".parquet":
            found[name] = store.read_table(path).to_csv(float_format="%.10g")
        else:
            found[name] = unquote(path.read_bytes().decode("utf-8", "ignore"))
    return found


def made(order: run.Order, page: Page, to: Path) -> None:
    """The page that `run.make` makes, its other formats, and beside them the notebooks that it is made of."""
    ran, execute = dict[str, NotebookNode](), run.execute
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(run, "execute", lambda chapter, *rest: ran.setdefault(chapter.id, execute(chapter, *rest)))
        run.make(order, page, to)
    formats.make(to, FORMATS)
    for chapter, notebook in ran.items():
        nbformat.write(notebook, to.with_name(f"{to.stem}-{chapter}.ipynb"))


def report(rows: pd.DataFrame, demonstration: Path, folder: Path) -> Path:
    """The report of one CCG and its executed notebooks, from a store of these rows; gives the folder of the edition."""
    shutil.copytree(demonstration / "data" / "tidy", folder / "data" / "tidy")
    shutil.copytree(demonstration / "data" / "local", folder / "data" / "local")
    tidy, edition = folder / "data" / "tidy", folder / "reports" / "2022-23"
    whole = store.read_table(tidy / "indicators.parquet")
    rest = whole[~whole["indicator_id"].isin(rows["indicator_id"].unique())]
    every = pd.concat([rest, rows], ignore_index=True)
    store.write_table(tidy / "indicators.parquet", every, sort_by=["footprint", "area_code", "indicator_id", "period"])
    order, to = run.Order("ZZ1", "ccg_2019", ("england", "stp"), folder, CHAPTERS), edition / "ccg_2019" / "ZZ1.html"
    made(order, pages(tidy, "ccg_2019")["ZZ1"], to)
    shutil.copy(tidy / "indicators.parquet", edition)
    (edition / record.REPORTS).write_text(json.dumps({"ccg_2019/ZZ1": {}}), encoding="utf-8")
    return edition


@pytest.fixture(scope="module")
def secrets(exact: pd.DataFrame, protected: pd.DataFrame, demonstration: Path) -> list[str]:
    """The values and limits of hidden small counts, as a file would hold them; of those that no other indicator has by itself: 6 in 21 days
    reads as 3 in 1,050 patients."""
    gone = exact[protected["value_note"].eq("suppressed") & is_small(exact["numerator"].fillna(0))]
    every = store.read_table(demonstration / "data" / "tidy" / "indicators.parquet")
    others = _numbers(every[~every["indicator_id"].isin(protected["indicator_id"].unique())])
    return [text for text in _numbers(gone) - others if len(text) > 8]


def _numbers(rows: pd.DataFrame) -> set[str]:
    return set(pd.concat([rows[name] for name in ("value", "lower_95", "upper_95")]).dropna().map("{:.10g}".format))


def test_no_file_of_a_protected_report_holds_a_hidden_number(
    protected: pd.DataFrame, secrets: list[str], demonstration: Path, tmp_path: Path
) -> None:
    edition = report(protected, demonstration, tmp_path)
    read = texts(edition)
    kinds = {Path(name.split(".xlsx")[0] + ".xlsx" if ".xlsx" in name else name).suffix for name in read}
    assert kinds >= {".html", ".xlsx", ".csv", ".json", ".svg", ".txt", ".ipynb", ".parquet"}
    assert "suppressed" in read["ccg_2019/ZZ1.html"]
    assert disclosure.text_left(read, secrets) == []
    approval._refuse_disclosure(edition, tmp_path / "data" / "tidy")


@pytest.mark.parametrize("rule", ["secondary"], indirect=True)
def test_files_of_an_unprotected_report_are_full_of_them(
    exact: pd.DataFrame, protected: pd.DataFrame, secrets: list[str], demonstration: Path, tmp_path: Path
) -> None:
    edition = report(exact, demonstration, tmp_path)
    left = disclosure.text_left(texts(edition), secrets)
    assert {"ccg_2019/ZZ1.html", "indicators.parquet", "ccg_2019/ZZ1-05.ipynb"} <= set(left)
    assert any(name.startswith("ccg_2019/ZZ1.xlsx/") for name in left) and any(name.startswith("ccg_2019/ZZ1-csvw/") for name in left)
    rest = store.read_table(tmp_path / "data" / "tidy" / "indicators.parquet")
    rest = rest[~rest["indicator_id"].isin(protected["indicator_id"].unique())]
    store.write_table(tmp_path / "data" / "tidy" / "indicators.parquet", pd.concat([rest, protected], ignore_index=True))
    with pytest.raises(ReportError, match=r"may not be published:\n  figure 0.* of ccg_2019/ZZ1: .* (hidden|than the store holds)"):
        approval._refuse_disclosure(edition, tmp_path / "data" / "tidy")


@pytest.mark.parametrize("rule", ["secondary"], indirect=True)
def test_a_page_with_a_number_beside_what_is_hidden_is_not_exported(
    protected: pd.DataFrame, exact: pd.DataFrame, demonstration: Path, tmp_path: Path
) -> None:
    hidden = protected["value_note"].eq("suppressed") & protected["indicator_id"].eq("mar_day_case")
    given = protected.assign(**{name: np.where(hidden, exact[name], protected[name]) for name in ("value", *LIMITS)})
    with pytest.raises(ReportError, match="has a number beside what is hidden"):
        report(given, demonstration, tmp_path)
