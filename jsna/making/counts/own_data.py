"""Own data, as counts: an analyst's numbers of units that add up, and those that stand for their own areas alone."""

from collections.abc import Iterator
from difflib import get_close_matches

import pandas as pd

from jsna import periods
from jsna.catalogue import Definition, definition, definitions
from jsna.errors import BuildError
from jsna.geography import ENGLAND, short_name
from jsna.making.caveats import Caveats, some
from jsna.making.counts.published_values import NUMBERS, codes
from jsna.making.places.districts import DISTRICT
from jsna.making.places.table import AS_CODED
from jsna.measures import CONFIDENCE, MEASURES

PUBLICATIONS = ("own_data",)
#: Where units lie tells what the codes of a file are.
TABLES = ("own_values", "areas", "places")
COUNTED = ()
LACKS = "no number of {codes} in {period}"
#: What a file means that a paragraph chooses nothing of.
EVERYBODY = {"sex": "Persons", "age": "All ages", "category": ""}
#: Fewer people than these are a small number.
SMALL = 8
REMEDY = "Correct it; nothing was built."


def counts(tables: dict[str, pd.DataFrame], caveats: Caveats) -> pd.DataFrame:
    """A row a unit and period of each definition that has a file of its own.

    Raises
    ------
    BuildError
        Where a code is that of no area, or a definition leaves open which of several rows it means.
    """
    each = [_placed(definition, rows, tables) for definition, rows in _chosen(tables)]
    for rows in each:
        _note(rows, caveats)
    return pd.concat(each or [pd.DataFrame()], ignore_index=True)


def lines(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of the files."""
    each = [_placed(definition, rows.assign(says=_says(rows)), tables) for definition, rows in _chosen(tables)]
    return pd.concat(each, ignore_index=True)


def _says(rows: pd.DataFrame) -> "pd.Series[str]":
    """A row as it stands in its file."""
    templates = [f"{name} {{:g}}" for name in ("value", *NUMBERS)]
    each = [[text.format(number) for text, number in zip(templates, numbers, strict=True) if pd.notna(number)]
            for numbers in rows[["value", *NUMBERS]].to_numpy()]
    return rows["area_code"] + ": " + pd.Series(map(", ".join, each), rows.index, dtype="str")


def _note(rows: pd.DataFrame, caveats: Caveats) -> None:
    small = rows["numerator"].between(1, SMALL - 1)
    if small.any():
        name = definition(str(rows["indicator_id"].iloc[0])).name
        caveats.note("", f"{name}: {int(small.sum())} counts of 1 to {SMALL - 1} are shown as they are in {rows['file'].iloc[0]}.")


def _chosen(tables: dict[str, pd.DataFrame]) -> Iterator[tuple[Definition, pd.DataFrame]]:
    every = tables["own_values"]
    for entry in definitions().values():
        rows = every[every["indicator_id"] == entry.id] if entry.csv else every.head(0)
        if len(rows):
            yield entry, _of_choice(entry, rows)


def _of_choice(definition: Definition, rows: pd.DataFrame) -> pd.DataFrame:
    for name, everybody in EVERYBODY.items():
        there = sorted(rows[name].unique())
        choice = dict(definition.choose).get(name, there[0] if len(there) == 1 else everybody)
        if choice not in there:
            raise BuildError(f"[{definition.id}], choose, {name}: expected one of {some(there)}, found {choice!r}.",
                             f'Write such as choose = {{ {name} = "{there[0]}" }} in its paragraph; nothing was built.')
        rows = rows[rows[name] == choice]
    return rows


def _placed(definition: Definition, rows: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows as counts of units that add up where they are of one kind that does, and else of areas as they are."""
    places = tables["places"]
    kind = _kind(rows, places) if rows["value"].isna().all() and MEASURES[definition.measure].pools else ""
    adds = rows["area_code"].isin(places.loc[places["unit_kind"] == kind, "unit"])
    units = rows[adds].assign(unit_kind=kind, unit=rows.loc[adds, "area_code"])
    every = pd.concat([units, _with_values(definition, _as_coded(rows[~adds], tables))]).rename(columns={"source_id": "file"})
    years = sorted(places.loc[places["unit_kind"] == kind, "period"].unique())
    year_of = {text: periods.placed(text, years) or text for text in every["period"].unique()}
    table = every.assign(what=definition.counts, source_id=definition.sources[0], placed=every["period"].map(year_of))
    return table.drop(columns=["sex", "age", "category", "category_type", "area_code"])


def _kind(rows: pd.DataFrame, places: pd.DataFrame) -> str:
    """The kind of units that most codes of a file are, of those that add up; empty where none is."""
    inside = places.loc[places["unit"].isin(rows["area_code"]), ["unit_kind", "unit"]].drop_duplicates()
    number = inside.loc[~inside["unit_kind"].isin([AS_CODED, "england"]), "unit_kind"].value_counts()
    order = sorted(number.index, key=lambda kind: (-number[kind], not kind.startswith(DISTRICT), kind))
    return str(order[0]) if order else ""


def _as_coded(rows: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The rows of areas as they are: by the code that has one boundary, or in each footprint that has such a code."""
    places, england = tables["places"], rows["area_code"].str.casefold() == "england"
    gss = codes(rows.assign(area_code=rows["area_code"].mask(england, ENGLAND)), tables["areas"])
    one = gss.isin(places.loc[places["unit_kind"] == AS_CODED, "unit"])
    footprints = places.loc[places["area_code"].isin(rows["area_code"]), ["footprint", "area_code"]].drop_duplicates()
    others = rows[~one].merge(footprints, on="area_code", how="left")
    for first in others[others["footprint"].isna()].to_dict("records")[:1]:
        raise BuildError(f"{first['source_id']}, row {first['row']:,}, column area_code: expected the code of an area that a list holds, "
                         f"found {first['area_code']!r}.{_nearest(first['area_code'], tables)}", f"`jsna areas` lists codes. {REMEDY}")
    by_footprint = others.rename(columns={"footprint": "unit_kind"}).assign(unit=others["area_code"])
    return pd.concat([rows[one].assign(unit_kind=AS_CODED, unit=gss[one]), by_footprint], ignore_index=True)


def _nearest(text: str, tables: dict[str, pd.DataFrame]) -> str:
    """The codes of areas that are called so, else those that are written nearly so, as a sentence; empty where there are none."""
    names = tables["areas"]["area_name"].map(short_name).str.casefold()
    namesakes = sorted(tables["areas"].loc[names == text.casefold(), "area_code"].unique())
    codes_near = namesakes or get_close_matches(text, tables["places"]["area_code"].unique(), cutoff=0.7)
    return f" The nearest are {', '.join(codes_near)}." if codes_near else ""


def _with_values(definition: Definition, rows: pd.DataFrame) -> pd.DataFrame:
    """Numbers that nothing is added to, with the values and limits of their counts where the file has none; a percentage of so many people
    asked has the limits of that many."""
    measure = MEASURES[definition.measure]
    if measure.estimate is None:
        return rows
    numerator = rows["numerator"].fillna(rows["value"] * rows["denominator"] / (definition.per or measure.per))
    bare = rows["lower_95"].isna() & numerator.notna() & (rows["denominator"].gt(0) | (definition.measure == "count"))
    table = rows.assign(numerator=numerator)
    for name, confidence in CONFIDENCE.items():
        value, lower, upper = measure.estimate(numerator[bare], rows.loc[bare, "denominator"], definition.per or measure.per, confidence)
        for column, numbers in (("value", value), (f"lower_{name}", lower), (f"upper_{name}", upper)):
            table.loc[bare, column] = numbers
    return table
