"""Places: in which area of which footprint each unit of each kind lies, for every publication alike.

England, the STP or ICB that holds an area, the practice itself, networks, own neighbourhoods, and councils that are made up of CCGs
are rows like any other.
"""

from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from jsna import geography
from jsna.making import revisions
from jsna.making.caveats import Caveats
from jsna.making.places import commissioners, districts, lookups, practices, small_areas, unions
from jsna.making.places.groups import groups
from jsna.making.places.table import AS_CODED, COLUMNS, coded, fingerprints, footprints_of, holders, table, themselves, years

__all__ = ["ANY", "AS_CODED", "COLUMNS", "TABLES", "Places", "fingerprints", "footprints_of", "places", "years"]

#: The kind of units of a publication whose units may be of any kind.
ANY = "any"
#: The tidy tables that say where the units of each kind lie.
TABLES = {
    "practice": ("areas", "membership", "practices", "prevalence"),
    "ccg": ("areas", "membership"),
    "sub_icb": ("areas", "membership"),
    "lsoa_2011": ("areas", "membership", "deprivation"),
    "lsoa_2021": ("areas", "membership", "deprivation", "boundaries"),
    "upper_tier_2019": ("areas",),
    AS_CODED: ("areas",),
    "england": (),
}
#: Of units of any kind, such as an analyst's own numbers may be of.
TABLES[ANY] = tuple(sorted({name for tables in TABLES.values() for name in tables}))


@dataclass(frozen=True)
class Places:
    """Where units lie, and the areas that they lie in.

    Attributes
    ----------
    table : DataFrame
        The places of every unit: `COLUMNS`.
    areas, membership, practices : DataFrame
        As the tidy tables of these names, with councils, practices, networks and own neighbourhoods; the practice lists dated.
    """

    table: pd.DataFrame
    areas: pd.DataFrame
    membership: pd.DataFrame
    practices: pd.DataFrame


def places(tables: dict[str, pd.DataFrame], folder: Path, least: float, caveats: Caveats) -> Places:
    """The places of all units, with the own neighbourhoods of a folder.

    `least` is the share of England's patients that a footprint has to place.
    """
    areas, membership = lookups.with_regions(*lookups.with_upper_tier(tables["areas"], tables["membership"]))
    membership = lookups.with_middle_layer(areas, unions.with_unions(lookups.with_small_areas(membership)))
    _note_unions(membership, caveats)
    roster = practices.roster(tables["prevalence"])
    lists = practices.dated(tables["practices"], {str(period): set(units["unit"]) for period, units in roster.groupby("period")})
    lists = revisions.settled("practices", lists, caveats)
    members, absences = practices.placed(roster, lists, areas, least)
    caveats.unplaced += absences
    groupings = groups(lists, members, folder)
    areas = pd.concat([areas, groupings.areas], ignore_index=True)
    membership = pd.concat([membership, groupings.membership], ignore_index=True)
    inputs = {**tables, "areas": areas, "membership": membership}
    small = small_areas.places(inputs, caveats)
    parts = [members, commissioners.places(areas), small, _given(areas)]
    extra = [districts.places(small), practices.everywhere(roster), practices.grouped(groupings.practices, roster), coded(areas)]
    whole = pd.concat([table(parts, holders(areas, membership)), *(frame[COLUMNS] for frame in extra)], ignore_index=True)
    return Places(whole, areas, membership, lists)


def _note_unions(membership: pd.DataFrame, caveats: Caveats) -> None:
    unions = membership[membership["footprint"].str.startswith("ccg_") & membership["parent_footprint"].str.startswith("upper_tier_")]
    for council, members in unions.groupby("parent_footprint"):
        words = "Registers, lists, ages and activity of a council are those of the CCGs that make it up exactly, small area by small area"
        whole = members["parent_code"].nunique()
        caveats.note(str(council), f"{words}: of the patients of their practices, wherever they live. {whole} councils are made up so.")


def _given(areas: pd.DataFrame) -> pd.DataFrame:
    """The areas that publishers give numbers for as they are: England, and upper-tier authorities."""
    codes = geography.areas_of(areas, "upper_tier_2019").index
    units = [("england", geography.ENGLAND), *(("upper_tier_2019", code) for code in codes)]
    return themselves(pd.DataFrame(units, columns=["unit_kind", "unit"], dtype="str").assign(period="", weight=1.0))
