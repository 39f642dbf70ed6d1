"""What was read, left out and compared is said as the manifest has it."""

from typing import Any

from jsna.catalogue import publication
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.topics.files import checks, hidden, lineage


class Here:
    footprint = "ccg_2019"

    def __init__(
        self, *tables: dict[str, Any], other: list[dict[str, Any]] | None = None, suppressed: tuple[dict[str, Any], ...] = ()
    ) -> None:
        self.tables, self.other, self.suppressed = list(tables), other or [], list(suppressed)

    def manifest(self) -> dict[str, Any]:
        return {
            "files": {
                "a.csv": {"tables": self.tables, "refused": ""},
                "b.csv": {"tables": self.other, "refused": "b.csv: expected rows.\n  Again."},
            },
            "suppressed": self.suppressed,
            "reconciliation": [{"what": "IMD average score", "footprint": "ccg_2019", "areas": 191, "largest_gap": 0.000544}],
            "unplaced": [
                {"period": "2022/23", "footprint": "ccg_2019", "practices": ["A81001"], "patients": 1_500},
                {"period": "2022/23", "footprint": "ccg_2021", "practices": ["A81002"], "patients": 9},
                {"period": "2018/19", "footprint": "ccg_2019", "practices": [], "patients": 0},
            ],
            "notes": [{"footprint": "ccg_2019", "text": "Of this one."}, {"footprint": "ccg_2020", "text": "Of another."}],
        }


def test_rows_are_summed_by_publication_with_the_reasons_for_what_was_left_out() -> None:
    table = {"publication": "qof_raw", "rows_read": 10, "rows_kept": 8, "dropped": {"blank": 2}}
    figure = lineage(Here(table, table | {"rows_read": 5, "rows_kept": 4, "dropped": {}}, other=[table]))
    assert isinstance(figure, Figure)
    assert figure.rows.iloc[0].tolist() == [publication("qof_raw").title, 2, 25, 20, "blank: 4"]
    assert figure.sentence.headline == "1 publication gave 20 rows"


def test_a_file_of_which_several_tables_are_made_counts_once_and_so_do_its_rows() -> None:
    table = {"publication": "qof_raw", "rows_read": 10, "rows_kept": 8, "dropped": {}}
    figure = lineage(Here(table, table | {"rows_kept": 10}))
    assert isinstance(figure, Figure)
    assert figure.rows.iloc[0].tolist() == [publication("qof_raw").title, 1, 10, 18, "none"]


def test_nothing_read_is_one_sentence() -> None:
    assert isinstance(lineage(Here()), Missing)


def test_only_what_concerns_the_footprint_is_noted() -> None:
    items = checks(Here()).items
    assert items[0] == "IMD average score: 191 areas were compared with the published figures. Largest difference: 0.000544."
    assert items[1:] == (
        "2022/23: 1 practice in England, with 1,500 patients, could not be placed in an area of this footprint. "
        "They count for England alone.",
        "Of this one.",
        "b.csv: expected rows.",
    )


def test_what_is_hidden_is_counted_by_publication_and_rule() -> None:
    assert hidden(Here()).items == () and "open data" in hidden(Here()).paragraphs[0]
    of = {"source": "monthly_activity_return", "rule": "hes_2018", "counts": 1_200, "hidden": 4}
    (said,) = hidden(Here(suppressed=(of,))).items
    assert "4 of 1,200 counts are 1 to 7, or would give such a count away." in said and "rounded to the nearest 5" in said
    (said,) = hidden(Here(suppressed=(of | {"rule": "secondary"},))).items
    assert "rounded" not in said
