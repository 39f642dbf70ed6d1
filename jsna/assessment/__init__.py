"""Assessment: what a chapter starts from, one area with its comparators and its rows, loaded on demand."""

import json
import os
import re
from functools import cached_property
from pathlib import Path

import geopandas as gpd
import pandas as pd

from jsna import geography
from jsna.analysis import casemix, doubt, special
from jsna.assessment import card, completion, gaps
from jsna.assessment.faces import Faces
from jsna.assessment.place import GROUPS
from jsna.catalogue import Definition, definition, definitions, serving
from jsna.errors import JsnaError, ReportError
from jsna.footprints import kind, kind_of
from jsna.measures import VALUES
from jsna.store import PUBLIC, of_audience

REPOSITORY = Path(__file__).parents[2]
#: What an area can be set beside, besides England; an STP or ICB is the one that contains it.
COMPARATORS = ("england", "stp", "icb", "similar")
DEFAULT = ["england", "stp"]
#: The columns of a table for an analyst's own cell.
TIDY = [
    "area_name", "area_code", "footprint", "period", "sex", "age", "category", "numerator", "denominator", "value", "lower_95",
    "upper_95", "value_note", "source_id",
]  # fmt: skip


def workspace() -> Path:
    """The folder with data/raw, data/tidy and reports: JSNA_WORKSPACE, or that of a notebook in its data/local/chapters, or the clone."""
    here = Path.cwd()
    lies = next((folder for folder in here.parents if here.is_relative_to(folder / "data" / "local" / "chapters")), REPOSITORY)
    return Path(os.environ.get("JSNA_WORKSPACE", lies))


def _store() -> Path:
    """The store of the workspace: what may be published, unless JSNA_AUDIENCE is `internal`."""
    return of_audience(workspace(), os.environ.get("JSNA_AUDIENCE", PUBLIC))


def _store_of(area: str) -> Path:
    """Where the rows of an area lie: fictional areas live in a workspace of their own unless one is named."""
    if "JSNA_WORKSPACE" not in os.environ and workspace() == REPOSITORY and re.fullmatch(geography.DEMONSTRATION, area.strip()):
        return REPOSITORY / "demo" / "data" / "tidy"
    return _store()


def _told(area: str, footprint: str, comparators: list[str], source: str = "") -> str:
    return f"{area} of {footprint} beside {', '.join(comparators)}{source}"


class Assessment(Faces):
    """One area, its comparators and its indicator rows.

    Parameters
    ----------
    area : str
        ODS code, GSS code or name.
    footprint : str
        The set of areas it is one of, such as `ccg_2019`.
    comparators : list of str
        `england`, `stp` (or `icb`: the rest of the one that contains the area), `similar` (the areas most like it).
    tidy : Path, optional
        The folder of the store; that of the workspace by default.

    Raises
    ------
    UnknownArea
        With the nearest matches.
    JsnaError
        Where a comparator is none of these.
    ReportError
        In a report, where it is not the one that was ordered.

    Examples
    --------
    >>> jsna.Assessment("ZZ1", "ccg_2019", ["england", "stp"])
    """

    def __init__(self, area: str, footprint: str = "ccg_2019", comparators: list[str] | None = None, tidy: Path | None = None) -> None:
        super().__init__(area, footprint, tidy or _store_of(area), comparators or DEFAULT)
        for comparator in [comparators] if isinstance(comparators, str) else set(self.comparators) - set(COMPARATORS):
            expected = f"Comparators: expected a list of some of {', '.join(COMPARATORS)}"
            raise JsnaError(f"{expected}; found {comparator!r}.", 'Give a list such as ["england", "stp"].')
        self._check_order(area)

    def _repr_html_(self) -> str:
        self.open()
        return card.html(self)

    def __repr__(self) -> str:
        return f"Assessment of {self.name} ({self.code}), {self.footprint}"

    def _check_order(self, area: str) -> None:
        """A report of one place never shows another's numbers, whatever a cell of its chapters asks for."""
        order = json.loads(os.environ.get("JSNA_ORDER", "{}"))
        if not order:
            return
        ours, theirs = (tidy.resolve() for tidy in (_store(), self.tidy))
        place = area if order["area"] == area else self.code
        call = _told(place, self.footprint, list(self.comparators), "" if ours == theirs else f", from {theirs}")
        terms = _told(order["area"], order["footprint"], order["comparators"] or DEFAULT)
        if call != terms:
            raise ReportError(
                f"this report is of {terms}; the cell asks for {call}.",
                "Write `here = jsna.Assessment(area, footprint, comparators)`, and give these three names no other value.",
            )

    def practices(self, *indicators: str) -> pd.DataFrame:
        """Rows of the area's practices, named, in the newest period of one or more indicators; of a practice, those beside it too.

        `own` is the practice that a report of one practice is about; `special` says why one stands apart. Proportions stand beside what is
        expected of each practice, as `analysis.casemix.beside` gives it.
        """
        newest = self.latest([definition(each) for each in indicators])
        if newest.empty:
            return newest.assign(place=self.name, area_name="", own=False, special="")
        periods = newest.drop_duplicates("indicator_id").set_index("indicator_id")["period"]
        codes = self._practices(periods.max())
        every = self.store.rows(footprint="practice", indicator_id=list(indicators), period=sorted(set(periods)), area_code=codes)
        inside = every[every["period"] == every["indicator_id"].map(periods)]
        place = self.larger[2] if self.footprint == "practice" and self.larger else self.name
        names = inside["area_code"].map(self.store.names("practice"))
        own_code, apart = inside["area_code"] == self.code, special.of_rows(inside, self.store.special)
        rows = doubt.marked(inside.assign(place=place, area_name=names, own=own_code, special=apart), self.store.doubts)
        return self._expected_of(rows, [definition(each) for each in indicators])

    def _expected_of(self, rows: pd.DataFrame, indicators: list[Definition]) -> pd.DataFrame:
        """Rows of practices beside what is expected of each, where all are proportions."""
        if any(each.measure != "proportion" for each in indicators):
            return rows
        codes, score = list(rows["area_code"].unique()), serving("deprivation_of_patients")[0].id
        whose = "area" if self.store.rows(footprint="practice", indicator_id=score, area_code=codes).empty else "patients"
        expected = self.store.expected("practice", codes)
        return casemix.beside(rows, expected, {each.id: each.least_difference for each in indicators}).assign(score_of=whose)

    def practice_changes(self) -> pd.DataFrame:
        """Lists of every practice that was ever the area's, by year: whether it was `inside`, or the area it was in `elsewhere`;
        of a practice, those of the area that it lies in.

        `near` are the networks and postcode districts that any list of practices gives it.
        """
        footprint, code, place = self.larger if self.footprint == "practice" and self.larger else (self.footprint, self.code, self.name)
        memberships = self.store.places(footprint=footprint).rename(columns={"unit": "practice_code"})
        ever = list(memberships.loc[memberships["area_code"] == code, "practice_code"].unique())
        lists = self.store.rows(footprint="practice", indicator_id=serving("lists")[0].id, area_code=ever)
        sizes = lists.rename(columns={"area_code": "practice_code"})[["practice_code", "period", "value", "source_id"]]
        where = memberships[["practice_code", "period", "area_code"]]
        table = sizes.merge(where, on=["practice_code", "period"], how="left", validate="one_to_one")
        inside, names = table["area_code"] == code, self.store.names(footprint)
        practices = self.store.table("practices", practice_code=ever)
        marks = pd.concat([practices["pcn_code"], practices["postcode"].str.split(" ").str[0]])
        near = marks.groupby([*practices["practice_code"]] * 2).agg(set)
        nowhere: set[str] = {""}
        return table.assign(
            near=table["practice_code"].map(near).map(lambda codes: codes - nowhere if isinstance(codes, set) else set()),
            inside=inside, area_name=table["practice_code"].map(self.store.names("practice")), place=place,
            elsewhere=table["area_code"].where(~inside).map(names).fillna(""),
        )  # fmt: skip

    def history(self, indicator: str) -> pd.DataFrame:
        """Rows of one indicator for the area and England, in order of time."""
        every = {self.name: self.rows, "England": self.england}
        both = [rows[rows["indicator_id"] == indicator].assign(place=name) for name, rows in every.items()]
        series = pd.concat(both).sort_values(["place", "period"], ignore_index=True)
        return self.store.covered(doubt.marked(series, self.store.doubts))

    def latest_of(self, indicator: str) -> pd.DataFrame:
        """Rows of every area of the footprint for the newest period of one indicator: `area_name`, `own`, `sibling`, `county` added,
        and `areas`, how many there are with or without a value; `apart` are why siblings that are special have no row, one for each,
        and `apart_value` is what they have together; `special` is why the own area is special, and so has no rank.

        A group of practices stands beside the groups of its own CCG or sub-ICB area alone: all of England's would say nothing to anybody.
        """
        rows = self.store.rows(footprint=self.footprint, indicator_id=indicator)
        ours = rows.loc[rows["area_code"] == self.code, "period"]  # others of the footprint may have gone on where it was merged away
        newest = rows[rows["period"] == (ours if len(ours) else rows["period"]).max()]
        inside = set(self._siblings())
        area_names = newest["area_code"].map(self.areas["known_as"])
        is_place, sibling = newest["area_code"] == self.code, newest["area_code"].isin(inside)
        footprint, _, county = self.larger or ("", "", "")
        larger = kind(footprint).name if footprint else "larger area"
        has_siblings = kind_of(self.footprint) in GROUPS
        there = len(inside) if has_siblings else len(self.areas)
        special_ones = newest[newest["area_code"].isin(set(self._beside()) - inside)]
        rows = newest.assign(
            area_name=area_names, place=self.name, own=is_place, sibling=sibling, county=county, larger=larger, areas=there,
            apart="; ".join(self._special[special_ones["area_code"]]), apart_value=special_ones["value"].sum(),
            special=str(self._special.get(self.code, "")),
        )  # fmt: skip
        every = (rows[sibling] if has_siblings else rows).reset_index(drop=True)
        return self.store.covered(doubt.marked(every, self.store.doubts))

    def siblings(self, indicator: str) -> pd.DataFrame:
        """The rows of `latest_of` for the areas of the same STP or ICB, the own one among them."""
        rows = self.latest_of(indicator)
        return rows[rows["sibling"]].reset_index(drop=True)

    def small_areas(self) -> gpd.GeoDataFrame:
        """The area's LSOAs: area_code, area_name, decile, residents, district, and geometry (missing where no boundaries are held).

        Where one of them has no decile there are no rows, for whoever adds them up would leave it out.
        """
        districts = self.store.members(footprint="lsoa_2011", parent_footprint="district_2019").drop_duplicates("area_code")
        deciles = self._deciles
        names = deciles["area_code"].map(districts.set_index("area_code")["parent_code"]).map(self.store.names("district_2019"))
        table = pd.DataFrame(
            {
                "indicator_id": deciles["indicator_id"], "footprint": deciles["footprint"], "area_code": deciles["area_code"],
                "area_name": deciles["area_code"].map(self.store.names("lsoa_2011")), "period": deciles["period"],
                "decile": deciles["value"].astype(int), "rank": deciles["numerator"], "residents": deciles["denominator"],
                "district": names, "place": self.name, "source_id": deciles["source_id"],
            }
        )  # fmt: skip
        shapes = self.store.shaped(table, "lsoa_2011")
        return shapes.head(0) if self._undecided(deciles) else shapes

    @cached_property
    def _deciles(self) -> pd.DataFrame:
        return self.store.rows(footprint="lsoa_2011", indicator_id=serving("decile")[0].id, area_code=self._lsoas)

    def _undecided(self, deciles: pd.DataFrame) -> list[str]:
        """The small areas of which no decile is held, where some are."""
        return sorted(set(self._lsoas) - set(deciles["area_code"])) if len(deciles) else []

    def districts(self) -> pd.DataFrame:
        """Deprivation of every district of England in each edition of the indices; `own` are those that the area has small areas in."""
        members = self.store.members(footprint="lsoa_2011", parent_footprint="district_2019")
        inside = set(members.loc[members["area_code"].isin(self._lsoas), "parent_code"])
        ids = [each.id for each in (*serving("deprivation"), *serving("most_deprived_tenth"))]
        rows = self.store.rows(footprint=["district_2019", "district_2022", "district_2024"], indicator_id=ids)
        deprivation = rows.assign(area_name=rows["area_code"].map(self.store.names("district_2019")), own=rows["area_code"].isin(inside))
        return deprivation.assign(place=self.name) if inside else deprivation.head(0)

    def map_of(self, indicator: str) -> gpd.GeoDataFrame:
        """The rows of `latest_of` with the geometry of each area (missing where no boundaries are held)."""
        return self.store.shaped(self.latest_of(indicator), self.footprint)

    def series(self, indicator: str) -> pd.DataFrame:
        """Monthly rows of one indicator, in order of time: the area's own, or of the council that has most of its small areas.

        `body` is whose they are; `also` names every other council of the area, where councils report it.
        """
        rows = self._of_council(indicator) if definition(indicator).body else self.rows.assign(body=self.name)
        return rows[rows["indicator_id"] == indicator].sort_values("period", ignore_index=True).assign(place=self.name)

    def _of_council(self, indicator: str) -> pd.DataFrame:
        councils = self.store.members(footprint="lsoa_2011", parent_footprint="upper_tier_2019").drop_duplicates("area_code")
        shares = councils.loc[councils["area_code"].isin(self._lsoas), "parent_code"].value_counts()
        if shares.empty:
            return self.rows.head(0).assign(body="", also="")
        names = self.store.names("upper_tier_2019")
        body, *others = [geography.council(str(code), str(names[code])) for code in shares.index]
        rows = self.store.rows(footprint="upper_tier_2019", indicator_id=indicator, area_code=str(shares.index[0]))
        return rows.assign(body=body, also="; ".join(others))

    def table(self, indicator: str) -> pd.DataFrame:
        """One indicator in every area of the footprint and in England, in every period: a table for an analyst's own cell.

        Its columns are `TIDY`; `attrs["units"]` says what the numbers of each are in.

        Raises
        ------
        CatalogueError
            Where there is no such indicator.
        """
        self.open()
        about = definition(indicator)
        rows = self.store.rows(footprint=[self.footprint, "england"], indicator_id=about.id)
        names = rows["area_code"].map(self.areas["known_as"]).fillna("England")
        series = rows.assign(area_name=names).sort_values(["period", "area_name"], ignore_index=True)
        table = series[TIDY]
        events, among, _ = about.heads
        table.attrs["units"] = {"numerator": events, "denominator": among, **dict.fromkeys(VALUES, about.unit)}
        return table

    def reconciliation(self) -> pd.DataFrame:
        """The area's numbers that several publications give, beside what the others say: `other_numerator`, `other_edition` and so on."""
        return self.store.table("reconciliation", footprint=self.footprint, area_code=self.code).assign(place=self.name)

    def lacks(self, indicator: str) -> tuple[str, str]:
        """Why nothing is held of an indicator: what the area is called, where the publication is held and only the way from it to
        such an area is not; and what the build noticed of that."""
        publications = definition(indicator).sources
        same = [each.id for each in definitions().values() if each.sources == publications]
        notes = [note["text"] for note in self.manifest().get("notes", ()) if note.get("about") in publications]
        if definition(indicator).serves == "decile" and (without_decile := self._undecided(self._deciles)):
            codes = ", ".join(without_decile[:3]) + (", …" if without_decile[3:] else "")
            notes = [f"No decile is held of {len(without_decile):,} of its {len(self._lsoas):,} small areas ({codes})."]
        why = gaps.told(self.rows, indicator, same, notes)
        return kind(self.footprint).name if self.england["indicator_id"].isin(same).any() else "", why


completion.offer()
