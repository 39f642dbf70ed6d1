"""Footprints: what kind of area each set of areas is of, and what an area of that kind is called."""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from jsna import paragraphs
from jsna.errors import CatalogueError

KINDS = Path(__file__).parents[1] / "data" / "geography" / "kinds.toml"


@dataclass(frozen=True)
class Kind:
    """A kind of area, as a paragraph of data/geography/kinds.toml; `starts` is empty where its one footprint has no year.

    `report` is what a report of one is called: a needs assessment is a statutory document, and that of a practice is none.
    """

    name: str
    title: str
    starts: str = ""
    report: str = "Joint Strategic Needs Assessment"
    #: What stands above every report of one.
    notice: str = ""


@lru_cache(maxsize=1)
def kinds() -> dict[str, Kind]:
    """Every kind of area, by the first part of its footprints."""
    return {key: Kind(**paragraph) for key, paragraph in paragraphs.read(KINDS).items()}


def kind_of(footprint: str) -> str:
    """The first part of a footprint, without its year: `sub_icb` of `sub_icb_2022`, and `practice`."""
    return footprint.rsplit("_", 1)[0] if footprint[-4:].isdigit() else footprint


def kind(footprint: str) -> Kind:
    """The kind of the areas of a footprint, such as `ccg_2019` or `practice`.

    Raises
    ------
    CatalogueError
        Where no paragraph describes it.
    """
    key = kind_of(footprint)
    if key not in kinds():
        raise CatalogueError(f"{KINDS.name}: expected a paragraph for {footprint}, found none.", "Describe that kind of area there.")
    return kinds()[key]
