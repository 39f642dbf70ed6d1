"""Districts as units: in each area that whole districts make up, small area by small area."""

import pandas as pd

from jsna.making.places.table import COLUMNS, empty

#: How the footprints of districts begin.
DISTRICT = "district_"


def places(small: pd.DataFrame) -> pd.DataFrame:
    """The places of districts, from those of small areas: each year's in themselves, in England, and in what some make up exactly."""
    inside = small[small["footprint"].str.startswith(DISTRICT)]
    frames = [_of(str(name), rows, small[small["unit_kind"] == rows["unit_kind"].iloc[0]]) for name, rows in inside.groupby("footprint")]
    return pd.concat([empty(), *frames], ignore_index=True)


def _of(name: str, districts: pd.DataFrame, small: pd.DataFrame) -> pd.DataFrame:
    size, area = districts["area_code"].value_counts(), ["footprint", "area_code"]
    common = small[["unit", *area]].merge(districts[["unit", "area_code"]].rename(columns={"area_code": "district"}), on="unit")
    parts = common.groupby([*area, "district"], observed=True).size().rename("shared").reset_index()
    partial = parts[parts["shared"] < parts["district"].map(size)]
    # An area that holds a part of a district, or small areas of none, is not what its districts add up to.
    whole = parts.groupby(area, observed=True)["shared"].sum().eq(small.groupby(area, observed=True).size())
    exact = parts[pd.MultiIndex.from_frame(parts[area]).isin(whole.index[whole])]
    exact = exact[~pd.MultiIndex.from_frame(exact[area]).isin(pd.MultiIndex.from_frame(partial[area]))]
    units = exact.rename(columns={"district": "unit"}).assign(unit_kind=name, period="", weight=1.0)
    return units.assign(placed_by="by its small areas")[COLUMNS]
