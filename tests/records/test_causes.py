"""Groups of causes: the codes that each says belong to it are in it, and those that do not are not."""

import datetime as dt
import re
from collections.abc import Callable
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from jsna.errors import CatalogueError
from jsna.records import causes, countfile, membership, run

EXAMPLES = [(group.id, code, code in group.belongs) for group in causes.groups() for code in (*group.belongs, *group.others)]
#: Groups of which an admission is a share.
SHARED = [group.id for group in causes.groups() if group.fractions]


def _episode(example: str) -> dict[str, str]:
    diagnoses, _, procedure = example.partition(" / ")
    first, *others = diagnoses.split()
    external = next((code for code in others if code[0] in "VWXY"), "")
    beside = {f"DIAG_4_{at:02}": code for at, code in enumerate(others, 2)}
    return {"DIAG_4_01": first, "OPERTN_4_01": procedure, "CAUSE_4": external, **beside}


def test_examples_are_in_their_groups_or_not_as_the_file_says(extract: Callable[..., Path], data: Path) -> None:
    episodes = [_episode(code) | {"GPPRAC": f"M{at:05}"} for at, (_, code, _) in enumerate(EXAMPLES)]
    run.build(extract(*episodes), data, "hes", dt.date(2026, 1, 1))
    counts = duckdb.sql(countfile.rows(data / "protected" / "admissions" / "hes-2018-19.parquet")).df().query("unit_kind == 'practice'")
    bits = {group.id: bit for bit, group in enumerate(causes.groups())}
    units = counts.set_index("unit")
    each = [(units.loc[f"M{at:05}"], group) for at, (group, _, _) in enumerate(EXAMPLES)]
    inside = [row[f"hundredths_{group}"] if group in SHARED else row["causes"] >> bits[group] & 1 for row, group in each]
    assert [(group, code, bool(share)) for (group, code, _), share in zip(EXAMPLES, inside, strict=True)] == EXAMPLES


def test_every_group_but_a_chapter_has_examples_of_both_kinds() -> None:
    assert all(group.belongs and group.others for group in causes.groups() if not group.id.startswith("chapter_"))


def test_a_record_is_in_one_chapter_at_most() -> None:
    chapters = [rule.primary for group in causes.groups() if group.id.startswith("chapter_") for rule in group.rules]
    every = [code for codes in chapters for code in codes]
    assert len(every) == len(set(every))


@pytest.mark.real_data
def test_each_code_is_in_the_chapter_that_a_published_list_puts_it_in(more: Path) -> None:
    listed = pd.read_csv(more / "codelists" / "icd_10_chapter_lookup.csv").drop_duplicates("Short_code_three")
    chapters = [group for group in causes.groups() if group.id.startswith("chapter_")]
    numbers = dict(zip((group.id for group in chapters), [*range(1, 20), 21], strict=True))
    ours = {code: numbers[group.id] for group in chapters for rule in group.rules for code in rule.primary}
    theirs = listed[~listed["Chapter_number"].isin([20, 22])].set_index("Short_code_three")["Chapter_number"]
    assert len(theirs) > 1_500 and theirs.to_dict().items() <= ours.items()


#: Groups, and what a list that was typed from public code calls the conditions of each.
TYPED = {
    "chd": "CHD", "stroke": "stroke", "copd": "COPD 35+", "asthma": "asthma under 19", "pneumonia": "pneumonia",
    "hip_fracture": "hip fracture 65+", "alcohol_specific": "alcohol-specific",
    "acs_acute": "ACS acute", "acs_chronic": "NHSOF 2.3.i chronic ACS",
}  # fmt: skip


@pytest.mark.real_data
@pytest.mark.parametrize(("group", "conditions"), TYPED.items())
def test_a_group_has_the_codes_that_a_typed_list_gives_it(group: str, conditions: str, more: Path) -> None:
    listed = pd.read_csv(more / "codelists" / "icd10_cause_groups_retyped.csv").query("group == @conditions")["icd10_regex"]
    theirs = {code for code in membership.WRITABLE if re.match("|".join(f"(?:{each})" for each in listed), code)}
    (rules,) = (each.rules for each in causes.groups() if each.id == group)
    starts = tuple(code for rule in rules if not rule.beside for code in (*rule.primary, *rule.any))
    ours = {code for code in membership.WRITABLE if code.startswith(starts)}
    # Of a category that has no fourth character, the list has X alone.
    assert theirs and theirs <= ours and {f"{code[:3]}X" for code in ours - theirs} <= theirs


def test_a_range_is_every_code_in_it_and_a_code_without_digits_all_of_its_letter() -> None:
    assert list(causes.beginnings("here", ["I20-I22", "S720-S721", "K0-K2", "A-C"])) == [
        "I20", "I21", "I22", "S720", "S721", "K0", "K1", "K2", "A", "B", "C"]  # fmt: skip
    assert list(causes.beginnings("here", ["C98-D01"])) == ["C98", "C99", "D00", "D01"]


@pytest.mark.parametrize("wrong", ["I2x", "I25-I20", "I20-I250", "i20", "", "I20.1"])
def test_a_code_that_is_none_is_refused(wrong: str) -> None:
    with pytest.raises(CatalogueError, match=r"here: expected codes such as"):
        list(causes.beginnings("here", [wrong]))


@pytest.mark.parametrize(("said", "message"), [
    ('name = "A"\nprimary = ["I20"]', "expected a name and a source"),
    ('name = "A"\nsource = "B"\nwithout = ["I20"]', "expected primary, any or cause"),
    ('name = "A"\nsource = "B"\nprimry = ["I20"]', "found primry"),
])  # fmt: skip
def test_a_group_that_does_not_hold_together_is_refused(said: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "causes.toml").write_text(f"[mine]\n{said}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=message):
        causes.groups(tmp_path / "causes.toml")
