"""Registers and lists of the fictional practices, year by year, that every publication of QOF is made from."""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import pandas as pd
from scipy.special import expit, logit

from jsna.demo.chance import Array, Counts, normals
from jsna.demo.plan import COUNTY_PRACTICES, Country

YEARS = ("2017/18", "2018/19", "2019/20", "2020/21", "2021/22", "2022/23")

#: Share of patients that a list type holds in England.
SHARES = {"TOTAL": 1.0, "06OV": 0.938, "16OV": 0.818, "17OV": 0.807, "18OV": 0.797, "30_74": 0.56, "50OV": 0.364}


class Register(NamedTuple):
    """A register of QOF: its level in England each year (per cent, 0 before and after it was kept), and what it goes with."""

    list_type: str
    levels: tuple[float, float, float, float, float, float]
    with_need: float
    with_age: float
    spread: float = 0.10


REGISTERS = {
    "AF": Register("TOTAL", (1.9, 2.0, 2.05, 2.05, 2.1, 2.15), -0.02, 0.30),
    "AST": Register("TOTAL", (5.9, 6.05, 6.5, 6.4, 6.45, 6.5), 0.06, 0.0, 0.12),
    "CAN": Register("TOTAL", (2.75, 3.0, 3.15, 3.2, 3.35, 3.5), -0.04, 0.28),
    "CHD": Register("TOTAL", (3.15, 3.1, 3.1, 3.05, 3.0, 3.0), 0.08, 0.28),
    "CKD": Register("18OV", (4.1, 4.1, 4.05, 3.95, 4.0, 4.2), 0.05, 0.28, 0.2),
    "COPD": Register("TOTAL", (1.9, 1.95, 1.95, 1.95, 1.9, 1.85), 0.28, 0.22, 0.13),
    "CVDPP": Register("30_74", (1.1, 1.15, 1.2, 0, 0, 0), 0.03, 0.10, 0.25),
    "DEM": Register("TOTAL", (0.75, 0.8, 0.8, 0.7, 0.7, 0.75), 0.0, 0.35, 0.25),
    "DEP": Register("18OV", (9.9, 10.7, 11.6, 12.3, 12.7, 13.2), 0.10, 0.0, 0.2),
    "DM": Register("17OV", (6.8, 6.9, 7.1, 7.1, 7.25, 7.45), 0.13, 0.10),
    "EP": Register("18OV", (0.8, 0.8, 0.8, 0.8, 0.8, 0.8), 0.12, 0.0, 0.08),
    "HF": Register("TOTAL", (0.85, 0.95, 0.9, 0.9, 0.95, 1.0), 0.08, 0.28, 0.15),
    "HYP": Register("TOTAL", (13.9, 14.0, 14.1, 13.9, 14.0, 14.4), 0.04, 0.22, 0.08),
    "LD": Register("TOTAL", (0.5, 0.5, 0.5, 0.55, 0.55, 0.55), 0.18, 0.0, 0.2),
    "MH": Register("TOTAL", (0.95, 0.95, 0.95, 0.95, 0.95, 1.0), 0.22, -0.05, 0.15),
    "NDH": Register("18OV", (0, 0, 0, 5.3, 6.1, 7.1), 0.05, 0.12, 0.25),
    # Fewer people were weighed in the first year of the pandemic.
    "OB": Register("18OV", (9.8, 10.1, 10.5, 6.9, 9.7, 11.4), 0.16, 0.03, 0.18),
    "OST": Register("50OV", (0.7, 0.8, 0.85, 0.75, 0.9, 0.95), 0.0, 0.10, 0.3),
    "PAD": Register("TOTAL", (0.6, 0.6, 0.6, 0.6, 0.6, 0.55), 0.18, 0.26, 0.12),
    "PC": Register("TOTAL", (0.4, 0.4, 0.5, 0.45, 0.5, 0.45), -0.02, 0.25, 0.3),
    "RA": Register("16OV", (0.75, 0.75, 0.75, 0.75, 0.75, 0.75), 0.05, 0.12, 0.08),
    "STIA": Register("TOTAL", (1.75, 1.8, 1.8, 1.8, 1.85, 1.85), 0.05, 0.28),
}
#: The practice of the county, counted from 0, that has nobody on its register of a rare condition.
WITHOUT, RARE = COUNTY_PRACTICES[0] + 4, "PC"


@lru_cache(maxsize=1)
def registers(country: Country) -> pd.DataFrame:
    """`practice_code, period, register, list_type, patients, list_size`, of all years."""
    lists = _lists(country)
    parts = [_register(country, name, lists) for name in REGISTERS]
    return pd.concat(parts, ignore_index=True).sort_values(["period", "practice_code", "register"], ignore_index=True)


def list_type(register: str, period: str) -> str:
    """The list that a register is counted among: asthma came to leave out children under six in 2020/21."""
    return "06OV" if register == "AST" and period >= "2020/21" else REGISTERS[register].list_type


def _lists(country: Country) -> dict[str, Array]:
    """Lists by type, a row a practice and a column a year; an older practice has more patients of every lower limit."""
    practices = country.practices
    growth = 1.011 + 0.012 * normals("lists", practices["part"], 1).T
    total = np.round(practices["list_size"].to_numpy()[:, None] * growth ** (np.arange(len(YEARS)) - 1))
    lean = 0.3 * practices["age"].to_numpy()[:, None]
    return {name: total if share == 1 else np.round(total * expit(logit(share) + lean)) for name, share in SHARES.items()}


def _register(country: Country, name: str, lists: dict[str, Array]) -> pd.DataFrame:
    register, practices = REGISTERS[name], country.practices
    level_of_practice, luck, *drifts = normals(f"register {name}", practices["part"], 2 + 2 * len(YEARS))
    deviations = practices[["need", "age"]] - practices.loc[practices["part"] == 0, ["need", "age"]].mean()
    lean = register.spread * level_of_practice + register.with_need * deviations["need"] + register.with_age * deviations["age"]
    parts, drift = [], iter(zip(drifts[::2], drifts[1::2], strict=True))
    for at, (period, level) in enumerate(zip(YEARS, register.levels, strict=True)):
        if level:
            size = lists[list_type(name, period)][:, at]
            patients = _counted(size, expit(logit(level / 100) + lean.to_numpy()), luck, *next(drift))
            parts.append(practices[["practice_code"]].assign(
                period=period, register=name, list_type=list_type(name, period), patients=patients, list_size=size.astype(int)))
    table = pd.concat(parts)
    nobody = (table["practice_code"] == practices["practice_code"].iloc[WITHOUT]) & (name == RARE)
    return table.assign(patients=table["patients"].mask(nobody, 0))


def _counted(size: Array, share: Array, luck: Array, drift: Array, fresh: Array) -> Counts:
    """Patients on a register: mostly the same people from year to year, so most of the luck stays too."""
    expected = size * share * np.exp(0.03 * drift)
    patients = expected + np.sqrt(expected * (1 - share)) * (0.95 * luck + 0.3 * fresh)
    return np.clip(np.round(patients), 0, size).astype(np.int64)
