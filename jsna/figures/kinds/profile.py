"""Profile: every indicator of an area over a comparator, as dots in one picture, and a word only where a test allows one."""

import re

import pandas as pd

from jsna.analysis.comparison import in_words
from jsna.catalogue import Definition, definition, definitions
from jsna.figures import clauses, doubts
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import asked_for, call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.kinds import dots

#: How many indicators a sentence names on each side; the table has them all.
NAMED = 5
#: Whom a rate is of that is not of all persons.
SEXES = {"Male": "men", "Female": "women"}


@call
def profile(here: Area, *indicators: str, chapter: str = "", beside: str = "") -> Figure | Missing:
    """The newest value of each indicator beside the first comparator, with the words for every one; `beside="similar"` areas alone.

    Examples
    --------
    >>> jsna.profile(here, chapter="03")
    """
    definitions = asked_for(here, indicators, chapter)
    noun, _ = clauses.several(definitions)
    tables = here.compare_similar(definitions) if beside else here.compare(definitions) if definitions else {"England": pd.DataFrame()}
    if not tables:
        return Missing(f"There is nothing to set these {noun}s beside.", "No areas can be called similar to this one.")
    if any(rows.empty for rows in tables.values()):
        return clauses.nothing_of(chapter, "to compare") if chapter else clauses.absent(here, definitions[0])
    return figure(tables)


def figure(tables: dict[str, pd.DataFrame]) -> Figure:
    """The figure of comparisons by the comparator's name."""
    rows, first = _worded(tables), next(iter(tables))
    noun, together = clauses.several(indicators := [definition(key) for key in rows["indicator_id"]])
    units = {each.unit for each in indicators}
    about = f"{together}, {units.pop()}," if len(units) == 1 else together  # whose numbers beside the rows may have no sign
    valued = rows["comparator_value_0"].notna()
    sides = {f"{words.capital(noun)}s with a value of {first}": str(valued.sum())}
    sides |= {f"{word.title()} than {first}": str(rows["words_0"].str.contains(word).sum()) for word in ("higher", "lower")}
    tests = {"Tests made": str(_tests(rows)), "Would differ by chance alone": _by_chance(rows)} if _tests(rows) else {}
    sides |= {"Unit": indicators[0].unit} if len(rows) == 1 or _persons(rows) is not None else {}
    divisible = valued.any() and all(each.measure in dots.DIVISIBLE for each in indicators)
    quotients = _quotients(rows, tables) if divisible else rows.head(0)
    if (persons := _persons(rows)) is not None:
        about = f"{persons['name']}, {persons['unit']},"
    return Figure.of(
        rows,
        "profile" + ("" if first == "England" else f"-{first.replace(' ', '-')}"),
        say(rows, first, doubts.told(tables)),
        _columns(tables, indicators),
        together,
        whom=f"{rows['place'].iloc[0]} beside {words.joined(list(tables))}",
        when=words.joined(sorted(rows["period"].unique())),
        notes=("lines: 95% intervals",) if len(quotients) and quotients["lower"].notna().any() else (),
        draw=(lambda fig: dots.draw(fig, quotients, first, about, str(rows["place"].iloc[0]))) if len(quotients) else None,
        size=dots.size(quotients),
        facts=sides | tests | doubts.facts(tables) | clauses.left_out_facts(rows),
        caveat=" ".join([*clauses.caveats(indicators), clauses.compared(rows), *_accounts(rows)]),
    )


def _quotients(rows: pd.DataFrame, tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """The values over those of the first comparator, with marks of the others; those unlike it where a word for them is allowed."""
    names = [clauses.beside(name, each) for name, each in tables.items()]
    others = {name: rows[f"comparator_value_{number}"] for number, name in enumerate(names) if number}
    written = {
        name: [clauses.value(value, definition(key)) for value, key in zip(rows[column], rows["indicator_id"], strict=True)]
        for name, column in (("written", "value"), ("written_line", "comparator_value_0"))
    }
    outside = rows["words_0"].str.contains("higher|lower")
    if _persons(rows) is not None:  # the line above says the rest of their names
        written["name"] = [words.capital(_whose(key)) or "All" for key in rows["indicator_id"]]
    low_is_good = all(definition(key).polarity == "low is good" for key in rows["indicator_id"])
    worse = rows["words_0"].str.contains("higher") & low_is_good
    return dots.tested(rows.assign(line=rows["comparator_value_0"], outside=outside, worse=worse, **written), others)


def _accounts(rows: pd.DataFrame) -> list[str]:
    """What sets an indicator's own rules apart: it only ever adds, or depends on what was measured in the year."""
    rules = [definitions()[key] for key in rows["indicator_id"]]
    return [f"{d.name}: {b.reason[0].lower()}{b.reason[1:]}" for d in rules for b in d.breaks if b.kind in ("accumulating", "pandemic")]


def _worded(tables: dict[str, pd.DataFrame]) -> pd.DataFrame:
    catalogue, frames = definitions(), []
    for number, rows in enumerate(tables.values()):
        outcomes = [in_words(row, catalogue[row["indicator_id"]].least_difference) for _, row in rows.iterrows()]
        shared_columns = [column for column in ("comparator_value", "agree", "choices") if column in rows]
        frames.append(rows.set_index("indicator_id")[shared_columns].assign(words=outcomes).add_suffix(f"_{number}"))
    first = next(iter(tables.values())).set_index("indicator_id").drop(columns=["agree", "choices"], errors="ignore")
    table = pd.concat([first, *frames], axis=1).reset_index()
    names = table["indicator_id"].map({key: d.name for key, d in catalogue.items()})
    ages = pd.Series([_aged(name, age) for name, age in zip(names, table["age"], strict=True)], table.index, dtype="str")
    units = table["indicator_id"].map({key: d.unit for key, d in catalogue.items()})
    return table.assign(name=names + ages, unit=units).sort_values("value", ascending=False, ignore_index=True)


def _aged(name: str, age: str) -> str:
    """The age that follows a name which does not tell it: a name of its own ages stands in the sentences as it is."""
    told = set(re.findall(r"\d+", age)) <= set(re.findall(r"\d+", name))
    return "" if told else f", {age}"


def _columns(tables: dict[str, pd.DataFrame], indicators: list[Definition]) -> dict[str, Column]:
    alike = len({each.measure for each in indicators}) == 1  # numbers of several measures stand in one column without their signs

    def text(value: float) -> str:
        return clauses.value(value, indicators[0]) if alike else words.decimal(value)

    noun, _ = clauses.several(indicators)
    columns = {
        "name": Column(words.capital(noun), numeric=False),
        "value": Column(indicators[0].heads[2] if alike else "Value", text),
    }
    for number, (name, rows) in enumerate(tables.items()):
        label = clauses.beside(name, rows)
        columns |= {
            f"comparator_value_{number}": Column(words.capital(label), text),
            f"words_{number}": Column(f"Beside {label}", _short, numeric=False, order=clauses.FROM_LOWEST),
        }
        if "agree" in rows:
            columns[f"agree_{number}"] = Column(f"Other choices that agree, of {rows['choices'].iloc[0]}")
    columns |= {"lower_95": Column("95% lower", text), "upper_95": Column("95% upper", text)}  # after what a phone shows at once
    several = len(set(next(iter(tables.values()))["period"])) > 1
    columns |= {} if alike else {"unit": Column("Unit", numeric=False)}
    return columns | ({"period": Column("Period", numeric=False)} if several else {})


def _short(word: str) -> str:
    return word.removesuffix(" than").removesuffix(" to")


def say(rows: pd.DataFrame, comparator: str, doubts_told: tuple[str, ...] = ()) -> Sentence:
    """How many indicators are higher and lower than the first comparator, from the words in the table."""
    high, low = (rows[rows["words_0"].str.contains(word)] for word in ("higher", "lower"))
    indicators = [definition(key) for key in rows["indicator_id"]]
    persons = _persons(rows)
    several = len(rows) > 1 and persons is None
    headline = _on_how_many(rows, comparator, len(high), len(low)) if several else _of_one(rows, persons, comparator)
    sides = (("higher", "above", high), ("lower", "below", low)) if several else ()
    detail = tuple(_furthest(*side, comparator) for side in sides if len(side[2]))
    chance = f"If none truly differed, about {_by_chance(rows)} of {_tests(rows)} would pass the test by chance." if several else ""
    qualified = [text for text in dict.fromkeys(clauses.qualified(each, "All figures are") for each in indicators) if text]
    chances = (chance,) if chance and _tests(rows) and len(high) + len(low) else ()
    caveat = qualified if len(qualified) == 1 else ()
    detail = (*doubts_told, *detail, *_alone(rows, comparator), *_doubts(rows), *clauses.left_out(rows), *chances, *caveat)
    start = f"Chart of {words.counted(len(rows), clauses.several(indicators)[0])}. " if len(rows) > 1 else ""
    return Sentence(headline, detail, f"{start}{headline}, in {rows['place'].iloc[0]}.")


def _persons(rows: pd.DataFrame) -> "pd.Series | None":
    """The row of all persons, where every other is the same of men or of women; none where several things are counted."""
    whole = rows[[not _whose(key) for key in rows["indicator_id"]]]
    alike = len(whole) == 1 < len(rows) and rows["indicator_id"].str.startswith(str(whole["indicator_id"].iloc[0])).all()
    return whole.iloc[0] if alike else None


def _whose(indicator: str) -> str:
    """`men`, `women`, or nothing where it is of all persons."""
    return SEXES.get(dict(definition(indicator).published).get("sex", ""), "")


def _of_one(rows: pd.DataFrame, persons: "pd.Series | None", comparator: str) -> str:
    """What is found of persons, and whether for men and for women too: `…, lower than England (69.3); for men lower, for women similar`."""
    if persons is None:
        return _one_alone(rows.iloc[0], comparator)
    parts = sorted(f"for {_whose(row['indicator_id'])} {_short(row['words_0'])}" for _, row in rows.drop(persons.name).iterrows())
    same = rows["words_0"].eq(persons["words_0"]).all() and _short(persons["words_0"]) != persons["words_0"]
    both = f"men and women, beside those of {comparator}, are each {_short(persons['words_0'])}"
    return f"{_one_alone(persons, comparator)}; {both if same else ', '.join(parts)}"


def _one_alone(row: pd.Series, comparator: str) -> str:
    """`Diabetes: 8.0%, higher than England (7.7%)`; of one indicator there is nothing to count."""
    indicator = definition(str(row["indicator_id"]))
    there = clauses.value(row["comparator_value_0"], indicator)
    start = clauses.measured(row["value"], indicator)
    if pd.isna(row["comparator_value_0"]):
        return start
    if row["words_0"] == "we cannot tell":
        doubt = "" if pd.isna(row["lower_95"]) else ", and we cannot tell whether they differ"  # what has no limits is not tested
        return f"{start}; {comparator} {there}{doubt}"
    return f"{start}, {row['words_0']} {comparator} ({there})"


def _on_how_many(rows: pd.DataFrame, comparator: str, high: int, low: int) -> str:
    """On how many of those that the comparator has a value of."""
    indicators = [definition(key) for key in rows["indicator_id"]]
    noun, _ = clauses.several(indicators)
    among, subject = int(rows["comparator_value_0"].notna().sum()), words.capital(clauses.subject(indicators))
    if not high + low:
        return f"{subject} is not clearly higher or lower than {comparator} on any of {words.counted(among, noun)}"
    return f"{subject} is {clauses.on_how_many(high, low, comparator, among, noun)}"


def _alone(rows: pd.DataFrame, comparator: str) -> tuple[str, ...]:
    """The indicators that the comparator has no value of."""
    some = rows[rows["comparator_value_0"].isna()]
    names = words.joined([clauses.about(definition(key)) for key in some["indicator_id"]])
    return (f"{words.capital(comparator)} has no value of {names}.",) if len(some) else ()


def _furthest(word: str, side: str, some: pd.DataFrame, comparator: str) -> str:
    """The indicators of one side, the furthest from the comparator first; of many, the furthest alone."""
    away = (some["value"] / some["comparator_value_0"] - 1).abs()
    furthest = some.loc[away.sort_values(ascending=False, kind="stable").index].head(NAMED)
    start = f"{words.capital(word)} than" if len(some) <= NAMED else f"Furthest {side}"
    first, *others = [_one(row, f" in {comparator}" if not at else "") for at, (_, row) in enumerate(furthest.iterrows())]
    return f"{start} {comparator} {words.verb(len(some), 'is', 'are')} {words.joined([first, *others])}."


def _doubts(rows: pd.DataFrame) -> tuple[str, ...]:
    """Which words would be others with other peers: each one left out, and other weights."""
    if "agree_0" not in rows:
        return ()
    some = rows[rows["agree_0"] < rows["choices_0"]]
    if some.empty:
        return ("Higher and lower stay the same when one of these areas is left out, or likeness is weighed otherwise.",)
    names = words.joined([clauses.about(definition(key)) for key in some["indicator_id"]])
    return (f"What is higher or lower changes when one area is left out, or likeness is weighed otherwise. Treat as questions: {names}.",)


def _by_chance(rows: pd.DataFrame) -> str:
    return clauses.by_chance(_tests(rows), 0.998 if clauses.are_practices(rows) else 0.95)


def _tests(rows: pd.DataFrame) -> int:
    return int(rows["outcome_95"].ne("cannot tell").sum())


def _one(row: pd.Series, whose: str) -> str:
    """`diabetes (8.0% here, 7.7% in England)`; of whom the second is, is said once."""
    indicator = definition(str(row["indicator_id"]))
    here, there = (clauses.value(row[column], indicator) for column in ("value", "comparator_value_0"))
    return f"{clauses.about(indicator)} ({here}{' here' if whose else ''}, {there}{whose})"
