"""Residents admitted: what is counted in the protected folder by small area, age and group of causes, for rates by deprivation."""

from collections.abc import Collection, Iterator
from pathlib import Path

import pandas as pd

from jsna.records import spells
from jsna.records.causes import Group, groups

#: What may be counted of them: every emergency admission, or those of one group of causes.
EVERY, RESIDENTS = "emergency admissions", " of residents"
COLUMNS = ["census", "lsoa_code", "period", "age", "counted", "admissions", "rule", "file"]


def phrases() -> tuple[str, ...]:
    """Everything that may be counted of residents, as definitions say it."""
    return (f"{EVERY}{RESIDENTS}", *(f"{EVERY} {group.id}{RESIDENTS}" for group in _whole()))


def _whole() -> list[Group]:
    """The groups of which an admission is no share."""
    return [group for group in groups() if not group.fractions]


def of_patients(wanted: Collection[str]) -> tuple[str, ...]:
    """The same of patients, of whom it is known how often one person came."""
    return tuple(phrase.removesuffix(RESIDENTS) for phrase in phrases() if phrase in wanted)


def admissions(path: Path, rule: str, wanted: Collection[str]) -> pd.DataFrame:
    """Admissions of a file of counts by the small area where somebody lived, and by age: `COLUMNS`.

    Parameters
    ----------
    rule : str
        By which their small counts are hidden.
    wanted : collection of str
        What definitions count; no rows where none is among `phrases`.
    """
    import duckdb  # takes time to load, which a workspace without records need not spend

    from jsna.records.countfile import facts, rows

    terms = facts(path)
    request = pd.DataFrame(_asked(terms.groups, wanted), columns=["counted", "bit", "method"])
    with duckdb.connect() as database:
        database.register("asked", request)
        sums = database.execute(f"""
            select unit_kind as census, unit as lsoa_code, age, a.counted, sum(admissions)::bigint as admissions
            from ({rows(path)}) c join asked a on c.method = a.method and (a.bit < 0 or (c.causes >> a.bit::integer) & 1 = 1)
            where unit_kind = '{terms.census}' and unit <> '' and age <> 'not known' and admissions > 0
            group by all order by all""").df()
    text = sums.astype(dict.fromkeys(["census", "lsoa_code", "age", "counted"], "str"))
    return text.assign(period=terms.year, rule=rule, file=f"{terms.source}, {terms.reference}")[COLUMNS]


def _asked(order: list[str], request: Collection[str]) -> Iterator[tuple[str, int, str]]:
    """What is wanted, the bit of its group (below 0 for all causes), and each method of an emergency admission that it takes."""
    by_phrase = dict(zip(phrases(), (None, *_whole()), strict=True))
    for phrase in set(request) & by_phrase.keys():
        group = by_phrase[phrase]
        yield phrase, order.index(group.id) if group else -1, spells.EMERGENCY
        if group is None or group.transfers:
            yield phrase, order.index(group.id) if group else -1, spells.TRANSFERRED
