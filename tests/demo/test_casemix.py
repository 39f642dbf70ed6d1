"""What is expected of the demonstration's CCGs: enough of them for a model, near what such places have, some clearly not."""

from pathlib import Path

import pandas as pd

KEY = ["indicator_id", "footprint", "area_code", "period"]


def test_ccgs_follow_age_and_deprivation_and_some_stand_out_one_of_the_county(demonstration: Path) -> None:
    tidy = demonstration / "data" / "tidy"
    expected = pd.read_parquet(tidy / "casemix.parquet").query("footprint == 'ccg_2019'")
    rows = expected.merge(pd.read_parquet(tidy / "indicators.parquet"), on=KEY)
    assert len(rows) == 22 * 33 and (rows["fitted"] == 33).all()
    outside = rows[~rows["value"].between(rows["expected_lower_95"], rows["expected_upper_95"])]
    assert 0.03 <= len(outside) / len(rows) <= 0.12
    assert ("ZZ2", "qof_dm_prevalence") in set(zip(outside["area_code"], outside["indicator_id"], strict=True))
