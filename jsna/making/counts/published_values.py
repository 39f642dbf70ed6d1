"""Published values: numbers that a publisher gives for areas themselves, with their limits, as definitions choose them."""

from collections.abc import Iterator

import pandas as pd

from jsna.catalogue import INDICATORS, Definition, definitions, publications
from jsna.errors import BuildError
from jsna.making.caveats import Caveats, some
from jsna.making.counts import PUBLISHED
from jsna.making.places.table import AS_CODED
from jsna.schemas import PRACTICE, VALUE_NOTES

PUBLICATIONS = tuple(key for key, source in publications().items() if source.unit_kind == AS_CODED)
TABLES = ("published_values", "areas")
#: What is counted, each definition chooses among the rows that there are.
COUNTED = ()
LACKS = ""
#: The code of the Office for National Statistics, which a boundary has alone.
GSS = r"[A-Z]\d{8}"
#: How publishers call practices.
OF_PRACTICES = ("GPs", "GP", "General Practice")
NUMBERS = ("numerator", "denominator")
#: What divides the rows of an indicator, and what a definition means that chooses none of it.
DIVISIONS = {"sex": None, "age": None, "category_type": "", "category": ""}


def counts(tables: dict[str, pd.DataFrame], _remarks: Caveats) -> pd.DataFrame:
    """A row an area and period of each definition that chooses published values.

    Raises
    ------
    BuildError
        Where a definition chooses what no row of its indicator has, or leaves open which of several rows it means.
    """
    return pd.concat([_once(definition, rows) for definition, rows in _chosen(tables)] or [pd.DataFrame()], ignore_index=True)


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows that values stand in."""
    each = [_once(definition, rows) for definition, rows in _chosen(tables)]
    rows = pd.concat(each, ignore_index=True)
    return rows.assign(says=rows["area_name"] + ": " + rows["value"].map("{:g}".format).astype("str"))


def _chosen(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[Definition, pd.DataFrame]]:
    every, areas = tables["published_values"], tables["areas"]
    for definition in definitions().values():
        choice = dict(definition.published)
        rows = every[every["indicator_id"] == choice.get("indicator_id")]
        if len(rows):
            yield definition, _counted(definition, _of_choice(definition, rows, choice), areas)


def _of_choice(definition: Definition, rows: pd.DataFrame, choice: dict[str, str]) -> pd.DataFrame:
    for name, whole in DIVISIONS.items():
        division = choice.get(name, whole)
        there = sorted(rows[name].unique())
        if division is None or (division not in there and name not in choice):
            continue
        if division not in there:
            place = f"{INDICATORS.name}, [{definition.id}], published, {name}"
            raise BuildError(f"{place}: expected one of {some(there)}, found {division!r}.", "Correct it; nothing was built.")
        rows = rows[rows[name] == division]
    return rows


def _counted(definition: Definition, rows: pd.DataFrame, areas: pd.DataFrame) -> pd.DataFrame:
    note = rows["value_note"].where(rows["value_note"].isin(VALUE_NOTES), "")
    return rows.rename(columns={"source_id": "file"}).assign(
        what=definition.counts, unit_kind=_kinds(rows), unit=codes(rows, areas), source_id=definition.sources[0], value_note=note)


def _kinds(rows: pd.DataFrame) -> "pd.Series[str]":
    """Practices have no boundary and no code of the Office for National Statistics: they are areas by their own."""
    practices = rows["area_type"].isin(OF_PRACTICES) & rows["area_code"].str.fullmatch(PRACTICE)
    return pd.Series(AS_CODED, rows.index, dtype="str").mask(practices, "practice")


def codes(rows: pd.DataFrame, areas: pd.DataFrame) -> "pd.Series[str]":
    """The codes with one boundary: an ODS code has it in the footprint with the fewest areas that has all ODS codes of its period."""
    by_ods, code = ~rows["area_code"].str.fullmatch(GSS), rows["area_code"].copy()
    unique = areas.drop_duplicates(["footprint", "area_code"]).set_index("area_code")
    footprints = {str(name): part["gss_code"] for name, part in unique.groupby("footprint")}
    for _, some_rows in rows[by_ods].groupby("period"):
        ods_codes = set(some_rows["area_code"])
        whole = [gss for gss in footprints.values() if ods_codes <= set(gss.index)]
        if whole:
            code = code.mask(code.index.isin(some_rows.index), code.map(min(whole, key=len)))
    return code


def _once(definition: Definition, rows: pd.DataFrame) -> pd.DataFrame:
    """Each area and period once: an area below two parents, or in two copies of a file, has the same numbers in both."""
    each = rows.drop_duplicates(["unit", "period", *NUMBERS, *PUBLISHED])
    twice = each[each.duplicated(["unit", "period"], keep=False)]
    if len(twice):
        first = twice[(twice["unit"] == twice["unit"].iloc[0]) & (twice["period"] == twice["period"].iloc[0])]
        unlike = [name for name in (*DIVISIONS, "file") if len(first[name].unique()) > 1]
        numbers = f"{len(first)} for {first['area_name'].iloc[0]}, {first['period'].iloc[0]}, which differ in {', '.join(unlike)}"
        raise BuildError(f"{INDICATORS.name}, [{definition.id}], published: expected one row an area and period, found {numbers}.",
                         f"Say there which is meant: {', '.join(unlike)} = …; nothing was built.")
    return each.drop(columns=[*DIVISIONS, "area_code"])
