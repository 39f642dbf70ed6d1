"""Fractions: admissions worked by hand, the published copies of the table, and a table that cannot be meant."""

import csv
import datetime as dt
import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pytest

from jsna.errors import CatalogueError
from jsna.methods import standard_population, standardisation
from jsna.records import admissions, causes, countfile, fractions, run

TODAY = dt.date(2026, 1, 1)
MAN, WOMAN = {"SEX": "1"}, {"SEX": "2"}


def _at(age: int, sex: dict[str, str], first: str, *others: str) -> dict[str, str]:
    return {"STARTAGE": str(age), "DIAG_4_01": first, **{f"DIAG_4_{at:02}": code for at, code in enumerate(others, 2)}} | sex


#: Admissions, and the hundredths of each by Public Health England (2020).
WORKED = [
    (_at(40, MAN, "C159"), 52),
    (_at(40, WOMAN, "C159"), 35),
    (_at(40, MAN, "C509"), 0),  # breast cancer of men has no fraction
    (_at(40, WOMAN, "C509"), 12),
    (_at(60, MAN, "K746"), 21),
    (_at(85, MAN, "K746"), 0),  # negative: alcohol would protect
    (_at(50, WOMAN, "I219"), 0),
    (_at(30, MAN, "S720", "W010"), 5),
    (_at(80, WOMAN, "S720", "W010"), 0),
    (_at(50, MAN, "S820", "V234"), 22),  # a road accident
    (_at(50, MAN, "S820", "V231"), 8),  # no traffic accident, so that it is one of the others
    (_at(50, MAN, "C159", "W190"), 54),  # the larger of two
    (_at(50, MAN, "S720", "W010", "V234"), 22),  # of several causes, too, the first of which is another
    (_at(50, MAN, "C159", "Y912"), 100),
    (_at(20, WOMAN, "T510", "X65X"), 100),
    (_at(50, MAN, "J189", "F102"), 9),  # what stands beside counts where it is an external cause
    (_at(50, MAN, "J440", "F102"), 0),
    (_at(15, MAN, "C159"), 0),  # no fraction of children
    (_at(16, MAN, "C159"), 39),  # of the same five years of age
    (_at(15, MAN, "F100"), 100),
    (_at(7003, WOMAN, "Q860"), 100),
    (_at(40, {"SEX": "0"}, "F100"), 0),  # as the definition says: of a known sex
    (_at(40, MAN, "K852"), 100),
    (_at(40, MAN, "K859"), 43),
    (_at(40, MAN, "K85X"), 43),  # of a year before it had a fourth character
    (_at(40, MAN, "K85-"), 43),  # as some systems write the same
    (_at(30, MAN, "W01-", "S720"), 5),  # an external cause that stands first
    (_at(40, MAN, "I613"), 20),
    (_at(40, MAN, "I690"), 20),
    (_at(40, MAN, "I64X"), 16),
]  # fmt: skip


def _hundredths(path: Path) -> dict[str, int]:
    counts = duckdb.sql(countfile.rows(path)).df().query("unit_kind == 'practice'")
    return counts.groupby("unit")["hundredths_alcohol_related"].sum().astype(int).to_dict()


def test_admissions_count_as_much_as_was_worked_by_hand(extract: Callable[..., Path], data: Path) -> None:
    run.build(extract(*(episode | {"GPPRAC": f"M{at:05}"} for at, (episode, _) in enumerate(WORKED))), data, "hes", TODAY)
    assert _hundredths(data / "protected" / "admissions" / "hes-2018-19.parquet") == {
        f"M{at:05}": hundredths for at, (_, hundredths) in enumerate(WORKED)}  # fmt: skip


def test_shares_are_added_up_by_practice_and_age_and_whole_admissions_are_not_changed(extract: Callable[..., Path], data: Path) -> None:
    run.build(extract(_at(41, MAN, "C159"), _at(44, WOMAN, "C159"), _at(44, MAN, "F100"), _at(50, MAN, "F100")), data, "hes", TODAY)
    counted = admissions.admissions(data, TODAY, ["admissions alcohol_related", "admissions alcohol_specific"])
    alcohol = counted[counted["counted"].str.contains("alcohol")]
    assert alcohol.set_index(["counted", "age"])["admissions"].to_dict() == {
        ("admissions alcohol_related", "40-44"): 1.87, ("admissions alcohol_related", "50-54"): 1.0,
        ("admissions alcohol_specific", "40-44"): 1.0, ("admissions alcohol_specific", "50-54"): 1.0}  # fmt: skip


def _copy(path: Path) -> Iterator[tuple[str, bool, str, list[float]]]:
    """The fractions for admissions of a copy: the pattern of codes, whether it is an external cause, sex and shares."""

    def walk(level: dict[str, Any], names: tuple[str, ...]) -> Iterator[tuple[str, bool, str, list[float]]]:
        if "regex" not in level:
            for name, below in level.items():
                yield from walk(below, (*names, name))
        elif names[-1] not in ("mortality", "Low birth weight"):
            for sex in ("male", "female"):
                yield level["regex"], names[0] == "acute", sex, level.get(sex) or [0.0] * 8

    yield from walk(json.loads(path.read_text(encoding="utf-8"))["data"], ())


@pytest.mark.real_data
def test_every_fraction_is_that_of_a_published_copy(more: Path) -> None:
    table = fractions.table("alcohol")
    partly = [condition for condition in table.conditions if set(condition.shares) != {100}]
    compared = 0
    for pattern, external, sex, shares in _copy(more / "codelists" / "nhp_alcohol_fractions.json"):
        place = 9 * fractions.SEXES.index(sex) + 1
        mine = [each for each in partly if any(re.match(pattern, code + "00") for code in each.starts) and each.anywhere == external]
        assert len(mine) == 1 and list(mine[0].shares[place : place + 8]) == [max(round(100 * share), 0) for share in shares], pattern
        compared += 8
    assert compared == 496


def test_a_code_has_one_set_of_shares_but_for_the_pancreatitis_that_is_alcohols_alone() -> None:
    for anywhere, within in ((False, [("K85", "K852")]), (True, [])):
        starts = [code for codes in fractions.table("alcohol").profiles(anywhere).values() for code in codes]
        assert len(starts) == len(set(starts))
        assert [(one, other) for one in starts for other in starts if one != other and other.startswith(one)] == within


def test_a_change_of_the_table_has_the_records_counted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = causes.fingerprint()
    text = (fractions.FOLDER / "alcohol.csv").read_text(encoding="utf-8")
    (tmp_path / "alcohol.csv").write_text(text.replace("0.52", "0.53", 1), encoding="utf-8")
    changed = fractions.table("alcohol", tmp_path)
    monkeypatch.setattr(fractions, "table", lambda name: changed)
    assert causes.fingerprint() != before


def test_limits_of_sums_of_shares_hold_the_true_rate_and_are_not_much_too_wide() -> None:
    """Admissions of ten conditions with shares from a twentieth to the whole, in 2,000 areas."""
    draw, weights = np.random.default_rng(1), standard_population.european_2013()
    people, shares = np.full(len(weights), 4_000.0), np.linspace(0.05, 1, 10)
    expected = draw.uniform(0.2, 4, (len(weights), len(shares)))
    true = standardisation.direct(expected @ shares, people, weights).value
    rate = standardisation.direct(draw.poisson(expected, (2_000, *expected.shape)) @ shares, people, weights)
    inside = (rate.lower <= true) & (true <= rate.upper)
    assert 0.95 <= inside.mean() <= 0.99


@pytest.mark.parametrize(("row", "message"), [
    ("Mine,C15,primary,male,0.5,1.2", "2 fractions up to 1; found primary, male, 0.5, 1.2"),
    ("Mine,C15,primary,male,0.5", "2 fractions up to 1"),
    ("Mine,C15,primary,male,0.5,much", "2 fractions up to 1"),
    ("Mine,C15,second,male,0.5,0.5", "expected primary or any"),
    ("Mine,C15,primary,everybody,0.5,0.5", "a sex"),
    ("Mine,C1x,primary,male,0.5,0.5", "expected codes such as"),
])  # fmt: skip
def test_a_table_that_cannot_be_meant_is_refused(row: str, message: str, tmp_path: Path) -> None:
    (tmp_path / "mine.csv").write_text(f"condition,codes,where,sex,0-39,40+\n{row}\n", encoding="utf-8")
    with pytest.raises(CatalogueError, match=re.escape(message)):
        fractions.table("mine", tmp_path)


def test_a_table_that_is_not_there_is_named() -> None:
    with pytest.raises(CatalogueError, match=r"tobacco\.csv: expected a table of fractions, found none"):
        fractions.table("tobacco")


def test_the_table_is_written_with_a_row_for_each_condition_and_sex() -> None:
    rows = list(csv.DictReader((fractions.FOLDER / "alcohol.csv").read_text(encoding="utf-8").splitlines()))
    assert len({(row["condition"], row["sex"]) for row in rows}) == len(rows) == 80
