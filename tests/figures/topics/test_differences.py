"""What the figure of differences between practices says, claims and leaves out."""

from pathlib import Path

import pandas as pd
import pytest

from jsna import Assessment
from jsna.catalogue import Definition
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.topics.differences import CAUTION, say, spread
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

PRACTICES = pd.DataFrame({"area_code": list("ABCD"), "left_out": ["", "special", "no ages", "no ages"]})


def table(*rows: tuple[str, float, float, str]) -> pd.DataFrame:
    """Registers with what goes with age and deprivation, chance, and whether that is clear."""
    made = pd.DataFrame(rows, columns=["condition", "associated", "chance", "clear"])
    return made.assign(rest=100 - made["associated"] - made["chance"], lower=10.0, upper=60.0, practices=20, times=100 / made["chance"])


def test_it_says_what_is_associated_what_is_chance_and_that_practices_are_compared() -> None:
    said = say(table(("cancer", 35.4, 20.0, "yes"), ("asthma", 2.0, 50.0, "no")), PRACTICES.head(1))
    assert said.headline == (
        "For cancer, age and deprivation of patients are associated with about 35% of the differences between practices; "
        "about 20% is what chance alone gives"
    )
    assert said.detail[0] == CAUTION == (
        "This compares practices, not people. The rest may be recording, or need or care we did not measure."
    )
    assert said.detail[1] == "With 20 practices the share is known only roughly: it is probably between 10% and 60%."
    assert said.detail[2:] == ("Of 2 registers, 1 is clearly associated; about 0.1 would be by chance.",)


def test_a_share_that_is_all_that_chance_leaves_says_so() -> None:
    assert "That is all that chance leaves." in say(table(("cancer", 80.0, 20.0, "yes")), PRACTICES.head(1)).detail
    assert "That is all that chance leaves." not in say(table(("cancer", 79.0, 20.0, "yes")), PRACTICES.head(1)).detail


def test_without_a_test_that_is_passed_nothing_is_claimed() -> None:
    said = say(table(("cancer", 35.0, 20.0, "no"), ("asthma", 0.0, 100.0, "no")), PRACTICES.head(1))
    text = " ".join([said.headline, *said.detail])
    none = "Age and deprivation of patients are clearly associated with the differences between practices for none of 2 registers"
    assert said.headline == none
    assert "35%" not in text and "Of 2 registers, none is clearly associated; about 0.1 would be by chance." in text
    assert "For asthma, practices differ by no more than chance would make them." in text


def test_less_than_one_per_cent_is_not_nothing() -> None:
    assert "; less than 1% is what chance alone gives" in say(table(("cancer", 35.0, 0.2, "yes")), PRACTICES.head(1)).headline


def test_practices_that_take_no_part_are_counted_by_reason() -> None:
    said = say(table(("cancer", 35.0, 20.0, "yes")), PRACTICES).detail[-1]
    assert said == "3 of 4 practices take no part: 2 have no ages of patients and 1 is special by size, by ages or by a changed list."


def made(store: Path, area: str, footprint: str = "ccg_2019") -> Figure | Missing:
    here = Assessment(area, footprint, ["england", "stp"], tidy=store)
    return spread(here, chapter="03")


@pytest.mark.parametrize("area, footprint", [("ZZ1", "ccg_2019"), ("ZZ3", "ccg_2019"), ("Z99001", "practice")])
def test_every_number_of_the_demonstration_is_in_its_table(demonstration: Path, area: str, footprint: str) -> None:
    figure = made(demonstration / "data" / "tidy", area, footprint)
    assert isinstance(figure, Figure)
    assert list(faults(read(figure._repr_html_())[0])) == []
    parts = figure.rows[["associated", "rest", "chance"]].sum(axis=1)
    assert parts.tolist() == pytest.approx([100.0] * len(figure.rows)) and len(figure.rows) == 21


def test_the_smallest_practice_takes_no_part(demonstration: Path) -> None:
    figure = made(demonstration / "data" / "tidy", "ZZ3")
    assert isinstance(figure, Figure)
    assert "1 of 19 practices takes no part: 1 is special by size, by ages or by a changed list." in figure.sentence.detail


class Without:
    """An area that lacks the rows of some indicators."""

    def __init__(self, here: Assessment, *gone: str, keep: int | None = None) -> None:
        self.here, self.gone, self.keep = here, gone, keep

    def indicators(self, chapter: str) -> list[Definition]:
        return self.here.indicators(chapter)

    def practices(self, *indicators: str) -> pd.DataFrame:
        rows = self.here.practices(*indicators)
        kept = sorted(rows["area_code"].unique())[: self.keep]
        return rows.head(0) if set(indicators) & set(self.gone) else rows[rows["area_code"].isin(kept)]


@pytest.mark.parametrize(
    "gone, named, unnamed",
    [
        (("imd_patients_score",), "by the small area they live in", "by age and sex"),
        (("patients_by_age",), "by age and sex", "by the small area"),
        (("patients_by_age", "imd_patients_score"), "by age and sex” and “Patients", "never"),
    ],
)
def test_what_is_missing_is_one_sentence_with_its_publication(
    demonstration: Path, gone: tuple[str, ...], named: str, unnamed: str
) -> None:
    here = Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    missing = spread(Without(here, *gone), chapter="03")
    assert isinstance(missing, Missing)
    assert named in missing.remedy and unnamed not in missing.remedy and "https://digital.nhs.uk/" in missing.remedy


def test_fewer_than_ten_practices_are_a_sentence(demonstration: Path) -> None:
    here = Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    missing = spread(Without(here, keep=9), chapter="03")
    assert isinstance(missing, Missing) and "fewer than 10 practices" in missing.remedy
    assert isinstance(spread(Without(here, keep=10), chapter="03"), Figure)


def test_an_area_without_registers_says_where_they_come_from(demonstration: Path) -> None:
    missing = made(demonstration / "data" / "tidy", "Z07000001", "district_2019")
    assert isinstance(missing, Missing) and "Quality and Outcomes Framework" in missing.remedy


def test_where_the_surgery_stands_is_not_asked_for(demonstration: Path) -> None:
    here = Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    asked: set[str] = set()

    class Asked(Without):
        def practices(self, *indicators: str) -> pd.DataFrame:
            asked.update(indicators)
            return super().practices(*indicators)

    spread(Asked(here), "qof_dm_prevalence")
    assert asked == {"qof_dm_prevalence", "imd_patients_score", "patients_by_age"}


@pytest.mark.real_data
def test_the_published_files_lack_where_patients_live(real: Path) -> None:
    missing = made(real / "data" / "tidy", "05J")
    assert isinstance(missing, Missing) and "by the small area they live in" in missing.remedy
