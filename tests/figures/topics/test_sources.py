"""What a chapter rests on is said."""

from typing import Any

from jsna.figures.topics.sources import sources


class Here:
    footprint = "ccg_2019"

    def manifest(self) -> dict[str, Any]:
        table = {"publication": "qof_raw", "rows_kept": 1_200}
        return {"files": {"a.csv": {"tables": [table]}, "b.csv": {"tables": [table]}}}


def test_files_are_counted_below_how_the_figures_were_made() -> None:
    notice = sources(Here(), chapter="03")
    assert notice.items == (
        "Quality and Outcomes Framework, practice-level prevalence (raw csv files) (NHS Digital): 2 tables read, 2,400 rows kept.",
    )
    assert len(notice.paragraphs) == 1 and "logistic model" in notice.paragraphs[0]


def test_a_chapter_of_monthly_series_says_its_own_method_and_names_no_practices() -> None:
    notice = sources(Here(), chapter="05")
    assert "XmR" in notice.paragraphs[0] and notice.items == ()
