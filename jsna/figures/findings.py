"""Findings in words: what is unusual for a place like this, how many people that is, and how sure."""

from typing import Any

import pandas as pd
from scipy.special import bdtrc

from jsna.analysis.casemix import ABOUT, CANNOT_TELL
from jsna.analysis.peers import FAR
from jsna.catalogue import Definition, definition
from jsna.figures import clauses, moves, ranges
from jsna.figures.core import words

#: What the order of the table is, as a reader is told it.
ORDER = (
    "Those that are unusual come first; then the order is that of size, certainty and people taken together: the quotient of what is "
    "recorded and expected, how far beyond what such places usually differ, and how many people that is."
)
#: How many findings are told in words; the table has them all.
TOLD = 3
_LINED = "Expected is what {like} have, fitted without this one."
#: What the words of a table mean, where it has them all.
_WORDS = (
    "More and fewer need a value outside the "
    "range in which 95 of 100 such {place}s lie, more than chance often brings, and a difference of a tenth; far, a range in which 998 of "
    "1,000 do. About as expected is nearer than a tenth; in the usual range, inside and further. Where that range reaches to twice or half "
    "of what is expected, we cannot tell of a {place} inside it, or so little outside that chance may bring it. Just inside or outside is "
    "within a tenth of the way to its end, or outside by 5 people or fewer. Age is the share under 18 and that aged 50 and over: where few "
    "of these are very old, fewer have dementia or heart failure in any case."
)
_NOT_ALLOWED_FOR = (
    "Ethnic group, smoking and how well practices find and record illness are not allowed for. It says what is unusual, not what is right."
)
_TWO_MODELS = "Practices have a model of their own, so what is expected of these together need not be what is expected of the place."
_UNLINED = (
    "Too few areas like this are held, or not their ages and deprivation, to say what is expected of one: England stands in, and its ages "
    "are others."
)
#: Whose deprivation a practice is given.
_DEPRIVATION = {
    "patients": "Deprivation is that of the small areas that its patients live in.",
    "area": "Deprivation is that of the whole area that a practice lies in, not of its own patients: one in a poorer or better-off "
    "part may stand out for that alone.",
}
#: As many as chance alone would give so often are no more than chance.
OFTEN = 0.05


def are_expected(rows: pd.DataFrame) -> bool:
    """Whether rows of `analysis.notable` are set beside what is expected, and not beside England."""
    return bool(rows["of"].eq("expected").any())


def lined(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows that are set beside what is expected, where some are; else all."""
    return rows[rows["of"].eq("expected")] if are_expected(rows) else rows


def caveat(rows: pd.DataFrame, in_short: bool = False) -> str:
    """What rows of `analysis.notable` are set beside, what is not allowed for and, unless `in_short`, what their words mean."""
    if not are_expected(rows):
        return f"{_UNLINED} {clauses.compared(rows)}"
    plain = dict.fromkeys(clauses.qualified(definition(key), "Here and England are") for key in rows["indicator_id"])
    meanings = "" if in_short else _WORDS.format(place=kind(rows))
    whose = whose_deprivation(rows) if clauses.are_practices(rows) else "" if in_short else _TWO_MODELS
    return " ".join(filter(None, (*plain, _LINED.format(like=_like(rows)), meanings, whose, _NOT_ALLOWED_FOR)))


def whose_deprivation(rows: pd.DataFrame) -> str:
    """Whose deprivation practices are given; nothing where rows do not tell."""
    return _DEPRIVATION[rows["score_of"].iloc[0]] if "score_of" in rows else ""


def kind(rows: pd.DataFrame) -> str:
    return "practice" if clauses.are_practices(rows) else "place"


def are_of_their_area(rows: pd.DataFrame) -> bool:
    """Whether the deprivation of practices is that of the area they lie in, and not of their own patients."""
    return clauses.are_practices(rows) and "score_of" in rows and rows["score_of"].iloc[0] == "area"


def _like(rows: pd.DataFrame) -> str:
    alike = "ages, in areas as deprived," if are_of_their_area(rows) else "age and deprivation"
    return f"{kind(rows)}s of the same {alike}"


def cautions(rows: pd.DataFrame) -> tuple[str, ...]:
    """What the headline's count hides, a sentence each: who cannot be judged, and who is only just usual or unusual."""
    return tuple(f"{text}." for text in ranges.cautions(lined(rows))) if are_expected(rows) else ()


def told(rows: pd.DataFrame) -> pd.DataFrame:
    """The findings that are told in words, whether they are unusual or not: always the first; where none is unusual, those that are only
    just usual before the others, for the headline names them.
    """
    near = rows.index.isin(ranges.edges(lined(rows)).index) & (not rows["outside"].any())
    return pd.concat([rows[near], rows[~near & rows["chosen"].astype(bool)]]).head(TOLD)


def looked_at(rows: pd.DataFrame) -> pd.DataFrame:
    """The findings that are told, and those at the very end of their range."""
    return rows[rows.index.isin([*told(rows).index, *ranges.edges(lined(rows)).index])] if len(rows) else rows


def sentences(rows: pd.DataFrame) -> tuple[str, ...]:
    """The findings that are told, each with people, how sure and how it went; and how many would be unusual by chance."""
    some = told(rows)
    first = [f"{definition(str(row['indicator_id'])).name}{_marked(row)}: {finding(row)}." for _, row in some.iterrows()]
    more = int(rows["outside"].sum()) - int(some["outside"].sum())
    rest = f"The table lists {more} more that {words.verb(more, 'is', 'are')} unusual." if more else ""
    return tuple(text for text in (*first, rest, *of_all(rows)) if text)


def of_all(rows: pd.DataFrame) -> tuple[str, ...]:
    """What is said of all findings together: which stand beside England alone, and how many would be unusual by chance."""
    every = lined(rows)
    return tuple(filter(None, (_besides(rows), _chance(every))))


def _besides(rows: pd.DataFrame) -> str:
    """What stands beside England because nothing is expected of it, where other rows are set beside that."""
    others = rows[~rows.index.isin(lined(rows).index)]
    out = others[others["outside"].astype(bool)]
    names = [f"{clauses.about(definition(str(row['indicator_id'])))} ({row['word'].removesuffix(' than')})" for _, row in out.iterrows()]
    what = f"{words.counted(len(others), Definition.noun)} {'stands' if len(others) == 1 else 'stand'} beside England alone"
    return f"{words.capital(what)}, whatever its ages: {words.joined(names) if names else 'none differs'}." if len(others) else ""


def _marked(row: "pd.Series[Any]") -> str:
    """What is found of one of them: `, fewer than expected`, `, higher than England`; what is usual is said with its numbers."""
    if row["outside"]:
        return f", {row['word']} {row['of']}"
    return "" if row["of"] == "expected" else ", not told apart from England"


def _chance(rows: pd.DataFrame) -> str:
    """How many would be unusual in any case, and whether there are no more of them."""
    return no_more_than_chance(rows) or f"{_in_any_case(rows)}. Many people are on several of them, so findings go together."


def _in_any_case(rows: pd.DataFrame) -> str:
    """How many are unusual on average: a range of 95 of 100 leaves the others out by how it is drawn, though half of places have none."""
    few = f"about {_by_chance(rows)} of {len(rows)}"
    return f"On average {few} are outside their ranges in a place" if are_expected(rows) else f"By chance alone {few} would be unusual"


def no_more_than_chance(rows: pd.DataFrame) -> str:
    """That what is unusual may be chance, where chance alone often gives as much; else nothing."""
    every = lined(rows)
    out = int(every["outside"].sum())
    if not (out and are_expected(every)) or bdtrc(out - 1, len(every), 0.05) <= OFTEN:
        return ""
    return f"{_in_any_case(every)}, so {words.counted(out, 'finding')} may be no more than that."


def finding(row: "pd.Series[Any]") -> str:
    """One of them in people: `4,600 recorded (2.6%), about 1,100 more than the 3,500 expected (2.1%); 95 of 100 such places have …`."""
    return ". ".join(parts(row))


def parts(row: "pd.Series[Any]") -> tuple[str, ...]:
    """What a finding is, and how it went since, where that is known; without their full stops."""
    indicator, number = definition(str(row["indicator_id"])), round(row["numerator"])
    whom = words.counted(number, "patient") if indicator.condition else f"{words.number(number)} {indicator.people}"
    here = f"{whom} {indicator.heads[2].lower() if indicator.condition else ''}".strip() + f" ({words.percent(row['value'])})"
    change = row.get("otherwise", "").rstrip(".") if pd.isna(row.get("moved", float("nan"))) else moves.went(row)
    return (f"{here}, {_beside(row)}", change) if change else (f"{here}, {_beside(row)}",)


def _beside(row: "pd.Series[Any]") -> str:
    """How many more or fewer that is, and what is made of it: in its range, outside, or not to be told."""
    about = f"about {words.about(abs(row['people']))} {'more' if row['people'] > 0 else 'fewer'}"
    if row["of"] != "expected":
        limits = between(row["people_lower_95"], row["people_upper_95"])
        return f"{about} than at the share of England ({words.percent(row['line'])}); the difference is {limits}"
    difference = f"{about} than the {ranges.expected(row)} expected ({words.percent(row['line'])})"
    places = "practices" if row["footprint"] == "practice" else "places"
    if row.get("word") == CANNOT_TELL:
        kind = words.kind(row["footprint"])  # a county and a part of it are set beside others, and may be told apart by them or not
        wide = f"Such {kind}s differ too widely to tell whether that is unusual: 95 of 100 have {ranges.usual(row)}"
        return f"{ranges.times(row)} what is expected: {difference}. {wide}"
    near = f", so it is {edge}" if (edge := ranges.edge_told(row)) else ""
    if row["outside"] or near:
        return f"{difference}; 95 of 100 such {places} have {ranges.usual(row)}{near}"
    widely = " (widely, so this reassures little)" if ranges.is_wide(row) else ""
    return f"{difference}, within what such {places} vary by{widely}: 95 of 100 have {ranges.usual(row)}"


def not_allowed_for(rows: pd.DataFrame) -> str:
    """What may be the reason of whatever is unusual."""
    out = are_expected(rows) and lined(rows)["outside"].any()
    factors = "Ethnic group, smoking, how many are very old and how well illness is recorded"
    return f"{factors} are not allowed for, and may explain much" if out else ""


def reaching(rows: pd.DataFrame, peers: pd.DataFrame) -> tuple[str, ...]:
    """That what is expected of an area rests on places unlike it, where the nearest of `peers` (`Area.peers`) is far."""
    if not are_expected(rows) or peers.empty or peers.loc[~peers["own"], "distance"].min() <= FAR:
        return ()
    others = words.counted(int(peers["considered"].iloc[0]), f"other {words.kind(peers['footprint'].iloc[0])}")
    return (f"None of {others} is close to it in age, deprivation and density, so this rests on places unlike it and is weak.",)


def reaching_facts(peers: pd.DataFrame) -> dict[str, str]:
    """The numbers of `reaching`."""
    return {} if peers.empty else {"Other areas in the model": words.number(peers["considered"].iloc[0])}


def people(row: "pd.Series[float]") -> str:
    """How many people that is, with limits: `about 1,100 people more (130 to 1,900 more)`."""
    about = f"about {words.about(abs(row['people']))} people {'more' if row['people'] > 0 else 'fewer'}"
    return f"{about} ({between(row['people_lower_95'], row['people_upper_95'])})"


def between(lower: float, upper: float) -> str:
    """Limits of a number of people: `130 to 1,900 more`, `2,800 fewer to 9,300 more`."""
    if pd.isna(lower) or pd.isna(upper):
        return "not known"
    low, high = (f"{words.about(abs(end))}" for end in (lower, upper))
    if (lower < 0) == (upper < 0):
        return f"{low} to {high} more" if lower >= 0 else f"{high} to {low} fewer"
    return f"{low} fewer to {high} more"


def facts(rows: pd.DataFrame) -> dict[str, str]:
    """The numbers of the sentences that stand in no cell."""
    every, some = lined(rows), told(rows)
    out = every[every["outside"].astype(bool)]
    expected = {f"{definition(row['indicator_id']).name}, expected": ranges.expected(row) for _, row in some.iterrows()}
    return expected | moves.facts(some) | {
        "More than that": str(int((out["people"] > 0).sum())),
        "Fewer than that": str(int((out["people"] < 0).sum())),
        "Unusual": str(len(out)),
        "Unusual, not told in words": str(int(rows["outside"].sum()) - int(some["outside"].sum())),
        "Would be found by chance alone": _by_chance(every),
    } | (ranges.facts(every) if are_expected(rows) else {})


def _by_chance(rows: pd.DataFrame) -> str:
    return clauses.by_chance(len(rows), 0.998 if clauses.are_practices(rows) and not are_expected(rows) else 0.95)


def cells(rows: pd.DataFrame) -> list[str]:
    """What is found of each row, as it stands in a cell: `more than expected`, `in the usual range`, `higher than England`."""
    return [word(row) for _, row in rows.iterrows()]


def word(row: "pd.Series[Any]") -> str:
    """What is found of one of them; what is not said to be set beside anything else is beside what is expected."""
    if row["word"] in ("", CANNOT_TELL):
        return str(row["word"])
    away = abs(row["value"] - row["line"]) >= definition(str(row["indicator_id"])).least_difference / 100 * row["line"]
    return clauses.IN_RANGE if row["word"] == ABOUT and away else f"{row['word']} {row.get('of', 'expected')}"


def is_about(row: "pd.Series[Any]") -> bool:
    return word(row) == f"{ABOUT} expected"
