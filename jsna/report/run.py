"""One report: each chapter run by papermill for one area, joined to one page, checked, and only then put under its name."""

import re
import tomllib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from jsna import store
from jsna.errors import ReportError, first_of
from jsna.report import export
from jsna.report.audit import audit
from jsna.report.audit.free_text import FreeText, free_text
from jsna.report.execution import NOTEBOOKS, Chapter, Order, execute
from jsna.store import write_text

#: The list of chapters, in the folder of notebooks and in that of the analyst's own; what a paragraph of it says.
LIST, OWN = "chapters.toml", "data/local/chapters"
FIELDS = ("id", "notebook", "title", "method")
THEN = "Correct it; no report was made or changed."

def chapters(workspace: Path, names: Sequence[str] = ()) -> list[Chapter]:
    """The chapters in order, those of the repository and of a workspace: those of some ids, or all.

    Raises
    ------
    ReportError
        Where there is no chapter of that id, or a list of chapters is wrong: before any report is made or changed.
    """
    every = _listed(workspace)
    ids = [chapter.id for chapter in every]
    if strange := [chapter for chapter in names if chapter not in ids]:
        raise ReportError(f"--chapter: expected some of {', '.join(ids)}, found {', '.join(strange)}.", "Correct the list.")
    return [chapter for chapter in every if not names or chapter.id in names]


def _listed(workspace: Path) -> list[Chapter]:
    """The shipped chapters without those that the analyst leaves out or replaces, and the analyst's own where each shall stand."""
    originals, folder = _read(NOTEBOOKS, "notebooks", ""), (workspace / OWN).resolve()
    if not (folder / LIST).is_file():
        return [chapter for chapter, _ in originals]
    additions, omissions = _read(folder, OWN, str(folder)), _left_out(folder, [chapter.id for chapter, _ in originals])
    replacements = {chapter.id: chapter for chapter, _ in additions}
    order = [replacements.pop(chapter.id, chapter) for chapter, _ in originals if chapter.id not in omissions]
    last: dict[str, str] = {}  # of several after the same one, the first listed comes first
    for chapter, after in [(chapter, after) for chapter, after in additions if chapter.id in replacements]:
        ids = [each.id for each in order]
        if after and after not in ids:
            raise ReportError(f"{OWN}/{LIST}, chapter {chapter.id}, after: expected one of {', '.join(ids)}, found {after!r}.", THEN)
        order.insert(ids.index(last.get(after, after)) + 1 if after else len(order), chapter)
        last[after] = chapter.id
    return order


def _read(folder: Path, name: str, where: str) -> list[tuple[Chapter, str]]:
    """The chapters of a list, each with the id of the one that it stands after."""
    what = f"{name}/{LIST}"
    try:
        text = (folder / LIST).read_text(encoding="utf-8-sig")  # some editors mark a file as UTF-8
        content = tomllib.loads(text)
        paragraphs = [dict(chapter) for chapter in (content.get("chapter", []) if where else content["chapter"])]
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise ReportError(f"{what}: expected [[chapter]] paragraphs of an id, a notebook and a title, found: {error}.", THEN) from None
    after = [paragraph.pop("after", "") if where else "" for paragraph in paragraphs]
    for number, paragraph in enumerate(paragraphs, 1):
        if fault := _fault(folder, paragraph, [earlier.get("id") for earlier in paragraphs[: number - 1]]):
            raise ReportError(f"{what}, chapter {paragraph.get('id', f'in place {number}')}: expected {fault}.", THEN)
    return [(Chapter(**paragraph, folder=where), place) for paragraph, place in zip(paragraphs, after, strict=True)]


def _left_out(folder: Path, originals: list[str]) -> list[str]:
    """The shipped chapters that a report has not."""
    names = tomllib.loads((folder / LIST).read_text(encoding="utf-8-sig")).get("leave_out", [])
    strange = [name for name in names if name not in originals] if isinstance(names, list) else [names]
    if strange:
        raise ReportError(f"{OWN}/{LIST}, leave_out: expected some of {', '.join(originals)}, found {strange[0]!r}.", THEN)
    return names


def _fault(folder: Path, paragraph: dict[str, Any], earlier: list[Any]) -> str:
    """What was expected of a paragraph and what was found; empty where it is as it should be."""
    for name in (field for field in FIELDS if field != "method" or field in paragraph):
        if not isinstance(paragraph.get(name), str) or not paragraph[name].strip():
            return f"{name} = words in quotes, found {repr(paragraph[name]) if name in paragraph else 'no such line'}"
    if strange := set(paragraph) - set(FIELDS):
        return f"an id, a notebook, a title and perhaps a method, found {', '.join(sorted(strange))} too"
    if not re.fullmatch(r"\d\d", paragraph["id"]):
        return f"an id of two digits, found {paragraph['id']!r}"
    if paragraph["id"] in earlier:
        return "each id once, found it twice"
    there = (folder / paragraph["notebook"]).is_file() and Path(paragraph["notebook"]).name == paragraph["notebook"]
    return "" if there else f"a file of notebooks, found no {paragraph['notebook']}"


def by_people(tidy: Path, ids: Sequence[str] = ()) -> FreeText:
    """What the names of a store, and the prose of chapters of some ids or of all, hold that reads like a gap of the program."""
    return free_text(tidy, [chapter.path for chapter in chapters(tidy.parents[1], ids)])


def _told(sequence: list[Chapter], tell: Callable[[str], None]) -> Iterator[Chapter]:
    for chapter in sequence:
        tell(f"chapter {chapter.id}")
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
        Where a cell fails, naming chapter, cell and message, the finished page may not be published, or an internal one would lie
        elsewhere than among internal ones.
    """
    if order.audience == store.INTERNAL and not to.resolve().is_relative_to(order.reports.resolve()):
        raise ReportError(f"{to}: expected an internal report in {order.reports}.", "Nothing was made.")
    ran = [(chapter.id, execute(chapter, order, engine)) for chapter in _told(chapters(order.workspace, order.chapters), begun)]
    empty = [chapter for chapter, notebook in ran if not any(cell.get("outputs") for cell in notebook.cells)]
    if empty:  # an engine that loses what cells give is quick and quiet
        raise ReportError(f"{page.area_name}: chapter {empty[0]} ran and gave nothing.", "Report this to the maintainers.")
    people = by_people(order.tidy, order.chapters)
    html = export.html(ran, page, people)
    if faults := audit(html, people):
        what = f"{page.area_name}: the finished page may not be published:\n  {first_of(faults)}"
        raise ReportError(what, "Nothing was put under its name.")
    write_text(to, html)
    return to
