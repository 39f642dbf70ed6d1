"""Profile: every register of an area beside a comparator, a bar in each cell, a word only where a test allows one."""

from collections.abc import Mapping
from typing import Any

import pandas as pd

from jsna.analysis.comparison import expected_by_chance, in_words
from jsna.catalogue import definitions
from jsna.figures import doubtful, left_out
from jsna.figures.core import markup, words
from jsna.figures.core.figure import Column, Figure, Missing, Sentence

#: The width of the longest bar, in em.
BAR = 4
#: How many registers a sentence names on each side; the table has them all.
NAMED = 5


def profile(compared: dict[str, pd.DataFrame]) -> Figure | Missing:
    """The newest value of each indicator beside the first comparator, with the words for every comparator."""
    if not compared:
        return Missing("There is nothing to set these registers beside.", "No areas can be called similar to this one.")
    rows = pd.DataFrame() if any(table.empty for table in compared.values()) else _worded(compared)
    if rows.empty:
        return Missing("There are no registers to compare.", words.REGISTERS)
    first = next(iter(compared))
    place, chapter = rows["place"].iloc[0], definitions()[rows["indicator_id"].iloc[0]].chapter
    periods = sorted(rows["period"].unique())
    return Figure(
        key=f"{chapter}-profile" + ("" if first == "England" else f"-{first.replace(' ', '-')}"),
        sentence=say(rows, place, first, doubtful.told(compared)),
        subtitle=f"Patients on GP registers, {place} beside {words.joined(list(compared))}, {words.joined(periods)}",
        rows=rows,
        columns=_columns(compared),
        source=words.SOURCE_QOF.format(period=words.joined(periods)),
        facts={f"{word.title()} than {first}": str(rows["words_0"].str.contains(word).sum()) for word in ("higher", "lower")}
        | {"Tests made": str(_tests(rows)), "Would differ by chance alone": _by_chance(rows)}
        | doubtful.facts(compared)
        | left_out.facts(rows),
        caveat=" ".join(["As recorded by GPs; not adjusted for age.", words.compared(rows), *_accounts(rows)]),
    )


def _accounts(rows: pd.DataFrame) -> list[str]:
    """What sets a register's own rules apart: it only ever adds, or depends on what was measured in the year."""
    own = [definitions()[key] for key in rows["indicator_id"]]
    return [f"{d.name}: {b.reason[0].lower()}{b.reason[1:]}" for d in own for b in d.breaks if b.kind in ("accumulating", "pandemic")]


def _worded(compared: dict[str, pd.DataFrame]) -> pd.DataFrame:
    catalogue, frames = definitions(), []
    for number, rows in enumerate(compared.values()):
        said = [in_words(row, catalogue[row["indicator_id"]].least_difference) for _, row in rows.iterrows()]
        kept = [column for column in ("comparator_value", "agree", "choices") if column in rows]
        frames.append(rows.set_index("indicator_id")[kept].assign(words=said).add_suffix(f"_{number}"))
    first = next(iter(compared.values())).set_index("indicator_id").drop(columns=["agree", "choices"], errors="ignore")
    table = pd.concat([first, *frames], axis=1).reset_index()
    names = table["indicator_id"].map({key: d.name for key, d in catalogue.items()})
    ages = (", " + table["age"]).where(table["age"] != "all", "")
    of_highest = table["value"] / table["value"].max()
    return table.assign(name=names + ages, of_highest=of_highest).sort_values("value", ascending=False, ignore_index=True)


def _columns(compared: dict[str, pd.DataFrame]) -> dict[str, Column]:
    columns = {
        "name": Column("Register", numeric=False),
        "value": Column("Recorded", words.percent, mark=_bar),
        "lower_95": Column("95% lower", words.percent),
        "upper_95": Column("95% upper", words.percent),
    }
    for number, (name, rows) in enumerate(compared.items()):
        label = words.comparator(name, rows)
        columns |= {
            f"comparator_value_{number}": Column(words.capital(label), words.percent),
            f"words_{number}": Column(f"Beside {label}", _short, numeric=False, order=words.FROM_LOWEST),
        }
        if "agree" in rows:
            columns[f"agree_{number}"] = Column(f"Other choices that agree, of {rows['choices'].iloc[0]}")
    return columns


def _short(word: str) -> str:
    return word.removesuffix(" than").removesuffix(" to")


def _bar(row: Mapping[str, Any]) -> str:
    return markup.bar(row["of_highest"] * BAR, BAR)


def say(rows: pd.DataFrame, place: str, comparator: str, doubts: tuple[str, ...] = ()) -> Sentence:
    """How many registers are higher and lower than the first comparator, from the words in the table."""
    high, low = (rows[rows["words_0"].str.contains(word)] for word in ("higher", "lower"))
    headline = (
        f"Recorded prevalence is higher than {comparator} on {words.none(len(high))} of {words.counted(len(rows), 'register')} "
        f"and lower on {words.none(len(low))}"
    )
    detail = tuple(_furthest(*side, comparator) for side in (("Higher", "above", high), ("Lower", "below", low)) if len(side[2]))
    chance = f"If none truly differed, about {_by_chance(rows)} of {_tests(rows)} would pass the test by chance."
    detail = (*doubts, *detail, *_doubts(rows), *left_out.told(rows), chance, f"All figures are {words.QUALIFIER}.")
    return Sentence(headline, detail, f"{headline}, in {place}.")


def _furthest(word: str, side: str, some: pd.DataFrame, comparator: str) -> str:
    """The registers of one side, the furthest from the comparator first; of many, the furthest alone."""
    away = (some["value"] / some["comparator_value_0"] - 1).abs()
    named = some.loc[away.sort_values(ascending=False, kind="stable").index].head(NAMED)
    start = word if len(some) <= NAMED else f"Furthest {side}"
    return f"{start} (here, {comparator}): {words.joined([_one(row) for _, row in named.iterrows()])}."


def _doubts(rows: pd.DataFrame) -> tuple[str, ...]:
    """Which words would be others with other peers: each one left out, and other weights."""
    if "agree_0" not in rows:
        return ()
    some = rows[rows["agree_0"] < rows["choices_0"]]
    if some.empty:
        return ("Higher and lower stay the same when one of these areas is left out, or likeness is weighed otherwise.",)
    named = words.joined([definitions()[key].condition for key in some["indicator_id"]])
    return (f"What is higher or lower changes when one area is left out, or likeness is weighed otherwise. Treat as questions: {named}.",)


def _by_chance(rows: pd.DataFrame) -> str:
    return words.expected(expected_by_chance(_tests(rows), 0.998 if rows["footprint"].eq("practice").all() else 0.95))


def _tests(rows: pd.DataFrame) -> int:
    return int(rows["outcome_95"].ne("cannot tell").sum())


def _one(row: pd.Series) -> str:
    condition = definitions()[row["indicator_id"]].condition
    return f"{condition} ({words.percent(row['value'])}, {words.percent(row['comparator_value_0'])})"
