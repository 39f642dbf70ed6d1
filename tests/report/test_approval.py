"""From draft to published: who stands for a report, what is refused, and that nobody's report is lost on the way."""

import re
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from jsna.errors import ReportError
from jsna.report import approval, batch, export, formats, record, run
from jsna.report.audit import audit
from jsna.report.edition import write_index
from jsna.report.page import Approval, Page
from jsna.report.pages import pages
from jsna.report.status import approve

PEOPLE = Approval("A. Ash", "B. <b>Beech</b>", "C. Cedar, Director of Public Health", "2026-11-24")
KEY = "state program"


@pytest.fixture
def edition(demonstration: Path, executed: Any, tmp_path: Path) -> Path:
    """An edition of two reports, one of them with a table of every figure, as `jsna report` leaves it."""
    folder, entries = tmp_path / "2022-23", {}
    known = pages(demonstration / "data" / "tidy", "ccg_2019")
    practice = next(iter(pages(demonstration / "data" / "tidy", "practice").values()))
    assert (known["ZZ1"].title, practice.title) == ("Joint Strategic Needs Assessment", "Practice profile")
    for code, kinds in (("ZZ1", ("html",)), ("ZZ2", ("html", "csvw"))):
        job = batch.Job(run.Order(code, "ccg_2019", (), tmp_path), known[code], folder / "ccg_2019" / f"{code}.html", kinds)
        job.to.parent.mkdir(parents=True, exist_ok=True)
        job.to.write_text(export.html(executed, known[code]), encoding="utf-8")
        formats.make(job.to, kinds)
        files = {kind: record.digest(place) for kind, place in zip(kinds, formats.places(job.to, kinds), strict=True)}
        entries[job.name] = batch.entry(job, batch.Outcome(code, "ready", files=files), KEY, {})
    record.write(folder, entries)
    return folder


@pytest.fixture
def publish(edition: Path, demonstration: Path) -> Callable[..., list[str]]:
    def go(people: Approval = PEOPLE) -> list[str]:
        done: list[str] = []
        approval.publish(edition, demonstration / "data" / "tidy", KEY, people, done.append)
        return done

    return go


def held(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): record.digest(path) for path in sorted(folder.rglob("*.*")) if path.is_file()}


def text(path: Path) -> str:
    return re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8"))


def test_an_approved_draft_is_to_the_letter_the_page_made_as_approved(executed: Any, page: Page) -> None:
    draft = export.html(executed, replace(page, draft=True))
    assert approve(draft, replace(page, draft=True), PEOPLE) == export.html(executed, replace(page, draft=False, approval=PEOPLE))


def test_a_real_report_loses_its_last_mark_when_approved(executed: Any, page: Page) -> None:
    draft = replace(page, draft=True, demonstration=False)
    html = approve(export.html(executed, draft), draft, PEOPLE)
    assert "Draft" not in html and 'class="bar"' not in html
    assert audit(html) == []


def test_a_page_that_does_not_say_where_it_stands_is_not_approved(executed: Any, page: Page) -> None:
    with pytest.raises(ReportError, match="does not say where it stands"):
        approve(export.html(executed, page).replace("Draft: not yet approved", "", 1), page, PEOPLE)


def test_a_draft_says_so_on_screen_and_on_paper(edition: Path) -> None:
    said = (edition / "ccg_2019" / "ZZ1.html").read_text(encoding="utf-8")
    assert "<li>Draft: not yet approved</li>" in said and '<p class="bar" aria-hidden="true">Draft' in said
    assert re.search(r'@bottom-left\{content:"Draft', said)


def test_publishing_removes_draft_everywhere_and_names_the_people(edition: Path, publish: Callable[..., list[str]]) -> None:
    assert publish() == ["ccg_2019/ZZ1", "ccg_2019/ZZ2"]
    for code in ("ZZ1", "ZZ2"):
        said = text(edition / "ccg_2019" / f"{code}.html")
        assert "Analysed by A. Ash. Checked by B. &lt;b&gt;Beech&lt;/b&gt;. Approved by C. Cedar, Director of Public Health." in said
        assert "Approved 24 November 2026" in said and "raft: not" not in said
        assert "Draft" not in (edition / "ccg_2019" / f"{code}.html").read_text(encoding="utf-8")
    assert "Draft" not in next((edition / "ccg_2019" / "ZZ2-csvw").glob("*.json")).read_text(encoding="utf-8")
    assert record.drafts(edition) == []
    assert record.read(edition, record.APPROVALS)["ccg_2019/ZZ1"]["date"] == "2026-11-24"
    before = held(edition)
    assert publish(replace(PEOPLE, date="2027-01-01")) == []
    assert held(edition) == before


@pytest.mark.parametrize("stop", range(7))
def test_whoever_is_stopped_midway_goes_on_from_there_and_loses_nothing(
    stop: int, edition: Path, publish: Callable[..., list[str]], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = tmp_path / "again" / edition.name
    shutil.copytree(edition, again)
    publish()
    whole = held(edition)
    shutil.rmtree(edition)
    shutil.copytree(again, edition)
    drafts = held(edition)
    real, writes = Path.replace, iter([True] * stop + [False])

    def cut(path: Path, target: Path) -> Path:
        if not next(writes, True):
            raise KeyboardInterrupt
        return real(path, target)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", cut)
        try:
            publish()
        except KeyboardInterrupt:
            now = held(edition)
            assert all(now[name] in (drafts[name], whole[name]) for name in ("ccg_2019/ZZ1.html", "ccg_2019/ZZ2.html"))
    publish()
    assert held(edition) == whole


def test_what_failed_is_old_or_was_changed_by_hand_is_named_and_nothing_is_changed(
    edition: Path, publish: Callable[..., list[str]]
) -> None:
    made = record.read(edition)
    made["ccg_2019/ZZ3"] = made["ccg_2019/ZZ1"] | {"status": "failed", "message": "A cell.\n  More."}
    made["ccg_2019/ZZ4"] = made["ccg_2019/ZZ1"] | {"key": "older"}
    record.write(edition, made)
    next((edition / "ccg_2019" / "ZZ2-csvw").glob("*.csv")).write_text("1", encoding="utf-8")
    before = held(edition)
    with pytest.raises(ReportError) as refused:
        publish()
    assert "3 of 4 reports cannot be published" in refused.value.message
    again = "`jsna report ZZ1 --footprint ccg_2019` makes it again"
    failed, old = "ZZ3: could not be made. A cell. (`jsna report ZZ1 --", f"ZZ4: older than its data or the program ({again})"
    for said in ("ZZ2-csvw was changed by hand", failed, old):
        assert said in refused.value.message
    assert held(edition) == before


def test_a_leftover_page_of_a_chapter_is_made_again_as_it_is_told_or_deleted(edition: Path, publish: Callable[..., list[str]]) -> None:
    made, leftover = record.read(edition), edition / "ccg_2019" / "ZZ1-03.html"
    shutil.copy(edition / "ccg_2019" / "ZZ1.html", leftover)
    made["ccg_2019/ZZ1-03"] = made["ccg_2019/ZZ1"] | {"key": "older", "chapters": ["03"]}
    record.write(edition, made)
    with pytest.raises(ReportError, match=r"ZZ1-03: older .*`jsna report ZZ1 --footprint ccg_2019 --chapter 03` makes it again") as refused:
        publish()
    assert "A page of some chapters that nobody needs may be deleted." in refused.value.remedy
    leftover.unlink()
    assert publish() == ["ccg_2019/ZZ1", "ccg_2019/ZZ2"]
    assert sorted(record.read(edition)) == ["ccg_2019/ZZ1", "ccg_2019/ZZ2"]


def test_the_commands_that_a_refusal_gives_are_about_the_same_workspace_and_order(edition: Path, demonstration: Path) -> None:
    made = record.read(edition)
    made["ccg_2019/ZZ1"] |= {"key": "older", "comparators": ["england", "similar"]}
    made["ccg_2019/ZZ2"] |= {"key": "older", "comparators": ["england", "stp"]}
    record.write(edition, made)
    with pytest.raises(ReportError) as refused:
        approval.publish(edition, demonstration / "data" / "tidy", KEY, PEOPLE, print, " --workspace 'my demo'")
    message = str(refused.value)
    assert "`jsna report ZZ1 --footprint ccg_2019 --comparators england,similar --workspace 'my demo'` makes" in message
    assert "`jsna report ZZ2 --footprint ccg_2019 --workspace 'my demo'` makes" in message
    assert "`jsna report --all --workspace 'my demo'` makes all of a footprint" in message


def test_a_report_that_was_deleted_is_missed(edition: Path, publish: Callable[..., list[str]]) -> None:
    (edition / "ccg_2019" / "ZZ1.html").unlink()
    with pytest.raises(ReportError, match=r"ZZ1\.html is not there any more \(`jsna report ZZ1 --footprint ccg_2019` makes it again\)"):
        publish()


def test_a_changed_page_is_found_after_it_was_approved_too(edition: Path, publish: Callable[..., list[str]]) -> None:
    publish()
    page = edition / "ccg_2019" / "ZZ1.html"
    page.write_text(page.read_text(encoding="utf-8").replace("Analysed by A. Ash", "Analysed by D. Elm"), encoding="utf-8")
    with pytest.raises(ReportError, match=r"ZZ1\.html was changed by hand"):
        publish()


def test_a_report_made_again_stays_approved_only_when_it_came_out_the_same(
    edition: Path, demonstration: Path, publish: Callable[..., list[str]]
) -> None:
    page, to = pages(demonstration / "data" / "tidy", "ccg_2019")["ZZ1"], edition / "ccg_2019" / "ZZ1.html"
    draft = to.read_text(encoding="utf-8")
    publish()
    approved = to.read_bytes()
    to.write_text(draft, encoding="utf-8")
    approval.keep(page, to, edition)
    assert to.read_bytes() == approved
    to.write_text(draft.replace("Practice", "Surgery", 1), encoding="utf-8")
    approval.keep(page, to, edition)
    assert "Draft: not yet approved" in to.read_text(encoding="utf-8")


@pytest.mark.parametrize(
    "analyst, checker, approved_by, said",
    [
        ("A. Ash", " a.  ASH", "C", "is also the analyst"),
        ("A. Ash", " ", "C", "--checker: expected a name"),
        ("A. Ash", "B", "", "--approval: expected a name"),
    ],
)
def test_nobody_checks_their_own_work(analyst: str, checker: str, approved_by: str, said: str) -> None:
    with pytest.raises(ReportError, match=said):
        approval.agreed(analyst, checker, approved_by, "2026-11-24")


def test_an_edition_that_is_not_there_is_one_message(tmp_path: Path) -> None:
    with pytest.raises(ReportError, match="no reports of such an edition"):
        approval.publish(tmp_path / "1999-00", tmp_path, KEY, PEOPLE, print)


def test_the_index_is_a_draft_while_any_report_is(edition: Path, demonstration: Path, publish: Callable[..., list[str]]) -> None:
    tidy = demonstration / "data" / "tidy"
    assert "Draft: not yet approved" in text(write_index(tidy, "ccg_2019", edition))
    publish()
    said = " ".join(text(write_index(tidy, "ccg_2019", edition)).split())
    assert "Draft: not yet approved" not in said
    assert "Demonstration data: not a real place Approved" in said
    assert "ZZ1 approved, out of date" in said and "2 out of date and approved" in said
