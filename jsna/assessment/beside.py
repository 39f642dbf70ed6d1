"""Beside: one area with its rows, its comparators, and what places like it have."""

from collections.abc import Callable
from functools import cached_property
from pathlib import Path

import pandas as pd

from jsna import geography
from jsna.analysis import casemix, comparison, doubt, notable, peers
from jsna.assessment.place import SIMILAR, Place
from jsna.assessment.slices import Slices
from jsna.catalogue import Definition, definitions, serving
from jsna.footprints import kind
from jsna.measures import pooled

#: Comparisons by the comparator's name.
Tables = dict[str, pd.DataFrame]
#: Lambert's equal-area projection of Europe: square kilometres mean the same everywhere.
EQUAL_AREA = 3035


class Beside(Place):
    """One area of a footprint, and what it is set beside.

    Parameters
    ----------
    area, footprint, tidy
        As of `Place`.
    comparators : list of str
        As of `Assessment`.
    """

    def __init__(self, area: str, footprint: str, tidy: Path, comparators: list[str]) -> None:
        super().__init__(area, footprint, tidy)
        self.comparators = comparators

    @cached_property
    def rows(self) -> pd.DataFrame:
        """Every indicator row of the area."""
        return self.store.rows(footprint=self.footprint, area_code=self.code)

    @cached_property
    def england(self) -> pd.DataFrame:
        """Every indicator row of England."""
        return self.store.rows(footprint="england", area_code=geography.ENGLAND)

    def indicators(self, chapter: str = "") -> list[Definition]:
        """The definitions of a chapter, or of all, that the area has rows for."""
        there = set(self.rows["indicator_id"])
        return [each for each in definitions().values() if (chapter in each.chapters or not chapter) and each.id in there]

    def latest(self, indicators: list[Definition]) -> pd.DataFrame:
        """The rows of some indicators, each in its own newest period; not of those that ended, where their publication went on."""
        rows = newest(self.rows, indicators)
        return self.store.covered(rows.assign(place=self.name))

    @cached_property
    def undoubted(self) -> "Beside":
        """The same area as it would be without the doubtful numbers of practices, in it or elsewhere."""
        again = Beside(self.code, self.footprint, self.tidy, self.comparators)
        again.store = Slices(self.tidy, undoubted=True)
        return again

    def _again(self, tables: Tables, compare: Callable[["Beside"], Tables]) -> Tables:
        """Comparisons by the comparator's name, beside what is found without the doubtful numbers that they rest on, if there are any."""
        doubts = {name: self._doubts(self._resting_on(name), rows) for name, rows in tables.items()}
        others = compare(self.undoubted) if any(doubts.values()) else {}
        return {name: doubt.beside(rows, others[name], doubts[name]) if others else rows for name, rows in tables.items()}

    def _doubts(self, areas: dict[str, list[str]], rows: pd.DataFrame) -> dict[str, tuple[doubt.Doubt, ...]]:
        """The doubtful numbers of the practices in areas, codes by footprint, in the periods of rows, by indicator."""
        every = self.store.doubts[self.store.doubts["period"].isin(rows["period"])]
        inside = pd.concat([every[every["footprint"].eq(name) & every["area_code"].isin(codes)] for name, codes in areas.items()])
        return doubt.by_indicator(inside)

    def _resting_on(self, comparator: str) -> dict[str, list[str]]:
        """The areas, codes by footprint, whose practices a comparison rests on."""
        codes = {self.footprint: [self.code]}
        if comparator == SIMILAR:
            return {self.footprint: [self.code, *peers.nearest(self.likeness, self.code)["area_code"]]}
        return codes if comparator in ("England", "expected") or not self.larger else codes | {self.larger[0]: [self.larger[1]]}

    def compare(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        """The newest rows beside each comparator, by its name; where numbers are `doubtful`, what is found without them too."""
        return self._again(self._compared(indicators), lambda here: here._compared(indicators))

    def _compared(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        rows = self.latest(indicators)
        tables = {"England": comparison.with_england(rows, self.england)}
        whole = len(self._siblings()) == 1  # an area that is its whole STP has no rest
        if self.larger and {"stp", "icb"} & set(self.comparators) and not whole:
            footprint, code, name = self.larger
            rest = comparison.with_rest(rows, self.store.rows(footprint=footprint, area_code=code), name)
            beside = f"the rest of {name}" if pooled(rows["measure"]).any() else f"{name}, which holds it"
            tables |= {beside: rest.assign(larger=kind(footprint).name)} if rest["comparator_value"].notna().any() else {}
        return tables | (self._compared_similar(indicators) if "similar" in self.comparators else {})

    def compare_similar(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        """As `compare`, beside the most similar areas taken together; nothing where no areas can be called similar."""
        ids = tuple(each.id for each in indicators)
        if ids not in self._alike:  # it takes a second, and a figure is often drawn again with another cell around it
            self._alike[ids] = self._again(self._compared_similar(indicators), lambda here: here._compared_similar(indicators))
        return self._alike[ids]

    @cached_property
    def _alike(self) -> dict[tuple[str, ...], Tables]:
        return {}

    def _compared_similar(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        alike = peers.nearest(self.likeness, self.code)
        if alike.empty:
            return {}
        rows, choices = self.latest(indicators), {SIMILAR: list(alike["area_code"])} | peers.other_choices(self.likeness, self.code)
        codes = sorted({code for some in choices.values() for code in some})
        others = self.store.rows(footprint=self.footprint, area_code=codes)
        return {SIMILAR: peers.compared(rows, others, choices, {d.id: d.least_difference for d in indicators})}

    def notable(self, chapter: str = "") -> pd.DataFrame:
        """The proportions of a chapter, or of all, in the order in which they are looked at; which are `chosen` to be drawn one by one.

        `score_of` says whose deprivation counts: that of the `patients` of a practice, where it is held, or of the `area`.
        """
        return self._again({"expected": self._noted(chapter)}, lambda here: {"expected": here._noted(chapter)})["expected"]

    def _noted(self, chapter: str) -> pd.DataFrame:
        shares = [each for each in self.indicators(chapter) if each.measure == "proportion"]
        # What follows no age and deprivation has no place among those of a chapter that do.
        indicators = [each for each in shares if each.casemix and chapter] or shares
        least = {each.id: each.least_difference for each in indicators}
        newest = self.latest(indicators)
        counted = newest["numerator"].notna() | newest["value"].isna()
        # Page one tells of people: a share that is published without its counts has none to tell of, and has its own figures.
        rows = comparison.with_england(newest if chapter else newest[counted], self.england)
        order = notable.ordered(casemix.beside(rows, self.store.expected(self.footprint, self.code), least), least)
        patients = self.rows.loc[self.rows["indicator_id"] == serving("deprivation_of_patients")[0].id, "value"].notna().any()
        return order.assign(score_of="patients" if patients else "area")

    def beside_expected(self, indicator: str) -> pd.DataFrame:
        """Every area of the footprint in the newest period of the own one: `value`, per cent of what is expected of each, and `own`."""
        newest = self.latest([definitions()[indicator]])
        rows = self.store.rows(footprint=self.footprint, indicator_id=indicator, period=list(newest["period"]))
        both = rows.merge(self.store.expected(self.footprint, list(rows["area_code"])), on=casemix.KEY, validate="one_to_one")
        own, names = both["area_code"] == self.code, both["area_code"].map(self.areas["known_as"])
        return both.assign(value=100 * both["value"] / both["expected"], own=own, area_name=names)

    @cached_property
    def likeness(self) -> pd.DataFrame:
        """What makes areas alike, as far as it is held: a row for each area of the footprint, the newest value of each measure."""
        purposes = {serving(key)[0].id: key for key in ("lists", *peers.MEASURES) if key != peers.DENSITY}
        rows = self.store.rows(footprint=self.footprint, indicator_id=list(purposes))
        newest = rows[rows["period"].eq(rows.groupby("indicator_id")["period"].transform("max")) & ~rows["area_code"].isin(self._apart)]
        table = newest.set_index(["area_code", "indicator_id"])["value"].unstack().rename(columns=purposes)
        shapes = self.store.shaped(table.reset_index(), self.footprint).set_index("area_code")
        extent = shapes.to_crs(EQUAL_AREA).area.where(shapes.geometry.notna()) / 1e6
        return table.assign(density=table["lists"] / extent) if "lists" in table else table

    def peers(self) -> pd.DataFrame:
        """The area and those most like it, the nearest first, with what makes them alike; no rows where none can be called similar."""
        alike = peers.nearest(self.likeness, self.code)
        if alike.empty:
            return alike
        keys = list(peers.held(self.likeness, self.code))
        complete = self.likeness[keys].notna().all(axis=1)
        place = self.likeness.loc[[self.code], keys].reset_index().assign(distance=0.0, **{f"differs_{key}": 0.0 for key in keys})
        table = pd.concat([place, alike], ignore_index=True)[[*place.columns]]
        area_names = table["area_code"].map(self.areas["known_as"])
        return table.assign(
            area_name=area_names, own=table["area_code"] == self.code, place=self.name, footprint=self.footprint,
            considered=int(complete.sum()) - 1, left_out=int((~complete).sum()),
        )  # fmt: skip


def newest(rows: pd.DataFrame, indicators: list[Definition]) -> pd.DataFrame:
    """The rows of some indicators, each in its own newest period; one that ended is left out where its publication went on without it."""
    rows = rows[rows["indicator_id"].isin([each.id for each in indicators])]
    last = rows.groupby("indicator_id")["period"].max()
    beside = {each.id: max(last.get(other.id, "") for other in indicators if other.sources == each.sources) for each in indicators}
    ends = [each.id for each in indicators if each.ended and last.get(each.id, "") < beside[each.id]]
    return rows[rows["period"].eq(rows["indicator_id"].map(last)) & ~rows["indicator_id"].isin(ends)]
