"""Batch: many reports in a pool of processes; what fails is recorded, and the others go on."""

import gc
import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from dataclasses import dataclass
from pathlib import Path

from jsna.errors import JsnaError
from jsna.report import formats, run
from jsna.report.export import Page
from jsna.store import replacing

RECORD = "manifest.json"


@dataclass(frozen=True)
class Job:
    """One report to make."""

    order: run.Order
    page: Page
    to: Path
    formats: tuple[str, ...] = ("html",)


@dataclass(frozen=True)
class Outcome:
    """What became of one job: `ready`, or `failed` with the message."""

    code: str
    status: str
    message: str = ""


def program() -> str:
    """A hash of everything but the data that a report is made by: a change of it makes every report older than it should be."""
    package = Path(__file__).parents[1]
    files = [*package.rglob("*.py"), *package.rglob("template/*"), *package.rglob("*.css"), *run.NOTEBOOKS.glob("*.*")]
    known = sorted(path for path in files if path.is_file())
    return hashlib.sha256(b"".join(path.read_bytes() for path in known)).hexdigest()[:16]


def made_from(state: str) -> str:
    """What a report is recorded to be made from: the state of the store, and the program."""
    return f"{state} {program()}"


def make_all(jobs: Iterable[Job], processes: int | None = None) -> Iterator[Outcome]:
    """Make reports as processors are free; outcomes come as they are ready, in no order."""
    # Spawned and not forked, so that the same happens on Windows; each process imports once and makes many reports.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes or os.cpu_count(), mp_context=context, initializer=_warm) as pool:
        for future in as_completed([pool.submit(_make, job) for job in jobs]):
            yield future.result()


def _warm() -> None:
    # Every chapter ends with a collection of garbage, which need not look again at what was imported for all of them.
    gc.freeze()


def _make(job: Job) -> Outcome:
    try:
        run.make(job.order, job.page, job.to)
        formats.make(job.to, job.formats)
    except JsnaError as failure:
        job.to.unlink(missing_ok=True)  # an older report must not stand for one that could not be made
        return Outcome(job.page.area_code, "failed", str(failure))
    return Outcome(job.page.area_code, "ready")


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
    record = read_record(folder)
    key = made_from(state)
    fresh = [job for job in jobs if force or not _is_current(job, record, folder, key)]
    outcomes = []
    for outcome in make_all(fresh, processes):
        job = next(job for job in fresh if job.page.area_code == outcome.code)
        about = {"name": job.page.area_name, "kind": job.page.footprint}
        record[_name(job)] = {"key": key, "status": outcome.status, "message": outcome.message, **about}
        _write(folder, record)
        done(outcome)
        outcomes.append(outcome)
    return outcomes


def _name(job: Job) -> str:
    return f"{job.order.footprint}/{job.page.area_code}"


def _is_current(job: Job, record: dict[str, dict[str, str]], folder: Path, key: str) -> bool:
    known = record.get(_name(job), {})
    made = all(place.exists() for place in (job.to, *formats.places(job.to, job.formats)))
    return known.get("key") == key and known.get("status") == "ready" and made


def read_record(folder: Path) -> dict[str, dict[str, str]]:
    """What became of each report of an edition, by its name such as `ccg_2019/05J`; nothing where none was made."""
    path = folder / RECORD
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else {}


def _write(folder: Path, record: dict[str, dict[str, str]]) -> None:
    with replacing(folder / RECORD) as temporary:
        temporary.write_text(json.dumps(record, indent=1, sort_keys=True) + "\n", encoding="utf-8")
