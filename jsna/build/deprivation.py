"""Deprivation: small areas' deciles, and what they add up to in each larger area."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jsna import geography
from jsna.build.remarks import LACKING, Remarks, some
from jsna.build.summing import above, area_footprints, within_larger
from jsna.errors import BuildError
from jsna.geography import ENGLAND


@dataclass(frozen=True)
class Edition:
    """The small areas, the residents and the councils that an edition of the indices is about."""

    small_areas: str
    population: str
    councils: tuple[str, ...]


EDITIONS = {
    "2019": Edition("lsoa_2011", "mid-2015", ("district_2019", "upper_tier_2019")),
    "2025": Edition("lsoa_2021", "mid-2022", ("district_2022", "district_2024")),
}

#: Weights of the domains in the Index of Multiple Deprivation 2019 (MHCLG, IoD2019 Technical Report, table 3.2; the same in 2025).
WEIGHTS = {"income": 0.225, "employment": 0.225, "education": 0.135, "health": 0.135, "crime": 0.093, "barriers": 0.093, "living": 0.093}

KEYS = ["area_code", "footprint"]
#: The additive counts: small areas, residents, score times residents, and both of the first two in the most deprived groups.
COUNTS = ["lsoas", "residents", "score_by_residents", "lsoas_in_tenth", "lsoas_in_fifth", "residents_in_tenth", "residents_in_fifth"]

#: What is counted among what, by the words that definitions use.
PAIRS = {
    "average score": ("score_by_residents", "residents"),
    "small areas in the most deprived tenth": ("lsoas_in_tenth", "lsoas"),
    "small areas in the most deprived fifth": ("lsoas_in_fifth", "lsoas"),
    "residents in the most deprived tenth": ("residents_in_tenth", "residents"),
    "residents in the most deprived fifth": ("residents_in_fifth", "residents"),
}
#: Councils are made of small areas directly.
HEALTH = ("stp_", "icb_")


def ranked(tables: dict[str, pd.DataFrame], edition: str) -> pd.DataFrame:
    """One row a small area: `lsoa_code, rank, decile, score` of an edition.

    The score is the published one (Files 5 and 7) or the weighted sum of the transformed domain scores (File 9).

    Raises
    ------
    BuildError
        Where two files give a small area different ranks.
    """
    rows = tables["deprivation"].query("edition == @edition")
    imd = rows[rows["domain"] == "imd"].groupby("lsoa_code")
    wrong = imd["rank"].nunique().gt(1)
    if wrong.any():
        raise BuildError(
            f"{wrong.idxmax()}: two files of IoD{edition} give it different ranks.", "Keep one copy of that edition in the raw folder."
        )
    table = imd[["rank", "decile", "score"]].first()
    table["score"] = table["score"].astype(float).fillna(_from_domains(rows))
    return table.dropna(subset=["decile"]).reset_index()


def small_areas(tables: dict[str, pd.DataFrame], edition: str = "2019") -> pd.DataFrame:
    """The rows of `ranked` with the `residents` that the edition counts; missing where no file gives them."""
    people = tables["lsoa_population"]
    counted = people[(people["age_group"] == "all") & (people["period"] == EDITIONS[edition].population)]
    table = ranked(tables, edition)
    return table.assign(residents=table["lsoa_code"].map(counted.groupby("lsoa_code")["population"].first()).astype(float))


def _from_domains(rows: pd.DataFrame) -> pd.Series:
    scores = rows[rows["domain"].isin(WEIGHTS)].groupby(["lsoa_code", "domain"])["transformed_score"].first().unstack("domain")
    weighted = scores.reindex(columns=list(WEIGHTS)) * pd.Series(WEIGHTS)
    return weighted.sum(axis="columns", skipna=False)


def sums(tables: dict[str, pd.DataFrame], edition: str, remarks: Remarks) -> pd.DataFrame:
    """Additive counts for every area that small areas make up, and for England: `KEYS` and `COUNTS`.

    What lacks a small area has no counts.
    """
    areas = small_areas(tables, edition)
    if areas.empty:
        return pd.DataFrame(columns=[*KEYS, *COUNTS])
    every = _counted(areas.merge(_every(areas, tables["membership"], edition), on="lsoa_code", how="right", validate="one_to_one"))
    made = pd.concat(_by_area(every, tables, edition, remarks), ignore_index=True)
    _reconcile(made, tables, edition, remarks)
    return made


def _every(areas: pd.DataFrame, membership: pd.DataFrame, edition: str) -> pd.DataFrame:
    """The small areas of England, by the index and by the lookups; those of Wales are in no index."""
    named = membership.loc[membership["footprint"] == EDITIONS[edition].small_areas, "area_code"].drop_duplicates()
    codes = pd.Index(areas["lsoa_code"]).union(pd.Index(named[~named.str.startswith("W")]))
    return pd.DataFrame({"lsoa_code": codes.astype("str")})


def _counted(areas: pd.DataFrame) -> pd.DataFrame:
    """Small areas with `COUNTS`; one that the index lacks, or whose residents no file gives, has none of those that need them."""
    there = areas["decile"].notna()
    tenth, fifth = (areas["decile"].le(most).astype(float).where(there) for most in (1, 2))
    return areas.assign(
        lsoas=there.astype(float).where(there),
        residents=areas["residents"].where(there),
        score_by_residents=areas["score"] * areas["residents"],
        lsoas_in_tenth=tenth,
        lsoas_in_fifth=fifth,
        residents_in_tenth=areas["residents"] * tenth,
        residents_in_fifth=areas["residents"] * fifth,
    )


def _by_area(areas: pd.DataFrame, tables: dict[str, pd.DataFrame], edition: str, remarks: Remarks) -> Iterator[pd.DataFrame]:
    england = areas.assign(area_code=ENGLAND, footprint="england")
    yield _summed(england)
    remarks.lack(_lacking(england, edition))
    membership, unit = tables["membership"], EDITIONS[edition].small_areas
    held = set(membership.loc[membership["footprint"] == unit, "parent_footprint"])
    for footprint in sorted(held & {*area_footprints(tables["areas"]), *EDITIONS[edition].councils, "local"}):
        parent = areas["lsoa_code"].map(geography.parents(membership, unit, footprint))
        if footprint != "local" and unit == "lsoa_2021" and parent.isna().any():
            parent = parent.where(parent.isin(_whole(tables, parent, footprint, edition, remarks)))
        placed = areas.assign(area_code=parent, footprint=footprint).dropna(subset="area_code")
        made, lacking = _summed(placed), _lacking(placed, edition)
        yield made
        yield from within_larger(made, footprint, membership, KEYS, COUNTS, HEALTH)
        remarks.lack(pd.concat([lacking, above(lacking, footprint, membership, HEALTH)]))


def _summed(areas: pd.DataFrame) -> pd.DataFrame:
    """The sums of `COUNTS`, each missing where a small area has none."""
    groups = areas.groupby(KEYS)
    return groups[COUNTS].sum(min_count=1).where(groups[COUNTS].count().eq(groups.size(), axis=0)).reset_index()


def _lacking(areas: pd.DataFrame, edition: str) -> pd.DataFrame:
    """The areas of which some small areas have no number while others have: rows of `remarks.LACKING`."""
    frames = [pd.DataFrame(columns=LACKING)]
    for what, pair in PAIRS.items():
        none = areas[list(pair)].isna().any(axis=1)
        if none.any() and not none.all():
            told = areas[none].groupby(KEYS)["lsoa_code"].agg(units="size", codes=list).reset_index()
            text = told["codes"].map(lambda codes: f"small areas without a number in IoD{edition}: {some(codes)}").astype("str")
            frames.append(told.assign(what=f"{what} {edition}", lacks=text)[[*KEYS, "what", "units", "lacks"]])
    return pd.concat(frames).assign(age="all", period=edition, source_id=f"iod_{edition}", patients=np.nan)[LACKING]


def _whole(tables: dict[str, pd.DataFrame], parent: pd.Series, footprint: str, edition: str, remarks: Remarks) -> list[str]:
    """The areas that boundaries show to be whole, where a lookup of best fits has no place for some small areas: sums would lose them."""
    areas = list(tables["whole"].query("footprint == @footprint")["area_code"]) if "whole" in tables else []
    kinds = footprint.replace("_", "s of ")
    short = f"The lookup of best fits to {kinds} has no place for {parent.isna().sum():,} of its {len(parent):,} small areas"
    used = f"is used for the {len(areas)} alone whose boundaries show that they are whole" if areas else "is not used"
    remedy = "The publisher's table of all scores names the district of each"
    remarks.note(footprint, f"IoD{edition}: {short}, so it {used}. {remedy}.", f"iod_{edition}")
    return areas


def _reconcile(made: pd.DataFrame, tables: dict[str, pd.DataFrame], edition: str, remarks: Remarks) -> None:
    published = tables["deprivation_summary"]
    if published.empty:
        return
    imd = published.query("domain == 'imd' and edition == @edition").set_index("gss_code")
    for footprint in area_footprints(tables["areas"]):
        gss = geography.areas_of(tables["areas"], footprint)["gss_code"]
        ours = made[made["footprint"] == footprint].set_index("area_code")
        if len(ours) and set(gss.reindex(ours.index)) <= set(imd.index):
            theirs = imd.reindex(gss.reindex(ours.index)).set_axis(ours.index)
            gap = (ours["score_by_residents"] / ours["residents"] - theirs["average_score"]).abs().max()
            remarks.reconciliation.append(
                {"what": "IMD average score", "footprint": footprint, "areas": len(ours), "largest_gap": round(float(gap), 6)}
            )


def lsoa_rows(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """Each small area's own decile, as counts rows with a value."""
    areas = small_areas(tables)
    if areas.empty:
        return pd.DataFrame()
    named = areas.rename(columns={"lsoa_code": "area_code"}).assign(footprint="lsoa_2011")
    row = _row(named, "small area decile", "decile", "residents", "2019")
    return row.assign(value=areas["decile"].astype(float), numerator=areas["rank"].astype(float))


def as_counts(made: pd.DataFrame, edition: str) -> pd.DataFrame:
    """The sums as rows with numerator and denominator, keyed as definitions name them: by edition, for no two may be one series.

    What nobody has a count of is not there: an index without residents has no averages.
    """
    counted = {what: pair for what, pair in PAIRS.items() if made[list(pair)].notna().all(axis=1).any()}
    rows = [_row(made, f"{what} {edition}", *pair, edition) for what, pair in counted.items()]
    return pd.concat(rows, ignore_index=True) if rows else pd.DataFrame()


def _row(made: pd.DataFrame, what: str, numerator: str, denominator: str, edition: str) -> pd.DataFrame:
    named = made[["area_code", "footprint"]].assign(what=what, period=edition, age="all", source_id=f"iod_{edition}")
    return named.assign(numerator=made[numerator].astype(float), denominator=made[denominator].astype(float))
