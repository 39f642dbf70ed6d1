"""Indices of deprivation of 2025 in the layout of its File 7: the small areas of 2021, each with its district of 2024."""

from collections.abc import Iterator

from jsna.demo.chance import normals
from jsna.demo.deprivation import DECILE, RANK, deciles, ranks, scores
from jsna.demo.layout import text_table
from jsna.demo.plan import Country

HEADER = ["LSOA code (2021)", "LSOA name (2021)", "Local Authority District code (2024)", "Local Authority District name (2024)",
          *(f"Index of Multiple Deprivation (IMD) {words}" for words in ("Score", RANK, DECILE)), "Total population: mid 2022"]


def files(country: Country) -> Iterator[tuple[str, bytes]]:
    """The index itself and the populations; of the domains the demonstration has those of 2019 alone."""
    lsoas = country.lsoas
    shift, growth = normals("deprivation 2025", lsoas["part"], 2)
    # Incomes after the costs of housing, and other indicators: many small areas change their rank, some by much.
    order = scores(country)["imd"].rank() + len(lsoas) * (0.12 * shift - 0.05 * lsoas["rural"])
    score = (90 * (order.rank() / (len(lsoas) + 1)) ** 2.2).round(3)
    people = (lsoas["population"] * (1.05 + 0.03 * growth)).round().astype(int)
    identity = [lsoas[column] for column in ("lsoa_code", "lsoa_name", "district_code", "district_name")]
    rows = zip(*identity, score, ranks(score), deciles(ranks(score)), people, strict=True)
    yield "deprivation/File_7_IoD2025_All_Ranks_Scores_Deciles_Population_Denominators.csv", text_table([HEADER, *rows])
