"""Peers: the areas most like one, by a distance whose weights are on the page, and whether a finding survives other choices of them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from jsna import measures
from jsna.analysis import comparison
from jsna.analysis.comparison import KEY

#: At most so many peers, and never more than one in so many of the areas that could be one.
MOST, ONE_IN = 10, 4
#: Standard deviations beyond which the nearest area is not close.
FAR = 0.5
#: Two words that find no difference worth one.
NEITHER = {"close to": "neither", "similar to": "neither"}
#: Peers need both of these: areas alike in age alone are not alike.
NEEDED = ("age", "deprivation")


@dataclass(frozen=True)
class Measure:
    """One measure of likeness: the topic whose weight it shares with others, and what an area with more or less of it is."""

    topic: str
    name: str
    more: str
    less: str
    weight: float
    logarithm: bool = False


#: The one measure that is no indicator: patients on lists over the extent of the area.
DENSITY = "density"
#: What makes areas alike, by the purpose that an indicator serves: each topic weighs a third, however many measures it has.
MEASURES = {
    "aged_under_18": Measure("age", "aged under 18", "more aged under 18", "fewer aged under 18", 1 / 6),
    "aged_50_over": Measure("age", "aged 50 and over", "more aged 50 and over", "fewer aged 50 and over", 1 / 6),
    "deprivation": Measure("deprivation", "average deprivation score", "more deprived on average", "less deprived on average", 1 / 6),
    "most_deprived_fifth": Measure(
        "deprivation", "residents of the most deprived fifth", "more in the most deprived fifth", "fewer in the most deprived fifth", 1 / 6
    ),
    DENSITY: Measure("density", "patients per square kilometre", "more densely populated", "less densely populated", 1 / 3, True),
}


def held(areas: pd.DataFrame, area_code: str) -> dict[str, Measure]:
    """The measures that the own area has; none where a topic that peers need is not there."""
    if area_code not in areas.index:
        return {}
    has = areas.loc[area_code].notna()
    there = {key: measure for key, measure in MEASURES.items() if has.get(key, False)}
    return there if set(NEEDED) <= {measure.topic for measure in there.values()} else {}


def nearest(areas: pd.DataFrame, area_code: str, weights: Mapping[str, float] | None = None) -> pd.DataFrame:
    """The areas most like one, the nearest first.

    Parameters
    ----------
    areas : DataFrame
        One row an area, by its code; a column for each measure of `MEASURES` that is held. Areas without one of those that the own
        area has take no part.
    area_code : str
        The code of the area.
    weights : mapping, optional
        The weight of each measure, in any unit; those of `MEASURES` by default. A measure without a weight counts for nothing.

    Returns
    -------
    DataFrame
        The measures; `differs_*` as differences from the own area in standard deviations of all areas; `distance`, the root of their
        weighted mean square.
    """
    measures = held(areas, area_code)
    if not measures:
        return pd.DataFrame({"area_code": []}, dtype="str")
    complete = areas.dropna(subset=list(measures))
    values = pd.DataFrame({key: np.log(complete[key]) if measure.logarithm else complete[key] for key, measure in measures.items()})
    spread = values.std(ddof=0)
    apart = (values - values.loc[[area_code]].iloc[0]).div(spread.where(spread > 0, np.inf))
    weights = {key: measure.weight for key, measure in measures.items()} if weights is None else weights
    weighting = pd.Series({key: weights.get(key, 0.0) for key in measures})
    distance = np.sqrt((apart**2 * weighting).sum(axis=1) / weighting.sum())
    table = complete.join(apart.add_prefix("differs_")).assign(distance=distance).drop(index=area_code)
    order = table.rename_axis("area_code").reset_index().sort_values(["distance", "area_code"], ignore_index=True)
    return order.head(min(MOST, len(table) // ONE_IN))


def other_choices(areas: pd.DataFrame, area_code: str) -> dict[str, list[str]]:
    """Other sets of peers that could as well have been chosen: without each one of them, and by other weights."""
    peers = list(nearest(areas, area_code)["area_code"])
    measures = held(areas, area_code)
    choices = {f"without {peer}": [code for code in peers if code != peer] for peer in peers} if len(peers) > 1 else {}
    weightings = {"every measure alike": dict.fromkeys(measures, 1.0)}
    for topic in dict.fromkeys(measure.topic for measure in measures.values()):
        weightings[f"{topic} twice"] = {key: m.weight * (2 if m.topic == topic else 1) for key, m in measures.items()}
        weightings[f"{topic} half"] = {key: m.weight * (0.5 if m.topic == topic else 1) for key, m in measures.items()}
    return choices | {name: list(nearest(areas, area_code, weights)["area_code"]) for name, weights in weightings.items()}


def pooled(rows: pd.DataFrame, by: Sequence[str] = ()) -> pd.DataFrame:
    """Rows of areas added up, of measures that can be: numerators and denominators summed first, divided once; for each group of `by`."""
    some = rows[rows["value"].notna() & measures.pooled(rows["measure"])]
    sums = some.groupby([*by, *KEY, "measure", "per"], as_index=False)[["numerator", "denominator"]].sum()
    return sums.assign(value=sums["per"] * sums["numerator"] / sums["denominator"].where(sums["denominator"] > 0))


def compared(rows: pd.DataFrame, others: pd.DataFrame, choices: dict[str, list[str]], least: Mapping[str, float]) -> pd.DataFrame:
    """Compare an area with its peers taken together, and say whether each word stands with every other choice of them.

    Parameters
    ----------
    rows, others : DataFrame
        Indicator rows of the area, and of all areas of its footprint, for proportions.
    choices : dict
        Codes of peers by the name of the choice; the first is the one that is reported.
    least : mapping
        Least difference worth a word, by indicator.

    Returns
    -------
    DataFrame
        Comparison rows with `choices`, how many other choices were tried, and `agree`, how many of them find the same: higher, lower or
        neither; `lowest` and `highest` are the values between which the peers lie, `alike` how many these are, `among` whether the area
        lies `above` or `below` all of them or `within` their range, and `among_agree` how many other choices find the same of that.
    """
    # All choices at once: one by one, they would take a fifth of the time of a report.
    peers = pd.DataFrame([(choice, code) for choice, codes in choices.items() for code in codes], columns=["choice", "area_code"])
    alike, each = others.merge(peers, on="area_code"), pd.DataFrame({"choice": list(choices)}).merge(rows, how="cross")
    table = comparison.with_other(each, pooled(alike, ["choice"]), "similar", [*KEY, "choice"])
    table = table.assign(word=_words(table, least), **_among(each, alike))
    first = table.head(len(rows))
    agree = {name: _agreeing(table[what], len(choices)) for name, what in (("agree", "word"), ("among_agree", "among"))}
    return first.drop(columns=["choice", "word"]).assign(choices=len(choices) - 1, **agree)


def _agreeing(outcomes: "pd.Series[str]", choices: int) -> np.ndarray:
    """How many choices but the first find what the first does, of each row."""
    by_choice = outcomes.to_numpy(dtype=object).reshape(choices, -1)
    return np.asarray((by_choice[1:] == by_choice[0]).sum(axis=0))


def _among(rows: pd.DataFrame, alike: pd.DataFrame) -> dict[str, np.ndarray]:
    """Between which values the areas of a choice lie on the indicators of rows, how many there are, and where the rows lie among them."""
    key = ["choice", "indicator_id"]
    there = alike[alike["value"].notna()].merge(rows[[*key, "period"]])
    ends = there.groupby(key)["value"].agg(lowest="min", highest="max", alike="size").reindex(pd.MultiIndex.from_frame(rows[key]))
    columns = {str(name): ends[name].to_numpy() for name in ends}
    value, has_value = rows["value"].to_numpy(), ends["lowest"].notna().to_numpy() & rows["value"].notna().to_numpy()
    places = [~has_value, value > columns["highest"], value < columns["lowest"]]
    return columns | {"among": np.select(places, ["", "above", "below"], "within")}


def _words(table: pd.DataFrame, least: Mapping[str, float]) -> list[str]:
    every = [comparison.in_words(row, least[row["indicator_id"]]) for _, row in table.iterrows()]
    return [NEITHER.get(word, word) for word in every]
