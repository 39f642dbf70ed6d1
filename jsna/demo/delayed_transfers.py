"""Delayed transfers of care by local authority, a workbook a month for three years."""

from collections.abc import Iterator

import numpy as np

from jsna.demo.chance import Array, Counts, autocorrelated, by_part, shared_out
from jsna.demo.layout import Row, workbook
from jsna.demo.months import MONTHS, block, file_name
from jsna.demo.plan import Country, codes
from jsna.periods import Period

HEADER = ["", "Region", "ONS Geography", "Code", "Name"]
CARE = ["Acute", "Non-Acute", "Total"]

#: The collection ended in February 2020.
COLLECTED = tuple(month for month in MONTHS if month.label <= "2020-02")

#: Places outside England, codes that are no authorities.
OUTSIDE = [["-", "-", "9901", "Resident in Scotland"], ["-", "-", "9900", "Resident In Wales"], ["-", "-", "9902", "Resident outside GB"]]

#: Reasons for delay, each with the share of days that fall to the NHS, social care and both.
REASONS = {
    "A) Awaiting completion of assessment": (5.3, 4.9, 1.4),
    "B) Awaiting public funding": (1.6, 0.7, 0.8),
    "C) Awaiting further non-acute NHS care (including intermediate care, rehabilitation services etc)": (19.6, 0, 0),
    "Di) Awaiting residential home placement or availability": (5.1, 7.0, 0),
    "Dii) Awaiting nursing home placement or availability": (6.3, 4.1, 2.6),
    "E) Awaiting care package in own home": (6.7, 8.7, 3.8),
    "F) Awaiting community equipment and adaptations": (2.3, 0.3, 0.4),
    "G) Patient or family choice": (11.2, 1.2, 0),
    "H) Disputes": (0.5, 0.2, 0),
    "I) Housing - patients not covered by Care Act": (4.3, 0, 0),
    "O) Other": (0.7, 0.3, 0.2),
}
#: Delayed days per 1,000 residents in a month of 30 days, and the share of them in acute care.
RATE, ACUTE = 2.5, 0.64


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """One workbook a month; the row of England is the sum of the rows below it."""
    authorities, days = _authorities(country), _days(country)
    for i, month in enumerate(COLLECTED):
        sheets = {"England": _england(month, days[:, i].sum(axis=0)), "LA - by type of care": _by_care(month, authorities, days[:, i])}
        yield f"dtoc/{file_name(month)}.xlsx", workbook(sheets)


def _authorities(country: Country) -> list[list[str]]:
    regions = country.ccgs.set_index("ccg_code")["region_name"]
    counties = country.districts.drop_duplicates("county_code")
    rows = [[regions[ccg], gss, code, name] for code, (ccg, gss, name) in
             zip(codes(("ZL", "ZK"), len(counties)), counties[["ccg_code", "county_code", "county_name"]].to_numpy().tolist(), strict=True)]
    return [*sorted(rows), *OUTSIDE]


def _days(country: Country) -> Counts:
    """Delayed days by authority, month and care (acute, not acute), in the order of the authorities."""
    counties = country.lsoas["district_code"].map(country.districts.set_index("district_code")["county_code"])
    people = country.lsoas.groupby(counties)["population"].sum()
    part = country.districts.groupby("county_code")["part"].first()
    places = [authority[1] for authority in _authorities(country)]
    size = people.reindex(places, fill_value=3000.0).to_numpy() / 1000
    return by_part("delayed transfers", part.reindex(places, fill_value=0).to_list(), lambda chance, rows: _drawn(size[rows], chance))


def _drawn(size: Array, chance: np.random.Generator) -> Counts:
    decline = np.exp(-0.010 * np.arange(len(MONTHS)))  # the national ambition of those years was to lower delays
    level = np.exp(chance.normal(0, 0.2, (len(size), 1))) * decline * np.array([month.days / 30 for month in MONTHS])
    noise = np.exp(0.09 * autocorrelated(chance, len(size), len(MONTHS), 0.5))
    days = chance.poisson(size[:, None] * RATE * level * noise)
    acute = chance.binomial(days, ACUTE)
    return np.stack([acute, days - acute], axis=2)


def _by_care(month: Period, authorities: list[list[str]], days: Counts) -> list[Row]:
    rows = [[*authority, *_with_rates(values, month)] for authority, values in zip(authorities, days, strict=True)]
    england = ["-", "-", "-", "England", *_with_rates(days.sum(axis=0), month)]
    # The second heading was renamed in the last months of the collection.
    people = "DTOC Beds" if month.label < "2019-10" else "Average Number of People Delayed per Day"
    banner = ["", "", "", "", "", "Delayed Days", "", "", "", people]
    words = ("Delayed Transfer of Care, NHS Organisations, England",
             "Number of Delayed Days during the reporting period, Acute and Non-Acute, for NHS Organisations in England by the type of "
             "care that the patient receives.")
    above = block(month, *words, "Local Authority", "Published", banner)
    return [*above, [*HEADER, *CARE, "", *CARE], ["", *england], [], *(["", *row] for row in rows)]


def _with_rates(days: Counts, month: Period) -> list[float | str]:
    numbers = [int(days[0]), int(days[1]), int(days.sum())]
    return [*numbers, "", *(number / month.days for number in numbers)]


def _england(month: Period, days: Counts) -> list[Row]:
    """England by reason; the rows of reasons of a care add up to its row above them."""
    parts = {care: shared_out(int(total), np.array(list(REASONS.values())).ravel()).reshape(-1, 3)
             for care, total in zip(CARE, days, strict=False)}
    totals = [["", care, "-", *numbers.sum(axis=0).tolist()] for care, numbers in parts.items()]
    rows = [["", care if i == 0 else "", reason, *numbers[i].tolist()]
            for care, numbers in parts.items() for i, reason in enumerate(REASONS)]
    words = ("Delayed Transfers of Care (DTOC) by Reason, England",
             "Delayed Transfers of Care (DTOC) by who the delay is attributable to (NHS, Social Care or Both) and by the reasons for "
             "the delay.")
    banner = ["", "England Level Data", "", "Number of Delayed Days during the reporting period"]
    header = ["", "Type of Care", "Reason for Delay", "NHS", "Social Care", "Both"]
    return [*block(month, *words, "Local Authority", "Published", banner), header, *totals, [], *rows]
