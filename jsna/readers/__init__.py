"""Published file → tidy table: what a file is, is known by its columns or sheets, never by its name."""

from collections.abc import Mapping
from types import ModuleType

from jsna.errors import FileError
from jsna.readers import (
    boundaries,
    ccg_ois,
    delayed_transfers,
    deprivation,
    deprivation_summary,
    fingertips,
    foreign,
    hospital_episodes,
    lookups,
    monthly_activity,
    patients_by_lsoa,
    population,
    practices,
    prevalence,
    prevalence_workbook,
    unused,
)
from jsna.readers.rawfile import RawFile
from jsna.readers.tables import headings, lacks, refuse_lacking
from jsna.schemas import Tidy

READERS: tuple[ModuleType, ...] = (
    prevalence,
    prevalence_workbook,
    practices,
    lookups,
    deprivation,
    monthly_activity,
    delayed_transfers,
    boundaries,
    deprivation_summary,
    population,
    patients_by_lsoa,
    fingertips,
    ccg_ois,
    hospital_episodes,
    unused,
    foreign,
)

#: Layouts of text so much their own that a file with every heading but one is that publication, with a heading renamed or lost.
DISTINCT: tuple[Mapping[str, tuple[str, ...]], ...] = (
    {**patients_by_lsoa.NAMES, **patients_by_lsoa.OPTIONAL}, population.LONG,
    *({name: (heading,) for heading, name in layout.items()}
      for layout in (*prevalence.LAYOUTS.values(), *(columns for _, _, columns in practices.LAYOUTS))),
)
#: Fewer headings than this are found in tables of anybody.
ENOUGH = 3


def recognise(raw: RawFile) -> ModuleType | None:
    """The reader that a file is for, known by its columns or sheets; none where nobody knows it.

    Raises
    ------
    FileError
        Where two readers claim the file, or none does and it is a publication but for one heading: nothing is guessed.
    """
    claims = [reader for reader in READERS if reader.recognises(raw)]
    if len(claims) > 1:
        names = " and ".join(reader.__name__.rsplit(".", 1)[-1] for reader in claims)
        raise FileError(
            f"{raw.name}: expected one publication, found a file that reads like {names}.", "Report this layout to the maintainers."
        )
    if not claims:
        _refuse_renamed(raw)
    return claims[0] if claims else None


def _refuse_renamed(raw: RawFile) -> None:
    found = headings(raw)
    for names in DISTINCT:
        if len(lacks(found, names)) == 1 and len(names) > ENOUGH:
            refuse_lacking(raw, names)


def read(raw: RawFile) -> list[Tidy]:
    """The tidy tables that a file gives; an empty list where no reader knows it."""
    reader = recognise(raw)
    return list(reader.read(raw)) if reader else []
