"""Fixtures that every test may use."""

import datetime as dt
import gc
import os
import shutil
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from hypothesis import HealthCheck, settings

from jsna.workers import spare_garbage

# A busy machine is not a fault of the code: nothing here fails for want of time.
settings.register_profile("any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("any machine")


#: The files whose tests take longest begin first, so that of two processes none is left with one when the other has done.
LONGEST = ["report/test_browser.py", "disclosure/test_records.py", "making/test_run.py", "test_docs.py", "test_jupyterlab.py",
           "disclosure/test_pages.py", "report/test_batch.py", "report/test_run.py", "report/formats/test_formats.py"]  # fmt: skip
#: The files that `make test-all` adds: whole editions, altered builds, hostile names, every browser check, JupyterLab.
THOROUGH = [
    "report/test_browser.py", "making/test_run.py", "test_jupyterlab.py", "disclosure/test_pages.py", "report/test_kinds.py",
    "disclosure/test_report.py", "report/test_hostile.py", "disclosure/test_attacks.py", "disclosure/test_worlds.py", "making/test_sums.py",
    "readers/test_every_file.py", "making/test_oracle.py", "making/test_trace.py", "test_workers.py",
]  # fmt: skip
#: Of these what `make test` runs too: the browser on one page.
SAMPLE = "test_axe_finds_nothing[wide-report]"
#: Records of the hospital.
ROWS = 60_000
#: Single tests of other files that follow a whole guide.
LONG_WALKS = ("test_the_guide_is_followed_from_top_to_bottom", "test_a_chapter_that_was_copied_stands_beside_the_first_in_one_report")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is thorough, and put its files first, whole and in their own order."""
    places = {item: item.path.relative_to(Path(__file__).parent).as_posix() for item in items}
    for item, place in places.items():
        if (place in THOROUGH and item.name != SAMPLE) or item.name in LONG_WALKS:
            item.add_marker(pytest.mark.thorough)
    order = [*LONGEST, *(place for place in THOROUGH if place not in LONGEST)]
    items.sort(key=lambda item: order.index(places[item]) if places[item] in order else len(order))


@pytest.fixture(scope="session")
def published() -> Path:
    """The folder of real published files, beside the clone or in JSNA_PUBLISHED; tests that need it are skipped without."""
    folder = Path(os.environ.get("JSNA_PUBLISHED", Path(__file__).parents[2] / "shared" / "data"))
    if not folder.is_dir():
        pytest.skip(f"no published files at {folder}: set JSNA_PUBLISHED to a folder that holds them")
    return folder


@pytest.fixture(scope="session")
def more(published: Path) -> Path:
    """The folder of published files of chapters that need more, beside the others; tests that need it are skipped without."""
    folder = published.with_name("data_more")
    if not folder.is_dir():
        pytest.skip(f"no published files at {folder}: put them beside those of JSNA_PUBLISHED")
    return folder


def _once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """A folder that is made once for the processes that share the tests; of several that come at once, the others wait."""
    base = factory.getbasetemp()
    shared = base.parent if "PYTEST_XDIST_WORKER" in os.environ else base
    with FileLock(shared / f"{name}.lock"):
        if not (shared / f"{name}.made").exists():
            make(shared / name)
            (shared / f"{name}.made").touch()
    return shared / name


@pytest.fixture(scope="session")
def once(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, Callable[[Path], None]], Path]:
    """Gives the folder of a name, filled when it is first asked for by any of the processes; do not write into it."""
    return partial(_once, tmp_path_factory)


@pytest.fixture(scope="session")
def built_of(published: Path, more: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Path]:
    """Gives the workspace of a name, whose store is built once of some published files and some of those for more chapters."""
    from jsna.making.run import build

    def make(files: tuple[str, ...], others: tuple[str, ...], folder: Path) -> None:
        raw = folder / "data" / "raw"
        raw.mkdir(parents=True)
        for path in (*(published / file for file in files), *(more / file for file in others)):
            (raw / path.name).symlink_to(path)
        assert build(raw, folder / "data" / "tidy").changed

    return lambda name, files, others: _once(tmp_path_factory, name, partial(make, files, others))


@pytest.fixture(scope="session")
def real(published: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace whose store is built from the real published files, once for all tests; do not write into its data."""
    from jsna.making.run import build

    def make(folder: Path) -> None:
        assert build(published, folder / "data" / "tidy").changed

    return _once(tmp_path_factory, "real", make)


@pytest.fixture(scope="session")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace with the demonstration files and their store, once for all tests; do not write into its data."""
    from jsna import demo
    from jsna.making.run import build

    def make(folder: Path) -> None:
        demo.write(folder / "data" / "raw")
        demo.write_models(folder / "data" / "local")
        assert build(folder / "data" / "raw", folder / "data" / "tidy").changed

    return _once(tmp_path_factory, "demonstration", make)


@pytest.fixture(scope="session")
def copied(demonstration: Path) -> Callable[[Path], Path]:
    """Puts the files of the demonstration and their store into another workspace, where a build reads what is changed; gives data/raw."""

    def into(folder: Path) -> Path:
        raw, tidy = folder / "data" / "raw", folder / "data" / "tidy"
        for there in (raw, tidy):
            shutil.copytree(demonstration / "data" / there.name, there)
        return raw

    return into


@pytest.fixture(scope="session")
def hospital(copied: Callable[[Path], Path], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A workspace of the demonstration with `ROWS` records, counted and built, once for all tests; do not write into it."""
    from jsna.demo import records
    from jsna.making.run import build
    from jsna.records import run

    def make(folder: Path) -> None:
        raw, data = copied(folder), folder / "data"
        records.write(folder / "records", ROWS)
        records.write_agreement(data / "local")
        run.build(folder / "records", data, records.SOURCE, dt.date(2026, 1, 1))
        assert build(raw, data / "tidy").changed

    return _once(tmp_path_factory, "hospital", make)


def pytest_collection_finish() -> None:
    """What is imported and collected stays to the end: no collection of garbage need look at it again."""
    spare_garbage()
    gc.collect()
    gc.freeze()


def _chromium() -> str | None:
    named = [
        os.environ.get("JSNA_CHROMIUM"),
        "/usr/bin/chromium",
        "chromium-browser",
        "google-chrome",
        "chromium",
    ]
    return next((found for name in named if name and (found := shutil.which(name))), None)


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """A browser of the machine; nothing is downloaded."""
    path = _chromium()
    if path is None:
        pytest.skip("no Chromium: install one, or set JSNA_CHROMIUM to its path")
    from playwright.sync_api import sync_playwright

    with sync_playwright() as play:
        options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        opened = play.chromium.launch(executable_path=path, args=options)
        yield opened
        opened.close()
