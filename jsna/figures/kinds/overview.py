"""Overview: all comparable indicators on one page, each with a word and a shape for how it stands beside England."""

from collections.abc import Callable, Mapping
from typing import Any

import pandas as pd

from jsna.analysis import overview as analysis
from jsna.analysis.comparison import DIFFERENT
from jsna.catalogue import definition, definitions
from jsna.figures import clauses, doubts
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.sources import cited

#: How many measures are named on each side.
NAMED = 3
#: A shape and a colour for each word.
SHAPES = {
    "much higher": ("M6 1 11 11H1z", "--jsna-blue,#12436d"),
    "higher": ("M6 1 11 11H1zM6 5 9 9.5H3z", "--jsna-blue,#12436d"),
    "lower": ("M6 11 1 1H11zM6 7 9 2.5H3z", "--jsna-orange,#f46a25"),
    "much lower": ("M6 11 1 1H11z", "--jsna-orange,#f46a25"),
    "close": ("M2 6a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "--jsna-context,#767676"),
    "similar": ("M2 6a4 4 0 1 0 8 0a4 4 0 1 0-8 0z", "--jsna-context,#767676"),
}


@call
def overview(here: Area) -> Figure | Missing:
    """Every indicator with a test beside each comparator, and the shares of everybody as a description."""
    held = set(here.rows["indicator_id"])
    tested, shares = ([d for d in definitions().values() if d.measure == measure and d.id in held] for measure in ("proportion", "share"))
    if not tested:
        return clauses.nothing_of(next(d.chapter for d in definitions().values() if d.measure == "proportion"), "to compare with England")
    # An area that is the whole of its larger area has no rest to stand beside.
    beside = here.compare(tested)
    compared = {name: rows for name, rows in beside.items() if name == "England" or rows["comparator_value"].notna().any()}
    least = {d.id: d.least_difference for d in tested}
    table = analysis.worded(compared, least).sort_values("ratio", ascending=False)
    whole = here.rows["category"].eq("")  # what a category divides is no one number
    own = here.rows[here.rows["indicator_id"].isin([d.id for d in shares]) & whole].assign(place=here.name)
    table = _named(pd.concat([table, analysis.described(own, here.england)], ignore_index=True), list(compared))
    return _figure(table, compared, pd.concat([next(iter(compared.values())), analysis.newest_of(own)]))


def _named(table: pd.DataFrame, comparators: list[str]) -> pd.DataFrame:
    names = table["indicator_id"].map({key: d.name for key, d in definitions().items()})
    untold = table["age"].isin(["all", ""]) | table["word_0"].eq(analysis.NOT_TESTED)  # a share has its ages in its name
    ages = (", " + table["age"]).mask(untold, "")
    blank = {f"word_{number}": table[f"word_{number}"].fillna(analysis.NOT_TESTED) for number in range(len(comparators))}
    return table.assign(name=names + ages, **blank)


def _figure(table: pd.DataFrame, compared: dict[str, pd.DataFrame], behind: pd.DataFrame) -> Figure:
    comparators, labels = list(compared), [clauses.beside(name, rows) for name, rows in compared.items()]
    tested, first = table[table["word_0"] != analysis.NOT_TESTED], next(iter(compared.values()))
    return Figure.of(
        table,
        "overview",
        say(table, comparators, (*doubts.told(compared), *clauses.left_out(first))),
        _columns(labels),
        subtitle=f"{table['place'].iloc[0]} beside {words.joined(comparators)}; the first is furthest above {comparators[0]}; "
        f"{words.joined(sorted(table['period'].unique()))}",
        facts={
            "Measures tested": str(len(tested)),
            "Neither much higher nor much lower": str(_neither(tested)),
            "Would differ by chance alone": clauses.by_chance(len(tested), 0.998),
        }
        | doubts.facts(compared)
        | clauses.left_out_facts(first),
        source=cited(behind),
        caveat=f"{clauses.compared(tested)} Shares count everybody, so they have no interval and are not tested.",
    )


def _columns(labels: list[str]) -> dict[str, Column]:
    # The word comes before the figures: on a phone it is what must not be scrolled to.
    columns = {"name": Column("Measure", numeric=False)}
    for number, label in enumerate(labels):
        columns[f"word_{number}"] = Column(f"Beside {label}", numeric=False, mark=_shape(f"word_{number}"), order=clauses.FROM_LOWEST)
        if not number:
            columns["value"] = Column("Here", words.percent)
        columns[f"comparator_value_{number}"] = Column(words.capital(label), _theirs)
    return columns | {"period": Column("Period", numeric=False)}


def _theirs(value: float) -> str:
    return "not compared" if pd.isna(value) else words.percent(value)


def _shape(column: str) -> Callable[[Mapping[str, Any]], str]:
    def mark(row: Mapping[str, Any]) -> str:
        path, colour = SHAPES.get(str(row[column]), ("", ""))
        drawn = f'<path d="{path}" fill="var({colour})" fill-rule="evenodd"/>'
        return f'<svg width="12" height="12" viewBox="0 0 12 12">{drawn}</svg>' if path else ""

    return mark


def say(table: pd.DataFrame, comparators: list[str], checked: tuple[str, ...] = ()) -> Sentence:
    """How many measures are much higher, much lower or neither; without a polarity that is neither good nor bad."""
    tested = table[table["word_0"] != analysis.NOT_TESTED]
    high, low, unknown = (int(tested["word_0"].eq(word).sum()) for word in (*DIFFERENT, "we cannot tell"))
    headline = (
        f"Of {words.counted(len(tested), 'measure')}, {table['place'].iloc[0]} is much higher than England on {words.none(high)}, "
        f"much lower on {words.none(low)} and neither on {words.none(_neither(tested))}"
    )
    untold = f"For {unknown} we cannot tell." if unknown else ""
    chance = f"About {clauses.by_chance(len(tested), 0.998)} of {len(tested)} would differ by chance; many measures overlap."
    beside = [_beside(tested[f"word_{number}"], name) for number, name in enumerate(comparators) if number]
    named = [
        f"{label}: {words.joined([_one(row) for _, row in some.iterrows()])}."
        for label, some in (
            ("Furthest above", tested[tested["word_0"] == DIFFERENT[0]].head(NAMED)),
            ("Furthest below", tested[tested["word_0"] == DIFFERENT[1]].iloc[::-1].head(NAMED)),
        )
        if len(some)
    ]
    of = [definition(key) for key in tested["indicator_id"] if definition(key).event]
    noun, _ = clauses.several(of)
    side = " ".join(dict.fromkeys(clauses.qualified(each, "Shares of patients are") for each in of))
    side += f" A higher {noun} is neither good nor bad: it may be better finding." if of else ""
    return Sentence(headline, tuple(text for text in (*checked, untold, *named, *beside, chance, side) if text))


def _beside(said: pd.Series, comparator: str) -> str:
    high, low = (words.none(said.eq(word).sum()) for word in DIFFERENT)
    return f"Beside {comparator} it is much higher on {high} and much lower on {low}."


def _neither(tested: pd.DataFrame) -> int:
    return int((~tested["word_0"].isin([*DIFFERENT, "we cannot tell"])).sum())


def _one(row: pd.Series) -> str:
    about = clauses.about(definition(str(row["indicator_id"])))
    return f"{about} ({words.percent(row['value'])}, England {words.percent(row['comparator_value_0'])})"
