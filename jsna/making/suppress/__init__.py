"""Suppression, the last step of a build: small counts of records leave the rows, judged over all areas and footprints at once.

What is hidden here is nowhere after it: no figure, table, file or notebook can read it.
"""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jsna.catalogue import EXACT, Definition, definitions, publication
from jsna.errors import BuildError
from jsna.making import indicators
from jsna.making.caveats import Caveats
from jsna.making.suppress.relations import CELL, relations
from jsna.methods import disclosure

HIDDEN = "suppressed"
#: Shares of events are judged in hundredths, and shown from so many whole ones.
HUNDREDTHS, LEAST_SHOWN = 100, 8
#: Nobody may learn these of a hidden count: a rate with its denominator, or one of its limits, gives it away.
WITHHELD = ["numerator", "denominator", "value", *indicators.LIMITS]


@dataclass(frozen=True)
class Known:
    """What the suppression of a publication rests on: its rule, the units of each area, and the rows of earlier editions."""

    rule: str
    units: pd.DataFrame
    before: pd.DataFrame


def rules(rows: pd.DataFrame) -> dict[str, str]:
    """The rule of each publication of the rows whose small counts are hidden."""
    disclosures = {source: publication(source).disclosure for source in rows["source_id"].unique()}
    return {source: rule for source, rule in disclosures.items() if rule not in ("", EXACT)}


def suppressed(rows: pd.DataFrame, places: pd.DataFrame, before: pd.DataFrame, caveats: Caveats) -> pd.DataFrame:
    """Indicator rows that are safe to publish.

    Parameters
    ----------
    rows : DataFrame
        Every indicator row of the edition.
    places : DataFrame
        Which units each area is made of, of every kind of unit: `unit_kind, unit, period, footprint, area_code`.
    before : DataFrame
        The rows of editions that were published before; may be empty.

    Raises
    ------
    BuildError
        Where a small count cannot be protected, the counts of such a publication are not whole, or its units are in no place: without
        them nobody can say what gives a small count away.
    """
    by_source = rules(rows)
    if not by_source:
        return rows
    frames = [rows[~rows["source_id"].isin(list(by_source))]]
    for source, rule in by_source.items():
        context = Known(rule, units_of(source, places), before)
        frames.append(_of_publication(rows[rows["source_id"] == source], context, caveats))
    return pd.concat(frames).sort_index()


def units_of(source: str, places: pd.DataFrame) -> pd.DataFrame:
    """The units of each area that the counts of a publication are added up to: `unit, footprint, area_code, period`."""
    kind = publication(source).unit_kind
    units = places.loc[(places["unit_kind"] == kind) & (places["footprint"] != "england"), ["unit", "footprint", "area_code", "period"]]
    if units.empty:
        unit = f"units of the kind {kind!r}" if kind else "units of no kind that data/sources.toml names"
        raise BuildError(
            f"{source}: its small counts must be hidden, and its {unit} lie in no area that is held.",
            "Give it the unit_kind of its counts in data/sources.toml, and put the lookup of these units into the raw folder.",
        )
    return units


def _of_publication(rows: pd.DataFrame, context: Known, caveats: Caveats) -> pd.DataFrame:
    every = _counted(rows)
    cells = every.dropna(subset="count").drop_duplicates(CELL, ignore_index=True)
    mask = _hidden(cells, context, rows["source_id"].iloc[0], bool(_is_standardised(rows).any()))
    source = publication(rows["source_id"].iloc[0])
    # Not how many of them are small: where all are, that alone narrows each to 7.
    caveats.suppressed.append({"source": source.id, "rule": context.rule, "counts": len(cells), "hidden": int(mask.sum())})
    out = pd.MultiIndex.from_frame(every[CELL]).isin(pd.MultiIndex.from_frame(cells.loc[mask, CELL]))
    losses = rows.index.isin(every.index[out])
    basis = _rounded(rows) if context.rule == "hes_2018" else rows
    remainder = basis.assign(**{name: basis[name].mask(losses) for name in WITHHELD})
    return remainder.assign(value_note=remainder["value_note"].mask(losses, HIDDEN))


def _counted(rows: pd.DataFrame) -> pd.DataFrame:
    """Every count of the rows: numerators, and denominators that are records too; `CELL`, `count`, `value_note`, and the people behind it
    where they are known, under the rows' index."""
    numerators, denominators = _keyed(rows).assign(people=rows.get("people", np.nan)), _among(rows).assign(people=np.nan)
    both = [(numerators, "numerator"), (denominators, "denominator")]
    return pd.concat([group.assign(count=group[name])[[*CELL, "count", "people", "value_note"]] for group, name in both])


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with what they count; a year is a count of the same things as its months."""
    counts = {key: definition.counts.removeprefix("year of ") for key, definition in definitions().items()}
    return rows.assign(what=rows["indicator_id"].map(counts))


def _among(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows whose denominators are counts of records too, with what these count."""
    among = rows["indicator_id"].map({key: definition.among for key, definition in definitions().items()}).fillna("")
    return rows.assign(what=among)[among != ""]


def _hidden(cells: pd.DataFrame, context: Known, source: str, standardised: bool) -> np.ndarray:
    """Which counts are hidden. Shares of events are judged in hundredths: eight events have at least what is shown of their shares."""
    units = cells["what"].map({definition.counts: HUNDREDTHS for definition in definitions().values() if definition.shares}).fillna(1)
    mask = np.zeros(len(cells), dtype=bool)
    for unit, same in cells.groupby(units.astype(int)):
        whole = same.assign(count=(same["count"] * unit).round())
        mask[same.index] = _hidden_of(whole.reset_index(drop=True), context, source, standardised, int(unit))
    return mask


def _hidden_of(cells: pd.DataFrame, context: Known, source: str, standardised: bool, unit: int) -> np.ndarray:
    count, exact = relations(cells, with_own(cells, context.units, source), _parts(definitions().values()))
    already, public = _of_before(cells, context.before, unit)
    # Standardised rates and their limits are made of exact counts, which they tell: rounding hides nothing there.
    rounds = context.rule == "hes_2018" and not standardised
    national = cells["footprint"].eq("england").to_numpy()
    few_shares = cells["count"].between(1, LEAST_SHOWN * unit, inclusive="left").to_numpy()
    of_few = disclosure.is_small(cells["people"].fillna(0.0)) | few_shares
    small = disclosure.is_small(cells["count"]) | of_few
    fixed = ~small & (national | (public & (not rounds)))  # a small national count of one area would be that area's
    unpublished = np.ones(len(count) - len(cells), dtype=bool)
    while True:
        try:
            marks = [np.r_[first, rest] for first, rest in ((fixed, ~unpublished), (already, unpublished), (of_few, ~unpublished))]
            mask = disclosure.secondary(count, exact, marks[0], marks[1], rounds, marks[2])
            if context.rule == "hes_2018" and standardised:  # who reads no limits sees the rounded counts beside the same stars
                mask = disclosure.secondary(count, exact, marks[0], mask, True, marks[2])
            return np.asarray(mask[: len(cells)])
        except disclosure.UnprotectedError as lone:  # of so few records that nothing hides one, nothing is shown anywhere
            alike = cells["what"].eq(str(cells["what"].get(lone.position, ""))).to_numpy()
            if not alike.any() or (already & ~fixed)[alike].all():
                remedy = "Leave its finest areas, ages or periods out."
                raise BuildError(f"{source}: its small counts cannot be hidden: {lone}.", remedy) from None
            already, fixed = already | alike, fixed & ~alike


def _of_before(cells: pd.DataFrame, before: pd.DataFrame, unit: int) -> tuple[np.ndarray, np.ndarray]:
    """Which counts an edition before has hidden, and which it has shown as they still are."""
    if before.empty:
        return np.zeros(len(cells), dtype=bool), np.zeros(len(cells), dtype=bool)
    then = _counted(before).drop(columns="people").rename(columns={"count": "then", "value_note": "note"}).drop_duplicates(CELL)
    both = cells.merge(then, on=CELL, how="left", validate="one_to_one")
    return both["note"].eq(HIDDEN).to_numpy(), (unit * both["then"]).round().eq(both["count"]).to_numpy()


def with_own(cells: pd.DataFrame, units: pd.DataFrame, source: str) -> pd.DataFrame:
    """The units of a publication as areas too, where they have rows of their own."""
    kind = publication(source).unit_kind
    finest = cells.loc[cells["footprint"] == kind, ["area_code"]].drop_duplicates()
    each = units[["unit", "period"]].drop_duplicates().merge(finest.rename(columns={"area_code": "unit"}), on="unit")
    return pd.concat([units, each.assign(area_code=each["unit"], footprint=kind)], ignore_index=True).drop_duplicates(ignore_index=True)


def _parts(every: Collection[Definition]) -> list[tuple[str, tuple[str, ...]]]:
    """Kinds and what each is made up of; and denominators, each with every count that is taken among it."""
    kinds = {definition.counts: definition.parts for definition in every if definition.parts}
    return [*kinds.items(), *((definition.among, (definition.counts,)) for definition in every if definition.among)]


def _rounded(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows whose counts are rounded, and rates and limits made of the rounded counts; national ones as they are."""
    whole, local = rows[rows["footprint"] == "england"], rows[rows["footprint"] != "england"].dropna(subset="numerator")
    gaps = rows[(rows["footprint"] != "england") & rows["numerator"].isna()]
    roundings = local.assign(numerator=disclosure.hes_2018(local["numerator"].round())[0], denominator=_rounded_among(local))
    exact = _is_standardised(roundings)
    again = [indicators.again(group, definitions()[str(key)]) for key, group in roundings[~exact].groupby("indicator_id")]
    return pd.concat([whole, gaps, roundings[exact], *again])[rows.columns].reindex(rows.index)


def _is_standardised(rows: pd.DataFrame) -> pd.Series:
    """Which rows have a number that cannot be made again of their numerator and denominator: it is made of those of each age, or its
    limits of squares."""
    measures = rows["indicator_id"].map({key: definition.measure for key, definition in definitions().items()})
    return measures.eq("standardised") | (measures.eq("mean") & rows["lower_95"].notna())


def _rounded_among(rows: pd.DataFrame) -> pd.Series:
    among = _among(rows)["denominator"].dropna()
    return rows["denominator"].mask(rows.index.isin(among.index), pd.Series(disclosure.hes_2018(among)[0], among.index))
