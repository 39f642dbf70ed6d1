"""Residents of the fictional small areas by single year of age, in the layout of the re-shaped estimates: the patients who live there."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jsna.demo import ages
from jsna.demo.chance import Array
from jsna.demo.layout import Row, text_table
from jsna.demo.patients_by_lsoa import shares
from jsna.demo.plan import LISTED, Country

HEADER = ["lsoa11_name", "lsoa11_code", "total_population", *map(str, range(90)), "90+"]


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """The estimates of the middle of the year of the newest registers."""
    yield "population/lsoa11_single_year_persons_mid2022.csv", text_table([HEADER, *_rows(country)])


def _rows(country: Country) -> Iterator[Row]:
    names = country.lsoas.set_index("lsoa_code")["lsoa_name"]
    for code, people in by_band(country).round().astype(int).iterrows():
        single = _single_years(people.to_numpy())
        yield [names[str(code)], code, single.sum(), *single.tolist()]


def by_band(country: Country) -> pd.DataFrame:
    """A row a small area and a column a band of five years, the last from 90: residents, not yet rounded."""
    people = ages.patients(country)
    low = people["age"].str.extract(r"^(\d+)")[0].astype(int).clip(upper=90)
    by_practice = people.groupby(["code", low.rename("low")])["patients"].sum().unstack()
    practices = dict(iter(country.practices.groupby("ccg_code")))
    frames = [_of_ccg(around, practices[ccg], by_practice) for ccg, around in country.lsoas.groupby("ccg_code")]
    return pd.concat(frames).reindex(country.lsoas["lsoa_code"])


def _of_ccg(around: pd.DataFrame, practices: pd.DataFrame, patients: pd.DataFrame) -> pd.DataFrame:
    weights = np.array([shares(around, x, y) for x, y in practices[["x", "y"]].to_numpy(float)])
    people: Array = weights.T @ patients.loc[practices["practice_code"]].to_numpy(float) / LISTED
    return pd.DataFrame(people, pd.Index(around["lsoa_code"]), patients.columns)


def _single_years(bands: "np.ndarray") -> "np.ndarray":
    """Single years of age that add up to bands of five, the first ones of each with those that are left over."""
    each, over = np.divmod(bands[:-1], 5)
    years = each[:, np.newaxis] + (np.arange(5) < over[:, np.newaxis])
    return np.append(years.ravel(), bands[-1])
