"""What a chapter rests on is said, and so is what could not be placed."""

from typing import Any

from jsna.figures.topics.sources import sources


class Here:
    footprint = "ccg_2019"

    def manifest(self) -> dict[str, Any]:
        table = {"publication": "qof_raw", "rows_kept": 1_200}
        lost = [
            {"period": "2022/23", "footprint": "ccg_2019", "practices": ["A81001"], "patients": 1_500},
            {"period": "2022/23", "footprint": "ccg_2021", "practices": ["A81002"], "patients": 9},
            {"period": "2018/19", "footprint": "ccg_2019", "practices": [], "patients": 0},
        ]
        return {"files": {"a.csv": {"tables": [table]}, "b.csv": {"tables": [table]}}, "unplaced": lost}


def test_files_are_counted_and_unplaced_practices_are_mentioned() -> None:
    notice = sources(Here(), chapter="03")
    assert notice.items == (
        "Quality and Outcomes Framework, practice-level prevalence (raw csv files) (NHS Digital): 2 tables read, 2,400 rows kept.",
    )
    assert notice.paragraphs[1:] == (
        "2022/23: 1 practice in England, with 1,500 patients, could not be placed in an area of this footprint. "
        "They count for England alone.",
    )


def test_a_chapter_of_monthly_series_says_its_own_method_and_names_no_practices() -> None:
    notice = sources(Here(), chapter="05")
    assert "XmR" in notice.paragraphs[0] and notice.items == ()
