"""Persons: what the several stays of one person tell, from numbers alone: how far admissions are from independent, and who came back."""

import datetime as dt

import duckdb
import pandas as pd

from jsna.records import admissions, counting, spells
from jsna.records.causes import Group

#: The tables of what is added up by practice and age, of the stays of some persons, and of those of them who have several.
REPEATS, STAYS, CHAINS = "repeats", "stays", "chains"
COLUMNS = ("practice", "age", "phrase", "fewer", "excess", "events")
#: A return counts within so many days of the discharge, the day itself being the first.
WITHIN = 30
#: An admission as a transfer so few days after a discharge goes on with the same stay (continuous inpatient spells, NHS Digital).
MOVED_WITHIN = 2
#: What a next stay is, in the number that `lead` gives.
OTHER, RETURN, TRANSFER = range(3)
KINDS = 4


def count(connection: duckdb.DuckDBPyConnection, groups: tuple[Group, ...], end: dt.date) -> None:
    """Fill the table `repeats` of what `counting.SEEN` holds: `COLUMNS`, a row a practice, age and phrase of definitions.

    By `fewer` there are fewer people than admissions, and by `excess` the sum over people of the square of their admissions (or nights) is
    more than that over admissions. Of discharges and returns, `events` are their number.

    Parameters
    ----------
    end : date
        The last day of the year: who was discharged too shortly before it could not be followed for `WITHIN` days.
    """
    phrases = pd.DataFrame(admissions.asked([group.id for group in groups], admissions.of_emergencies()),
                          columns=["phrase", "bit", "method", "stay"])  # fmt: skip
    order = {"phrase": admissions.phrases(), "method": spells.METHODS, "stay": spells.STAYS}
    numbers = phrases.assign(**{name: phrases[name].map({word: at for at, word in enumerate(words)}) for name, words in order.items()})
    connection.register("asked_frame", numbers.astype("int64").assign(kind=lambda each: 8 * each["method"] + each["stay"]))
    ((persons,),) = connection.execute(f"select count(person) from {counting.SEEN}").fetchall()
    slices = persons // counting.AT_ONCE + 1
    for at in range(slices):
        stays, repeats = _stays(f"person % {slices} = {at}"), _repeats(end - dt.timedelta(days=WITHIN - 1))
        for name, query in {STAYS: stays, CHAINS: _chains(), "asked": _asked(), f"{REPEATS}_{at}": repeats}.items():
            connection.execute(f"create or replace temp table {name} as {query}")
    connection.unregister("asked_frame")
    every = " union all ".join(f"from {REPEATS}_{at}" for at in range(slices))
    sums = ", ".join(f"sum({name})::bigint as {name}" for name in COLUMNS[3:])
    by_phrase = f"select practice, age, phrase, {sums} from ({every}) group by all order by all {counting.IN_ORDER}"
    counting.keep(connection, REPEATS, by_phrase)


def _stays(share: str) -> str:
    """The stays of a share of the known persons; `kind` is the method and stay as one number."""
    dimensions = spells.unpacked()
    of_traits = f"{dimensions['age']} as age, {dimensions['method']} as method, traits & 63 as kind"
    columns = "person, practice, causes, nights, reason, followed, returns, admitted, left_on"
    return f"select {columns}, {of_traits} from {counting.SEEN} where {share}"


def _chains() -> str:
    """The stays of everybody who has several, each with the day and kind of the next that a return or a discharge is.

    Stays of one person are in order of their first and last days, of those of the same days the urgent one last; one that does not end
    in the year goes before what ends on its first day. All else only makes the order sure.
    """
    kind = f"case when returns then {RETURN} when {spells.is_method(spells.TRANSFERRED)} then {TRANSFER} else {OTHER} end"
    event = f"case when returns or followed then date_diff('day', date '{spells.FIRST_DAY}', admitted) * {KINDS} + {kind} end"
    return f"""
        select person, practice, age, method, kind, causes, nights, reason, followed, left_on,
            lead({event} ignore nulls) over (
                partition by person order by admitted, left_on nulls first, returns, practice, age, kind, causes, followed
            ) as next
        from {STAYS} where person in (select person from {STAYS} group by person having count(*) > 1)"""


def _asked() -> str:
    """The phrases that admissions of the same method, stay and groups of causes belong to."""
    return f"""
        select distinct c.kind, c.causes, a.phrase::usmallint as phrase
        from (select distinct kind, causes from {CHAINS} where reason is null) c join asked_frame a
        on c.kind = a.kind and (a.bit < 0 or (c.causes >> a.bit::integer) & 1 = 1)"""


def _repeats(last: dt.date) -> str:
    nights, followed, returned = map(admissions.phrases().index, (admissions.BED_DAYS, admissions.FOLLOWED, admissions.RETURNED))
    gap = f"next // {KINDS} - date_diff('day', date '{spells.FIRST_DAY}', left_on)"
    by, urgent = "select practice, age", spells.is_method(*spells.EMERGENCIES)
    discharges = f"practice > 0 and followed and left_on <= date '{last}'"
    return f"""
        with amounts as (
            select person, practice, age, phrase, 1::bigint as amount from {CHAINS} c join asked a
            on c.kind = a.kind and c.causes = a.causes where reason is null and practice > 0
            union all select person, practice, age, {nights}, nights::bigint from {CHAINS}
            where nights > 0 and {urgent} and practice > 0
        ),
        people as (
            select practice, age, phrase, count(*) - 1 as fewer, sum(amount) * sum(amount) - sum(amount * amount) as excess
            from amounts group by person, practice, age, phrase having count(*) > 1
        ),
        gaps as (select practice, age, {gap} as gap, next % {KINDS} as kind from {CHAINS} where {discharges}),
        events as (
            {by}, {followed} as phrase, count(*) as events from {STAYS} where {discharges} group by all
            union all {by}, {followed}, -count(*) from gaps where kind = {TRANSFER} and gap between 0 and {MOVED_WITHIN} group by all
            union all {by}, {returned}, count(*) from gaps where kind = {RETURN} and gap between 0 and {WITHIN - 1} group by all
        )
        {by}, phrase, sum(fewer)::bigint as fewer, sum(excess)::bigint as excess, 0::bigint as events from people group by all
        union all {by}, phrase, 0, 0, sum(events)::bigint from events group by all"""
