"""Patients by practice and small area in the layout of NHS Digital: most live near their surgery, some far away, a few nowhere known."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jsna.demo.chance import stream
from jsna.demo.layout import Row, text_table
from jsna.demo.plan import Country

HEADER = ["PUBLICATION", "EXTRACT_DATE", "PRACTICE_CODE", "PRACTICE_NAME", "LSOA_CODE", "SEX", "NUMBER_OF_PATIENTS"]
#: How many km away the patients of a surgery have become a third as many.
REACH = 4.0
#: Patients with an address that no small area could be given.
UNPLACED = 0.002


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """The list of April 2019, all patients together."""
    yield "practices/gp-reg-pat-prac-lsoa-all.csv", text_table([HEADER, *_rows(country)])


def _rows(country: Country) -> Iterator[Row]:
    chance = stream("patients by small area")
    for ccg_code, practices in country.practices.groupby("ccg_code", sort=False):
        around = country.lsoas[country.lsoas["ccg_code"] == ccg_code]
        for practice in practices.to_dict("records"):
            weights = np.append(shares(around, float(practice["x"]), float(practice["y"])), UNPLACED)
            people = chance.multinomial(practice["list_size"], weights / weights.sum())
            identity = ["GP_PRAC_PAT_LIST", "01APR2019", practice["practice_code"], practice["practice_name"].upper()]
            yield from ([*identity, code, "ALL", n] for code, n in zip([*around["lsoa_code"], "NO2011"], people.tolist(), strict=True) if n)


def shares(around: pd.DataFrame, x: float, y: float) -> np.ndarray:
    """Which share of the patients of a surgery at `x, y` lives in each of the small areas."""
    away = np.hypot(around["x"] - x, around["y"] - y)
    weight = (around["population"] * np.exp(-away / REACH)).to_numpy()
    return np.asarray(weight / weight.sum())
