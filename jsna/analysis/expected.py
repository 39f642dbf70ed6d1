"""Expected: the people who may have a condition, if age and sex told all, beside those who are on its register."""

import pandas as pd

from jsna.methods import prevalence, rates, shrinkage

#: Fewer practices do not make a best quarter.
FEWEST = 10


def fits(people: pd.DataFrame, bands: pd.DataFrame) -> bool:
    """Whether each band of a model is made of whole bands of the ages held, for both sexes."""
    pairs = [(people[people["sex"] == sex], band) for sex, band in bands.groupby("sex")]
    return all(set(band[end]) <= set(ages[end]) for ages, band in pairs for end in ("youngest", "oldest"))


def expected(people: pd.DataFrame, bands: pd.DataFrame) -> pd.DataFrame:
    """The people of each area who may have a condition.

    Parameters
    ----------
    people : DataFrame
        `area_code, sex, youngest, oldest, patients`, with ages that fit the model.
    bands : DataFrame
        A model: `sex, youngest, oldest, share, low, high`.

    Returns
    -------
    DataFrame
        By area: `people` of the ages that the model is about, `expected`, and `expected_low` and `expected_high` if every share were
        at that end of its published limits; those are missing where there are none.
    """
    ages = people[["sex", "youngest", "oldest"]].drop_duplicates().merge(bands, on="sex", suffixes=("", "_of_band"))
    inside = ages[(ages["youngest"] >= ages["youngest_of_band"]) & (ages["oldest"] <= ages["oldest_of_band"])]
    counts = people.pivot(index="area_code", columns=["sex", "youngest"], values="patients").fillna(0)
    counts = counts[pd.MultiIndex.from_frame(inside[["sex", "youngest"]])]
    columns = {"expected": "share", "expected_low": "low", "expected_high": "high"}
    limits = {name: column for name, column in columns.items() if inside[column].notna().all()}
    expectations = {name: prevalence.expected(counts, inside[column]) for name, column in limits.items()}
    table = pd.DataFrame({"people": counts.sum(axis=1), **expectations}, index=counts.index)
    return table.reindex(columns=["people", *columns])


def beside(registers: pd.DataFrame, expectation: pd.DataFrame) -> pd.DataFrame:
    """Rows of a register with the people expected in the same areas: the share of them who are on it, and how many are not.

    A register that is above its list, and so has no value, has no ratio either.

    Returns
    -------
    DataFrame
        The rows with those of `expected`; `ratio`, `ratio_lower`, `ratio_upper` in per cent; `to_find`; `to_find_low` and
        `to_find_high` with the published limits of the model, where it has any, and the chance of the register; `expected_share`.
    """
    others = registers.drop(columns=[*expectation], errors="ignore")  # what is expected for other reasons
    table = others.join(expectation, on="area_code")
    register = table["numerator"].where(table["value"].notna())
    ratio, lower, upper = rates.crude_rate(register, table["expected"], 100)
    low, high = (table[f"expected_{end}"].fillna(table["expected"]) for end in ("low", "high"))
    return table.assign(
        ratio=ratio,
        ratio_lower=lower,
        ratio_upper=upper,
        expected_share=100 * table["expected"] / table["people"],
        to_find=table["expected"] - register,
        to_find_low=low - upper * table["expected"] / 100,
        to_find_high=high - lower * table["expected"] / 100,
    )


def practices(rows: pd.DataFrame) -> pd.DataFrame:
    """Practices of `beside` with a ratio, the lowest first: beside that of all of them together, and drawn towards it.

    Returns
    -------
    DataFrame
        `together`, the ratio of all; `shrunken` by empirical Bayes with its `weight`.
    """
    ratios = rows[rows["ratio"].notna()]
    together = 100 * ratios["numerator"].sum() / ratios["expected"].sum()
    shrunken = shrinkage.gamma_poisson(ratios["numerator"], ratios["expected"])
    table = ratios.assign(together=together, shrunken=100 * shrunken.value, weight=shrunken.weight)
    return table.sort_values(["ratio", "area_code"], ignore_index=True)
