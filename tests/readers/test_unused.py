"""A publication that nothing uses is named for what it is, and left alone."""

from pathlib import Path

import pytest

from jsna.catalogue import publication
from jsna.making.checking import check
from jsna.readers import recognise, unused
from jsna.readers.rawfile import RawFile

FILES = {
    "practices/nhs-payments-gp-18-19.csv.gz": "payments_to_practices",
    "prevalence/CHD-prevalence-estimates-and-QOF-prac-level-no-IMD.xlsx": "modelled_prevalence",
    "prevalence/MAPPING_INDICATORS_2021_v2.csv": "qof_indicators",
    "prevalence/ORGANISATION_REFERENCE_1920.csv": "qof_points",
    "prevalence/PRACTICE_VALIDATION_OUTCOMES_2021.csv": "qof_validation",
    "performance/AE_England_data.xls": "ae_england",
    "performance/NHSRdatasets_ae_attendances.csv": "ae_by_provider",
    "performance/NHSRdatasets_ons_mortality.csv": "weekly_deaths",
}


@pytest.mark.real_data
@pytest.mark.parametrize("name", FILES)
def test_a_published_file_that_nothing_uses_is_named(published: Path, name: str) -> None:
    [found] = check([published / name])
    assert found.recognised and publication(found.publication).id == FILES[name]
    assert (found.rows, found.footprints, found.feeds) == (0, (), ()) and found.reason == unused.NOTE


@pytest.mark.parametrize("text", [
    "REGION_ODS_CODE,PRACTICE_CODE,INDICATOR_CODE,MEASURE,VALUE\nY60,A81001,CS005,NUMERATOR,1\n",
    "PRACTICECODE,INDICATORCODE,NUMERATOR,DENOMINATOR\nA81001,CS5,1,2\n",
])
def test_achievement_of_any_year_is_named(text: str) -> None:
    raw = RawFile("ACHIEVEMENT.csv", text.encode(), "")
    assert recognise(raw) is unused
    [tidy] = unused.read(raw)
    assert (tidy.table, tidy.publication, len(tidy.rows)) == ("", "qof_achievement", 0)
