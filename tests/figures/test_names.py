"""No figure knows a publication, a footprint or a chapter by name: definitions bring the words, and rows their sources."""

import re
from pathlib import Path

import pytest

from jsna.catalogue import definitions, publications

FIGURES = Path(__file__).parents[2] / "jsna" / "figures"
#: Publications, and the first parts of the ids of indicators; of those of lists of patients, which other names begin with too, the whole.
OTHERS = ("list_", "patients_")
FIRST = {f"{key.partition('_')[0]}_" for key in definitions()} - {*OTHERS}
LISTS = {f"{key}[\"']" for key in definitions() if key.startswith(OTHERS)}
IDS = "|".join(sorted(FIRST | LISTS | {key for key in publications() if "_" in key}))
NAMES = re.compile(
    rf"\bQOF\b|Quality and Outcomes|Monthly Activity|Delayed Transfers|Indices of Deprivation|NHS|MHCLG|\b(?:{IDS})"
    r"|\b(?:ccg|stp|icb|lsoa|msoa|district|upper_tier)_\d+|\b(?:CCG|STP|ICB)s?\b|chapter\W{1,3}\d\d|[\"']\d\d-"
)
#: What an indicator of a kind is called, which its definition says.
NOUNS = re.compile(r"(?<!\.)\b[Rr]egisters?\b")


def lines(room: str, *patterns: re.Pattern[str], home: Path = FIGURES) -> list[str]:
    paths = sorted(home.glob(room))
    assert paths
    numbered = [(path, number, line) for path in paths for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)]
    said = [each for each in numbered if not each[2].lstrip().startswith(">>>")]  # but in an example
    return [f"{path.name}:{number}: {line}" for path, number, line in said if any(each.search(line) for each in patterns)]


@pytest.mark.parametrize("room", ["core/*.py", "kinds/*.py", "*.py"])
def test_what_serves_every_indicator_names_none(room: str) -> None:
    assert lines(room, NAMES, NOUNS) == []


def test_what_is_worked_out_of_rows_names_no_publication() -> None:
    assert lines("*.py", NAMES, home=FIGURES.with_name("analysis")) == []


def test_what_one_chapter_needs_names_few() -> None:
    assert len(lines("topics/*.py", NAMES)) <= 8, lines("topics/*.py", NAMES)


@pytest.mark.parametrize("line", ['"03-rank"', 'chapter="03"', "of QOF", 'sources[0] == "delayed_transfers"', '"ccg_2019"'])
def test_a_name_is_recognised(line: str) -> None:
    assert NAMES.search(line)
