"""Monthly activity return: admissions, referrals and first outpatients by CCG, a workbook a month for three years."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from jsna.demo.chance import Array, Counts, autocorrelated, by_part
from jsna.demo.layout import NOTICE, Row, workbook
from jsna.demo.months import MONTHS, block, file_name
from jsna.demo.plan import Country
from jsna.periods import Period, financial_year

CODES = ["Year", "Period", "Region Code", "Region Name", "Org Code", "Org Name"]

#: Headings as published (some end in a blank) and monthly rates per 1,000 residents; totals have none.
MEASURES = {
    "Elective G&A Ordinary Admissions (FFCEs)": 1.8,
    "Elective G&A Daycase Admissions (FFCEs)": 10.4,
    "Elective G&A Total Admissions (FFCEs)": 0.0,
    "Elective G&A Planned Ordinary Admissions (FFCEs)": 0.28,
    "Elective G&A Planned Daycase Admissions (FFCEs)": 3.3,
    "Elective G&A Planned Total Admissions (FFCEs)": 0.0,
    "Elective G&A Admissions (FFCEs) -NHS Treatment Centres (TCs) ": 0.27,
    "Total Non-elective G&A Admissions (FFCEs)": 9.9,
    "GP Referrals Made (All specialties) ": 20.2,
    "GP Referrals Seen (All specialties) ": 16.5,
    "GP Referrals Made (G&A) ": 19.4,
    "GP Referrals Seen (G&A) ": 15.8,
    "Other Referrals Made (G&A) ": 12.5,
    "All 1st Outpatient Attendances (G&A) ": 28.0,
}
ORDINARY, DAY_CASE, TOTAL, PLANNED_ORDINARY, PLANNED_DAY_CASE, PLANNED_TOTAL, CENTRES, NON_ELECTIVE = range(8)
ALL_MADE, ALL_SEEN, MADE, SEEN = range(8, 12)

#: Which CCG of the county has what history of non-elective admissions.
STEPPED, STABLE = "ZZ2", "ZZ3"
STEP, STEP_FROM = 1.13, 21

TITLE = "Monthly Hospital Activity"
SUMMARY = ("Monthly activity data relating to elective and non-elective inpatient admissions (FFCEs) and outpatient referrals and "
           "attendances for first consultant outpatient appointments.")

#: NHS England's own commissioning, a code that is no place.
SPECIALISED = ["-", "NHS ENGLAND", "X24", "NHS ENGLAND"]


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """One workbook a month; the row of England is the sum of the rows below it."""
    numbers = _numbers(country)
    upper = country.ccgs.assign(region_name=country.ccgs["region_name"].str.upper() + " COMMISSIONING REGION",
                                ccg_name=country.ccgs["ccg_name"].str.upper())
    ccgs = upper[["region_code", "region_name", "ccg_code", "ccg_name"]].to_numpy().tolist()
    for i, month in enumerate(MONTHS):
        yield f"monthly_activity/{file_name(month)}.xlsx", workbook(_sheets(month, [SPECIALISED, *ccgs], numbers[:, i]))


def _numbers(country: Country) -> Counts:
    """Whole numbers by organisation, month and measure; the first organisation is NHS England."""
    rates = np.array(list(MEASURES.values()))
    people = country.lsoas.groupby("ccg_code", sort=False)["population"].sum().to_numpy()
    size = np.r_[0.025 * people.sum(), people] / 1000
    days = np.array([month.days for month in MONTHS]) / 30.4
    noise, luck = np.split(by_part("monthly activity", _parts(country), _noise_and_luck), 2, axis=2)
    level = _level(country)[:, None, :] * size[:, None, None] * rates * days[:, None] ** 0.5
    expected = level * np.exp(0.02 * noise)
    expected[:, :, NON_ELECTIVE] = _non_elective(country, level[:, :, NON_ELECTIVE], noise[:, :, NON_ELECTIVE])
    numbers = np.round(expected + np.sqrt(expected) * luck).clip(0)
    # Referrals seen are among those made, and those of general and acute specialties among all.
    for part, whole in ((ALL_SEEN, ALL_MADE), (MADE, ALL_MADE), (SEEN, ALL_SEEN), (SEEN, MADE)):
        numbers[:, :, part] = np.minimum(numbers[:, :, part], numbers[:, :, whole])
    numbers[:, :, TOTAL] = numbers[:, :, ORDINARY] + numbers[:, :, DAY_CASE]
    numbers[:, :, PLANNED_TOTAL] = numbers[:, :, PLANNED_ORDINARY] + numbers[:, :, PLANNED_DAY_CASE]
    return numbers.astype(np.int64)


def _parts(country: Country) -> list[int]:
    return [0, *country.ccgs["part"]]


def _noise_and_luck(chance: np.random.Generator, organisations: Counts) -> Array:
    noise = np.stack([autocorrelated(chance, len(organisations), len(MONTHS), 0.35) for _ in MEASURES], axis=2)
    return np.concatenate([noise, chance.standard_normal(noise.shape)], axis=2)


def _level(country: Country) -> Array:
    """How far each organisation lies from the mean rate, by measure: more non-elective where there is more deprivation."""
    need = country.lsoas.groupby("ccg_code", sort=False)["need"].mean()
    level = np.exp(by_part("levels of activity", _parts(country), lambda chance, rows: chance.normal(0, 0.06, (len(rows), len(MEASURES)))))
    level[1:, NON_ELECTIVE] *= np.exp(0.12 * (need - need[country.ccgs["part"].to_numpy() == 0].mean()))
    return level


def _non_elective(country: Country, level: Array, noise: Array) -> Array:
    """A slow rise with more in winter; one CCG of the county steps up and stays, another is stable."""
    at = np.arange(len(MONTHS))
    winter = np.cos(2 * np.pi * (np.array([month.start.month for month in MONTHS]) - 0.8) / 12)
    expected = level * np.exp(0.0012 * at + 0.022 * winter + 0.018 * noise)
    row = {code: i + 1 for i, code in enumerate(country.ccgs["ccg_code"])}
    expected[row[STEPPED], STEP_FROM:] *= STEP
    expected[row[STABLE]] = level[row[STABLE]].mean()
    return expected


def _sheets(month: Period, organisations: list[list[str]], numbers: Counts) -> dict[str, list[Row]]:
    rows = [[*codes, *values] for codes, values in zip(organisations, numbers.tolist(), strict=True)]
    by_region = pd.DataFrame(rows).groupby([0, 1], sort=False).sum(numeric_only=True)
    regions = [[*codes, *values] for codes, values in zip(by_region.index, by_region.to_numpy().tolist(), strict=True)]
    total = numbers.sum(axis=0).tolist()
    return {
        "Commissioner": _sheet(month, CODES, [["", "", "", "England", *total], [], *rows], "Commissioner Level Data"),
        "Region": _sheet(month, CODES[:4], [["", "England", *total], [], *regions], "Region Level Data"),
        "Notes": [[], ["", "Notes"], [], ["", NOTICE]],
    }


def _sheet(month: Period, codes: list[str], rows: list[Row], level: str) -> list[Row]:
    year = financial_year(month.start).replace("/", "-")
    lines = [["", year, f"{month.start:%B}", *row] if row else [] for row in rows]
    above = block(month, TITLE, SUMMARY, "Commissioner", "Revised Public", ["", level])
    return [*above, ["", *codes, *MEASURES], *lines, [], ["", f"Note: {NOTICE}"]]
