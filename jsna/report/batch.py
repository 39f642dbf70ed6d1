"""Batch: many reports in a pool of processes; what fails is recorded, and the others go on."""

import gc
import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from jsna.errors import JsnaError
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


@dataclass(frozen=True)
class Outcome:
    """What became of one job: `ready` with the hash of each file, or `failed` with the message."""

    code: str
    status: str
    message: str = ""
    files: dict[str, str] = field(default_factory=dict)


def program(workspace: Path) -> str:
    """A hash of everything but published data that a report is made by: a change of it makes every report older than it should be."""
    package = Path(__file__).parents[1]
    notebooks = [run.NOTEBOOKS / name for name in ("chapters.toml", *(chapter.notebook for chapter in run.chapters()))]
    files = [*package.rglob("*.py"), *package.rglob("template/*"), *package.rglob("*.css"), *notebooks]
    files += [package.parent / "data" / "models.toml", *(workspace / "data" / "local").rglob("*.toml")]
    known = sorted(path for path in files if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in known)).hexdigest()[:16]


def made_from(state: str, workspace: Path) -> str:
    """What a report is recorded to be made from: the state of the store, and the program."""
    return f"{state} {program(workspace)}"


def make_all(jobs: Iterable[Job], processes: int | None = None) -> Iterator[Outcome]:
    """Make reports as processors are free; outcomes come as they are ready, in no order."""
    wanted = list(jobs)
    if len(wanted) < 2:  # another process would first import for seconds what this one has
        yield from map(_make, wanted)
        return
    # Spawned and not forked, so that the same happens on Windows; each process imports once and makes many reports.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes or os.cpu_count(), mp_context=context, initializer=_warm) as pool:
        for future in as_completed([pool.submit(_make, job) for job in wanted]):
            yield future.result()


def _warm() -> None:
    # Every chapter ends with a collection of garbage, which need not look again at what was imported for all of them.
    gc.freeze()


def _make(job: Job) -> Outcome:
    try:
        run.make(job.order, job.page, job.to)
        approval.keep(job.page, job.to)
        formats.make(job.to, job.formats)
    except JsnaError as failure:
        job.to.unlink(missing_ok=True)  # an older report must not stand for one that could not be made
        return Outcome(job.page.area_code, "failed", str(failure))
    files = {kind: record.digest(place) for kind, place in zip(job.formats, formats.places(job.to, job.formats), strict=True)}
    return Outcome(job.page.area_code, "ready", files=files)


def make_edition(
    jobs: list[Job], folder: Path, state: str, force: bool, done: Callable[[Outcome], None], processes: int | None = None
) -> list[Outcome]:
    """Make what is missing or older than its data, and record every outcome.

    Parameters
    ----------
    folder : Path
        The folder of the edition.
    state : str
        What the reports are made from; a report made from another state is made again.
    done : callable
        Called with each outcome as it comes.
    processes : int, optional
        Reports made at once; as many as there are processors by default.
    """
    with record.alone(folder):
        made, key = record.read(folder), made_from(state, folder.parents[1])
        fresh = [_with_formats(job, made) for job in jobs if force or not _is_current(job, made, key)]
        outcomes = []
        for outcome in make_all(fresh, processes):
            job = next(job for job in fresh if job.page.area_code == outcome.code)
            made[job.name] = {"key": key, **recorded(job, outcome)}
            record.write(folder, made)
            done(outcome)
            outcomes.append(outcome)
        return outcomes


def _with_formats(job: Job, made: dict[str, dict[str, Any]]) -> Job:
    """The job with the formats that the report had before: an older PDF must not lie beside a newer page."""
    return replace(job, formats=tuple(dict.fromkeys(("html", *job.formats, *made.get(job.name, {}).get("files", {})))))


def recorded(job: Job, outcome: Outcome) -> dict[str, Any]:
    """What is recorded of a report."""
    about = {"name": job.page.area_name, "kind": job.page.footprint, "code": job.page.area_code, "footprint": job.order.footprint}
    return {"status": outcome.status, "message": outcome.message, "files": outcome.files, "chapters": job.order.chapters, **about}


def _is_current(job: Job, made: dict[str, dict[str, Any]], key: str) -> bool:
    known = made.get(job.name, {})
    there = all(place.exists() for place in (job.to, *formats.places(job.to, job.formats)))
    return known.get("key") == key and known.get("status") == "ready" and there
