"""One report: each chapter run by papermill for one area, joined to one page, checked, and only then put under its name."""

import tomllib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any

from jsna.errors import ReportError
from jsna.report import export
from jsna.report.audit import audit
from jsna.report.audit.written import Written, written
from jsna.report.execution import NOTEBOOKS, Chapter, Order, execute
from jsna.store import replacing


def chapters(wanted: Sequence[str] = ()) -> list[Chapter]:
    """The chapters in order: those whose ids are wanted, or all.

    Raises
    ------
    ReportError
        Where there is no chapter of that id, or the list of chapters is wrong: before any report is made or changed.
    """
    listed = _listed()
    ids = [chapter.id for chapter in listed]
    if strange := [chapter for chapter in wanted if chapter not in ids]:
        raise ReportError(f"--chapter: expected some of {', '.join(ids)}, found {', '.join(strange)}.", "Correct the list.")
    return [chapter for chapter in listed if not wanted or chapter.id in wanted]


def _listed() -> list[Chapter]:
    what, then = "notebooks/chapters.toml", "Correct it; no report was made or changed."
    try:
        text = (NOTEBOOKS / "chapters.toml").read_text(encoding="utf-8-sig")  # some editors mark a file as UTF-8
        paragraphs = [dict(chapter) for chapter in tomllib.loads(text)["chapter"]]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise ReportError(f"{what}: expected [[chapter]] paragraphs of an id, a notebook and a title, found: {error}.", then) from None
    for number, paragraph in enumerate(paragraphs, 1):
        if fault := _fault(paragraph, [earlier.get("id") for earlier in paragraphs[: number - 1]]):
            raise ReportError(f"{what}, chapter {paragraph.get('id', f'in place {number}')}: expected {fault}.", then)
    return [Chapter(**paragraph) for paragraph in paragraphs]


def _fault(paragraph: dict[str, Any], earlier: list[Any]) -> str:
    """What was expected of a paragraph and what was found; empty where it is as it should be."""
    for name in (field.name for field in fields(Chapter) if field.default is MISSING or field.name in paragraph):
        if not isinstance(paragraph.get(name), str) or not paragraph[name].strip():
            return f"{name} = words in quotes, found {repr(paragraph[name]) if name in paragraph else 'no such line'}"
    if strange := set(paragraph) - {field.name for field in fields(Chapter)}:
        return f"an id, a notebook, a title and perhaps a method, found {', '.join(sorted(strange))} too"
    if paragraph["id"] in earlier:
        return "each id once, found it twice"
    there = (NOTEBOOKS / paragraph["notebook"]).is_file()
    return "" if there else f"a file of notebooks, found no {paragraph['notebook']}"


def by_people(tidy: Path, wanted: Sequence[str] = ()) -> Written:
    """What the names of a store, and the prose of the chapters that are wanted or of all, hold that reads like a gap of the program."""
    return written(tidy, [NOTEBOOKS / chapter.notebook for chapter in chapters(wanted)])


def _told(listed: list[Chapter], begun: Callable[[str], None]) -> Iterator[Chapter]:
    for chapter in listed:
        begun(f"chapter {chapter.id}")
        yield chapter


def make(
    order: Order, page: export.Page, to: Path, engine: str | None = "jsna", begun: Callable[[str], None] = lambda _: None
) -> Path:
    """Make one report.

    Parameters
    ----------
    engine : str, optional
        The engine of papermill: this project's own, in this process; None for an ordinary kernel.
    begun : callable
        Told of each chapter that begins, so that none may take for ever.

    Raises
    ------
    ReportError
        Where a cell fails, naming chapter, cell and message, or the finished page may not be published.
    """
    ran = [(chapter.id, execute(chapter, order, engine)) for chapter in _told(chapters(order.chapters), begun)]
    empty = [chapter for chapter, notebook in ran if not any(cell.get("outputs") for cell in notebook.cells)]
    if empty:  # an engine that loses what cells give is quick and quiet
        raise ReportError(f"{page.area_name}: chapter {empty[0]} ran and gave nothing.", "Report this to the maintainers.")
    people = by_people(order.workspace / "data" / "tidy", order.chapters)
    html = export.html(ran, page, people)
    faults = audit(html, people)
    if faults:
        listed = "\n  ".join(faults[:10])
        raise ReportError(f"{page.area_name}: the finished page may not be published:\n  {listed}", "Nothing was put under its name.")
    with replacing(to) as temporary:
        temporary.write_text(html, encoding="utf-8", newline="\n")
    return to
