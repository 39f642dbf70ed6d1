"""A preview: made again after each save, and a mistake is one message in the page and at the terminal."""

import json
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from jsna import catalogue
from jsna.errors import ReportError
from jsna.report import execution, preview, run
from jsna.report.page import Page
from jsna.report.pages import of_chapters, pages

CHAPTER = run.chapters(Path(), ("18",))[0]


@dataclass
class Desk:
    """An analyst at work: what they save at each look of the preview, and what they are told."""

    workspace: Path
    notebooks: Path
    shown: preview.Preview
    saves: list[Callable[[], object]] = field(default_factory=list)
    told: list[str] = field(default_factory=list)
    built: int = 0

    def edit(self, old: str, new: str) -> Callable[[], object]:
        path = self.notebooks / CHAPTER.notebook
        return lambda: path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")

    def news(self) -> list[str]:
        said = (self.shown.to.with_suffix(".js")).read_text(encoding="utf-8")
        return list(json.loads(said.replace("jsnaPreview(", "[").replace(");", "]")))

    def work(self) -> None:
        def rebuild() -> None:
            self.built += 1

        with pytest.raises(KeyboardInterrupt):
            preview.follow(self.shown, rebuild, self.told.append)


@pytest.fixture
def desk(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    notebooks, workspace = tmp_path / "notebooks", tmp_path / "workspace"
    shutil.copytree(run.NOTEBOOKS, notebooks)
    (workspace / "data").mkdir(parents=True)
    (workspace / "data" / "tidy").symlink_to(demonstration / "data" / "tidy")
    monkeypatch.setattr(execution, "NOTEBOOKS", notebooks)
    monkeypatch.setattr(preview, "NOTEBOOKS", notebooks)
    monkeypatch.setenv("JSNA_WORKSPACE", str(workspace))
    order = run.Order("ZZ1", "ccg_2019", ("england", "stp"), workspace, ("18",))
    page = of_chapters(pages(demonstration / "data" / "tidy", "ccg_2019")["ZZ1"], ("18",))
    at = Desk(workspace, notebooks, preview.Preview(CHAPTER, order, page, tmp_path / "preview" / "ZZ1-18.html"))

    def pause(_: float) -> None:
        if not at.saves:
            raise KeyboardInterrupt
        at.saves.pop(0)()

    monkeypatch.setattr(preview.time, "sleep", pause)
    yield at


def test_a_chapter_is_made_again_after_each_save_and_only_then(desk: Desk) -> None:
    desk.saves = [desk.edit("Words used", "Our words"), lambda: None, desk.edit("Our words", "Their words")]
    desk.work()
    assert len(desk.told) == 3 and all("made in" in said for said in desk.told)
    assert "Their words" in desk.shown.to.read_text(encoding="utf-8") and desk.news()[1] == ""


def test_a_picture_beside_the_notebook_is_shown_anew_when_it_is_saved(desk: Desk) -> None:
    desk.saves = [lambda: (desk.notebooks / "map.png").write_bytes(b"new"), lambda: None]
    desk.work()
    assert len(desk.told) == 2 and "after a change of map.png" in desk.told[-1]


def test_a_mistake_names_chapter_cell_and_what_to_do_and_the_preview_goes_on(desk: Desk) -> None:
    desk.saves = [desk.edit("jsna.checks(here)", "jsna.chekcs(here)")]
    desk.work()
    said = desk.told[-1]
    assert said.startswith("Chapter 18, code cell 4, `jsna.chekcs(here)`: jsna.chekcs: there is no such name.")
    assert "Did you mean jsna.checks?" in said
    assert "The cell is in notebooks/18_how_this_was_made.ipynb" in said and "Traceback" not in said and len(said.splitlines()) == 2
    assert desk.news()[1] == said
    assert "Words used" in desk.shown.to.read_text(encoding="utf-8")
    desk.saves = [desk.edit("jsna.chekcs(here)", "jsna.checks(here)")]
    desk.work()
    assert "made in" in desk.told[-1] and desk.news()[1] == ""


def test_a_notebook_saved_by_halves_is_one_message(desk: Desk) -> None:
    desk.saves = [lambda: (desk.notebooks / CHAPTER.notebook).write_text('{"cells": [')]
    desk.work()
    assert "notebooks/18_how_this_was_made.ipynb cannot be read" in desk.told[-1]


def test_a_definition_that_is_saved_is_read_again_and_the_store_built(desk: Desk, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(catalogue.DATA, data, ignore=shutil.ignore_patterns("raw", "tidy"))
    monkeypatch.setattr(catalogue, "DATA", data)
    before = catalogue.definitions()
    desk.saves = [lambda: (data / "indicators.toml").touch()]
    desk.work()
    assert desk.built == 1 and "after a change of indicators.toml" in desk.told[-1]
    assert catalogue.definitions() is not before
    town = desk.workspace / "data" / "local" / "areas" / "town.toml"
    desk.saves = [lambda: town.parent.mkdir(parents=True), lambda: town.write_text('code = "N01"')]
    desk.work()
    assert desk.built == 2


def test_the_keys_that_end_it_are_not_kept_by_a_cell(desk: Desk) -> None:
    never = desk.edit("Words used", "Our words")
    desk.saves = [desk.edit("jsna.checks(here)", "raise KeyboardInterrupt"), never]
    desk.work()
    assert desk.saves == [never]


def test_a_page_that_could_not_be_published_is_shown_with_the_reason(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preview, "audit", lambda *_: ["fig-18: no table"])
    desk.work()
    assert desk.news()[1] == "A report with this chapter could not be published:\n  fig-18: no table"


@pytest.mark.browser
@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_the_page_follows_by_itself_and_asks_for_nothing_but_its_neighbour(
    browser: Any, by_hand: Any, page: Page, demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = preview.Preview(CHAPTER, run.Order("ZZ1", "ccg_2019", (), demonstration, ("18",)), page, tmp_path / "ZZ1-18.html")
    shown.start()
    tab, asked = browser.new_page(), []
    tab.on("request", lambda request: asked.append(request.url.partition("?")[0]))
    tab.goto(shown.to.as_uri())
    status = tab.get_by_role("status")
    assert status.inner_text() == "The chapter is being made."
    monkeypatch.setattr(preview, "execute", lambda *_: by_hand.notebook("# One", by_hand.trend()))
    shown.show()
    tab.get_by_role("heading", name="One").wait_for(timeout=3_000)
    monkeypatch.setattr(preview, "execute", _fails)
    with pytest.raises(ReportError):
        shown.show()
    status.wait_for(timeout=3_000)
    assert status.inner_text() == "Chapter 18, code cell 4: <b>no</b>" and tab.get_by_role("heading", name="One").is_visible()
    assert set(asked) == {shown.to.as_uri(), shown.to.with_suffix(".js").as_uri()}
    tab.close()


def _fails(*_: object) -> None:
    raise ReportError("Chapter 18, code cell 4: <b>no</b>")
