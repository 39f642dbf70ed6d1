"""Patients of the fictional practices by sex and five years of age, in NHS Digital's layout, adding up to the lists of QOF."""

from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from jsna.demo.chance import Counts, normals, shared_out
from jsna.demo.layout import Row, text_table
from jsna.demo.plan import Country
from jsna.demo.registers import registers

PERIOD, EXTRACT_DATE = "2022/23", "01APR2023"
HEADER = ["PUBLICATION", "EXTRACT_DATE", "ORG_TYPE", "ORG_CODE", "ONS_CODE", "POSTCODE", "SEX", "AGE_GROUP_5", "NUMBER_OF_PATIENTS"]
#: Shares of each five years of age among patients under 50, and among the others: men, women.
UNDER_50 = {
    "MALE": (4.7, 5.1, 5.5, 5.2, 5.3, 5.7, 6.1, 6.0, 5.5, 4.9),
    "FEMALE": (4.5, 4.9, 5.2, 5.0, 5.2, 5.6, 6.0, 5.8, 5.3, 4.7),
}
FROM_50 = {
    "MALE": (9.2, 9.2, 8.1, 6.7, 5.9, 5.2, 3.3, 1.9, 0.8, 0.2),
    "FEMALE": (9.2, 9.3, 8.2, 7.0, 6.5, 5.9, 4.1, 2.8, 1.5, 0.5),
}
AGES = (*(f"{low}_{low + 4}" for low in range(0, 95, 5)), "95+")


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """One file: each practice's total, then each age of women and of men, and the same of its CCG."""
    yield "practices/gp-reg-pat-prac-quin-age.csv", text_table([HEADER, *_rows(country)])


def _rows(country: Country) -> Iterator[Row]:
    people = patients(country)
    ccgs = country.practices.set_index("practice_code")["ccg_code"]
    gss = country.ccgs.set_index("ccg_code")["ccg_gss"]
    by_ccg = people.assign(code=people["code"].map(ccgs)).groupby(["code", "sex", "age"], as_index=False, sort=False)["patients"].sum()
    for kind, table in (("CCG", by_ccg), ("GP", people)):
        for code, rows_of_code in table.groupby("code", sort=False):
            start = ["GP_PRAC_PAT_LIST", EXTRACT_DATE, kind, code, gss.get(code, ""), ""]
            yield [*start, "ALL", "ALL", rows_of_code["patients"].sum()]
            for sex, rows in rows_of_code.groupby("sex"):
                yield [*start, sex, "ALL", rows["patients"].sum()]
                yield from ([*start, sex, *pair] for pair in rows[["age", "patients"]].itertuples(index=False))


def patients(country: Country) -> pd.DataFrame:
    """`code, sex, age, patients` of each practice: as many in all, and as many of 50 and over, as its lists of QOF say."""
    rows, practices = registers(country).query("period == @PERIOD"), country.practices.set_index("practice_code")
    lists = rows.drop_duplicates(["practice_code", "list_type"]).pivot(index="practice_code", columns="list_type", values="list_size")
    lean = (practices["age"] + 0.1 * normals("ages", practices["part"], 1)[0]).reindex(lists.index).to_numpy()
    old, everybody = lists["50OV"].to_numpy(), lists["TOTAL"].to_numpy()
    counts = [
        np.concatenate([_shared(young, UNDER_50, tilt), _shared(elder, FROM_50, tilt)], axis=1)
        for young, elder, tilt in zip(everybody - old, old, lean, strict=True)
    ]
    keys = pd.MultiIndex.from_product([lists.index, UNDER_50, AGES], names=["code", "sex", "age"])
    return pd.Series(np.array(counts).ravel(), keys, name="patients").reset_index()


def _shared(people: int, shares: Mapping[str, tuple[float, ...]], lean: float) -> Counts:
    """People by sex and age; where a practice leans to the old, the more so the older the age."""
    weights = np.array(list(shares.values())) * np.exp(0.12 * lean * np.arange(10))
    return shared_out(int(people), weights.ravel()).reshape(2, 10)
