"""Membership: the groups of causes of every record as the bits of one number, in the words of the database."""

import itertools
import string
from collections.abc import Iterator, Sequence

import pandas as pd

from jsna.records import fractions
from jsna.records.causes import Group, Rule

#: Every code of ICD-10 that can be written, with four characters: X where there is no fourth.
WRITABLE = ["".join(signs) for signs in itertools.product(string.ascii_uppercase, string.digits, string.digits, string.digits + "X")]


def codes(groups: Sequence[Group]) -> pd.DataFrame:
    """What each code decides: `code`; `alone`, the groups that a first diagnosis is in by itself; `as_first` and `as_external`, the other
    rules that it answers as first diagnosis and as external cause; `anywhere`, which of the sets that are `sought` it is of; and for each
    group with fractions the number of its shares.
    """
    alone = [(bit, rule.primary) for bit, group in enumerate(groups) for rule in group.rules if rule.simple]
    first = [(bit, rule.primary) for bit, (_, rule) in enumerate(others(groups)) if rule.primary]
    external = [(bit, rule.cause) for bit, (_, rule) in enumerate(others(groups)) if rule.cause]
    columns = {"alone": alone, "as_first": first, "as_external": external, "anywhere": [*enumerate(sought(groups))]}
    shares = {f"first_{group.id}": _profile(group) for group in groups if group.fractions}
    return pd.DataFrame({"code": WRITABLE} | {name: _bits(rules) for name, rules in columns.items()} | shares)


def _profile(group: Group) -> pd.Series:
    numbers = dict(fractions.first_profiles(group.fractions))
    of_code = [next((numbers[code[:length]] for length in range(4, 0, -1) if code[:length] in numbers), None) for code in WRITABLE]
    return pd.Series(of_code, dtype="Int64")


def shares(groups: Sequence[Group]) -> dict[str, str]:
    """The hundredths of an admission that count for each group with fractions, by the name of their column."""
    is_there = {starts: _is_there(groups, starts) for starts in sought(groups)}
    with_fractions = [group for group in groups if group.fractions]
    return {fractions.column(group.id): fractions.expression(group.fractions, f"first_{group.id}", is_there) for group in with_fractions}


def sought(groups: Sequence[Group]) -> list[tuple[str, ...]]:
    """The sets of codes of which one may stand in any position of a record, as their beginnings."""
    of_rules = [starts for _, rule in others(groups) for starts in (rule.any, rule.beside, rule.without) if starts]
    tables = [fractions.table(group.fractions) for group in groups if group.fractions]
    of_shares = [starts for table in tables for starts in table.profiles(anywhere=True).values()]
    return list(dict.fromkeys([*of_rules, *of_shares]))


def anywhere(groups: Sequence[Group]) -> str:
    """Which of the sets that are `sought` a record has, as bits: its first diagnosis is joined; most records have no other that counts."""
    each = [f"case when {_in('others', starts)} then {1 << bit} else 0 end" for bit, starts in enumerate(sought(groups))]
    every = tuple(dict.fromkeys(itertools.chain.from_iterable(sought(groups))))
    return f"coalesce(p.anywhere, 0) | case when trim(others) <> '' and {_in('others', every)} then {' | '.join(each)} else 0 end"


def _bits(rules: list[tuple[int, tuple[str, ...]]]) -> list[int]:
    starts: dict[str, int] = {}
    for bit, beginnings in rules:
        for start in beginnings:
            starts[start] = starts.get(start, 0) | 1 << bit
    return [_either(starts.get(code[:length], 0) for length in range(1, 5)) for code in WRITABLE]


def _either(numbers: Iterator[int]) -> int:
    every = 0
    for number in numbers:
        every |= number
    return every


def others(groups: Sequence[Group]) -> list[tuple[int, Rule]]:
    """The rules that more decides than the first diagnosis, each with the bit of its group."""
    return [(bit, rule) for bit, group in enumerate(groups) for rule in group.rules if not rule.simple]


def expression(groups: Sequence[Group], procedures: str) -> str:
    """The groups of a record, by what it has `anywhere`, its `procedures` (codes between blanks) and what `codes` says of its first
    diagnosis and its external cause.
    """
    rules = enumerate(others(groups))
    each = [f"case when {' and '.join(_asked(groups, at, rule, procedures))} then {1 << bit} else 0 end" for at, (bit, rule) in rules]
    return " | ".join(["coalesce(alone, 0)", *each])


def _asked(groups: Sequence[Group], at: int, rule: Rule, procedures: str) -> Iterator[str]:
    for column, codes in (("as_first", rule.primary), ("as_external", rule.cause)):
        if codes:
            yield f"{column} & {1 << at} <> 0"
    yield from (_is_there(groups, starts) for starts in (rule.any, rule.beside) if starts)
    if rule.without:
        yield f"not {_is_there(groups, rule.without)}"
    if rule.no_procedure:
        yield f"not {_in(procedures, rule.no_procedure)}"


def _is_there(groups: Sequence[Group], starts: tuple[str, ...]) -> str:
    return f"(anywhere & {1 << sought(groups).index(starts)} <> 0)"


def _in(column: str, beginnings: tuple[str, ...]) -> str:
    return rf"regexp_matches({column}, '\b(?:{'|'.join(beginnings)})')"
