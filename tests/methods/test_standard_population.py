"""The European Standard Population against its published bands."""

import pytest

from jsna.methods.standard_population import european_2013


# Eurostat (2013) Revision of the European Standard Population: first, middle and last bands, and the total.
def test_bands_are_eurostats():
    people = european_2013()
    assert len(people) == 19 and people.sum() == 100_000
    assert people[[0, 1, 4, 9, 13, 16, 17, 18]].tolist() == [5000, 5500, 6000, 7000, 5500, 2500, 1500, 1000]


def test_18_bands_join_the_oldest():
    people = european_2013(18)
    assert len(people) == 18 and people.sum() == 100_000
    assert people[-1] == 2500
    assert people[:17].tolist() == european_2013()[:17].tolist()


def test_other_bands_are_refused():
    with pytest.raises(ValueError, match="18 or 19"):
        european_2013(20)
