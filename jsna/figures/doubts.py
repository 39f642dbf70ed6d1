"""Doubtful numbers in words: whose they are, and which findings would be others without them."""

from collections.abc import Mapping

import pandas as pd

from jsna.analysis import doubt
from jsna.analysis.casemix import CANNOT_TELL
from jsna.analysis.comparison import in_words
from jsna.analysis.doubt import Doubt
from jsna.catalogue import definitions
from jsna.figures.core import words

#: How many findings, or practices, a sentence names; the numbers in the text list every one.
NAMED = 3
#: Words that find nothing worth a word, by the test or by its size.
NEITHER = ("close to", "similar to", "about as", CANNOT_TELL, "")
ODD = "several times, or a small part of, what they were in the year beside it"


def turning(comparisons: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The findings of comparisons that would be in other words without doubtful numbers, the one that moves most first.

    Columns `comparator, name, condition, value, value_without, word_without` and the `doubtful` numbers.
    """
    tables = [_turning(rows.assign(comparator=rows.get("of", name))) for name, rows in comparisons.items() if "doubtful" in rows]
    findings = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["value"])
    if findings.empty:
        return findings
    moves = (findings["value_without"] - findings["value"]).abs().fillna(100.0)
    return findings.assign(moved=moves).sort_values("moved", ascending=False, kind="stable", ignore_index=True)


def _turning(rows: pd.DataFrame) -> pd.DataFrame:
    indicators = [definitions()[key] for key in rows["indicator_id"]]
    with_them, without = (_words(table) for table in (rows, doubt.as_without(rows)))
    names, conditions = ([getattr(indicator, key) for indicator in indicators] for key in ("name", "condition"))
    table = rows.assign(name=names, condition=conditions, word=with_them, word_without=without)
    alike = table["word"].isin(NEITHER) & table["word_without"].isin(NEITHER)
    return table[table["doubtful"].map(bool) & table["word"].ne(table["word_without"]) & ~alike]


def _words(rows: pd.DataFrame) -> list[str]:
    """The word of each row: its own, where it is one of `analysis.notable`."""
    if "word" in rows:
        return list(rows["word"])
    return [in_words(row, definitions()[row["indicator_id"]].least_difference) for _, row in rows.iterrows()]


def told(tables: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Whose doubtful numbers findings turn on, and what is found without them; nothing where none does."""
    findings = turning(tables)
    if findings.empty:
        return ()
    first, practices = findings["doubtful"].iloc[0][0], _practices(findings)
    whose = words.joined(practices) if len(practices) <= NAMED else words.counted(len(practices), "practice")
    turn = f"{words.counted(len(findings), 'finding')} {words.verb(len(findings), 'turns', 'turn')} on numbers of {whose} that are {ODD}"
    named_too = findings.drop_duplicates("indicator_id").head(NAMED)
    others, rest = [_found(row) for _, row in named_too.iterrows()], len(findings) - len(named_too)
    more = f"; {rest} more {words.verb(rest, 'is', 'are')} listed with the numbers" if rest else ""
    return (f"To be checked: {turn}. {findings['name'].iloc[0]}: {counted(first)}. Without them: {'; '.join(others)}{more}.",)


def facts(tables: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Every finding without doubtful numbers, and every number that it turns on."""
    findings = turning(tables)
    if findings.empty:
        return {}
    pairs = [(row["name"], one) for _, row in findings.iterrows() for one in row["doubtful"]]
    texts = [(name, f"{one.name} ({one.practice_code}): {counted(one)}") for name, one in pairs]
    numbers = {f"{name}, to be checked, {at}": text for at, (name, text) in enumerate(texts, 1)}
    without = {f"{row['name']} without them, beside {row['comparator']}": _found(row) for _, row in findings.iterrows()}
    many = {"Findings that turn on doubtful numbers": str(len(findings))}
    many |= {"Listed only here": str(len(findings) - min(NAMED, findings["indicator_id"].nunique()))}
    return many | {"Practices with such numbers": str(len(_practices(findings)))} | numbers | without


def marks(rows: pd.DataFrame) -> tuple[str, ...]:
    """The doubtful numbers in indicator rows of a place, and what is left without each; nothing where there are none."""
    some = _marked(rows)
    numbers = [f"{name}: {counted(one)}" for name, one in _named(some)[:NAMED]]
    more = f", and {len(_named(some)) - NAMED} more" if len(_named(some)) > NAMED else ""
    remainder = some[some["value_without"].notna()] if len(some) else some
    without = [f"{row['period']} would be {words.percent(row['value_without'])}" for _, row in remainder.iterrows()]
    rest = f" Without {'it' if len(_named(some)) == 1 else 'them'}, {words.joined(without)}." if without else ""
    return (f"To be checked: {'; '.join(numbers)}{more}.{rest}",) if numbers else ()


def mark_facts(rows: pd.DataFrame) -> dict[str, str]:
    """Every doubtful number in indicator rows of a place, and what is left without each."""
    some = _marked(rows)
    numbers = {f"To be checked, {at}": f"{name}: {counted(one)}" for at, (name, one) in enumerate(_named(some), 1)}
    more = {"More numbers to be checked": str(len(numbers) - NAMED)} if len(numbers) > NAMED else {}
    without = {f"{row['period']} without doubtful numbers": words.percent(row["value_without"]) for _, row in some.iterrows()}
    return numbers | more | without


def in_cells(rows: pd.DataFrame) -> list[str]:
    """Of each row, the numbers of the year beside a doubtful one, or `no`."""
    if "doubtful" not in rows:
        return ["no"] * len(rows)
    return [f"{words.number(those[0].beside_numerator)} in {those[0].beside}" if those else "no" for those in rows["doubtful"]]


def _marked(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["doubtful"].map(bool)] if "doubtful" in rows else rows.head(0)


def _named(rows: pd.DataFrame) -> list[tuple[str, Doubt]]:
    return [(f"{one.name} ({one.practice_code})", one) for those in rows.get("doubtful", ()) for one in those]


def _practices(findings: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(f"{one.name} ({one.practice_code})" for those in findings["doubtful"] for one in those))


def _found(row: "pd.Series[float]") -> str:
    if pd.isna(row["value_without"]):
        return f"nothing is known for {row['condition']}"
    beside = CANNOT_TELL if row["word_without"] == CANNOT_TELL else f"{row['word_without']} {row['comparator']}"
    return f"{row['condition']} {words.percent(row['value_without'])}, {beside}"


def counted(one: Doubt) -> str:
    """The number and that of the year beside it: `11,693 of 13,304 patients in 2019/20, 1,666 of 12,473 in 2018/19`."""
    now, then = (f"{words.number(x)} of {words.number(n)}" for x, n in (one[3:5], one[6:8]))
    return f"{now} patients in {one.period}, {then} in {one.beside}"
