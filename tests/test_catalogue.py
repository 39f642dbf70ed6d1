"""Definitions and publications hold together, and a wrong one is refused with its place."""

from dataclasses import replace
from pathlib import Path

import pytest

from jsna.catalogue import definition, definitions, publication, publications
from jsna.errors import CatalogueError


def test_every_definition_names_a_publication_that_is_described() -> None:
    for defined in definitions().values():
        assert all(source in publications() for source in defined.sources), defined.id


def test_a_file_of_a_publication_is_known_by_the_beginning_of_its_id() -> None:
    assert publication("iod_2019_file_7").publisher == "MHCLG"


def test_recorded_prevalence_is_never_better_or_worse() -> None:
    assert {d.polarity for d in definitions().values() if d.id.startswith("qof_")} == {"none"}
    assert {d.polarity for d in definitions().values() if d.id.startswith("mar_")} == {"none"}


@pytest.mark.parametrize(
    "text, message",
    [
        ('[x]\nname = "x"\n', "caveat is missing or not one of them|is missing or not one of them"),
        ("[x\n", "expected TOML"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(text)
    with pytest.raises(CatalogueError, match=message) as refused:
        definitions(file)
    assert "indicators.toml" in str(refused.value)


def test_a_definition_is_another_where_it_counts_otherwise_and_not_where_it_reads_otherwise() -> None:
    known = definitions()["qof_dm_prevalence"]
    assert replace(known, name="Sugar", caveat="", breaks=()).fingerprint == known.fingerprint
    others = [replace(known, method="share"), replace(known, counts="register AF"), replace(known, sources=known.sources[::-1])]
    assert known.fingerprint not in {other.fingerprint for other in others}


def test_a_misspelt_indicator_is_answered_with_its_neighbours() -> None:
    with pytest.raises(CatalogueError, match=r"qof_dm: no such indicator\. The nearest are qof_dm_prevalence"):
        definition("qof_dm")
