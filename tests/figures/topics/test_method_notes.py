"""A report names the methods that ran for its area, and no others."""

from pathlib import Path

import pytest

from jsna import Assessment
from jsna.figures.topics.method_notes import NOTES, method_notes


@pytest.mark.parametrize(
    "area, footprint, comparators, said, unsaid",
    [
        ("ZZ1", "ccg_2019", ["england", "stp"], ["Wilson", "rest of it", "A practice stands out", "XmR", "means of small areas",
         "Similar areas"], []),
        ("ZZ1", "ccg_2019", ["england", "similar"], ["Similar areas"], ["rest of it"]),
        ("Z07000001", "district_2019", ["england"], ["means of small areas", "summed"],
         ["Wilson", "A practice stands out", "XmR", "Higher", "Similar areas"]),
        ("Z99001", "practice", ["england", "stp"], ["Wilson", "A practice stands out"], ["XmR", "Similar areas"]),
    ],
)
def test_the_methods_are_those_that_the_rows_call_for(
    demonstration: Path, area: str, footprint: str, comparators: list[str], said: list[str], unsaid: list[str]
) -> None:
    notice = method_notes(Assessment(area, footprint, comparators, tidy=demonstration / "data" / "tidy"))
    text = " ".join(notice.items)
    assert [word for word in said if word not in text] == [] and [word for word in unsaid if word in text] == []


def test_no_method_is_named_twice() -> None:
    assert len({text for text, _ in NOTES}) == len(NOTES)
