"""Plan of the fictional country: its regions, CCGs, districts, small areas and practices, with codes that cannot exist."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from jsna.demo import names, tessellation
from jsna.demo.chance import Array, stream

#: Letters of ODS codes of CCGs (the county's are ZZ1 to ZZ3) and of STPs.
CCG_LETTERS, STP_LETTERS = ("ZY", "ZX", "ZW", "ZV"), ("ZS", "ZT")
#: Registered patients a resident: lists hold people who have moved away.
LISTED = 1.03
COUNTY_PRACTICES = (20, 21, 19)
TINY_LIST = 612


@dataclass(frozen=True, eq=False)
class Country:
    """The fictional country.

    Attributes
    ----------
    ccgs : DataFrame
        `ccg_code, ccg_gss, ccg_name` and the STP, region and local office of each, the county's three first.
    districts : DataFrame
        `district_code, district_name, ccg_code, county_code, county_name, need, age`.
    lsoas : DataFrame
        `lsoa_code, lsoa_name`, district and CCG, `x, y` in km, `need` and `rural` in standard deviations, populations
        by age, and the polygon as `geometry`.
    practices : DataFrame
        `practice_code, practice_name`, district, CCG and network, `list_size` of 2018/19, `need` and `age`.

    All have the `part` of the country, as `names.PARTS` counts them from 0; the county is of the first.
    """

    ccgs: pd.DataFrame
    districts: pd.DataFrame
    lsoas: pd.DataFrame
    practices: pd.DataFrame


@lru_cache(maxsize=1)
def plan() -> Country:
    """The country, the same each time: whatever is made of it is kept by it."""
    ccgs = _ccgs()
    districts = _districts(ccgs)
    lsoas = _lsoas(districts)
    return Country(ccgs, districts, lsoas, _practices(lsoas, districts))


def codes(letters: tuple[str, ...], how_many: int) -> list[str]:
    """Codes of two letters and a figure from 1 to 9."""
    return [f"{letters[i // 9]}{i % 9 + 1}" for i in range(how_many)]


def _ccgs() -> pd.DataFrame:
    others = [name for part in names.PARTS for name in part.ccgs]
    ccg_names = [*names.COUNTY_CCGS, *(f"NHS {name} CCG" for name in others)]
    stp, stp_codes = np.arange(len(ccg_names)) // 3, codes(STP_LETTERS, len(names.STPS))
    region = np.array(names.REGION_OF_STP)[stp]
    return pd.DataFrame({
        "ccg_code": [*codes(("ZZ",), 3), *codes(CCG_LETTERS, len(others))],
        "ccg_gss": [f"Z38{i:06d}" for i in range(1, len(ccg_names) + 1)],
        "ccg_name": ccg_names,
        "part": np.repeat(np.arange(len(names.PARTS)), [len(part.ccgs) + 3 * (part is names.PARTS[0]) for part in names.PARTS]),
        "stp_code": [stp_codes[i] for i in stp],
        "stp_gss": [f"Z54{i + 1:06d}" for i in stp],
        "stp_name": [f"{names.STPS[i]} STP" for i in stp],
        "region_code": [f"ZR{i + 1}" for i in region],
        "region_gss": [f"Z40{i + 1:06d}" for i in region],
        "region_name": [names.REGIONS[i] for i in region],
        "office_code": [f"ZQ{i + 1}" for i in region],
        "office_gss": [f"Z39{i + 1:06d}" for i in region],
        "office_name": [f"NHS England {names.REGIONS[i]}" for i in region],
    })


def _districts(ccgs: pd.DataFrame) -> pd.DataFrame:
    rows = [row for i, part in enumerate(names.PARTS) for row in _drawn(part, stream("districts", i))]
    table = pd.DataFrame([*names.DISTRICTS, *rows], columns=["district_name", "small_areas", "need", "age"])
    ccg = np.r_[np.repeat([0, 1, 2], 2), 3:len(ccgs)]
    return table.assign(
        district_code=[f"Z07{i:06d}" for i in range(1, len(table) + 1)],
        part=ccgs["part"].to_numpy()[ccg],
        ccg_code=ccgs["ccg_code"].to_numpy()[ccg],
        county_code=[f"Z10{i // 3 + 1:06d}" for i in ccg],
        county_name=[names.STPS[i // 3] for i in ccg],
    )


def _drawn(part: names.Part, chance: np.random.Generator) -> Iterator[tuple[str, int, float, float]]:
    n = len(part.ccgs)
    return zip(part.ccgs, chance.integers(part.fewest, part.most + 1, n), chance.normal(0, 0.5, n), chance.normal(0, 0.35, n), strict=True)


def _lsoas(districts: pd.DataFrame) -> pd.DataFrame:
    table = pd.concat([_lsoas_of(districts[districts["part"] == i], i) for i in range(len(names.PARTS))], ignore_index=True)
    return table.assign(lsoa_code=[f"Z01{i:06d}" for i in range(1, len(table) + 1)])


def _lsoas_of(districts: pd.DataFrame, part: int) -> pd.DataFrame:
    chance = stream("small areas", part)
    home = len(names.DISTRICTS) if part == 0 else 0
    zones = (tessellation.zones(home, part, True) if home else []) + tessellation.zones(len(districts) - home, part)
    areas = pd.concat(_placed(districts, zones, chance), ignore_index=True)
    points = areas[["x", "y"]].to_numpy()
    apart = np.log(np.asarray(KDTree(points).query(points, k=4)[0])[:, 1:].mean(axis=1))
    rural = (apart - apart.mean()) / apart.std()
    need = areas["district_need"] - 0.3 * rural + 0.35 * _rolling(points, chance) + chance.normal(0, 0.5, len(areas))
    table = areas.assign(need=need, rural=rural)
    return table.assign(**_populations(table, chance), geometry=tessellation.cells(points, part)).drop(columns=["district_need", "age"])


def _placed(districts: pd.DataFrame, zones: list[Array], chance: np.random.Generator) -> Iterator[pd.DataFrame]:
    for district, zone in zip(districts.to_dict("records"), zones, strict=True):
        points = tessellation.seeds(zone, district["small_areas"], chance)
        points = points[np.argsort(-points[:, 1])]  # numbered from the north, as the census does
        number = np.arange(len(points))
        yield pd.DataFrame({
            "lsoa_name": [f"{district['district_name']} {i // 5 + 1:03d}{'ABCDE'[i % 5]}" for i in number],
            **{name: district[name] for name in ("district_code", "district_name", "ccg_code", "part", "age")},
            "district_need": district["need"], "x": points[:, 0], "y": points[:, 1],
        })


def _rolling(points: Array, chance: np.random.Generator) -> Array:
    """A field that changes slowly from place to place, so that neighbours resemble each other."""
    waves = chance.normal(0, 0.25, (6, 2))
    starts = chance.uniform(0, 2 * np.pi, 6)
    return np.sin(points @ waves.T + starts).sum(axis=1) / np.sqrt(3)


def _populations(lsoas: pd.DataFrame, chance: np.random.Generator) -> dict[str, Array]:
    n, age = len(lsoas), lsoas["age"].to_numpy() + 0.2 * lsoas["rural"].to_numpy()
    total = np.clip(chance.normal(1650, 260, n), 1020, 2900).round()
    old = (total * np.clip(0.24 + 0.06 * age + chance.normal(0, 0.04, n), 0.06, 0.5)).round()
    children = (total * np.clip(0.19 - 0.015 * age + 0.015 * lsoas["need"] + chance.normal(0, 0.02, n), 0.08, 0.35)).round()
    adults = total - old - children
    working_age = np.round(4 * (0.955 * adults + 0.19 * old)) / 4  # the publisher's are averages, in quarters
    return {"population": total, "children": children, "adults": adults, "old": old, "working_age": working_age}


def _practices(lsoas: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    table = pd.concat([_practices_in(lsoas[lsoas["part"] == i], i) for i in range(len(names.PARTS))], ignore_index=True)
    pcn = table.groupby(["ccg_code", "network"], sort=False).ngroup()
    return table.assign(
        practice_code=[f"Z99{i:03d}" for i in range(1, len(table) + 1)],
        practice_name=names.surgeries(len(table)),
        pcn_code=[f"ZU{i + 1:04d}" for i in pcn],
        pcn_name=pcn.map(dict(enumerate(names.networks(pcn.max() + 1)))),
        age=table["age"] + table["district_code"].map(districts.set_index("district_code")["age"]),
        list_size=_with_a_tiny_list(table["list_size"]),
    ).drop(columns="network")


def _practices_in(lsoas: pd.DataFrame, part: int) -> pd.DataFrame:
    chance, areas = stream("practices", part), [areas for _, areas in lsoas.groupby("ccg_code", sort=False)]
    counts = [round(len(ccg) / 3.1) for ccg in areas]
    if part == 0:
        counts[:len(COUNTY_PRACTICES)] = COUNTY_PRACTICES
    table = pd.concat([_practices_of(ccg, count, chance) for ccg, count in zip(areas, counts, strict=True)])
    return table.assign(part=part, age=chance.normal(0, 0.25, len(table)))


def _practices_of(areas: pd.DataFrame, count: int, chance: np.random.Generator) -> pd.DataFrame:
    """Practices spread over the small areas of a CCG, each as deprived as the areas around it."""
    order = areas.sort_values(["district_code", "x"])
    homes = order.iloc[np.linspace(0, len(areas) - 1, count).round().astype(int)]
    around = KDTree(areas[["x", "y"]]).query(homes[["x", "y"]], k=12)[1]
    weight = chance.lognormal(0, 0.5, count)
    size = np.clip(LISTED * areas["population"].sum() * weight / weight.sum(), 2050, 20_000).round().astype(int)
    return pd.DataFrame({
        "ccg_code": areas["ccg_code"].iloc[0], "district_code": homes["district_code"].to_numpy(),
        "need": areas["need"].to_numpy()[around].mean(axis=1),
        "x": homes["x"].to_numpy(), "y": homes["y"].to_numpy(), "list_size": size,
        "network": np.arange(count) * max(count // 5, 1) // count,
    })


def _with_a_tiny_list(sizes: pd.Series) -> pd.Series:
    """The smallest list of the county, smaller still: its register of a rare condition has nobody in some years."""
    return sizes.mask(sizes.index == sizes.iloc[:sum(COUNTY_PRACTICES)].idxmin(), TINY_LIST)
