"""Doubtful numbers in words: whose they are, and which findings would be others without them."""

from collections.abc import Mapping

import pandas as pd

from jsna.analysis import doubt
from jsna.analysis.comparison import in_words
from jsna.analysis.doubt import Doubt
from jsna.catalogue import definitions
from jsna.figures.core import words

#: How many findings, or practices, a sentence names; the numbers in the text list every one.
NAMED = 3
#: Words that find nothing worth a word, by the test or by its size.
NEITHER = ("close to", "similar to", "about as", "")
ODD = "several times, or a small part of, what they were in the year beside it"


def turning(compared: Mapping[str, pd.DataFrame]) -> pd.DataFrame:
    """The findings of comparisons that would be in other words without doubtful numbers, the one that moves most first.

    Columns `comparator, name, condition, value, value_without, word_without` and the `doubtful` numbers.
    """
    tables = [_turning(rows.assign(comparator=rows.get("of", name))) for name, rows in compared.items() if "doubtful" in rows]
    found = pd.concat(tables, ignore_index=True) if tables else pd.DataFrame(columns=["value"])
    if found.empty:
        return found
    moved = (found["value_without"] - found["value"]).abs().fillna(100.0)
    return found.assign(moved=moved).sort_values("moved", ascending=False, kind="stable", ignore_index=True)


def _turning(rows: pd.DataFrame) -> pd.DataFrame:
    known = [definitions()[key] for key in rows["indicator_id"]]
    said, without = (_words(table) for table in (rows, doubt.as_without(rows)))
    table = rows.assign(name=[of.name for of in known], condition=[of.condition for of in known], word=said, word_without=without)
    alike = table["word"].isin(NEITHER) & table["word_without"].isin(NEITHER)
    return table[table["doubtful"].map(bool) & table["word"].ne(table["word_without"]) & ~alike]


def _words(rows: pd.DataFrame) -> list[str]:
    """The word of each row: its own, where it is one of `analysis.notable`."""
    if "word" in rows:
        return list(rows["word"])
    return [in_words(row, definitions()[row["indicator_id"]].least_difference) for _, row in rows.iterrows()]


def told(compared: Mapping[str, pd.DataFrame]) -> tuple[str, ...]:
    """Whose doubtful numbers findings turn on, and what is found without them; nothing where none does."""
    found = turning(compared)
    if found.empty:
        return ()
    first, practices = found["doubtful"].iloc[0][0], _practices(found)
    named = words.joined(practices) if len(practices) <= NAMED else words.counted(len(practices), "practice")
    turn = f"{words.counted(len(found), 'finding')} {words.verb(len(found), 'turns', 'turn')} on numbers of {named} that are {ODD}"
    named_too = found.drop_duplicates("indicator_id").head(NAMED)
    others, rest = [_found(row) for _, row in named_too.iterrows()], len(found) - len(named_too)
    more = f"; {rest} more {words.verb(rest, 'is', 'are')} listed with the numbers" if rest else ""
    return (f"To be checked: {turn}. {found['name'].iloc[0]}: {counted(first)}. Without them: {'; '.join(others)}{more}.",)


def facts(compared: Mapping[str, pd.DataFrame]) -> dict[str, str]:
    """Every finding without doubtful numbers, and every number that it turns on."""
    found = turning(compared)
    if found.empty:
        return {}
    numbers = {f"{row['name']}, {one.name} ({one.practice_code})": counted(one) for _, row in found.iterrows() for one in row["doubtful"]}
    without = {f"{row['name']} without them, beside {row['comparator']}": _found(row) for _, row in found.iterrows()}
    many = {"Findings that turn on doubtful numbers": str(len(found))}
    many |= {"Listed only here": str(len(found) - min(NAMED, found["indicator_id"].nunique()))}
    return many | {"Practices with such numbers": str(len(_practices(found)))} | numbers | without


def marks(rows: pd.DataFrame) -> tuple[str, ...]:
    """The doubtful numbers in indicator rows of a place, and what is left without each; nothing where there are none."""
    some = _marked(rows)
    said = [f"{name}: {counted(one)}" for name, one in _named(some)[:NAMED]]
    more = f", and {len(_named(some)) - NAMED} more" if len(_named(some)) > NAMED else ""
    left = some[some["value_without"].notna()] if len(some) else some
    without = [f"{row['period']} would be {words.percent(row['value_without'])}" for _, row in left.iterrows()]
    rest = f" Without {'it' if len(_named(some)) == 1 else 'them'}, {words.joined(without)}." if without else ""
    return (f"To be checked: {'; '.join(said)}{more}.{rest}",) if said else ()


def mark_facts(rows: pd.DataFrame) -> dict[str, str]:
    """Every doubtful number in indicator rows of a place, and what is left without each."""
    some = _marked(rows)
    numbers = {f"{name}, {one.period}": counted(one) for name, one in _named(some)}
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


def _named(marked: pd.DataFrame) -> list[tuple[str, Doubt]]:
    return [(f"{one.name} ({one.practice_code})", one) for those in marked.get("doubtful", ()) for one in those]


def _practices(found: pd.DataFrame) -> list[str]:
    return list(dict.fromkeys(f"{one.name} ({one.practice_code})" for those in found["doubtful"] for one in those))


def _found(row: "pd.Series[float]") -> str:
    if pd.isna(row["value_without"]):
        return f"nothing is known for {row['condition']}"
    return f"{row['condition']} {words.percent(row['value_without'])}, {row['word_without']} {row['comparator']}"


def counted(one: Doubt) -> str:
    """The number and that of the year beside it: `11,693 of 13,304 patients in 2019/20, 1,666 of 12,473 in 2018/19`."""
    now, then = (f"{words.number(x)} of {words.number(n)}" for x, n in (one[3:5], one[6:8]))
    return f"{now} patients in {one.period}, {then} in {one.beside}"
