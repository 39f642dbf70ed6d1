"""Demonstration data: raw files of a fictional county, in the publishers' own layouts."""

from pathlib import Path

from jsna import store
from jsna.demo import (
    ages,
    boundaries,
    ccg_workbook,
    delayed_transfers,
    deprivation,
    deprivation_summary,
    lookups,
    monthly_activity,
    mortality,
    patients_by_lsoa,
    practices,
    prevalence,
    residents,
)
from jsna.demo.plan import plan
from jsna.errors import JsnaError

__all__ = ["write", "write_models"]

PUBLICATIONS = (
    lookups,
    practices,
    prevalence,
    ages,
    ccg_workbook,
    deprivation,
    deprivation_summary,
    patients_by_lsoa,
    monthly_activity,
    delayed_transfers,
    mortality,
    residents,
    boundaries,
)
#: Models of how often each age would have a condition in the fictional county; they are nobody's findings.
MODELS = Path(__file__).parents[2] / "data" / "demonstration" / "models.toml"


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
    country = plan()
    return [_write(folder / name, content) for publication in PUBLICATIONS for name, content in publication.files(country)]


def write_models(local: Path) -> Path:
    """Write the models of the county into the folder of an analyst's own files."""
    return _write(local / MODELS.name, MODELS.read_bytes())


def _write(path: Path, content: bytes) -> Path:
    try:
        with store.replacing(path) as temporary:
            temporary.write_bytes(content)
    except OSError as error:
        raise JsnaError(f"{path}: the file cannot be written ({error}).", "Name a folder that you may write to.") from None
    return path
