"""A footprint is of a kind that is described, and one that is not is refused with what to do."""

import pytest

from jsna.errors import CatalogueError
from jsna.footprints import kind, kind_of, kinds


@pytest.mark.parametrize(
    ("footprint", "first"),
    [("sub_icb_2022", "sub_icb"), ("ccg_2019", "ccg"), ("practice", "practice"), ("statistical_region", "statistical_region")],
)
def test_the_kind_of_a_footprint_is_its_first_part_without_the_year(footprint: str, first: str) -> None:
    assert kind_of(footprint) == first and kind(footprint) is kinds()[first]


def test_a_kind_that_no_paragraph_describes_is_refused() -> None:
    with pytest.raises(CatalogueError, match="expected a paragraph for parish_2019, found none") as refused:
        kind("parish_2019")
    assert "Describe that kind of area there" in str(refused.value)
