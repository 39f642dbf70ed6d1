"""What every figure has is taken from its rows: sources and licences, place, period, chapter and caveat."""

import pandas as pd
import pytest

from jsna.catalogue import publications
from jsna.errors import CatalogueError
from jsna.figures.core.figure import Column, Figure, Sentence
from jsna.figures.core.sources import boundaries, cited, licence
from jsna.figures.core.words import signed, span

YEARS = pd.DataFrame(
    {
        "indicator_id": "qof_af_prevalence", "place": "Elmshire", "period": ["2016/17", "2017/18", "2018/19", "2022/23"], "value": 2.0,
        "source_id": ["qof_ccg_workbook", "qof_ccg_workbook", "qof_raw", "qof_raw"],
    }
)  # fmt: skip


def figure(rows: pd.DataFrame) -> Figure:
    return Figure.of(rows, "trend-x", Sentence("A finding"), {"value": Column("Value")}, "About")


def test_a_figure_cites_the_publications_of_the_rows_that_it_shows_the_newest_first() -> None:
    assert figure(YEARS).source == (
        "NHS Digital, Quality and Outcomes Framework, practice-level prevalence (raw csv files), 2018/19 to 2022/23; "
        "NHS Digital, Quality and Outcomes Framework, CCG workbooks, 2016/17 to 2017/18. Open Government Licence v3.0."
    )
    assert "workbooks" not in figure(YEARS.tail(2)).source and "raw" not in figure(YEARS.head(2)).source


def test_a_year_that_a_title_has_is_not_said_again_and_a_month_is_named() -> None:
    rows = pd.DataFrame({"source_id": ["iod_2019", "monthly_activity_return"], "period": ["2019", "2019-04"]})
    assert "Indices of Deprivation 2019." in cited(rows.head(1)) and cited(rows.tail(1)).partition(". ")[0].endswith("April 2019")


def test_place_period_chapter_and_caveat_are_those_of_the_rows() -> None:
    made = figure(YEARS)
    assert (made.key, made.subtitle) == ("03-trend-x", "About, Elmshire, 2016/17 to 2022/23")
    assert made.caveat == "As recorded by GPs; not adjusted for age."


def test_rows_of_a_publication_that_nobody_describes_are_refused() -> None:
    with pytest.raises(CatalogueError, match="expected a paragraph for unheard_of"):
        figure(YEARS.assign(source_id="unheard_of"))


def test_licences_and_attributions_are_those_of_the_publications() -> None:
    published = [each for each in publications().values() if not each.is_own and not each.disclosure]
    assert {each.licence for each in published} == {"Open Government Licence v3.0"}
    assert licence() == "Contains public sector information licensed under the Open Government Licence v3.0."
    assert boundaries().startswith("Source of boundaries: Office for National Statistics licensed under the Open Government Licence v3.0. ")
    assert boundaries().count("Contains OS data © Crown copyright and database right") == 1


@pytest.mark.parametrize("text, value, said", [("1,200", -1_200, "−1,200"), ("1.2%", 1.2, "+1.2%"), ("0.0%", -0.01, "0.0%"), ("0", 0, "0")])
def test_a_change_has_its_sign_and_nought_has_none(text: str, value: float, said: str) -> None:
    assert signed(text, value) == said


@pytest.mark.parametrize("periods, said", [(["2019-04"], "April 2019"), (["2019", "2015"], "2015 to 2019"),
                                           (["2016 - 18"], "2016 to 2018")])
def test_periods_are_said_from_the_first_to_the_last(periods: list[str], said: str) -> None:
    assert span(periods) == said
