"""Registers: which of them are the most notable here and by what rule, and how much practices differ on each of them all."""

from dataclasses import replace

import pandas as pd

from jsna.analysis import funnel as analysis
from jsna.analysis.comparison import DIFFERENT
from jsna.analysis.notable import MOST, UNUSUAL
from jsna.catalogue import definition, definitions
from jsna.figures import clauses, doubts
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.core.call import call
from jsna.figures.core.figure import Column, Figure, Missing, Sentence
from jsna.figures.core.keys import KEY
from jsna.figures.core.sources import cited

#: How many registers a sentence names; the table has them all.
NAMED = 7
#: What makes a register notable, whatever its own rules.
TEST = "much higher or lower than England: by a test at 99.8% and by at least a tenth"
#: Whether a register is drawn below, by its word beside England: unless it is chosen, or its own rules keep it out.
NOT_DRAWN = dict.fromkeys(DIFFERENT, "no: others further") | {"higher": "no: not much higher", "lower": "no: not much lower"}


@call
def registers(here: Area, chapter: str) -> Figure | Missing:
    """Every register of a chapter: how far it lies from England, how much its practices differ, and which are drawn one by one."""
    notable = here.notable(chapter)
    if notable.empty:
        return replace(clauses.nothing_of(chapter, "to choose from"), said=True)
    return figure(notable, here.practices(*notable["indicator_id"]))


def figure(notable: pd.DataFrame, practices: pd.DataFrame) -> Figure:
    """The figure of the registers of `Assessment.notable`, and of the rows of their practices."""
    table = _named(notable.join(analysis.by_register(practices), on="indicator_id"))
    own = {"England": notable}
    return Figure.of(
        table,
        "registers",
        say(table, doubts.told(own)),
        COLUMNS | (OF_PRACTICES if table["practices"].notna().any() else {}),
        "Every register",
        whom=f"{notable['place'].iloc[0]} beside England and its practices beside each other",
        source=cited(notable, practices),
        facts=_facts(table) | doubts.facts(own) | clauses.left_out_facts(notable),
        caveat=f"{' '.join(clauses.caveats([definition(key) for key in table['indicator_id']]))} Distance is from England, in standard "
        f"deviations of what {_kinds(table)} usually differ, chance included, on the arcsine scale. φ is how many times as much practices "
        "vary as by chance, in variance. All limits are those of 99.8%; the wider ones take the spread between practices as usual.",
        behind=pd.concat([notable[KEY], practices[KEY].sort_values(KEY)], ignore_index=True),  # in this order their text is the shortest
    )


def _named(table: pd.DataFrame) -> pd.DataFrame:
    known = table["indicator_id"].map(definitions())
    why_not = table["word"].map(NOT_DRAWN).fillna("no: " + table["word"])
    drawn = why_not.mask(table["unfit"] != "", "no: its own rule").mask(table["chosen"], "yes")
    return table.assign(name=known.map(lambda of: of.name), condition=known.map(lambda of: of.condition), drawn=drawn)


def _kinds(table: pd.DataFrame) -> str:
    """What areas of the same kind are called together, such as `practices`."""
    return f"{words.kind(table['footprint'].iloc[0])}s"


def _away(value: float) -> str:
    return "not known" if pd.isna(value) else words.signed(f"{abs(value):.1f}", value)


COLUMNS = {
    "name": Column("Register", numeric=False),
    "word": Column("Beside England", numeric=False, order=clauses.FROM_LOWEST),
    "away": Column("Distance", _away),
    "drawn": Column("Drawn below", numeric=False),
}
OF_PRACTICES = {
    "practices": Column("Practices", words.number),
    "phi": Column("φ, times chance", words.decimal),
    "outside_chance": Column("Outside limits of chance", words.number),
    "by_chance": Column("Expected there by chance", lambda value: "not known" if pd.isna(value) else words.expected(value)),
    "outside_998": Column("Outside wider limits", words.number),
}


def _facts(table: pd.DataFrame) -> dict[str, str]:
    rules = {f"{row['name']} is not chosen from": str(row["unfit"]) for _, row in table[table["unfit"] != ""].iterrows()}
    return {
        "Registers": words.number(len(table)),
        "Much higher or lower than England, and fit to choose from": words.number(len(_fit(table))),
        "Drawn below, at most": words.number(MOST),
        "Distance beyond which a register is unusual": f"{UNUSUAL:.1f}",
        "Registers with practices to compare": words.number(len(_compared(table))),
        "Registers with practices outside the limits of chance": words.number((table["outside_chance"] > 0).sum()),
        "Registers with practices outside the wider limits": words.number((table["outside_998"] > 0).sum()),
    } | rules


def _fit(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["word"].isin(DIFFERENT) & table["unfit"].eq("")]


def _compared(table: pd.DataFrame) -> pd.DataFrame:
    return table[table["practices"] > 1]


def say(table: pd.DataFrame, checked: tuple[str, ...] = ()) -> Sentence:
    """Which registers are drawn and by what rule, which are not for their own rules, and where practices lie outside limits."""
    chosen = table[table["chosen"]]
    sides = ((word, list(chosen.loc[chosen["word"] == word, "condition"])) for word in DIFFERENT)
    named = [f"{word} for {words.joined(conditions)}" for word, conditions in sides if conditions]
    none = f"None of {words.counted(len(table), 'register')} is much higher or lower than England here, so none is drawn below"
    headline = f"Furthest from England here: {'; '.join(named)}" if named else none
    detail = (*checked, _rule(table, chosen), _left_out(table), _practices(table), *clauses.left_out(table))
    return Sentence(headline, tuple(text for text in detail if text))


def _rule(table: pd.DataFrame, chosen: pd.DataFrame) -> str:
    """By what rule the registers were chosen, how far was measured, and which of them are unusual."""
    if chosen.empty:
        return "Being like England says nothing of how practices differ from each other: the table does."
    fit, kinds = len(_fit(table)), _kinds(table)
    if len(chosen) < fit:
        rule = f"These are the {len(chosen)} furthest of {fit} registers that are {TEST}."
    else:
        rule = f"{'This is the only register that is' if fit == 1 else 'These are all the registers that are'} {TEST}."
    if not table["spread_known"].all():
        return f"{rule} Far is measured by chance alone: too few {kinds} are held to tell how much they usually differ."
    return f"{rule} Far is measured by how much {kinds} usually differ from England on that register. {_unusual(chosen, kinds)}"


def _unusual(chosen: pd.DataFrame, kinds: str) -> str:
    """Which of those drawn are outside the 95% limits of areas that allow for their usual spread."""
    beyond = chosen[chosen["away"].abs() > UNUSUAL]
    limits = f"outside the 95% limits that allow for the usual spread between {kinds}"
    if beyond.empty:
        return f"None of those drawn is unusual for that: none lies {limits}."
    if len(beyond) == len(chosen) > 1:
        return f"All of those drawn lie {limits}."
    return f"Of those drawn, {words.joined(list(beyond['condition']))} {words.verb(len(beyond), 'lies', 'lie')} {limits}."


def _left_out(table: pd.DataFrame) -> str:
    """The registers that their own rules keep out, with the rule."""
    out = table[table["unfit"] != ""]
    return " ".join(f"{row['name']} is not chosen from: {row['unfit'][0].lower()}{row['unfit'][1:]}" for _, row in out.iterrows())


def _practices(table: pd.DataFrame) -> str:
    """On how many registers practices lie outside limits of either kind, and where they differ the most."""
    known = _compared(table)
    if known.empty:
        return ""
    chance, wide = (known[known[f"outside_{limits}"] > 0] for limits in ("chance", "998"))
    most = known.sort_values("phi", ascending=False, kind="stable").iloc[0]
    found = [f"{row['condition']} ({row['outside_998']:.0f})" for _, row in wide.iterrows()]
    some = f"for {words.joined(found)}" if len(found) <= NAMED else f"on {len(found)}"
    return (
        f"Practices lie outside the 99.8% limits of chance alone on {words.none(len(chance))} of {words.counted(len(known), 'register')}; "
        f"they differ most for {most['condition']} ({clauses.PHI.format(phi=most['phi'])}). "
        f"The wider limits, which allow for the usual spread between them, leave {f'some outside {some}' if found else 'none outside'}."
    )
