"""Deprivation of small areas, added up by district and by tenth of England."""

import pandas as pd

NAMES = ("Most deprived tenth", "2nd", "3rd", *(f"{n}th" for n in range(4, 10)), "Least deprived tenth")


def by_district(small_areas: pd.DataFrame) -> pd.DataFrame:
    """Small areas and residents of each district, and those in the most deprived tenth and fifth of England; most deprived first."""
    tenth, fifth = small_areas["decile"].le(1), small_areas["decile"].le(2)
    counted = pd.DataFrame(
        {
            "district": small_areas["district"].fillna("not known"), "small_areas": 1,
            "tenth": tenth.astype(int), "fifth": fifth.astype(int),
            "residents": small_areas["residents"], "fifth_residents": small_areas["residents"].where(fifth, 0.0),
        }
    )  # fmt: skip
    table = counted.groupby("district", as_index=False).sum()
    shares = table.assign(fifth_share=100 * table["fifth_residents"] / table["residents"])
    return shares.sort_values(["fifth_share", "district"], ascending=[False, True], ignore_index=True)


def by_decile(small_areas: pd.DataFrame) -> pd.DataFrame:
    """Small areas, residents and their share in each of England's ten tenths, empty ones too."""
    groups = small_areas.groupby("decile")["residents"].agg(["size", "sum"]).reindex(range(1, 11), fill_value=0)
    table = groups.rename(columns={"size": "small_areas", "sum": "residents"}).reset_index()
    return table.assign(name=NAMES, share=100 * table["residents"] / table["residents"].sum())
