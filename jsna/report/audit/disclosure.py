"""What an attacker finds in a finished edition: hidden counts that its other numbers give away.

Each attack takes what is published and nothing else. An attack that finds a count stops the edition from being published.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np
import pandas as pd

from jsna.catalogue import definitions, publication
from jsna.geography import ENGLAND
from jsna.report.audit import limits
from jsna.report.audit.published import HIDDEN, UNSEEN, WHOLE, counted, scales

DIVIDED = {"sex": "all", "category": ""}
KEY = ["what", "footprint", "area_code", "period", "sex", "age", "category_type", "category"]
#: A rounded count is known to within this.
SLACK = limits.ROUNDED
#: Larger counts are hidden only to keep these, and may be found.
LARGEST_HIDDEN = 7
#: Shares of events are counted in hundredths, and differences of their sums are as near as this.
GRAIN = 1e-6
#: How many people or events a number may be per, whatever its unit says.
PER = (1, 100, 1_000, 10_000, 100_000, 1_000_000)

#: A hidden count that was found: its row, and the count.
Found = dict[int, float]
#: A range of ages, where it begins and where the next one would; its count, and how far from that it may be.
Step = tuple[tuple[int, int], float, int]


def faults(rows: pd.DataFrame, members: pd.DataFrame, before: pd.DataFrame) -> list[str]:
    """The hidden counts that an edition gives away, a sentence each; the count itself is not repeated.

    Parameters
    ----------
    rows, before : DataFrame
        The indicator rows of the edition, and of the one before.
    members : DataFrame
        Which areas lie in which larger ones: `footprint, area_code, parent_footprint, parent_code, period`, no period for all.
    """
    counts = {
        "its rate and denominator": rate_times_denominator(rows),
        "its interval": interval_inverted(rows),
        "a total beside it": total_minus_shown(rows, before),
        "England and the other areas": england_minus_others(rows, before),
        "a larger area and its others": parent_minus_children(rows, members, before),
        "another period or edition": overlapping_periods(rows, before),
    }
    leaks = list({row for positions in counts.values() for row in positions})
    keys = rows.loc[leaks, ["indicator_id", "area_code", "period"]].agg(", ".join, axis=1)
    return [f"{keys[row]}: the hidden count follows from {how}." for how, positions in counts.items() for row in positions]


def rate_times_denominator(rows: pd.DataFrame) -> Found:
    """A number times its shown denominator, over what its unit says that it is per, or anything else that a rate may be per."""
    beside = _hidden(rows).dropna(subset=["value"])
    by_unit = counted(beside)
    counts, other = _counts(by_unit), beside[(by_unit - by_unit.round()).abs().ge(WHOLE) | by_unit.isna()]
    for scale in PER:  # where what the unit says gives no whole number
        counts |= _counts(other["value"] * other["denominator"] / scale)
    return counts


def interval_inverted(rows: pd.DataFrame) -> Found:
    """The count that has these limits, with or without its denominator: of a proportion by Wilson's score interval, of a rate or ratio by
    how far its limits lie apart (Poisson's exact ones, Byar's, and Dobson's, which stretch them).
    """
    counts: Found = {}
    for level, z in limits.LEVELS.items():
        beside = _hidden(rows).dropna(subset=[f"lower_{level}", f"upper_{level}"])
        if len(beside):
            lower, value, upper = (beside[name].to_numpy(float) for name in (f"lower_{level}", "value", f"upper_{level}"))
            whole = np.vstack([np.repeat(np.array(PER, float)[:, None], len(beside), axis=1), scales(beside)])
            scores = limits.of_score(lower / whole, upper / whole, beside["denominator"].to_numpy(float), z)
            for guess in (*scores, limits.of_events(lower, value, upper, z)):
                counts |= _counts(pd.Series(guess, beside.index))
    return counts


def total_minus_shown(rows: pd.DataFrame, before: pd.DataFrame) -> Found:
    """All sexes, ages, categories or kinds, less those that are shown."""
    cells = _bounded(rows, before)
    counts = _between_ages(cells)
    for name, whole in DIVIDED.items():
        same = {name: whole, "category_type": ""} if name == "category" else {name: whole}
        counts |= _less_shown(cells[cells[name] == whole], cells[cells[name] != whole].assign(**same))
    for definition in definitions().values():
        if definition.parts:
            parts = cells[cells["what"].isin(definition.parts)].assign(what=definition.counts)
            counts |= _less_shown(cells[cells["what"] == definition.counts], parts)
    return counts


def england_minus_others(rows: pd.DataFrame, before: pd.DataFrame) -> Found:
    """England less the areas of a footprint that are shown."""
    cells, counts = _beside_hidden(_bounded(rows, before)), Found()
    for _, areas in cells[cells["footprint"] != "england"].groupby("footprint"):
        counts |= _less_shown(cells[cells["footprint"] == "england"], areas.assign(footprint="england", area_code=ENGLAND))
    return counts


def parent_minus_children(rows: pd.DataFrame, members: pd.DataFrame, before: pd.DataFrame) -> Found:
    """A larger area less the smaller ones that are shown, for every pair of footprints."""
    cells, counts = _beside_hidden(_bounded(rows, before)), Found()
    footprints = list(cells["footprint"].unique())
    memberships = members[members["footprint"].isin(footprints) & members["parent_footprint"].isin(footprints)]
    by_footprint = {str(footprint): rows for footprint, rows in cells.groupby("footprint")}
    with_secrets = {footprint for footprint, rows in by_footprint.items() if len(_hidden(rows))}
    for (footprint, parent, period), inside in memberships.groupby(["footprint", "parent_footprint", "period"]):
        rows_of = by_footprint[str(footprint)]
        areas = rows_of if period == "" else rows_of[rows_of["period"] == period]
        if parent not in with_secrets and _hidden(areas).empty:
            continue  # nothing to work out
        larger = inside.drop_duplicates("area_code").set_index("area_code")["parent_code"]
        parts = areas.assign(footprint=str(parent), area_code=areas["area_code"].map(larger)).dropna(subset="area_code")
        counts |= _less_shown(by_footprint[str(parent)], parts)
    return counts


def overlapping_periods(rows: pd.DataFrame, before: pd.DataFrame) -> Found:
    """A year less its months, and what an edition before has shown."""
    cells = _bounded(rows, before)
    months = cells[cells["period"].str.fullmatch(r"\d{4}-\d\d")]
    first = months["period"].str[:4].astype(int) - (months["period"].str[5:] < "04")
    years = first.astype(str) + "/" + ((first + 1) % 100).map("{:02d}".format).astype(str)
    counts = _less_shown(cells[cells["period"].str.contains("/")], months.assign(period=years))
    then = _keyed(before).drop_duplicates(KEY).set_index(KEY)["numerator"]
    secrets = _hidden(cells)
    return counts | _small(then.reindex(pd.MultiIndex.from_frame(secrets[KEY])).set_axis(secrets.index).dropna())


def text_left(texts: Mapping[str, str], secrets: Iterable[str]) -> list[str]:
    """The names of the texts, such as a drawing, an alternative or a sheet, that still hold one of the secrets."""
    secret_numbers = list(secrets)
    return [name for name, text in texts.items() if any(secret in text for secret in secret_numbers)]


def _hidden(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows["value_note"] == HIDDEN]


def _bounded(rows: pd.DataFrame, before: pd.DataFrame) -> pd.DataFrame:
    """What is counted, as `_keyed`, with the most that each may be where it is hidden.

    Only one that is hidden alone must be small: beside others it may be a larger one that keeps these. What the edition before hid
    stays so, and grows.
    """
    cells, then = _keyed(rows), _hidden(_keyed(before))
    stayed = pd.MultiIndex.from_frame(cells[KEY]).isin(pd.MultiIndex.from_frame(then[KEY]))
    return cells.assign(most=np.where(stayed | (len(_hidden(cells)) > 1), np.inf, LARGEST_HIDDEN))


def _keyed(rows: pd.DataFrame) -> pd.DataFrame:
    """The rows of publications that hide, a row a count: what they count, and whether others are rounded and not told by their rates."""
    rule = rows["source_id"].map({source: publication(source).disclosure for source in rows["source_id"].unique()})
    counts = {key: definition.counts.removeprefix("year of ") for key, definition in definitions().items()}
    vague = (rule == "hes_2018") & (rows["footprint"] != "england")
    cells = _told(rows.assign(vague=vague)[rule.fillna("") != ""])
    among = cells["indicator_id"].map({key: definition.among for key, definition in definitions().items()}).fillna("")
    denominators = cells.assign(what=among, numerator=cells["denominator"])[among != ""]
    both = pd.concat([cells.assign(what=cells["indicator_id"].map(counts)), denominators])
    order = both.sort_values("numerator", kind="stable", na_position="last") if len(denominators) else both
    return order.drop_duplicates(KEY)


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows with the counts that standardised rates tell by their limits in place of the rounded ones beside these."""
    standardised = rows["indicator_id"].map({key: definition.measure == "standardised" for key, definition in definitions().items()})
    rates = rows[rows["vague"] & standardised.eq(True)]
    exact = pd.Series(np.nan, rows.index)
    for level, z in limits.LEVELS.items():
        counts, lower, value, upper = (rates[name].to_numpy(float) for name in ("numerator", f"lower_{level}", "value", f"upper_{level}"))
        exact = exact.fillna(pd.Series(limits.unrounded(counts, lower, value, upper, z), rates.index))
    numerator = exact.fillna(rows["numerator"].astype(float))  # of an edition without pages nothing is seen, in no type
    return rows.assign(numerator=numerator, vague=rows["vague"] & exact.isna())


def _beside_hidden(cells: pd.DataFrame) -> pd.DataFrame:
    """The rows of those counts and periods of which anything is hidden."""
    secrets = _hidden(cells)
    return cells[cells["what"].isin(secrets["what"]) & cells["period"].isin(secrets["period"])]


def _less_shown(totals: pd.DataFrame, parts: pd.DataFrame) -> Found:
    """The one part of a total that is hidden, and a hidden total of parts that are all shown, where it can be one number only."""
    secrets = pd.concat([_hidden(totals), _hidden(parts)])
    if secrets.empty:
        return {}
    for name in ("what", "period", "area_code", "footprint"):  # a sum in which nothing is hidden gives nothing away
        parts = parts[parts[name].isin(secrets[name])]
    is_secret, numerators = parts["value_note"] == HIDDEN, parts["numerator"].fillna(0)
    slack = SLACK * (parts["vague"] & numerators.gt(0)).astype(int)
    of_secret = parts["most"].where(is_secret, 0.0)
    each = parts.assign(hidden=is_secret, unseen=parts["value_note"] == UNSEEN, shown=numerators, slack=slack, of_secret=of_secret)
    at = totals.assign(total=totals.index).set_index(KEY)[["numerator", "vague", "most", "value_note", "total"]]
    names = ["hidden", "unseen", "shown", "slack", "of_secret"]
    sums = each.groupby(KEY)[names].sum().join(at, how="inner").query("unseen == 0")
    one = sums[sums["hidden"].eq(1) & sums["numerator"].notna()]
    differences = _only(one["numerator"] - one["shown"], one["slack"] + SLACK * one["vague"].astype(int), one["of_secret"])
    rows = parts[is_secret].assign(row=parts.index[is_secret]).set_index(KEY)["row"]
    none = sums[sums["hidden"].eq(0) & sums["value_note"].eq(HIDDEN)]
    sums_shown = _only(none["shown"], none["slack"], none["most"])
    return _small(differences.set_axis(rows.loc[differences.index])) | _small(sums_shown.set_axis(none.loc[sums_shown.index, "total"]))


def _between_ages(cells: pd.DataFrame) -> Found:
    """Ranges of ages that are shown, one after the other or one less the other, from where a hidden one begins to where it ends."""
    others = [name for name in KEY if name != "age"]
    several = cells[cells.duplicated(others, keep=False)]
    alike = several.groupby(others).ngroup()
    beside = several.assign(alike=alike)[several["value_note"].eq(HIDDEN).groupby(alike).transform("any")]
    ends = {age: between for age in beside["age"].unique() if (between := _ends(age))}
    ranges = beside[beside["age"].isin(list(ends))]
    steps, secrets = _steps(ranges, ends), ranges[ranges["value_note"] == HIDDEN]
    walks = {row: _walked(ends[age], steps[key]) for row, age, key in secrets[["age", "alike"]].itertuples(name=None)}
    totals = pd.DataFrame([walk or (np.nan, 0) for walk in walks.values()], secrets.index, ["total", "slack"], dtype=float).dropna()
    return _small(_only(totals["total"], totals["slack"], secrets["most"].reindex(totals.index)))


def _steps(ranges: pd.DataFrame, ends: Mapping[str, tuple[int, int]]) -> dict[int, list[Step]]:
    """Those of the ranges that are shown, together what only age tells apart: thousands of frames of a few rows would take minutes."""
    steps_shown, steps = ranges.dropna(subset="numerator"), defaultdict[int, list[Step]](list)
    slack = SLACK * (steps_shown["vague"] & steps_shown["numerator"].gt(0)).astype(int)
    for key, age, count, vague in zip(steps_shown["alike"], steps_shown["age"], steps_shown["numerator"], slack, strict=True):
        steps[key].append((ends[age], count, vague))
    return steps


def _ends(age: str) -> tuple[int, int] | None:
    """Where a range of ages begins, and where the next one would."""
    if not (match := re.fullmatch(r"(\d+)(?:(\+)|-(\d+))?", age.replace("all", "0+"))):
        return None
    first, more, last = match.groups()
    return int(first), 999 if more else int(last or first) + 1


def _walked(ends: tuple[int, int], steps: list[Step]) -> tuple[float, int] | None:
    """The sum and the slack of steps that lead from one age to another, forwards or backwards; nothing where none do."""
    totals, queue = {ends[0]: (0.0, 0)}, [ends[0]]
    while queue:
        age = queue.pop(0)
        people, slack = totals[age]
        for (first, after), count, vague in steps:
            for here, there, sign in ((first, after, 1), (after, first, -1)):
                if here == age and there not in totals:
                    totals[there] = (people + sign * count, slack + vague)
                    queue.append(there)
    return totals.get(ends[1])


def _only(near: pd.Series, slack: pd.Series, most: pd.Series) -> pd.Series:
    """The small counts that are within the slack of a number, where there is but one of those that may be hidden, up to the `most`."""
    exact = slack.eq(0)
    low = (near - slack).clip(lower=1).where(~exact, near)
    high = (near + slack).clip(upper=most).where(~exact, near)
    return low[low == high]


def _small(exact: pd.Series) -> Found:
    """The counts that are small, of those that follow exactly; shares of events need not be whole."""
    small = exact[exact.gt(GRAIN) & exact.lt(LARGEST_HIDDEN + 1 - GRAIN)]
    return {int(row): float(count) for row, count in zip(small.index, small, strict=True)}


def _counts(guesses: pd.Series) -> Found:
    """The guesses that are small whole numbers, nearly."""
    whole = guesses[(guesses - guesses.round()).abs() < WHOLE].round()
    return {int(row): int(count) for row, count in zip(whole.index, whole, strict=True) if 0 < count <= LARGEST_HIDDEN}
