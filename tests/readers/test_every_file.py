"""Every published file is read to a tidy table or refused with its reason, and no two readers claim the same one."""

from pathlib import Path

import pytest

from jsna import readers, store
from jsna.catalogue import publication
from jsna.errors import FileError
from jsna.readers import foreign
from jsna.readers.rawfile import RawFile, raw_paths

#: The files of the folder that are refused, and why.
REFUSED = {
    "admissions/artificial_hes/artificial_hes_ae_0708_truncated.csv": "records of single patients (A&E attendances",
    "admissions/artificial_hes/artificial_hes_apc_0102_truncated.csv.gz": "records of single patients (admitted patient care",
    "admissions/artificial_hes/artificial_hes_op_0304_truncated.csv": "records of single patients (outpatient appointments",
    "admissions/ccg_ois/Crawley-CCGOIS-June-2017.xlsx": "compiled by somebody else",
    "deprivation/File_7_IoD2019_header_only.csv": "a header only, no data",
    "prevalence/prevalencebyprac_sample.csv": "found the file's end after '5.0288820931'",
}


@pytest.fixture(scope="session")
def outcomes(real: Path) -> dict[str, tuple[list[str], str]]:
    """By file: the publications of its tables, or the reason why it was refused, as the build of all of them has recorded it."""
    files = store.read_manifest(real / "data" / "tidy")["files"]
    return {name: ([table["publication"] for table in read["tables"]], read["refused"]) for name, read in files.items()}


@pytest.mark.real_data
def test_each_of_the_237_files_is_read_or_refused_with_its_reason(outcomes: dict[str, tuple[list[str], str]], published: Path) -> None:
    assert len(outcomes) == 237 and outcomes.keys() == {path.relative_to(published).as_posix() for path in raw_paths(published)}
    assert [name for name, (publications, reason) in outcomes.items() if not publications and not reason] == []
    refused = {name: reason for name, (_, reason) in outcomes.items() if reason}
    assert refused.keys() == REFUSED.keys()
    assert [name for name, reason in refused.items() if REFUSED[name] not in reason or "\n" not in reason] == []


@pytest.mark.real_data
def test_each_publication_is_described(outcomes: dict[str, tuple[list[str], str]]) -> None:
    assert all(publication(known).title for publications, _ in outcomes.values() for known in publications)


@pytest.mark.parametrize("content, what", [
    (b"\x89PNG\r\n\x1a\n", "a picture"), (b"%PDF-1.7\n", "a document (PDF)"), (b"\n<!DOCTYPE html><html>", "a web page"),
    (b"DataZone,SIMD2020v2_Rank\nS01006506,4691\n", "a table of Scotland"),
    (b"PracticeCode,HBName\n10002,NHS Tayside\n", "a table of Scotland"),
])
def test_what_is_no_english_table_is_refused_as_what_it_is(content: bytes, what: str) -> None:
    raw = RawFile("download.csv", content, "")
    assert readers.recognise(raw) is foreign
    with pytest.raises(FileError, match=r"download\.csv: expected a table that an English public body published, found ") as error:
        readers.read(raw)
    assert what in error.value.message
