"""What pages publish is read under the keys of the indicator table, and nothing else than the table holds may be there."""

import pandas as pd
import pytest

from jsna.figures.core.figure import Column, Figure, Sentence
from jsna.figures.core.render import html as figure_html
from jsna.report.audit import published
from jsna.report.audit.tree import read

KEYS = {"indicator_id": "qof_dm_prevalence", "footprint": "practice", "period": "2019/20"}
STORED = pd.DataFrame(
    [
        {"area_code": "Z99001", "numerator": 500.0, "denominator": 8000.0, "value": 6.25, "value_note": ""},
        {"area_code": "Z99002", "numerator": float("nan"), "denominator": float("nan"), "value": float("nan"), "value_note": "suppressed"},
        {"area_code": "Z99003", "numerator": 1000.0, "denominator": 3000.0, "value": 100 / 3, "value_note": ""},
    ]
).assign(**KEYS, **dict.fromkeys(["lower_95", "upper_95", "lower_998", "upper_998"], float("nan")))


def page(rows: pd.DataFrame) -> str:
    columns = {name: Column(name, numeric=name != "area_code") for name in ("area_code", "numerator", "denominator", "value")}
    return figure_html(Figure("03-table", Sentence("A finding"), "About", rows, columns, "Source"))


def differences(rows: pd.DataFrame, stored: pd.DataFrame = STORED) -> list[str]:
    return published.differences(published.rows(read(page(rows))[0]), stored)


def test_a_page_of_the_table_is_read_as_it_was_written() -> None:
    shown = published.rows(read(page(STORED))[0])
    assert list(shown["area_code"]) == list(STORED["area_code"]) and set(shown["figure"]) == {"03-table"}
    assert shown["numerator"].tolist()[::2] == [500.0, 1000.0] and shown["value"].isna().tolist() == [False, True, False]
    assert differences(STORED) == [] and list(published.faults(read(page(STORED))[0])) == []


def test_rows_in_another_order_keep_their_keys() -> None:
    assert differences(STORED.iloc[[2, 0, 1]]) == []


def test_a_number_that_the_store_hides_is_found_and_not_repeated() -> None:
    (fault,) = differences(STORED.assign(numerator=[500.0, 5.0, 1000.0], value_note=""))
    assert fault == "figure 03-table: qof_dm_prevalence, Z99002, 2019/20: it shows a number that is hidden."


@pytest.mark.parametrize("wrong", [{"value": [6.26, float("nan"), 100 / 3]}, {"denominator": [8001.0, float("nan"), 3000.0]}])
def test_another_number_than_the_store_holds_is_found(wrong: dict[str, list[float]]) -> None:
    (fault,) = differences(STORED.assign(**wrong))
    assert "Z99001, 2019/20: it shows another number than the store holds" in fault


def test_a_number_of_an_area_that_the_store_does_not_know_is_found() -> None:
    assert len(differences(STORED, STORED.iloc[:1])) == 1


@pytest.mark.parametrize("name", ["numerator", "denominator", "value"])
def test_a_page_says_no_number_beside_what_it_hides(name: str) -> None:
    given = STORED.assign(**{name: STORED[name].fillna(5.0)})
    found = list(published.faults(read(page(given))[0]))
    assert len(found) == 2 and {said.split(" has ")[0] for said in found} == {"figure 03-table: its CSV", "figure 03-table: its table"}


def test_rows_that_are_no_indicator_rows_are_not_taken_for_such() -> None:
    assert published.rows(read(page(STORED.drop(columns="period")))[0]).empty
    assert published.rows(read(page(pd.concat([STORED, STORED])))[0]).empty


def test_what_no_page_shows_is_not_known_to_its_readers() -> None:
    seen = published.seen(published.rows(read(page(STORED.iloc[:2]))[0]), STORED)
    assert seen["value_note"].tolist() == ["", "suppressed", "not shown"] and seen["numerator"].isna().tolist() == [False, True, True]


def test_a_row_without_any_number_is_no_number_to_compute_again() -> None:
    months = STORED.assign(value_note="")
    (figure,) = read(page(months))[0].find("figure")
    assert list(published.keys(figure)["area_code"]) == ["Z99001", "Z99003"]
    (hidden,) = read(page(STORED))[0].find("figure")
    assert list(published.keys(hidden)["area_code"]) == list(STORED["area_code"])
