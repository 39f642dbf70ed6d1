"""A table or chart of one's own has all that a figure has, says whose it is, or is refused in one line that says what is missing."""

import re
from typing import Any

import numpy as np
import pandas as pd
import pytest

import jsna
from jsna.errors import JsnaError
from jsna.figures.core.table import csv_text

VISITS = pd.DataFrame({"clinic": ["Alder", "Beech"], "families": [48, 1310]})
WORDS = {"title": "Beech sees 1,310 families", "source": "Clinic registers, March 2023"}


def bars(ax: Any, rows: pd.DataFrame) -> None:
    ax.bar(rows["clinic"], rows["families"])


def cells(rows: pd.DataFrame) -> list[str]:
    html = jsna.table(rows, **WORDS)._repr_html_()
    return [re.sub("<[^>]+>|[\u2007\u2008]", "", cell) for cell in re.findall(r"<(?:th|td)[^>]*>(.*?)</t[hd]>", html)]


def test_a_table_has_its_title_mark_source_and_csv() -> None:
    figure = jsna.table(VISITS, **WORDS, detail="Alder sees 48.", subtitle="Families seen", caveat="Twins count once.")
    html = figure._repr_html_()
    for part in ("Beech sees 1,310 families", "Alder sees 48.", "Twins count once.", "Source: Clinic registers, March 2023. <span"):
        assert part in html
    assert figure.subtitle == "Families seen; own data, not checked against published data"
    assert csv_text(figure) == "clinic,families\nAlder,48\nBeech,1310\n"


def test_a_chart_has_a_wide_and_a_narrow_drawing_of_the_rows_and_its_words_for_who_cannot_see_it() -> None:
    html = jsna.chart(VISITS, draw=bars, alt="Bars: 1,310 families at Beech, 48 at Alder", **WORDS)._repr_html_()
    assert html.count("<svg") == 2 and html.count("Bars: 1,310 families at Beech, 48 at Alder</desc>") == 1, "both have it for their name"
    assert html.count('class="jsna-narrow"') == 1 and "Show the numbers" in html


@pytest.mark.parametrize("values, shown", [
    ([1234567, 5], ["1,234,567", "5"]),
    ([12.345, -3.0], ["12.3", "−3.0"]),
    ([1.234, None], ["1.23", "missing"]),
    ([0.01234, 0.5], ["0.012", "0.500"]),
    ([2019, 2020], ["2019", "2020"]),
    ([True, False], ["yes", "no"]),
    ([pd.Timestamp(2023, 3, 1), pd.NaT], ["2023-03-01", "missing"]),
    (pd.array([7, None], dtype="Int64"), ["7", "missing"]),
    (pd.Categorical(["a", None]), ["a", "missing"]),
    (["=1+1", "<b>"], ["=1+1", "&lt;b&gt;"]),
])  # fmt: skip
def test_a_value_is_shown_as_a_reader_expects_it(values: Any, shown: list[str]) -> None:
    assert cells(pd.DataFrame({"clinic": ["Alder", "Beech"], "x": values}))[3::2] == shown


def test_what_would_run_in_a_spreadsheet_is_text() -> None:
    assert "'=1+1" in csv_text(jsna.table(pd.DataFrame({"x": ["=1+1"]}), **WORDS))


def test_a_named_index_heads_the_rows_units_stand_in_headings_and_an_index_that_only_counts_is_left_out() -> None:
    measured = VISITS.set_index("clinic")
    measured.attrs["units"] = {"families": "a year"}
    assert cells(measured)[:2] == ["clinic", "families, a year"]
    assert cells(VISITS[VISITS["families"] > 100]) == ["clinic", "families", "Beech", "1,310"]
    assert cells(VISITS.groupby("clinic").agg({"families": ["min", "max"]}))[:3] == ["clinic", "families min", "families max"]


def test_a_long_table_lists_both_ends_and_says_so() -> None:
    rows = pd.DataFrame({"practice": [f"No {n}" for n in range(120)], "x": range(120)})
    figure = jsna.table(rows, **WORDS)
    assert len(figure.listed) == 50 and len(figure.filed) == 120
    assert "The table lists the 25 first and the 25 last" in figure.subtitle


CHART = {"draw": bars, "alt": "1,310 at Beech", **WORDS}


@pytest.mark.parametrize("kind, rows, words, said", [
    ("table", VISITS, {}, "jsna.table: missing: title= (what it shows), source= (whose numbers they are)."),
    ("table", VISITS, WORDS | {"source": " "}, "jsna.table: missing: source= (whose numbers they are)."),
    ("chart", VISITS, {}, "missing: draw= (what draws on axes), title= (what it shows), alt= (the drawing in words), source= (whose"),
    ("chart", VISITS, CHART | {"draw": "bars"}, "missing: draw= (what draws on axes)."),
    ("chart", VISITS, CHART | {"alt": "Some bars"}, "expected alt= with a number of the rows, found 'Some bars'"),
    ("chart", VISITS, CHART | {"draw": lambda ax, rows: None}, "draw= drew nothing on the axes that it was given"),
    ("table", [1, 2], WORDS, "expected a DataFrame first, found a list"),
    ("table", VISITS["families"], WORDS, "expected a DataFrame first, found a Series"),
    ("table", VISITS.head(0), WORDS, "expected rows and columns, found 0 by 2"),
    ("table", VISITS.set_axis(["x", "x"], axis=1), WORDS, "expected each column once and with a name, found 'x'"),
    ("table", VISITS.set_axis(["x", " "], axis=1), WORDS, "expected each column once and with a name, found ''"),
    ("table", VISITS.assign(x=[1, np.inf]), WORDS, "jsna.table, column x, row 2: expected a number or words, found inf"),
    ("table", VISITS.assign(x=[[1], [2]]), WORDS, "jsna.table, column x, row 1: expected a number or words, found a list"),
    ("table", VISITS.assign(x="y" * 100_000), WORDS, "expected at most 100,000 characters of CSV, found 200,0"),
])  # fmt: skip
def test_what_is_missing_is_said_in_one_line(kind: str, rows: Any, words: dict[str, Any], said: str) -> None:
    with pytest.raises(JsnaError) as refusal:
        getattr(jsna, kind)(rows, **words)
    assert said in refusal.value.message and refusal.value.remedy and "\n" not in refusal.value.message


def test_a_mistake_in_a_drawing_is_one_of_its_cell() -> None:
    with pytest.raises(KeyError, match="household"):
        jsna.chart(VISITS, **CHART | {"draw": lambda ax, rows: ax.bar(rows["clinic"], rows["household"])})
