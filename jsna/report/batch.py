"""Batch: many reports in a pool of processes; what fails is recorded, and the others go on."""

import hashlib
import tempfile
import traceback
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, fields, replace
from functools import partial
from pathlib import Path
from typing import Any, Literal

from jsna import store, workers
from jsna.errors import JsnaError, ReportError
from jsna.report import approval, formats, record, run
from jsna.report.page import Page


@dataclass(frozen=True)
class Job:
    """One report to make."""

    order: run.Order
    page: Page
    to: Path
    formats: tuple[str, ...] = ("html",)

    @property
    def name(self) -> str:
        """What the report is recorded as, such as `ccg_2019/05J`."""
        return f"{self.order.footprint}/{self.to.stem}"

    @property
    def asked(self) -> dict[str, Any]:
        """Everything that was ordered, as a record keeps it; a workspace may be moved."""
        order = {part.name: getattr(self.order, part.name) for part in fields(self.order) if part.name != "workspace"}
        return {name: list(value) if isinstance(value, tuple) else value for name, value in order.items()}


@dataclass(frozen=True)
class Outcome:
    """What became of one job.

    Parameters
    ----------
    code, status, message : str
        The area; whether its report is `ready`, was `current` already or `failed`; and why it failed.
    files : dict
        The hash of each file.
    state : str
        The state of the store that the report was made from.
    bug : str
        The traceback, where it failed by a fault of the program.
    """

    code: str
    status: Literal["ready", "current", "failed"]
    message: str = ""
    files: dict[str, str] = field(default_factory=dict)
    state: str = ""
    bug: str = ""


def program(workspace: Path) -> str:
    """A hash of everything but published data that a report is made by: a change of it makes every report older than it should be."""
    package, chapters = Path(__file__).parents[1], {chapter.notebook for chapter in run.chapters(workspace)}
    files = [*package.rglob("*.py"), *package.rglob("template/*"), *package.rglob("*.css")]
    # What a chapter shows or loads lies beside it; a notebook that no report has is somebody's own.
    files += [path for path in _shown(run.NOTEBOOKS) if path.suffix != ".ipynb" or path.name in chapters]
    files += [*(package.parent / "data").glob("*.toml"), *(package.parent / "data" / "geography").glob("*")]
    files += _shown(workspace / "data" / "local")
    paths = sorted({path for path in files if path.is_file() and path.suffix != ".pyc"})
    return hashlib.sha256(b"".join(path.read_bytes() for path in paths)).hexdigest()[:16]


def _shown(folder: Path) -> list[Path]:
    """What lies in a folder, but for what is hidden, such as an editor's copies."""
    return [path for path in folder.rglob("*") if not any(part.startswith(".") for part in path.relative_to(folder).parts)]


def made_from(state: str, workspace: Path) -> str:
    """What a report is recorded to be made from: the state of the store, and the program."""
    return f"{state} {program(workspace)}"


def make_all(jobs: Iterable[Job], processes: int | None = None) -> Iterator[Outcome]:
    """Make reports as processors are free; outcomes come as they are ready, in no order."""
    queue = list(jobs)
    if len(queue) < 2:  # another process would first import for seconds what this one has
        yield from (workers.here(_make, job, _lost) for job in queue)
    else:
        yield from workers.work(_make, queue, processes, _lost)


def _lost(job: Job, reason: str) -> Outcome:
    remedy = "Make it alone to see where: `jsna preview`, or Run All in JupyterLab."
    return Outcome(job.page.area_code, "failed", str(ReportError(f"{job.page.area_name}: {reason}", remedy)))


def _make(job: Job, tell: Callable[[str], None] = lambda _: None) -> Outcome:
    outcome = partial(Outcome, job.page.area_code, "failed")
    try:
        return _made(job, tell)
    except JsnaError as failure:
        return outcome(str(failure))
    except OSError as failure:
        refusal = store.unwritable(failure)
        return outcome(str(refusal)) if refusal else _bug(outcome, failure)
    except Exception as failure:  # a fault of the program, or of a library, must not take the other areas' reports with it
        return _bug(outcome, failure)


def _bug(outcome: Callable[..., Outcome], failure: Exception) -> Outcome:
    message = f"A fault of the program: {type(failure).__name__}: {failure}".partition("\n")[0]
    remedy = f"Send the maintainers what {record.REPORTS} beside the reports has under `bug`."
    return outcome(str(JsnaError(message, remedy)), bug="".join(traceback.format_exception(failure)))


def _made(job: Job, tell: Callable[[str], None]) -> Outcome:
    """Make a report and its formats aside, and put all in place together: until then, what was there stays."""
    folder, tidy = job.to.parents[1], job.order.tidy
    job.to.parent.mkdir(parents=True, exist_ok=True)
    state = store.read_manifest(tidy).get("state", "")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".making-") as aside:
        draft = Path(aside) / job.to.parent.name / job.to.name
        run.make(job.order, job.page, draft, begun=tell)
        tell("")
        approval.keep(job.page, draft, folder)
        formats.make(draft, job.formats)
        files = {kind: record.digest(place) for kind, place in zip(job.formats, formats.places(draft, job.formats), strict=True)}
        if not state or store.read_manifest(tidy).get("state") != state:
            raise ReportError(f"{job.page.area_name}: the store was built anew while this report was made.", "Make it again.")
        _put(formats.places(draft, job.formats), formats.places(job.to, job.formats))
    return Outcome(job.page.area_code, "ready", files=files, state=state)


def _put(drafts: list[Path], places: list[Path]) -> None:
    """Put files and folders in place, all or none; the page comes last."""
    moves = list[tuple[Path, Path]]()
    try:
        for draft, place in sorted(zip(drafts, places, strict=True), key=lambda both: both[1].suffix == ".html"):
            moves.append((store.set_aside(place, draft.with_name(f"older-{draft.name}")), place))
            draft.replace(place)
    except BaseException:
        for older, place in moves:
            if older.exists():
                store.set_aside(place, older.with_name(f"newer-{place.name}"))
                older.replace(place)
        raise


def make_edition(
    jobs: list[Job], folder: Path, force: bool, tell: Callable[[Outcome], None], processes: int | None = None
) -> list[Outcome]:
    """Make what is missing, or of other data, another program or another order than asked for, and record every outcome.

    Each outcome is told as it comes. As many reports are made at once as there are processors, or `processes`.
    """
    with record.alone(folder):
        store.sweep(folder)
        try:
            return _make_edition(jobs, folder, force, tell, processes)
        finally:
            store.sweep(folder)


def _make_edition(jobs: list[Job], folder: Path, force: bool, tell: Callable[[Outcome], None], processes: int | None) -> list[Outcome]:
    entries, workspace = record.read(folder), jobs[0].order.workspace
    key = made_from(store.read_manifest(jobs[0].order.tidy).get("state", ""), workspace)
    current = [] if force else [job for job in jobs if _is_current(job, entries.get(job.name, {}), key)]
    fresh = {job.page.area_code: _with_formats(job, entries) for job in jobs if job not in current}
    outcomes = [Outcome(job.page.area_code, "current") for job in current]
    for outcome in outcomes:
        tell(outcome)
    for outcome in make_all(fresh.values(), processes):
        job, now = fresh[outcome.code], made_from(outcome.state, workspace)
        # Nobody knows whether a report is of a program that changed since this began: it counts as out of date.
        entries[job.name] = entry(job, outcome, now if now.split()[-1] == key.split()[-1] else "", entries.get(job.name, {}))
        record.write(folder, entries)
        tell(outcome)
        outcomes.append(outcome)
    return outcomes


def _with_formats(job: Job, entries: dict[str, dict[str, Any]]) -> Job:
    """The job with the formats that the report had before: an older PDF must not lie beside a newer page."""
    return replace(job, formats=tuple(dict.fromkeys(("html", *job.formats, *entries.get(job.name, {}).get("files", {})))))


def entry(job: Job, outcome: Outcome, key: str, before: dict[str, Any]) -> dict[str, Any]:
    """What is recorded of a report; of one that failed, whatever is recorded of the older page that stays."""
    failure = {"status": outcome.status, "message": outcome.message, "bug": outcome.bug}
    if outcome.status == "failed" and before.get("files") and job.to.is_file():
        return {**before, **failure}
    about = {"name": job.page.area_name, "kind": job.page.footprint, "code": job.page.area_code}
    return {**failure, "key": key, "files": outcome.files, **about, **job.asked}


def _is_current(job: Job, facts: dict[str, Any], key: str) -> bool:
    ordered = all(facts.get(name) == value for name, value in job.asked.items()) and set(job.formats) <= set(facts.get("files", {}))
    there = all(place.exists() for place in (job.to, *formats.places(job.to, job.formats)))
    return facts.get("key") == key and facts.get("status") == "ready" and ordered and there
