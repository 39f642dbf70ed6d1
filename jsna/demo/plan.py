"""Plan of the fictional country: its regions, CCGs, districts, small areas and practices, with codes that cannot exist."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.spatial import KDTree

from jsna.demo import names, tessellation
from jsna.demo.chance import Array, stream

#: Letters of ODS codes of CCGs: the county's are ZZ1 to ZZ3.
CCG_LETTERS = ("ZY", "ZX", "ZW")
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
        `ccg_code, ccg_gss, ccg_name` and the STP and region of each, the county's three first.
    districts : DataFrame
        `district_code, district_name, ccg_code, county_code, county_name, need, age`.
    lsoas : DataFrame
        `lsoa_code, lsoa_name`, district and CCG, `x, y` in km, `need` and `rural` in standard deviations, populations
        by age, and the polygon as `geometry`.
    practices : DataFrame
        `practice_code, practice_name`, district, CCG and network, `list_size` of 2018/19, `need` and `age`.
    """

    ccgs: pd.DataFrame
    districts: pd.DataFrame
    lsoas: pd.DataFrame
    practices: pd.DataFrame


def plan() -> Country:
    """Plan the country, the same each time."""
    ccgs = _ccgs()
    districts = _districts(ccgs)
    lsoas = _lsoas(districts)
    return Country(ccgs, districts, lsoas, _practices(lsoas, districts))


def _ccgs() -> pd.DataFrame:
    codes = [f"ZZ{i}" for i in (1, 2, 3)] + [f"{letters}{i}" for letters in CCG_LETTERS for i in range(1, 10)]
    ccg_names = [*names.COUNTY_CCGS, *(f"NHS {name} CCG" for name in names.OTHERS)]
    stp = np.arange(len(ccg_names)) // 3
    region = np.array(names.REGION_OF_STP)[stp]
    return pd.DataFrame({
        "ccg_code": codes[:len(ccg_names)],
        "ccg_gss": [f"Z38{i:06d}" for i in range(1, len(ccg_names) + 1)],
        "ccg_name": ccg_names,
        "stp_code": [f"ZS{i + 1}" for i in stp],
        "stp_gss": [f"Z54{i + 1:06d}" for i in stp],
        "stp_name": [f"{names.STPS[i]} STP" for i in stp],
        "region_code": [f"ZR{i + 1}" for i in region],
        "region_gss": [f"Z40{i + 1:06d}" for i in region],
        "region_name": [names.REGIONS[i] for i in region],
    })


def _districts(ccgs: pd.DataFrame) -> pd.DataFrame:
    chance, others = stream("districts"), len(names.OTHERS)
    made = zip(names.OTHERS, chance.integers(30, 41, others), chance.normal(0, 0.5, others), chance.normal(0, 0.35, others), strict=True)
    table = pd.DataFrame([*names.DISTRICTS, *made], columns=["district_name", "small_areas", "need", "age"])
    ccg = np.r_[np.repeat([0, 1, 2], 2), 3:len(ccgs)]
    return table.assign(
        district_code=[f"Z07{i:06d}" for i in range(1, len(table) + 1)],
        ccg_code=ccgs["ccg_code"].to_numpy()[ccg],
        county_code=[f"Z10{i // 3 + 1:06d}" for i in ccg],
        county_name=[names.STPS[i // 3] for i in ccg],
    )


def _lsoas(districts: pd.DataFrame) -> pd.DataFrame:
    chance = stream("small areas")
    home = len(names.DISTRICTS)
    zones = tessellation.zones(home, True) + tessellation.zones(len(districts) - home, False)
    placed = pd.concat(_placed(districts, zones, chance), ignore_index=True)
    points = placed[["x", "y"]].to_numpy()
    apart = np.log(np.asarray(KDTree(points).query(points, k=4)[0])[:, 1:].mean(axis=1))
    rural = (apart - apart.mean()) / apart.std()
    need = placed["district_need"] - 0.3 * rural + 0.35 * _rolling(points, chance) + chance.normal(0, 0.5, len(placed))
    coded = placed.assign(lsoa_code=[f"Z01{i:06d}" for i in range(1, len(placed) + 1)], need=need, rural=rural)
    return coded.assign(**_populations(coded, chance), geometry=tessellation.cells(points)).drop(columns=["district_need", "age"])


def _placed(districts: pd.DataFrame, zones: list[Array], chance: np.random.Generator) -> Iterator[pd.DataFrame]:
    for district, zone in zip(districts.to_dict("records"), zones, strict=True):
        points = tessellation.seeds(zone, district["small_areas"], chance)
        points = points[np.argsort(-points[:, 1])]  # numbered from the north, as the census does
        number = np.arange(len(points))
        yield pd.DataFrame({
            "lsoa_name": [f"{district['district_name']} {i // 5 + 1:03d}{'ABCDE'[i % 5]}" for i in number],
            **{name: district[name] for name in ("district_code", "district_name", "ccg_code", "age")},
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
    working = np.round(4 * (0.955 * adults + 0.19 * old)) / 4  # the publisher's are averages, in quarters
    return {"population": total, "children": children, "adults": adults, "old": old, "working_age": working}


def _practices(lsoas: pd.DataFrame, districts: pd.DataFrame) -> pd.DataFrame:
    chance = stream("practices")
    parts, network = [], 1
    for i, (ccg_code, areas) in enumerate(lsoas.groupby("ccg_code", sort=False)):
        count = COUNTY_PRACTICES[i] if i < 3 else round(len(areas) / 3.1)
        practices = _practices_of(areas, count, chance)
        networks = network + np.arange(count) * max(count // 5, 1) // count
        parts.append(practices.assign(ccg_code=ccg_code, pcn=networks))
        network = int(networks[-1]) + 1
    table = pd.concat(parts, ignore_index=True)
    pcn_names = names.networks(network)
    return table.assign(
        practice_code=[f"Z99{i:03d}" for i in range(1, len(table) + 1)],
        practice_name=names.surgeries(len(table)),
        pcn_code=[f"ZU{i:04d}" for i in table["pcn"]],
        pcn_name=[pcn_names[i - 1] for i in table["pcn"]],
        age=table["district_code"].map(districts.set_index("district_code")["age"]) + chance.normal(0, 0.25, len(table)),
        list_size=_with_a_tiny_list(table["list_size"]),
    ).drop(columns="pcn")


def _practices_of(areas: pd.DataFrame, count: int, chance: np.random.Generator) -> pd.DataFrame:
    """Practices spread over the small areas of a CCG, each as deprived as the areas around it."""
    ordered = areas.sort_values(["district_code", "x"])
    homes = ordered.iloc[np.linspace(0, len(areas) - 1, count).round().astype(int)]
    around = KDTree(areas[["x", "y"]]).query(homes[["x", "y"]], k=12)[1]
    weight = chance.lognormal(0, 0.5, count)
    size = np.clip(LISTED * areas["population"].sum() * weight / weight.sum(), 2050, 20_000).round().astype(int)
    return pd.DataFrame({
        "district_code": homes["district_code"].to_numpy(),
        "need": areas["need"].to_numpy()[around].mean(axis=1),
        "x": homes["x"].to_numpy(), "y": homes["y"].to_numpy(), "list_size": size,
    })


def _with_a_tiny_list(sizes: pd.Series) -> pd.Series:
    """The smallest list of the county, smaller still: its register of a rare condition has nobody in some years."""
    return sizes.mask(sizes.index == sizes.iloc[:sum(COUNTY_PRACTICES)].idxmin(), TINY_LIST)
