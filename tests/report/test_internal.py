"""What is for the inside alone: it says so on every page, lies apart, and never ends in a folder that is published."""

import datetime as dt
import shutil
import stat
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from jsna import cli, store
from jsna.catalogue import publication
from jsna.demo import records
from jsna.errors import ReportError
from jsna.records import protected
from jsna.records import run as counting
from jsna.report import approval, run
from jsna.report.audit import internal
from jsna.report.page import INTERNAL, Approval
from jsna.report.pages import pages
from tests.disclosure.test_report import texts

pytestmark = pytest.mark.thorough
FORMATS = ("html", "xlsx", "docx", "csvw")
ROWS, TODAY = 20_000, dt.date(2026, 1, 1)


@pytest.fixture(scope="module")
def workspace(copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the demonstration whose records are for the inside alone, where their counts may be seen as they are."""
    folder = tmp_path_factory.mktemp("inside")
    copied(folder)
    records.write_agreement(folder / "data" / "local")
    terms = folder / "data" / "local" / "agreements.toml"
    terms.write_text(terms.read_text(encoding="utf-8").replace('"public"', '"internal"\nexact_inside = true'), encoding="utf-8")
    records.write(folder / "records", ROWS)
    counting.build(folder / "records", folder / "data", records.SOURCE, TODAY)
    return folder


@pytest.fixture(scope="module")
def made(workspace: Path) -> Path:
    """The folder of the edition that `jsna report --audience internal` makes; the public one is beside it."""
    for audience in ("internal", "public"):
        order = ["report", "ZZ1", "--chapter", "05", "--audience", audience, "--format", ",".join(FORMATS), "--workspace", str(workspace)]
        answer = CliRunner().invoke(cli.cli, order)
        assert answer.exit_code == 0, answer.output
    return workspace / "reports" / "internal" / "2022-23"


def _sources(tidy: Path) -> set[str]:
    return set(store.read_distinct(tidy / "indicators.parquet", ["source_id"])["source_id"])


def test_exact_counts_of_records_are_in_the_internal_store_and_in_no_other(workspace: Path, made: Path) -> None:
    inside, public = (store.of_audience(workspace, audience) for audience in (store.INTERNAL, store.PUBLIC))
    rows = store.read_table(inside / "indicators.parquet")
    assert rows.loc[rows["source_id"] == "hes_admissions_exact", "numerator"].between(1, 7).sum() > 20
    assert not {source for source in _sources(public) if publication(source).disclosure}
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (inside, made.parent)] == [0o700, 0o700]


def test_every_page_of_an_internal_report_says_so_and_no_page_of_a_public_one(made: Path) -> None:
    pages_inside = sorted(made.rglob("*.html"))
    assert [page.name for page in pages_inside] == ["ZZ1-05.html", "index.html"]
    for page in pages_inside:
        assert f"<li>{INTERNAL}</li>" in page.read_text(encoding="utf-8")
    marked = {Path(name).parts[1].removesuffix(".docx") for name, text in texts(made).items() if INTERNAL in text and "/" in name}
    assert marked >= {"ZZ1-05.html", "ZZ1-05.xlsx", "ZZ1-05-csvw"}
    assert not [name for name, text in texts(made.parents[1] / "2022-23").items() if INTERNAL in text]


def test_no_public_page_leads_to_internal_reports_and_nobody_publishes_them(workspace: Path, made: Path) -> None:
    public = workspace / "reports" / "2022-23"
    assert not [page for page in public.rglob("*.html") if "internal/" in page.read_text(encoding="utf-8")]
    people = ["--analyst", "A", "--checker", "B", "--approval", "C", "--workspace", str(workspace)]
    answer = CliRunner().invoke(cli.cli, ["publish", "internal/2022-23", *people])
    assert isinstance(answer.exception, ReportError) and "found what is internal" in str(answer.exception)


@pytest.mark.parametrize("name", ["ccg_2019/ZZ1-05.html", "ccg_2019/ZZ1-05.xlsx", "ccg_2019/ZZ1-05.docx",
                                  "ccg_2019/ZZ1-05-csvw/csv-metadata.json", "indicators.parquet"])  # fmt: skip
def test_whatever_internal_somebody_puts_into_a_public_folder_is_seen(name: str, made: Path, tmp_path: Path) -> None:
    public = tmp_path / "2022-23"
    shutil.copytree(made.parents[1] / "2022-23", public)
    internal.refuse(public)
    shutil.copy(made / name, public / f"of somebody{Path(name).suffix}" if name != "indicators.parquet" else public / name)
    with pytest.raises(ReportError, match=r"found what is internal \((of somebody|indicators.parquet)"):
        approval.publish(public, made.parents[2] / "data" / "tidy", "", Approval("A", "B", "C", "2026-01-01"), lambda _: None)


def test_an_internal_report_is_written_nowhere_else(workspace: Path, made: Path, tmp_path: Path) -> None:
    tidy = store.of_audience(workspace, store.INTERNAL)
    order = run.Order("ZZ1", "ccg_2019", ("england",), workspace, ("05",), store.INTERNAL)
    with pytest.raises(ReportError, match="expected an internal report in"):
        run.make(order, pages(tidy, "ccg_2019")["ZZ1"], workspace / "reports" / "2022-23" / "ccg_2019" / "ZZ1.html")


def test_a_cell_of_a_public_report_cannot_ask_the_internal_store(workspace: Path, made: Path, tmp_path: Path) -> None:
    order = run.Order("ZZ1", "ccg_2019", ("england",), workspace, ("05",))
    from jsna.report.execution import _environment

    with _environment(order), pytest.raises(ReportError, match="from .*internal"):
        import jsna

        jsna.Assessment("ZZ1", "ccg_2019", ["england"], tidy=store.of_audience(workspace, store.INTERNAL))


def test_a_purge_removes_the_internal_store_with_the_counts(workspace: Path, made: Path, tmp_path: Path) -> None:
    shutil.copytree(workspace / "data", tmp_path / "data")
    assert protected.purge(tmp_path / "data") > 10
    assert not (tmp_path / "data" / "internal").exists() and (tmp_path / "data" / "tidy").is_dir()
