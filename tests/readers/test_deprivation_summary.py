"""Summaries of the Indices of Deprivation: districts, upper-tier authorities and CCGs by their headings."""

import pytest

from jsna.errors import FileError
from jsna.readers import deprivation_summary
from jsna.readers.rawfile import unpack
from jsna.schemas import DOMAINS, SUB_DOMAINS
from tests.readers.sheets import Workbook


def summaries(area="Clinical Commissioning Group", year="2019", score="IMD - Average score"):
    header = [f"{area} Code ({year})", f"{area} Name ({year})", "IMD - Average rank ", "IMD - Rank of average rank", score,
              "IMD - Proportion of LSOAs in most deprived 10% nationally "]
    return Workbook("summary.xlsx", {"Notes": [], "IMD": [header, ["E38000139", "NHS R", 14491.14, 121.0, 16.797, 0.0442]]})


@pytest.mark.parametrize("area, year, publication, edition", [
    ("Clinical Commissioning Group", "2019", "iod_2019_ccg_summaries", "2019"),
    ("Clinical Commissioning Group", "2015", "iod_2015_ccg_summaries", "2015"),
    ("Local Authority District", "2019", "iod_2019_file_10", "2019"),
    ("Local Authority District", "2013", "iod_2015_file_10", "2015"),
    ("Local Authority District", "2024", "iod_2025_file_10", "2025"),
    ("Upper Tier Local Authority", "2019", "iod_2019_file_11", "2019"),
])
def test_areas_are_known_by_their_headings(area, year, publication, edition):
    [tidy] = deprivation_summary.read(summaries(area, year))
    assert tidy.publication == publication
    assert tidy.rows[["gss_code", "edition", "domain", "average_rank", "average_score", "most_deprived_tenth"]].to_numpy().tolist() == [
        ["E38000139", edition, "imd", 14491.14, 16.797, 0.0442]]


def test_a_summary_with_a_renamed_column_is_refused():
    with pytest.raises(FileError, match="summary.xlsx, sheet IMD, column IMD - Average score: expected a column"):
        deprivation_summary.read(summaries(score="IMD - Mean score"))


@pytest.mark.real_data
@pytest.mark.parametrize("file, edition, areas", [
    ("IMD_CCG_2019.xlsx", "2019", 191), ("IMD_CCG_2015.xlsx", "2015", 209),
    ("File_10_-_IoD2019_Local_Authority_District_Summaries__lower-tier__.xlsx", "2019", 317),
])
def test_published_summaries_hold_every_area_and_domain(published, file, edition, areas):
    [tidy] = deprivation_summary.read(next(unpack(published / "deprivation" / file, published)))
    assert tidy.rows.groupby("domain").size().to_dict() == dict.fromkeys([d for d in DOMAINS if d not in SUB_DOMAINS], areas)
    assert set(tidy.rows["edition"]) == {edition}
