"""Approval: drafts become what is published once somebody analysed, another checked and somebody approved; nothing else of them changes."""

from collections.abc import Callable, Iterator
from dataclasses import asdict
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from jsna.errors import ReportError, first_of
from jsna.names import readable
from jsna.report import formats, record, run
from jsna.report.audit import audit, edition, internal
from jsna.report.audit.free_text import FreeText
from jsna.report.page import Approval, Page
from jsna.report.pages import of_chapters, pages
from jsna.report.status import approve
from jsna.store import fictional, sweep, write_text

#: What a report may have been ordered with, by the name of its option, and what a report has without it.
ORDERED = {"chapters": ("--chapter", []), "comparators": ("--comparators", ["england", "stp"])}


def agreed(analyst: str, checker: str, approved_by: str, date: str) -> Approval:
    """The approval of named people.

    Raises
    ------
    ReportError
        Where a name is empty, or the analyst checked their own work.
    """
    names = {"--analyst": analyst, "--checker": checker, "--approval": approved_by}
    people = {option: readable(name) for option, name in names.items()}
    for option, name in people.items():
        if not name:
            raise ReportError(f"{option}: expected a name, found none.", "Name the person.")
    if people["--analyst"].casefold() == people["--checker"].casefold():
        raise ReportError(f"--checker: {people['--checker']} is also the analyst.", "Name another person, who has checked the reports.")
    return Approval(people["--analyst"], people["--checker"], people["--approval"], date)


def publish(folder: Path, tidy: Path, key: str, approval: Approval, tell: Callable[[str], None], flags: str = "") -> None:
    """Approve every draft of an edition.

    Whoever is stopped halfway leaves whole files, drafts and approved ones; the same command goes on from there.

    Parameters
    ----------
    folder, tidy : Path
        The folder of the edition, and the store that it was made from.
    key : str
        What reports are made from now; a report made from anything else is out of date.
    tell : callable
        Called with the name of each report as it is approved.
    flags : str
        What every command ends with that is about the same workspace, such as ` --workspace demo`.

    Raises
    ------
    ReportError
        Naming the reports that failed, are out of date or were changed by hand, or the hidden counts that the edition
        gives away; nothing is changed then.
    """
    with record.alone(folder):
        sweep(folder)
        internal.refuse(folder)
        _refuse(folder, key, flags)
        _refuse_disclosure(folder, tidy)
        entries, approvals = _there(folder), record.read(folder, record.APPROVALS)
        if len(entries) < len(record.read(folder)):
            record.write(folder, entries)
        drafts, page = record.drafts(folder), _pages(tidy)
        halfway = {name for name in drafts if _is_begun(folder, name, entries[name], approvals.get(name))}
        free_text = run.by_people(tidy)
        approvals |= {name: _prepared(folder, name, page(entries[name]), approval, free_text) for name in drafts if name not in halfway}
        record.write(folder, approvals, record.APPROVALS)
        for name in drafts:
            files = _replace(folder, name, page(entries[name]), approvals[name], tuple(entries[name]["files"]))
            entries[name] = entries[name] | {"files": files}
            record.write(folder, entries)
            tell(name)


def keep(page: Page, to: Path, folder: Path) -> None:
    """Approve a report made again, aside from the folder of its edition, that came out as the draft approved before, to the letter."""
    approval = record.read(folder, record.APPROVALS).get(f"{to.parent.name}/{to.stem}")
    if approval is not None and record.digest(to) == approval["draft"]:
        write_text(to, approve(to.read_text(encoding="utf-8"), page, _of(approval)))


def _refuse(folder: Path, key: str, flags: str) -> None:
    entries, approvals = _there(folder), record.read(folder, record.APPROVALS)
    if not entries:
        remedy = f"Make them with `jsna report --all{flags}`, or correct the edition.{fictional(folder.parents[1] / 'data' / 'tidy')}"
        raise ReportError(f"{folder}: no reports of such an edition.", remedy)
    faults = [
        f"{name}: {fault}"
        for name, entry in sorted(entries.items())
        for fault in _faults(folder, name, entry, approvals.get(name), key, _command(entry, flags))
    ]
    if faults:
        every = f"`jsna report --all{flags}` makes all of a footprint"
        remedy = f"Make these again: {every}. A page of some chapters that nobody needs may be deleted."
        raise ReportError(f"{len(faults)} of {len(entries)} reports cannot be published:\n  {first_of(faults)}", remedy)


def _there(folder: Path) -> dict[str, dict[str, Any]]:
    """What is recorded of each report; a page of some chapters of which no file is there, since it failed or was deleted, is none."""
    entries = record.read(folder).items()
    return {
        name: entry
        for name, entry in entries
        if not entry.get("chapters") or any(place.exists() for place, _ in _hashes(folder, name, entry))
    }


def _refuse_disclosure(folder: Path, tidy: Path) -> None:
    if disclosures := edition.faults(folder, _there(folder), tidy):
        raise ReportError(
            f"The numbers of this edition may not be published:\n  {first_of(disclosures)}",
            "Build and report again; where that does not help, report this to the maintainers.",
        )


def _faults(
    folder: Path, name: str, entry: dict[str, Any], approval: dict[str, str] | None, key: str, command: str
) -> Iterator[str]:
    if entry["status"] != "ready":
        yield f"could not be made. {entry['message'].splitlines()[0]} (`{command}` tries again.)"
    elif entry["key"] != key:
        yield f"older than its data or the program (`{command}` makes it again)."
    elif not _is_begun(folder, name, entry, approval):
        for place, expected in _hashes(folder, name, entry):
            if not place.exists():
                yield f"{place.name} is not there any more (`{command}` makes it again)."
            elif record.digest(place) != expected:
                yield f"{place.name} was changed by hand since it was made (`{command} --force` makes it again)."


def _command(entry: dict[str, Any], flags: str) -> str:
    """What makes a report again as it was ordered, in the same workspace."""
    options = {name: entry[name] for name, (_, usual) in ORDERED.items() if entry.get(name, []) not in ([], usual)}
    order = "".join(f" {ORDERED[name][0]} {','.join(value)}" for name, value in options.items())
    return f"jsna report {entry['code']} --footprint {entry['footprint']}{order}{flags}"


def _is_begun(folder: Path, name: str, entry: dict[str, Any], approval: dict[str, str] | None) -> bool:
    """Whether publishing was stopped between this page and its other formats, which are then made from the page again."""
    digest = record.digest(folder / f"{name}.html")
    return approval is not None and approval["published"] == digest != entry["files"]["html"]


def _hashes(folder: Path, name: str, entry: dict[str, Any]) -> Iterator[tuple[Path, str]]:
    kinds = tuple(entry["files"])
    yield from zip(formats.places(folder / f"{name}.html", kinds), entry["files"].values(), strict=True)


def _pages(tidy: Path) -> Callable[[dict[str, Any]], Page]:
    of_footprint = cache(lambda footprint: pages(tidy, footprint))
    return lambda entry: of_chapters(of_footprint(entry["footprint"])[entry["code"]], entry.get("chapters", ()))


def _prepared(folder: Path, name: str, page: Page, approval: Approval, free_text: FreeText) -> dict[str, str]:
    """What is recorded of an approval before a page is touched: the page as it is, and as it will be."""
    draft = folder / f"{name}.html"
    html = approve(draft.read_text(encoding="utf-8"), page, approval)
    if faults := audit(html, free_text):
        raise ReportError(f"{name}: the approved page may not be published:\n  {faults[0]}", "Correct the names that were given.")
    return asdict(approval) | {"draft": record.digest(draft), "published": sha256(html.encode()).hexdigest()}


def _replace(folder: Path, name: str, page: Page, approval: dict[str, str], kinds: tuple[str, ...]) -> dict[str, str]:
    to = folder / f"{name}.html"
    if record.digest(to) != approval["published"]:
        write_text(to, approve(to.read_text(encoding="utf-8"), page, _of(approval)))
    formats.make(to, kinds)
    return {kind: record.digest(place) for kind, place in zip(kinds, formats.places(to, kinds), strict=True)}


def _of(approval: dict[str, str]) -> Approval:
    return Approval(approval["analyst"], approval["checker"], approval["approved_by"], approval["date"])
