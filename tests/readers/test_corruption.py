"""Corrupted files: each is refused, gives the same numbers, or differs only where nothing in the file could tell."""

import random
import re
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from jsna import readers
from jsna.errors import Unforeseen
from jsna.schemas import TIDY

Damage = Callable[[bytes, random.Random], bytes]
#: Files of the demonstration, each in the layout of its publisher.
TEXTS = ("deprivation/File_7_IoD2025", "deprivation/File_7_-_All_IoD2019", "lookups/LSOA11_CCG19", "PREVALENCE_1920", "epraccur",
         "MAPPING_NHS_GEOGRAPHIES_2223", "gp-reg-pat-prac-quin-age", "gp-reg-pat-prac-lsoa-all")
WORKBOOKS = ("monthly_activity/Apr_19", "dtoc/Apr_19", "IMD_CCG_2019", "qof-1819")
#: Rows of a long file that are kept: whole areas or practices at its beginning.
LONGEST = 60_000
SAMPLE = 3


@pytest.fixture(scope="module")
def files(demonstration: Path) -> dict[str, tuple[str, bytes]]:
    """Name and bytes of each file, by what is written of its name above; long ones cut where a practice ends."""
    raw = demonstration / "data" / "raw"
    every = {path.relative_to(raw).as_posix(): path for path in sorted(raw.rglob("*.*"))}
    chosen = {short: next((name, every[name].read_bytes()) for name in every if short in name) for short in (*TEXTS, *WORKBOOKS)}
    return {short: (name, _shorter(content) if "gp-reg" in name else content) for short, (name, content) in chosen.items()}


def _shorter(content: bytes) -> bytes:
    """The first rows, down to the last of a practice."""
    lines = content.splitlines(keepends=True)
    code = [re.search(rb"[A-Z]\d{5}|ORG_CODE|PRACTICE_CODE", line) for line in lines]
    ends = [i for i in range(1, len(lines)) if code[i] and code[i - 1] and code[i][0] != code[i - 1][0]]  # type: ignore[index]
    return b"".join(lines[: next(i for i in ends if sum(map(len, lines[:i])) > LONGEST)])


def lines_of(content: bytes) -> list[bytes]:
    return content.splitlines(keepends=True)


def changed(content: bytes, chance: random.Random, change: Callable[[bytes], bytes]) -> bytes:
    """The content with one row changed."""
    lines = lines_of(content)
    row = chance.randrange(1, len(lines))
    return b"".join([*lines[:row], change(lines[row]), *lines[row + 1:]])


def at_a_comma(chance: random.Random, instead: bytes) -> Callable[[bytes], bytes]:
    def change(line: bytes) -> bytes:
        place = chance.choice([i for i, letter in enumerate(line) if letter == ord(",")])
        return line[:place] + instead + line[place + 1:]

    return change


def cut_within_a_row(content: bytes, chance: random.Random) -> bytes:
    lines = lines_of(content)
    row = chance.randrange(len(lines) // 2, len(lines))
    return b"".join(lines[:row]) + lines[row][: chance.randrange(1, lines[row].rindex(b",") + 1)]


def lost_separator(content: bytes, chance: random.Random) -> bytes:
    return changed(content, chance, at_a_comma(chance, b""))


def further_separator(content: bytes, chance: random.Random) -> bytes:
    return changed(content, chance, at_a_comma(chance, b",,"))


def unclosed_marks(content: bytes, chance: random.Random) -> bytes:
    return changed(changed(content, chance, at_a_comma(chance, b',"')), chance, at_a_comma(chance, b',"'))


def doubled_row(content: bytes, chance: random.Random) -> bytes:
    return changed(content, chance, lambda line: line + line)


def byte_of_nought(content: bytes, chance: random.Random) -> bytes:
    return changed(content, chance, at_a_comma(chance, b"\0,"))


def number_of_none(content: bytes, chance: random.Random) -> bytes:
    def change(line: bytes) -> bytes:
        numbers = list(re.finditer(rb"(?<=,)[\d.]+(?=[,\r\n])", line))
        if not numbers:
            return line
        number, instead = chance.choice(numbers), chance.choice([b"1e999", b"7" * 18, b"1" * 25, b"#DIV/0!", b"nan", b"12 34"])
        return line[: number.start()] + instead + line[number.end():]

    return changed(content, chance, change)


def doubled_heading(content: bytes, chance: random.Random) -> bytes:
    header, *rows = lines_of(content)
    heading = chance.choice([name for name in (b"LSOA", b"PRACTICE_CODE", b"ORG_CODE", b"CCG19CDH") if name in header])
    named = re.search(rb'(?:^|,)("?' + heading + rb'[^,"]*"?)', header)
    assert named is not None
    return b"".join([named[1].strip() + b"," + header, *(b"1," + row for row in rows)])


def flipped_bit(content: bytes, chance: random.Random) -> bytes:
    place = chance.randrange(len(content))
    return content[:place] + bytes([content[place] ^ 1 << chance.randrange(8)]) + content[place + 1:]


def cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(len(content) // 4, len(content))]


OF_TEXT: tuple[Damage, ...] = (cut_within_a_row, lost_separator, further_separator, unclosed_marks, doubled_row, byte_of_nought,
                               number_of_none, doubled_heading)
OF_WORKBOOKS: tuple[Damage, ...] = (flipped_bit, cut)


def outcomes(folder: Path, name: str, content: bytes) -> list[readers.Outcome]:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return list(readers.outcomes(path, folder))


def numbers(found: list[readers.Outcome]) -> dict[tuple[object, ...], tuple[object, ...]]:
    """Every row by what says of what it is; its numbers."""
    every: dict[tuple[object, ...], tuple[object, ...]] = {}
    for tidy in (tidy for outcome in found for tidy in outcome.tables):
        key = [column for column in TIDY[tidy.table].unique or [] if column != "source_id"]
        values = tidy.rows.drop(columns=[*key, "source_id", "sheet", "row"]).select_dtypes("number")
        rows = zip(tidy.rows[key].itertuples(index=False, name=None), values.astype(object).where(values.notna(), None).to_numpy().tolist(),
                   strict=True)
        every |= {(tidy.table, *of_what): tuple(row) for of_what, row in rows}
    return every


@pytest.mark.parametrize("damage", OF_TEXT, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("layout", TEXTS)
def test_a_damaged_text_is_refused_or_gives_the_same_numbers(
        layout: str, damage: Damage, files: dict[str, tuple[str, bytes]], tmp_path: Path) -> None:
    name, content = files[layout]
    if damage is doubled_heading and "epraccur" in layout:
        pytest.skip("the list of practices has no headings")
    chance, whole = random.Random(f"{layout} {damage.__name__}"), numbers(outcomes(tmp_path, name, content))
    for _ in range(SAMPLE):
        refused_or_same(outcomes(tmp_path, name, damage(content, chance)), whole, name)


@pytest.mark.parametrize("damage", OF_WORKBOOKS, ids=lambda damage: damage.__name__)
@pytest.mark.parametrize("layout", WORKBOOKS)
def test_a_damaged_workbook_is_refused_or_gives_the_same_numbers(
        layout: str, damage: Damage, files: dict[str, tuple[str, bytes]], tmp_path: Path) -> None:
    name, content = files[layout]
    chance, whole = random.Random(f"{layout} {damage.__name__}"), numbers(outcomes(tmp_path, name, content))
    for _ in range(2 * SAMPLE):
        refused_or_same(outcomes(tmp_path, name, damage(content, chance)), whole, name)


def refused_or_same(found: list[readers.Outcome], whole: dict[tuple[object, ...], tuple[object, ...]], name: str) -> None:
    refusals = [outcome.refusal for outcome in found if outcome.refusal]
    assert not any(isinstance(refusal, Unforeseen) for refusal in refusals), refusals
    assert all(refusal.message.startswith(name) and refusal.remedy for refusal in refusals)
    assert refusals or numbers(found) == whole


@pytest.mark.parametrize("layout", ["deprivation/File_7_IoD2025", "deprivation/File_7_-_All_IoD2019"])
def test_indices_that_lack_small_areas_or_have_another_rank_or_decile_are_refused(
        layout: str, files: dict[str, tuple[str, bytes]], tmp_path: Path) -> None:
    name, content = files[layout]
    chance, lines = random.Random(layout), lines_of(content)
    headings = pd.read_csv(tmp_path / name if outcomes(tmp_path, name, content) else "", nrows=0).columns
    ranked = [i for i, heading in enumerate(headings) if "Rank" in heading or "Decile" in heading]
    for _ in range(SAMPLE):
        row, column = chance.randrange(1, len(lines)), chance.choice(ranked)
        cells = lines[row].split(b",")
        cells[column] = b"1" if cells[column].strip() != b"1" else b"2"
        for damaged in ([*lines[:row], *lines[row + 1:]], lines[: len(lines) // 2], [*lines[:row], b",".join(cells), *lines[row + 1:]]):
            [outcome] = outcomes(tmp_path, name, b"".join(damaged))
            assert outcome.refusal is not None and not isinstance(outcome.refusal, Unforeseen)
