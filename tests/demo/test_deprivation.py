"""Deprivation of the demonstration: scores, ranks, deciles and summaries agree."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Sheet = Callable[[Path, str], list[list[Any]]]


def test_deciles_follow_ranks_and_ranks_follow_scores(file_7: pd.DataFrame) -> None:
    assert file_7.shape[1] == 56
    for score in (name for name in file_7 if re.search("Score", name)):
        rank, decile = file_7.columns[file_7.columns.get_loc(score) + 1], file_7.columns[file_7.columns.get_loc(score) + 2]
        ordered = file_7.sort_values(rank)
        assert ordered[rank].tolist() == list(range(1, len(file_7) + 1))
        assert ordered[score].is_monotonic_decreasing and ordered[decile].is_monotonic_increasing
        assert ordered[decile].value_counts().between(len(file_7) // 10, len(file_7) // 10 + 1).all()


def test_ages_add_up_to_the_population(file_7: pd.DataFrame) -> None:
    total, children, adults, old, working = (file_7[name] for name in file_7.columns[-5:])
    assert (children + adults + old == total).all() and (working < adults + old).all()


def test_the_summaries_are_those_of_the_small_areas(raw: Path, sheet: Sheet, file_7: pd.DataFrame, lsoas: pd.DataFrame) -> None:
    areas = pd.DataFrame({"score": file_7.iloc[:, 3], "rank": file_7.iloc[:, 4], "people": file_7.iloc[:, -5]}).join(lsoas["CCG19CD"])
    for row in sheet(raw / "deprivation/IMD_CCG_2019.xlsx", "IMD")[1:]:
        inside = areas[areas["CCG19CD"] == row[0]]
        rank, score = (np.average(values, weights=inside["people"]) for values in (len(areas) + 1 - inside["rank"], inside["score"]))
        tenth = (inside["rank"] <= len(areas) // 10).mean()
        assert np.allclose([row[2], row[4], row[6]], [rank, score, tenth], rtol=0, atol=[0.0051, 0.00051, 0.000051])


def test_one_district_is_clearly_more_deprived(file_7: pd.DataFrame) -> None:
    mean = file_7.iloc[:350].groupby(file_7.columns[2])[file_7.columns[3]].mean().sort_values()
    assert mean.index[-1] == "Wickwater" and mean.iloc[-1] > 1.3 * mean.iloc[-2]
