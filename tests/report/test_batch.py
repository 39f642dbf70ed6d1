"""A batch: what counts as current, what stays when a report fails, and what is left when a person or a machine ends it."""

import errno
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from jsna import store, workers
from jsna.errors import ReportError
from jsna.report import batch, formats, record, run
from jsna.report.edition import write_index
from jsna.report.pages import pages

ROOT = Path(__file__).parents[2]


@pytest.fixture
def workspace(demonstration: Path, tmp_path: Path) -> Path:
    """A workspace of the fictional county, whose reports are made of one sentence."""
    shutil.copytree(demonstration / "data" / "tidy", tmp_path / "data" / "tidy")
    return tmp_path


@pytest.fixture
def edition(workspace: Path) -> Path:
    return workspace / "reports" / "2022-23"


@pytest.fixture
def job(workspace: Path, edition: Path) -> Callable[..., batch.Job]:
    known = pages(workspace / "data" / "tidy", "ccg_2019")

    def of(code: str = "ZZ1", kinds: tuple[str, ...] = ("html",), against: tuple[str, ...] = ("england",)) -> batch.Job:
        order = run.Order(code, "ccg_2019", against, workspace)
        return batch.Job(order, known[code], edition / "ccg_2019" / f"{code}.html", kinds)

    return of


@pytest.fixture
def make(edition: Path, sample: str, monkeypatch: pytest.MonkeyPatch) -> Callable[..., list[batch.Outcome]]:
    """Make reports that say what they are told to say, or fail as they are told to."""

    def go(*jobs: batch.Job, said: str | BaseException | Callable[[], object] = "", force: bool = False) -> list[batch.Outcome]:
        def write(order: Any, page: Any, to: Path, **_: Any) -> None:
            if callable(said):
                said()
            if isinstance(said, BaseException):
                raise said
            to.parent.mkdir(parents=True, exist_ok=True)
            to.write_text(sample.replace("Testshire", f"Testshire {said}"), encoding="utf-8")

        with monkeypatch.context() as patched:
            patched.setattr(run, "make", write)
            return batch.make_edition(list(jobs), edition, force, lambda _: None, 1)

    return go


def statuses(outcomes: list[batch.Outcome]) -> list[str]:
    return [outcome.status for outcome in outcomes]


def test_a_report_is_current_only_as_it_was_ordered(job: Any, make: Any) -> None:
    assert statuses(make(job())) == ["ready"]
    assert statuses(make(job())) == ["current"]
    assert statuses(make(job(against=("england", "similar")))) == ["ready"]
    assert statuses(make(job(against=("england", "similar")))) == ["current"]
    assert statuses(make(job())) == ["ready"], "the page is of another order by now"


def test_a_file_that_no_record_has_is_no_format_of_the_report(job: Any, make: Any, edition: Path) -> None:
    make(job())
    (edition / "ccg_2019" / "ZZ1.docx").write_text("of another time")
    assert statuses(make(job(kinds=("html", "docx")))) == ["ready"]


def test_every_field_of_an_order_is_on_record(job: Any, make: Any, edition: Path) -> None:
    make(job())
    known = record.read(edition)["ccg_2019/ZZ1"]
    assert {name: known[name] for name in job().asked} == job().asked
    assert set(job().asked) == set(run.Order.__dataclass_fields__) - {"workspace"}


@pytest.mark.parametrize("place", ["notebooks/picture.svg", "data/sources.toml", "notebooks/chapters.toml"])
def test_whatever_a_chapter_shows_is_part_of_what_a_report_is_made_by(place: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    clone = tmp_path / ".local" / "clone"  # hidden itself, and yet all of it is looked at
    shutil.copytree(ROOT / "notebooks", clone / "notebooks")
    shutil.copytree(ROOT / "data", clone / "data", ignore=shutil.ignore_patterns("raw", "tidy"))
    shutil.copytree(ROOT / "jsna" / "report", clone / "jsna" / "report")
    monkeypatch.setattr(batch, "__file__", str(clone / "jsna" / "report" / "batch.py"))
    monkeypatch.setattr(run, "NOTEBOOKS", clone / "notebooks")
    before = batch.program(tmp_path)
    (clone / "notebooks" / "draft_of_mine.ipynb").write_text("{}")
    (clone / "notebooks" / ".ipynb_checkpoints").mkdir(exist_ok=True)
    (clone / "notebooks" / ".ipynb_checkpoints" / "one.py").write_text("copy of an editor")
    assert batch.program(tmp_path) == before, "a notebook that no report has is somebody's own"
    with (clone / place).open("a", encoding="utf-8") as file:
        file.write("\n# another\n")
    assert batch.program(tmp_path) != before


def test_a_page_made_while_the_store_changed_is_none_and_the_one_before_stays(job: Any, make: Any, workspace: Path, edition: Path) -> None:
    tidy = workspace / "data" / "tidy"
    built = store.read_manifest(tidy)
    make(job())
    page = job().to.read_text(encoding="utf-8")
    (outcome,) = make(job(), said=lambda: store.write_manifest(tidy, built | {"state": "another"}), force=True)
    assert outcome.status == "failed" and "the store was built anew while this report was made" in outcome.message
    assert job().to.read_text(encoding="utf-8") == page
    store.write_manifest(tidy, built)
    assert statuses(make(job())) == ["ready"], "the data are back, and what was made in between counts for nothing"


def test_a_report_is_recorded_with_the_state_that_it_was_made_from(job: Any, make: Any, workspace: Path, edition: Path) -> None:
    tidy = workspace / "data" / "tidy"
    built = store.read_manifest(tidy)
    made = batch._make

    def rebuilt(job: batch.Job, begun: Any) -> batch.Outcome:  # while the batch goes on, between two reports
        outcome = made(job, begun)
        store.write_manifest(tidy, built | {"state": "another"})
        return outcome

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(batch, "make_all", lambda jobs, _: (rebuilt(job, lambda _: None) for job in jobs))
        assert statuses(make(job("ZZ1"), job("ZZ2"))) == ["ready", "ready"]
    keys = {name: known["key"].split()[0] for name, known in record.read(edition).items()}
    assert keys == {"ccg_2019/ZZ1": built["state"], "ccg_2019/ZZ2": "another"}
    store.write_manifest(tidy, built)
    assert statuses(make(job("ZZ1"), job("ZZ2"))) == ["current", "ready"]


def test_a_page_of_a_program_that_changed_meanwhile_is_never_current(job: Any, make: Any, workspace: Path, edition: Path) -> None:
    local = workspace / "data" / "local" / "areas" / "town.toml"
    local.parent.mkdir(parents=True)
    make(job(), said=lambda: local.write_text("# half a thought"))
    local.unlink()
    assert record.read(edition)["ccg_2019/ZZ1"]["key"] == ""
    assert statuses(make(job())) == ["ready"]


def test_a_report_that_fails_leaves_the_page_before_with_all_its_formats(job: Any, make: Any, workspace: Path, edition: Path) -> None:
    kinds = ("html", "docx", "csvw")
    make(job(kinds=kinds))
    make(job("ZZ2"))  # alone: several reports are made by processes that would make them in earnest
    there = formats.places(job().to, kinds)
    before, known = [record.digest(place) for place in there], record.read(edition)["ccg_2019/ZZ1"]
    (outcome,) = make(job(), said=ReportError("Chapter 03, code cell 4, `x`: no rows.", "Mend it."), force=True)
    assert outcome.status == "failed" and [record.digest(place) for place in there] == before
    now = record.read(edition)["ccg_2019/ZZ1"]
    assert now["status"] == "failed" and "no rows" in now["message"] and (now["files"], now["key"]) == (known["files"], known["key"])
    html = write_index(workspace / "data" / "tidy", "ccg_2019", edition).read_text(encoding="utf-8")
    row = re.sub(r"<[^>]+>", "", re.search(r"<li>(?:(?!<li>).)*<small>ZZ1</small>.*?</li>", html, re.DOTALL)[0])  # type: ignore[index]
    assert "failed; this report is of older data" in row and "did not pass the checks that come before publication" in row
    assert '<a href="ccg_2019/ZZ1.html">' in html and "1 report was made" in html and "1 report could not be made" in html
    assert statuses(make(job())) == ["ready"] and set(record.read(edition)["ccg_2019/ZZ1"]["files"]) == set(kinds)


@pytest.mark.parametrize("moment", range(3))
def test_formats_are_put_in_place_together_or_not_at_all(
    moment: int, job: Any, make: Any, edition: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    kinds = ("html", "docx", "csvw")
    make(job(kinds=kinds))
    there = formats.places(job().to, kinds)
    before, real, moved = [record.digest(place) for place in there], Path.replace, iter(range(100))

    def locked(path: Path, target: Path) -> Path:
        if ".making-" in str(path) and target in there and next(moved) == moment:
            raise PermissionError(errno.EACCES, "The process cannot access the file because it is used by another process", str(target))
        return real(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", locked)
        (outcome,) = make(job(), said="again", force=True)
    assert outcome.status == "failed" and "could not be written: The process cannot access" in outcome.message
    assert "Close the program that has it open" in outcome.message
    assert [record.digest(place) for place in there] == before
    assert not list(edition.rglob(".making-*"))


def test_a_fault_of_the_program_fails_its_area_alone_and_keeps_its_traceback(job: Any, make: Any, edition: Path) -> None:
    def stumble() -> None:
        raise KeyError("value")

    outcomes = make(job("ZZ1"), said=stumble) + make(job("ZZ2"))
    assert statuses(outcomes) == ["failed", "ready"]
    known = record.read(edition)["ccg_2019/ZZ1"]
    assert known["message"].startswith("A fault of the program: KeyError: 'value'\n  Send the maintainers what reports.json")
    assert "Traceback" in known["bug"] and "in stumble" in known["bug"]


def test_a_full_disk_is_one_message(job: Any, make: Any) -> None:
    (outcome,) = make(job(), said=OSError(errno.ENOSPC, "No space left on device", "/somewhere/ZZ1.html"))
    assert outcome.message.splitlines()[0] == "/somewhere/ZZ1.html: could not be written: No space left on device."
    assert "Make room" in outcome.message and not outcome.bug
    (outcome,) = make(job(), said=OSError(errno.ENOSPC, "Error writing bytes to file."), force=True)
    assert outcome.message.startswith("A file of the disk: could not be written: Error writing bytes")


@pytest.mark.parametrize("keys", [signal.default_int_handler, signal.SIG_IGN], ids=["in a terminal", "in the background of a script"])
def test_a_chapter_that_does_not_end_is_named(job: Any, make: Any, edition: Path, monkeypatch: pytest.MonkeyPatch, keys: Any) -> None:
    def execute(chapter: run.Chapter, *_: Any) -> Any:
        if chapter.id == "01":
            time.sleep(600)
        return nbformat.v4.new_notebook()

    monkeypatch.setattr(run, "execute", execute)
    monkeypatch.setattr(workers, "LIMIT", 0.5)
    before = signal.signal(signal.SIGINT, keys)
    try:
        (outcome,) = batch.make_edition([job()], edition, False, lambda _: None)
        assert signal.getsignal(signal.SIGINT) == keys
    finally:
        signal.signal(signal.SIGINT, before)
    assert outcome.message.splitlines()[0] == "Aldermere and Wickwater: chapter 01 took more than 0.5 seconds, and was ended."
    assert list(edition.rglob(".*")) == []


def test_what_killed_runs_left_is_swept_and_nothing_else(job: Any, make: Any, edition: Path) -> None:
    make(job())
    folder = edition / "ccg_2019"
    for name in (".ZZ1.html-a1b2c3_d", ".reports.json-xxxxxxxx"):
        (folder / name).write_text("half")
    for name in (".ZZ1-csvw-12345678", ".making-abcdefgh"):
        (folder / name / "inner").mkdir(parents=True)
        (folder / name / "inner" / "table.csv").write_text("half")
    (folder / ".htaccess").write_text("theirs")
    make(job())
    assert sorted(path.name for path in edition.rglob(".*")) == [".htaccess"] and job().to.is_file()


# What follows runs the command itself, in a clone whose one chapter is short, or waits in some areas.

PARAMETERS = 'area = "ZZ1"\nfootprint = "ccg_2019"\ncomparators = ["england", "stp"]'
SLOW = "import time\n\ntime.sleep(600 if area in SLOW else 0)"


@pytest.fixture
def clone(demonstration: Path, tmp_path: Path) -> Path:
    """A clone with one chapter, and the store of the demonstration beside."""
    place = tmp_path / "clone"
    shutil.copytree(ROOT / "data", place / "data", ignore=shutil.ignore_patterns("raw", "tidy"))
    shutil.copytree(demonstration / "data" / "tidy", place / "data" / "tidy")
    (place / "jsna").symlink_to(ROOT / "jsna")
    (place / "notebooks").mkdir()
    (place / "notebooks" / "chapters.toml").write_text('[[chapter]]\nid = "01"\nnotebook = "one.ipynb"\ntitle = "One"\n')
    return place


def chapter(clone: Path, slow: list[str]) -> None:
    cells = [
        nbformat.v4.new_markdown_cell("# One\n\nA short chapter.", id="a"),
        nbformat.v4.new_code_cell(
            'area = "ZZ1"\nfootprint = "ccg_2019"\ncomparators = ["england", "stp"]', id="b", metadata={"tags": ["parameters"]}
        ),
        nbformat.v4.new_code_cell("import jsna\n\nhere = jsna.Assessment(area, footprint, comparators)", id="c"),
        nbformat.v4.new_code_cell(SLOW.replace("SLOW", repr(slow)), id="d"),
        nbformat.v4.new_code_cell('jsna.sources(here, chapter="05")', id="e"),
    ]
    python = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=cells, metadata=python), clone / "notebooks" / "one.ipynb")


def jsna(clone: Path, *words: str) -> subprocess.Popen[str]:
    """The command in a session, and so a group of processes, of its own."""
    environment = os.environ | {"PYTHONPATH": str(clone), "JSNA_WORKSPACE": str(clone)}
    command = [sys.executable, "-c", "from jsna.cli import main; main()", *words]
    streams: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    return subprocess.Popen(command, cwd=clone, env=environment, start_new_session=True, **streams)


def alive(session: int) -> list[str]:
    """The processes of a session; one whose words stand in brackets has given its memory back, and is ending."""
    said = subprocess.run(["ps", "-ww", "-o", "stat=,args=", "-s", str(session)], capture_output=True, text=True, check=False).stdout
    return [line for line in said.splitlines() if not line.startswith("Z") and not line.endswith("]")]


def until(happened: Callable[[], object], running: subprocess.Popen[str]) -> None:
    while not happened():
        assert running.poll() is None, running.communicate()
        time.sleep(0.05)


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.parametrize("force", [(), ("--force",)])
def test_the_keys_that_end_a_program_end_a_batch_at_once(clone: Path, demonstration: Path, force: tuple[str, ...]) -> None:
    chapter(clone, ["ZZ2", "ZZ3"])
    reports = clone / "reports" / "2022-23"
    words = ("report", "ZZ2", "ZZ1", "ZZ3", "ZX1", "--jobs", "2", "--raw", str(demonstration / "data" / "raw"), *force)
    running = jsna(clone, *words)
    until(lambda: "ccg_2019/ZZ1" in record.read(reports), running)
    until(lambda: len(list(reports.glob(".making-*"))) == 2, running)
    before = time.monotonic()
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=300)
    assert time.monotonic() - before < 120 and running.returncode == 130
    assert "Stopped: 1 of 4 made; run the command again for the others." in err and "Traceback" not in out + err
    assert alive(running.pid) == []
    assert '<li><a href="ccg_2019/ZZ1.html">' in (reports / "index.html").read_text(encoding="utf-8")
    assert list(reports.rglob(".*")) == []


@pytest.mark.skipif(os.name == "nt", reason="signals as POSIX has them")
@pytest.mark.parametrize("word", ["build", "check"])
def test_the_keys_that_end_a_program_end_whatever_reads_files_at_once(clone: Path, demonstration: Path, word: str) -> None:
    raw = str(demonstration / "data" / "raw")
    shutil.rmtree(clone / "data" / "tidy")  # or there would be nothing to read
    running = jsna(clone, *(("build", "--raw", raw) if word == "build" else ("check", raw)))
    until(lambda: sum("spawn_main" in line for line in alive(running.pid)) == os.cpu_count(), running)
    os.killpg(running.pid, signal.SIGINT)
    out, err = running.communicate(timeout=60)
    assert (running.returncode, err.strip()) == (130, "")
    assert all(line.startswith("Workspace: ") for line in out.splitlines())
    before = time.monotonic()
    while alive(running.pid):  # what counts the shared things of processes ends when all of them have
        assert time.monotonic() - before < 60, alive(running.pid)
        time.sleep(0.05)


@pytest.mark.skipif(not Path("/proc").is_dir(), reason="processes are looked up as Linux has them")
def test_workers_end_with_the_command_and_what_they_leave_is_swept_at_the_next_start(clone: Path, demonstration: Path) -> None:
    chapter(clone, ["ZZ2", "ZZ3"])
    reports, tidy = clone / "reports" / "2022-23", clone / "data" / "tidy"
    raw = ("--raw", str(demonstration / "data" / "raw"))
    running = jsna(clone, "report", "ZZ2", "ZZ3", "--jobs", "2", *raw)
    until(lambda: len(list(reports.glob(".making-*"))) == 2, running)
    running.kill()
    running.communicate(timeout=300)  # until nobody holds its streams any more
    before = time.monotonic()
    while alive(running.pid):
        assert time.monotonic() - before < 120, alive(running.pid)
        time.sleep(0.1)
    (reports / ".index.html-abcdefgh").write_text("half")
    (tidy / ".areas.parquet-abcdefgh").write_text("half")
    (tidy / "sources" / ".part.parquet-12345678").write_text("half")
    last = jsna(clone, "report", "ZZ1", "ZX1", "--comparators", "england, stp", *raw)
    out, err = last.communicate(timeout=600)
    assert last.returncode == 0 and out.splitlines()[-1] == "2 made.", err
    assert [*reports.rglob(".*"), *tidy.rglob(".*")] == []


def test_a_batch_ends_with_what_became_of_it_and_names_what_was_made(clone: Path, demonstration: Path) -> None:
    chapter(clone, [])
    notebook = clone / "notebooks" / "one.ipynb"
    slow = "time.sleep(600 if area in [] else 0)"
    notebook.write_text(notebook.read_text().replace(slow, "assert area != 'ZZ2'"))
    raw = ("--raw", str(demonstration / "data" / "raw"))
    running = jsna(clone, "report", "ZZ1", "ZZ2", "--jobs", "1", *raw)
    out, err = running.communicate(timeout=600)
    assert running.returncode == 1 and out.splitlines()[-1] == "1 made, 1 failed."
    assert [Path(line).name for line in out.splitlines()[-3:-1]] == ["index.html", "ZZ1.html"]
    assert err.startswith("ZZ2: Chapter 01, code cell 3")
