"""Deprivation of small areas, added up by district and by tenth of England."""

import pandas as pd

NAMES = ("Most deprived tenth", "2nd", "3rd", *(f"{n}th" for n in range(4, 10)), "Least deprived tenth")


def by_district(small_areas: pd.DataFrame) -> pd.DataFrame:
    """Small areas and residents of each district, and those in the most deprived tenth and fifth of England; most deprived first."""
    tenth, fifth = small_areas["decile"].le(1), small_areas["decile"].le(2)
    areas = pd.DataFrame(
        {
            "district": small_areas["district"].fillna("not known"), "small_areas": 1,
            "tenth": tenth.astype(int), "fifth": fifth.astype(int),
            "residents": small_areas["residents"], "fifth_residents": small_areas["residents"].where(fifth, 0.0),
        }
    )  # fmt: skip
    table = areas.groupby("district", as_index=False).sum()
    shares = table.assign(fifth_share=100 * table["fifth_residents"] / table["residents"])
    return shares.sort_values(["fifth_share", "district"], ascending=[False, True], ignore_index=True)


def by_decile(small_areas: pd.DataFrame) -> pd.DataFrame:
    """Small areas, residents and their share in each of England's ten tenths, empty ones too."""
    groups = small_areas.groupby("decile")["residents"].agg(["size", "sum"]).reindex(range(1, 11), fill_value=0)
    table = groups.rename(columns={"size": "small_areas", "sum": "residents"}).reset_index()
    return table.assign(name=NAMES, share=100 * table["residents"] / table["residents"].sum())


#: Editions of the indices that are set side by side.
EDITIONS = ("2019", "2025")


def by_edition(districts: pd.DataFrame) -> pd.DataFrame:
    """Rank of each own district among those of England in each edition, and its most deprived small areas; no scores to compare.

    Columns `rank_2019, of_2019, tenth_2019, small_areas_2019` and those of 2025, missing where an edition has no such district.
    """
    area_districts = districts[districts["own"]].drop_duplicates("area_code").set_index("area_code")
    table = area_districts[["area_name", "place"]]
    for edition in EDITIONS:
        are_scores = districts["measure"] == "score"
        scores = districts[are_scores & (districts["period"] == edition)].set_index("area_code")["value"]
        areas = districts[~are_scores & (districts["period"] == edition)].set_index("area_code")
        facts = {"rank": scores.rank(ascending=False, method="min"), "tenth": areas["numerator"], "small_areas": areas["denominator"]}
        table = table.assign(**{f"{name}_{edition}": fact.reindex(table.index) for name, fact in facts.items()})
        table = table.assign(**{f"of_{edition}": float(len(scores))})
    return table.sort_values(["rank_2019", "area_name"]).reset_index()


def by_practice(rows: pd.DataFrame) -> pd.DataFrame:
    """Where each practice's patients live, the most deprived first.

    Parameters
    ----------
    rows : DataFrame
        A row for each practice and tenth of England's small areas (`category` 1 to 10): patients there and all of them.

    Returns
    -------
    DataFrame
        `area_code, area_name, own, special, patients, fifth, fifth_share`, and the tenths within which the 10th, 50th and 90th of every
        hundred patients live, counted from the most deprived: `low, middle, high`.
    """
    tenths = rows.assign(tenth=rows["category"].astype(int)).pivot_table(index="area_code", columns="tenth", values="numerator")
    below, everybody = tenths.cumsum(axis=1), tenths.sum(axis=1)
    tens = {"low": 1, "middle": 5, "high": 9}
    bounds = {name: (10 * below).ge(share * everybody, axis=0).idxmax(axis=1) for name, share in tens.items()}
    table = pd.DataFrame({"patients": everybody, "fifth": below[2], "fifth_share": 100 * below[2] / everybody, **bounds})
    practices = table.join(rows.drop_duplicates("area_code").set_index("area_code")[["area_name", "place", "period", "own", "special"]])
    return practices.reset_index().sort_values(["fifth_share", "area_code"], ascending=[False, True], ignore_index=True)
