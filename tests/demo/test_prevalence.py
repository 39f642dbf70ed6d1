"""Registers and lists of the demonstration agree with each other and from year to year."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

Sheet = Callable[[Path, str], list[list[Any]]]


def test_registers_are_never_above_their_lists(prevalence: pd.DataFrame) -> None:
    assert (prevalence["patients"] <= prevalence["list_size"]).all()
    assert not prevalence.duplicated(["practice_code", "period", "register"]).any()
    assert (prevalence.groupby("period")["register"].nunique() == 21).all()


def test_a_list_from_a_higher_age_is_shorter_and_the_same_for_each_register(prevalence: pd.DataFrame) -> None:
    by_type = prevalence.groupby(["practice_code", "period", "list_type"])["list_size"].agg(["nunique", "first"])
    assert (by_type["nunique"] == 1).all()
    lists = by_type["first"].reset_index().pivot_table(values="first", index=["practice_code", "period"], columns="list_type")
    for longer, shorter in pairwise(["TOTAL", "06OV", "16OV", "17OV", "18OV", "50OV"]):
        both = lists[[longer, shorter]].dropna()
        assert len(both) and (both[longer] > both[shorter]).all()


def test_some_practice_is_tiny_and_some_register_is_empty(prevalence: pd.DataFrame, practices: pd.DataFrame) -> None:
    county = prevalence["practice_code"].map(practices["CCG_CODE"]).str.startswith("ZZ")
    totals = prevalence[county & (prevalence["list_type"] == "TOTAL")]
    assert totals["list_size"].min() < 700 and totals["list_size"].max() > 15_000
    palliative = totals[totals["register"] == "PC"]
    assert (palliative[palliative["list_size"] > 3000].groupby("practice_code")["patients"].max() == 0).any()


def test_obesity_falls_and_asthma_changes_its_list_in_2020(prevalence: pd.DataFrame) -> None:
    sums = prevalence.groupby(["register", "period"])[["patients", "list_size"]].sum()
    obesity = 100 * sums.loc["OB", "patients"] / sums.loc["OB", "list_size"]
    assert obesity["2020/21"] < 0.75 * obesity["2019/20"]
    asthma = prevalence[prevalence["register"] == "AST"].groupby("period")["list_type"].unique().str.join(" ")
    assert asthma.to_dict() == {"2018/19": "TOTAL", "2019/20": "TOTAL", "2020/21": "06OV", "2021/22": "06OV", "2022/23": "06OV"}


def test_the_ccg_workbook_is_the_sum_of_the_practices(raw: Path, sheet: Sheet, prevalence: pd.DataFrame, practices: pd.DataFrame) -> None:
    year = prevalence[prevalence["period"] == "2018/19"]
    sums = year.groupby(["register", year["practice_code"].map(practices["CCG_CODE"])])[["list_size", "patients"]].sum()
    for register in year["register"].unique():
        rows = sheet(raw / "prevalence/qof-1819-prev-ach-exc-ccg.xlsx", {"CVDPP": "CVD-PP"}.get(register, register))
        banner, header, body = rows[11], rows[13], rows[14:47]
        assert (banner[11], banner[15], header[16][:9], header[17]) == ("2017-18", "2018-19", "List size", "Register")
        assert {row[8]: row[16:18] for row in body} == {ccg: numbers.tolist() for ccg, numbers in sums.loc[register].iterrows()}
        assert np.allclose([row[18] for row in body], [100 * row[17] / row[16] for row in body])
