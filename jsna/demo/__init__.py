"""Demonstration data: raw files of a fictional county, in the publishers' own layouts."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from jsna.demo import (
    ages,
    boundaries,
    ccg_workbook,
    delayed_transfers,
    deprivation,
    deprivation_2025,
    deprivation_summary,
    lookups,
    monthly_activity,
    mortality,
    patients_by_lsoa,
    practices,
    prevalence,
    residents,
)
from jsna.demo.models import write_models
from jsna.demo.plan import Country, plan
from jsna.errors import JsnaError

__all__ = ["write", "write_models"]

PUBLICATIONS = (
    lookups,
    practices,
    prevalence,
    ages,
    ccg_workbook,
    deprivation,
    deprivation_2025,
    deprivation_summary,
    patients_by_lsoa,
    monthly_activity,
    delayed_transfers,
    mortality,
    residents,
    boundaries,
)


def write(folder: Path) -> list[Path]:
    """Write the raw files of the fictional country, the same bytes each time.

    Parameters
    ----------
    folder : Path
        Where to write, made where it is absent. Files of the same names are replaced, each in one step.

    Returns
    -------
    list of Path
        The files, in the order in which they were written.
    """
    return [_write(folder / name, content) for name, content in _files(plan())]


def _files(country: Country) -> Iterator[tuple[str, bytes]]:
    for publication in PUBLICATIONS:
        yield from publication.files(country)


def _write(path: Path, content: bytes) -> Path:
    unfinished = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        unfinished.write_bytes(content)
        unfinished.replace(path)
    except OSError as error:
        with suppress(OSError):
            unfinished.unlink(missing_ok=True)
        raise JsnaError(f"{path}: the file cannot be written ({error}).", "Name a folder that you may write to.") from None
    return path
