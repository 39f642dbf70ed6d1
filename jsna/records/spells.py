"""Spells: which rows of records are admissions, why the others are not, and what is known of each, in the words of the database."""

from collections.abc import Iterator

from jsna.records.layout import OPTIONAL, Layout

#: Why a row is left out, in the order in which this is asked; a row has the first reason that holds.
REASONS = {
    "regular attender": "a regular day or night attender, or no patient of a ward (CLASSPAT other than 1, 2 and 5)",
    "unfinished": "an episode that had not finished by the end of the year (EPISTAT other than 3): it is in the next year too",
    "later episode": "a later episode of a stay (EPIORDER above 1): the stay is counted once, by its first",
    "order not known": "an episode of which nobody knows whether it is the first (EPIORDER missing, 98 or 99)",
    "no date": "no date of admission or of the end of the episode (1801-01-01 stands for one that is missing)",
    "dates reversed": "an episode that ended before the patient was admitted",
}
#: Methods of admission: an emergency, one that is a transfer from another hospital, and so on.
EMERGENCY, TRANSFERRED = "emergency", "emergency transfer"
ELECTIVE = "elective"
METHODS = (EMERGENCY, TRANSFERRED, ELECTIVE, "maternity", "other", "not known")
EMERGENCIES = (EMERGENCY, TRANSFERRED)
SEXES = ("male", "female", "not known")
BANDS = (*(f"{first}-{first + 4}" for first in range(0, 90, 5)), "90+", "not known")
#: Days in hospital: none, some, or not known, as of a first episode after which the patient stayed.
STAYS = ("none", "longer", "not known")
#: No date is before this one: 1582-10-15 and 1801-01-01 stand for dates that are missing.
FIRST_DAY = "1900-01-01"
#: An age that nobody was admitted at: one that follows from a missing date of birth.
NO_AGE = 120
#: How a small area of England (or of the fictional country) is written, and a practice.
LSOA, PRACTICE = r"[EZ]01\d{6}", r"[A-Z]\d{5}"
#: What the letter of such a code is worth where the code is a number.
LETTER = 100_000_000
#: So many columns of codes are joined at a time.
BLOCK = 5
#: Codes of practice that stand for none: no practice, not known, not applicable.
NO_PRACTICE = "V81997", "V81998", "V81999"


def cleaned(layout: Layout, census: str, source: str) -> str:
    """The query that gives a row of a table of parts as what it says of an admission; `part` is the number of its file."""
    cells = {name: text(column) for name, column in layout.columns.items()}
    absent = dict.fromkeys(OPTIONAL[1:], "null") | {"status": "'3'", "year": f"'{fyear(layout.year)}'"}
    cells = absent | cells
    days = {name: date(cells[name]) for name in ("admitted", "ended", "discharged")}
    columns = {
        "part": "part", "year": numbered_year(cells["year"]), "classification": cells["classification"],
        "status": whole(cells["status"]), "episode": whole(cells["order"]), **days, "last": cells["last"], "origin": cells["origin"],
        "method": f"upper({cells['method']})", "sex": cells["sex"],
        "person": cells["person"], "discharge_method": cells["discharge_method"],
        "years": age(cells["age"]), "lsoa": numbered(text(layout.residence[census]), LSOA), "practice": practice(cells["practice"]),
        "first_diagnosis": code(text(layout.series["diagnoses"][0])), "others": listed(layout.series["diagnoses"][1:]),
        "external": code(cells["cause"]),
    }  # fmt: skip
    columns |= {name: f'"{column}"' for name, column in zip(procedures(layout), layout.series["procedures"], strict=True)}
    return f"select {', '.join(f'{what} as {name}' for name, what in columns.items())} from {source}"


def procedures(layout: Layout) -> list[str]:
    """The columns of `cleaned` with the procedures, as they stand: few rows are asked for them, so that they are joined for these alone."""
    return [f"procedure_{at}" for at in range(1, len(layout.series["procedures"]) + 1)]


def fyear(year: str) -> str:
    """A financial year as records write it: 0102 is 2001/02."""
    return year[2:4] + year[5:7]


def numbered_year(value: str) -> str:
    """The digits of a year as a number, after a 1 that keeps the noughts before them."""
    return f"try_cast('1' || regexp_replace({value}, '\\D', '', 'g') as uinteger)"


def text(column: str) -> str:
    """A cell without the blanks and tabs around it; nothing where it holds none, a stroke or an ampersand."""
    cell = f"trim(\"{column.replace(chr(34), chr(34) * 2)}\", ' \t')"
    return f"nullif(nullif(nullif({cell}, ''), '-'), '&')"


def whole(value: str) -> str:
    return f"try_cast(try_cast({value} as double) as integer)"


def date(value: str) -> str:
    """A day; missing where it stands for a missing one."""
    day = f"coalesce(try_cast({value} as date), try_strptime({value}, ['%d/%m/%Y', '%Y%m%d'])::date)"
    return f"case when {day} >= date '{FIRST_DAY}' then {day} end"


def age(value: str) -> str:
    """Completed years; 7001 to 7007 are days, weeks and months of the first year of life."""
    number = whole(value)
    return f"case when {number} between 7001 and 7007 then 0 when {number} between 0 and {NO_AGE - 1} then {number} end"


def numbered(value: str, pattern: str) -> str:
    """The code of a unit, a letter and digits, as a number in the order of the codes: of numbers much more fits into memory."""
    number = f"(ascii({value}) - ascii('@')) * {LETTER}::bigint + substr({value}, 2)::bigint"
    return f"case when regexp_full_match({value}, '{pattern}') then ({number})::uinteger end"


def lettered(number: str, digits: str) -> str:
    """What `numbered` was made of; nothing of 0."""
    code = f"chr((ascii('@') + {number} // {LETTER})::integer) || lpad(({number} % {LETTER})::varchar, {digits}, '0')"
    return f"case when {number} = 0 then '' else {code} end"


def practice(value: str) -> str:
    none = ", ".join(f"'{code}'" for code in NO_PRACTICE)
    return f"case when {value} not in ({none}) then {numbered(value, PRACTICE)} end"


def code(value: str) -> str:
    """A diagnosis of four characters, without its dot; X where there is no fourth, or a stroke stands for it."""
    return f"left(replace(replace(upper({value}), '.', ''), '-', '') || 'X', 4)"


def listed(columns: list[str]) -> str:
    """The codes of several columns between blanks; most records have few, so columns are joined where one of them is filled."""
    cells = [f'"{column}"' for column in columns]
    blocks = [", ".join(cells[at : at + BLOCK]) for at in range(0, len(cells), BLOCK)]
    codes = "' ' || replace(upper(concat_ws(' ', {block})), '.', '')"
    return " || ".join(f"case when concat({block}) <> '' then {codes.format(block=block)} else '' end" for block in blocks) or "''"


def reason() -> str:
    """Why a row of `cleaned` is left out, as the place among `REASONS`; nothing where it is an admission."""
    conditions = {
        "regular attender": "classification is null or classification not in ('1', '2', '5')",
        "unfinished": "status is distinct from 3",
        "later episode": "episode between 2 and 97",
        "order not known": "episode is distinct from 1",
        "no date": "admitted is null or ended is null",
        "dates reversed": "ended < admitted",
    }
    assert list(conditions) == list(REASONS)
    return f"(case {' '.join(f'when {holds} then {at}' for at, holds in enumerate(conditions.values()))} end)::utinyint"


def dimensions() -> dict[str, str]:
    """What admissions are counted by besides the unit and the groups of causes, each of the columns of `cleaned`, as a small number:
    the place of its word among `BANDS` and so on, or the month. Words would take twice as long.
    """
    return {
        "admitted_in": "(year(admitted) * 12 + month(admitted))::usmallint",
        "ended_in": "(year(ended) * 12 + month(ended))::usmallint",
        "age": f"(case when years is null then {len(BANDS) - 1} else least(years // 5, {len(BANDS) - 2}) end)::utinyint",
        "sex": f"(case sex when '1' then 0 when '2' then 1 else {len(SEXES) - 1} end)::utinyint",
        "method": f"({' '.join(_method())})::utinyint",
        "stay": "(case when discharged > admitted or (discharged is null and ended > admitted) then 1 "
        f"when discharged = admitted or (discharged is null and last = 'Y') then 0 else {len(STAYS) - 1} end)::utinyint",
    }


def _method() -> Iterator[str]:
    emergency, transfer, elective, maternity, other, nobody_knows = range(len(METHODS))
    # A pattern and no list, of which the database would make one more join.
    yield "case when regexp_full_match(method, '2[1-8A-D]')"
    yield f"then case when method = '2B' or origin in ('51', '52', '53') then {transfer} else {emergency} end"
    yield f"when method in ('11', '12', '13') then {elective} when method in ('31', '32') then {maternity}"
    yield f"when method is null or method in ('98', '99') then {nobody_knows} else {other} end"


def packed() -> dict[str, str]:
    """The `dimensions` in two numbers, in the same order: these are grouped and sorted faster than as many columns, in less memory."""
    return {
        "months": "(admitted_in::uinteger << 16) | coalesce(ended_in, 0)::uinteger",
        "traits": "(age::usmallint << 8) | (sex::usmallint << 6) | (method::usmallint << 3) | stay::usmallint",
    }


def unpacked() -> dict[str, str]:
    """The `dimensions` of what is `packed`."""
    months = {"admitted_in": "(months >> 16)::usmallint", "ended_in": "nullif(months & 65535, 0)::usmallint"}
    traits = {"age": "traits >> 8", "sex": "(traits >> 6) & 3", "method": "(traits >> 3) & 7", "stay": "traits & 7"}
    return months | {name: f"({what})::utinyint" for name, what in traits.items()}


def worded() -> dict[str, str]:
    """What is kept as numbers, of units and of `dimensions`, as words."""
    words = {"age": BANDS, "sex": SEXES, "method": METHODS, "stay": STAYS}
    months = {name: f"printf('%04d-%02d', ({name}::integer - 1) // 12, ({name} - 1) % 12 + 1)" for name in ("admitted_in", "ended_in")}
    return months | {name: f"{list(each)}[{name} + 1]" for name, each in words.items()}


def unknown(name: str) -> int:
    """The number of what is not known of an age, a sex, a method or a stay."""
    return {"age": len(BANDS), "sex": len(SEXES), "method": len(METHODS), "stay": len(STAYS)}[name] - 1


def is_method(*methods: str) -> str:
    """Whether an admission is of one of these methods, which `dimensions` keeps as numbers."""
    return f"method in ({', '.join(str(METHODS.index(method)) for method in methods)})"


def of_persons(salt: str, planned: int) -> dict[str, str]:
    """What tells the stays of one person, beside `dimensions`.

    A person is a number that nobody can lead back to the records, for the salt is of one run alone. Nobody comes back from day cases,
    deaths, births and maternity; nor from groups of causes whose bits are in `planned`: the care that follows is often planned.
    """
    unplanned = f"causes & {planned}::bigint = 0"
    return {
        "followed": f"left_on is not null and classification = '1' and {is_method(*EMERGENCIES, ELECTIVE)} "
        f"and coalesce(discharge_method, '') not in ('4', '5') and {unplanned}",
        "returns": f"coalesce(episode = 1 and classification in ('1', '2', '5') and {is_method(EMERGENCY)} and admitted is not null "
        f"and {unplanned}, false)",
        "person": f"case when person is not null and (counts or returns) then hash(person || '{salt}') end",
    }  # fmt: skip


def left_on(layout: Layout) -> str:
    """The day on which a stay ended, of the row of its last episode: every episode may bear it, and the stay is to be counted once.

    Where no column says which episode is the last, it is taken from the first.
    """
    last = "last = 'Y'" if "last" in layout.columns else "episode = 1"
    finished = "classification in ('1', '2', '5') and status is not distinct from 3"
    day = "coalesce(discharged, case when last = 'Y' then ended end)"
    return f"case when {finished} and {last} and {day} >= admitted then {day} end"
