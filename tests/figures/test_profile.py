"""A profile of registers says how many differ, and how many would by chance if none truly did."""

import pandas as pd

from jsna.figures.figure import Figure
from jsna.figures.profile import profile
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

REGISTERS = ["qof_dm_prevalence", "qof_af_prevalence", "qof_chd_prevalence", "qof_can_prevalence"]


def compared(outcomes: list[str]) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": REGISTERS[: len(outcomes)], "place": "Elmshire", "period": "2022/23", "age": "all", "value": 13.0,
            "lower_95": 12.5, "upper_95": 13.5, "comparator_value": 10.0, "outcome_95": outcomes, "outcome_998": "similar",
        }
    )  # fmt: skip


def test_the_expected_number_of_false_findings_counts_only_what_was_tested() -> None:
    figure = profile({"England": compared(["higher", "similar", "similar", "cannot tell"])})
    assert isinstance(figure, Figure)
    assert figure.sentence.detail[-2].startswith("If none truly differed, about 0.2 of 3 would pass the test by chance.")
    assert list(faults(read(figure._repr_html_())[0])) == []
