"""The artificial Hospital Episode Statistics: the counts are those of a plain script that reads one row after the other."""

import datetime as dt
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from jsna.records import admissions, causes, countfile, run

pytestmark = pytest.mark.real_data
FILE = "admissions/artificial_hes/artificial_hes_apc_0102_truncated.csv.gz"
#: Each group as the plain script has it: patterns of the first diagnosis, of any, of the external cause.
CHAPTERS = {
    "infectious": "[AB]", "neoplasms": "C|D[0-4]", "blood": "D[5-8]", "endocrine": "E", "mental": "F", "nervous": "G", "eye": "H[0-5]",
    "ear": "H[6-9]", "circulatory": "I", "respiratory": "J", "digestive": "K", "skin": "L", "musculoskeletal": "M", "genitourinary": "N",
    "pregnancy": "O", "perinatal": "P", "congenital": "Q", "symptoms": "R", "injury": "[ST]", "contact": "Z",
}  # fmt: skip
FIRST = {
    "chd": "I2[0-5]", "stroke": "I6[1-4]", "copd": "J4[0-4]", "asthma": "J4[56]", "pneumonia": "J1[2-8]", "diabetes": "E1[0-4]",
    "hip_fracture": "S72[0-2]", "not_coded": "R69",
}  # fmt: skip
ALCOHOL = "E244|F10|G312|G621|G721|I426|K292|K70|K852|K860|Q860|R780|T51[019]|X[46]5|Y15|Y9[01]"
ACUTE = "G4[01]|O15|R56|E86|K52[289]|A690|K(0([2-68]|9[89])|1[23])|H6[67]|J(0[236]|312)|N7[034]|K2[5-8][012456]|N1([012]|36)"
HEART = "K([0-4]|5[02567]|6[016-9]|7[134])"


def _cells(row: pd.Series, start: str) -> list[str]:
    cells = [str(row[name]).strip() for name in row.index if re.fullmatch(start + r"_4_\d\d", name)]
    return [cell for cell in cells if cell not in ("", "-")]


def _groups(row: pd.Series) -> set[str]:
    first, cause = str(row["DIAG_4_01"]).strip(), str(row["CAUSE_4"]).strip()
    every, procedures = _cells(row, "DIAG"), _cells(row, "OPERTN")
    said = {f"chapter_{name}" for name, pattern in CHAPTERS.items() if re.match(pattern, first)}
    said |= {name for name, pattern in FIRST.items() if re.match(pattern, first)}
    among = lambda pattern, codes: any(re.match(pattern, code) for code in codes)  # noqa: E731
    holds = {
        "falls": re.match("[ST]", first) and re.match("W[01]", cause),
        "injuries": among("S|T[0-7]|[VWX]|Y[0-2]|Y3[0-6]", every),
        "self_harm": re.match("X[67]|X8[0-4]", cause),
        "alcohol_specific": among(ALCOHOL, every),
        "cancer": among("C|D3[7-9]|D4|Z511", every),
        "acs_chronic": (re.match("B18[01]", first) and not among("D57", every))
        or re.match("D50[189]|D5[12]|E1[0-4]|F0[0-3]|G4[01]|I48|J4[1-7]", first)
        or (re.match("I110|I130|I50|J81|I10|I119", first) and not among(HEART, procedures))
        or (re.match("I2[05]", first) and not among("[A-W]|X[01245]", [code for code in procedures if code[0] != "U"]))
        or (re.match("J20", first) and among("J4[1-4]|J47", every)),
        "acs_acute": re.match(ACUTE, first) or among("R02", every)
        or (re.match("L0([34]|8[089])|L88|L980", first) and not among("[A-HJ-RTVW]|S([123]|4[1-589])|X0[1245]", procedures)),
    }
    return said | {name for name, held in holds.items() if held}


def _plain(path: Path) -> pd.DataFrame:
    rows = pd.read_csv(path, dtype="str", keep_default_na=False)
    finished = rows["EPISTAT"].str.strip().eq("3") & rows["CLASSPAT"].str.strip().isin(["1", "2", "5"])
    spells = rows[finished & rows["EPIORDER"].str.strip().eq("1") & rows["ADMIDATE"].ne("1801-01-01")]
    emergency = spells["ADMIMETH"].str.strip().str.startswith("2")
    return spells.assign(emergency=emergency, groups=[_groups(row) for _, row in spells.iterrows()])


@pytest.fixture(scope="module")
def plain(published: Path) -> pd.DataFrame:
    return _plain(published / FILE)


@pytest.fixture
def counted(published: Path, data: Path) -> tuple[run.Facts, pd.DataFrame]:
    facts = run.build(published / FILE, data, "hes", dt.date(2026, 11, 28))
    return facts, duckdb.sql(countfile.rows(data / "protected" / "admissions" / "hes-2001-02.parquet")).df()


def test_spells_emergencies_and_causes_are_those_of_a_plain_script(counted: tuple[run.Facts, pd.DataFrame], plain: pd.DataFrame) -> None:
    facts, counts = counted
    assert (facts.read, facts.admissions) == (2075, len(plain))
    for _, of in counts[counts["unit_kind"] != "repeats"].groupby("unit_kind"):
        assert of["admissions"].sum() == len(plain)
        assert of.loc[of["method"].isin(["emergency", "emergency transfer"]), "admissions"].sum() == plain["emergency"].sum()
        for bit, group in enumerate(causes.groups()):
            if group.fractions:
                continue
            mine = int(of.loc[of["causes"].to_numpy() >> bit & 1 == 1, "admissions"].sum())
            assert mine == sum(group.id in each for each in plain["groups"]), group.id


def test_the_counts_of_each_unit_month_age_and_sex_are_those_of_a_plain_script(
    counted: tuple[run.Facts, pd.DataFrame], plain: pd.DataFrame
) -> None:
    counts = counted[1]
    age = pd.to_numeric(plain["STARTAGE"])
    years = age.mask(age.between(7001, 7007), 0)
    band = (years // 5 * 5).astype(int).astype(str) + "-" + (years // 5 * 5 + 4).astype(int).astype(str)
    keyed = plain.assign(
        unit=plain["GPPRAC"].where(plain["GPPRAC"].str.fullmatch(r"[A-Z]\d{5}") & ~plain["GPPRAC"].str.startswith("V8199"), ""),
        age=band.mask(years >= 90, "90+").mask(years >= 120, "not known"),
        sex=plain["SEX"].str.strip().map({"1": "male", "2": "female"}).fillna("not known"),
        ended_in=plain["EPIEND"].str[:7],
    )
    by = ["unit", "ended_in", "age", "sex"]
    mine = counts[(counts["unit_kind"] == "practice") & (counts["admissions"] > 0)].groupby(by)["admissions"].sum()
    assert mine.to_dict() == keyed.groupby(by).size().to_dict()


def _stays(path: Path) -> pd.DataFrame:
    """The rows that end a stay: the last episodes, with nights, day of discharge, and emergency or not."""
    rows = pd.read_csv(path, dtype="str", keep_default_na=False).apply(lambda column: column.str.strip())
    days = {name: pd.to_datetime(rows[name].mask(rows[name] < "1900")) for name in ("ADMIDATE", "DISDATE", "EPIEND")}
    rows = rows.assign(first=days["ADMIDATE"], last=days["DISDATE"].fillna(days["EPIEND"]), emergency=rows["ADMIMETH"].str.startswith("2"))
    ended = rows[rows["EPISTAT"].eq("3") & rows["CLASSPAT"].isin(["1", "2", "5"]) & rows["SPELEND"].eq("Y")]
    return ended[ended["last"] >= ended["first"]].assign(nights=lambda stay: (stay["last"] - stay["first"]).dt.days)


def test_nights_and_discharges_are_those_of_a_plain_script(counted: tuple[run.Facts, pd.DataFrame], published: Path) -> None:
    counts, stays = counted[1].query("unit_kind == 'practice'"), _stays(published / FILE)
    urgent = counts["method"].isin(["emergency", "emergency transfer"])
    for ours, theirs in ((counts, stays), (counts[urgent], stays[stays["emergency"]])):
        assert (ours["discharges"].sum(), ours["nights"].sum(), ours["squares"].sum(), ours["overnight"].sum()) == (
            len(theirs), theirs["nights"].sum(), (theirs["nights"] ** 2).sum(), theirs["nights"].gt(0).sum())  # fmt: skip


def test_repeat_admissions_and_returns_are_those_of_a_plain_script(published: Path, data: Path, tmp_path: Path) -> None:
    """The artificial persons have another practice in each row; here they have one."""
    one = tmp_path / "one.csv"
    pd.read_csv(published / FILE, dtype="str", keep_default_na=False).assign(GPPRAC="M81001").to_csv(one, index=False)
    run.build(one, data, "hes", dt.date(2026, 11, 28))
    numbers = admissions.admissions(data, dt.date(2026, 11, 28), admissions.phrases()).groupby("counted")[list(admissions.NUMBERS)].sum()
    plain = _plain(one)
    age = pd.to_numeric(plain["STARTAGE"])
    band = (age.mask(age.between(7001, 7007), 0) // 5).clip(upper=18)
    each = plain[plain["emergency"] & age.ne(120)].groupby(["PSEUDO_HESID", band]).size()
    assert numbers.loc[admissions.ALL].tolist() == [each.sum(), len(each), (each**2).sum()] and each.gt(1).sum() > 50
    followed, returned = _returns(one)
    assert numbers.loc[[admissions.FOLLOWED, admissions.RETURNED], "admissions"].tolist() == [followed, returned] and returned > 20


def _returns(path: Path) -> tuple[int, int]:
    """Discharges that are followed, and those after which the next stay of the person is an emergency; row by row."""
    rows = pd.read_csv(path, dtype="str", keep_default_na=False).apply(lambda column: column.str.strip())
    ends, events = _stays(path), dict[str, list[tuple[pd.Timestamp, pd.Timestamp, bool, bool, bool, bool]]]()
    for at, row in rows.iterrows():
        if row["CLASSPAT"] not in ("1", "2", "5") or row["ADMIDATE"] < "1900" or {"cancer", "chapter_pregnancy"} & _groups(row):
            continue
        urgent, moved = row["ADMIMETH"][0] == "2", row["ADMIMETH"] == "2B" or row["ADMISORC"] in ("51", "52", "53")
        discharge = at in ends.index and row["CLASSPAT"] == "1" and row["DISMETH"] not in ("4", "5") and (
            urgent or row["ADMIMETH"] in ("11", "12", "13"))  # fmt: skip
        back = urgent and not moved and row["EPIORDER"] == "1"
        last = ends.loc[at, "last"] if at in ends.index else pd.Timestamp(0)
        if discharge or back:
            event = pd.Timestamp(row["ADMIDATE"]), last, back, discharge and row["STARTAGE"] != "120", urgent, moved
            events.setdefault(row["PSEUDO_HESID"], []).append(event)
    followed = returned = 0
    for stays in map(sorted, events.values()):
        for (_, last, _, discharge, *_), then in zip(stays, [*stays[1:], None], strict=True):
            if discharge and last <= pd.Timestamp("2002-03-02"):
                gap = (then[0] - last).days if then else -1
                followed += not (then and then[4] and then[5] and 0 <= gap <= 2)
                returned += bool(then and then[2] and 0 <= gap < 30)
    return followed, returned


#: What the copy of the fractions leaves out: the codes of strokes beside those of their consequences.
STROKES = {"I69[0-2]": "I6[0-2]|I69[0-2]", "I69[3-4]": "I6[3-6]|I69[34]"}
FIRST_YEARS = (16, 25, 35, 45, 55, 65, 75, 85)


def _conditions(level: dict[str, Any], names: tuple[str, ...] = ()) -> Iterator[tuple[dict[str, Any], bool]]:
    """The conditions of the copy that admissions have, and whether each is an external cause."""
    if "regex" not in level:
        for name, below in level.items():
            yield from _conditions(below, (*names, name))
    elif names[-1] not in ("mortality", "Low birth weight"):
        yield level, names[0] == "acute"


def _share(row: pd.Series, conditions: list[tuple[dict[str, Any], bool]]) -> float:
    """The largest fraction of an admission's first diagnosis and external causes, of a known sex and age."""
    sex, years = {"1": "male", "2": "female"}.get(str(row["SEX"]).strip()), int(row["STARTAGE"])
    years = 0 if 7001 <= years <= 7007 else years
    first, external = str(row["DIAG_4_01"]).strip(), [code for code in _cells(row, "DIAG") if code[0] in "VWXY"]
    if sex is None or years >= 120:
        return 0.0
    if any(re.match(ALCOHOL, code) for code in [first, *external]):
        return 1.0
    if years < FIRST_YEARS[0]:
        return 0.0
    at = sum(first <= years for first in FIRST_YEARS) - 1
    shares = [condition[sex][at] for condition, acute in conditions if condition.get(sex)
              and any(re.match(STROKES.get(condition["regex"], condition["regex"]), code) for code in (external if acute else [first]))]
    return max([0.0, *shares])


def test_shares_of_alcohol_are_those_of_a_plain_script(counted: tuple[run.Facts, pd.DataFrame], plain: pd.DataFrame, more: Path) -> None:
    copy = json.loads((more / "codelists" / "nhp_alcohol_fractions.json").read_text(encoding="utf-8"))["data"]
    conditions = list(_conditions(copy))
    mine = counted[1].query("unit_kind == 'practice'").groupby("ended_in")["hundredths_alcohol_related"].sum()
    shares = pd.Series([round(100 * _share(row, conditions)) for _, row in plain.iterrows()], plain.index)
    theirs = shares.groupby(plain["EPIEND"].str[:7]).sum()
    assert theirs.sum() > 1_000 and mine.to_dict() == theirs.to_dict()


def test_every_row_is_counted_or_left_out_for_a_reason(counted: tuple[run.Facts, pd.DataFrame]) -> None:
    facts = counted[0]
    assert facts.left_out == {"regular attender": 80, "unfinished": 14, "later episode": 191, "no date": 1}
    assert sum(facts.left_out.values()) + facts.admissions == facts.read
    assert (facts.year, facts.census) == ("2001/02", "lsoa_2001")
