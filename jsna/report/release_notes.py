"""News of an edition: what its reports are, against those of the edition before, and how new its data are."""

from collections.abc import Iterable
from pathlib import Path

from jsna import store
from jsna.catalogue import publication
from jsna.figures.core.words import counted, joined, month, verb
from jsna.report.index import WHY_FAILED, Entry, News

NAMED = 5  # so many areas are named; the others are counted


def news(entries: Iterable[Entry], earlier: tuple[str, frozenset[str]] | None, periods: tuple[tuple[str, str], ...]) -> News:
    """What is new in an edition.

    Parameters
    ----------
    entries : iterable of Entry
        Every area of the edition.
    earlier : tuple of str and frozenset of str, or None
        The edition before, and where its reports are: `ccg_2019/05J.html`.
    periods : tuple of tuple of str
        Each publication and its newest period.
    """
    areas = list(entries)
    reports = [entry for entry in areas if entry.href and entry.status != "failed"]
    failures = [f"{entry.name} ({entry.code})" for entry in areas if entry.status == "failed"]
    sentences = (_reports(reports, earlier), _out_of_date(reports), _failed(failures))
    return News(tuple(sentence for sentence in sentences if sentence), periods)


def _reports(reports: list[Entry], earlier: tuple[str, frozenset[str]] | None) -> str:
    number = f"{counted(len(reports), 'report') if reports else 'no report'} {verb(len(reports) or 1, 'was', 'were')} made."
    if earlier is None:
        return f"{number[0].upper()}{number[1:]} There is no earlier edition to compare with."
    edition, before = earlier
    first = sorted(f"{entry.name} ({entry.code})" for entry in reports if entry.href not in before)
    new = f"{counted(len(first), 'area has one', 'areas have one')} for the first time: {_some(first)}." if first else ""
    return f"Since edition {edition}, {number} {new or ('Every area that has one had one then.' if reports else '')}".strip()


def _out_of_date(reports: list[Entry]) -> str:
    number = sum(entry.status == "out of date" for entry in reports)
    if not number:
        return ""
    since = verb(number, "it was", "they were")
    return f"{counted(number, 'report is', 'reports are')} out of date: the data, or how reports are made, changed after {since} made."


def _failed(names: list[str]) -> str:
    return f"{counted(len(names), 'report')} {WHY_FAILED}: {_some(sorted(names))}." if names else ""


def _some(names: list[str]) -> str:
    return joined(names if len(names) <= NAMED + 1 else [*names[:NAMED], f"{len(names) - NAMED:,} more"])


def newest_periods(tidy: Path) -> tuple[tuple[str, str], ...]:
    """Each publication of the store's indicators and its newest period, the newest first."""
    periods = store.read_distinct(tidy / "indicators.parquet", ["source_id", "period_start", "period"])
    newest = periods.sort_values(["period_start", "period"]).drop_duplicates("source_id", keep="last")
    order = newest.sort_values(["period_start", "source_id"], ascending=[False, True])
    labels = order["period"].where(order["period"] != order["period_start"].str[:7], order["period_start"].str[:7].map(month))
    return tuple((publication(source).title, period) for source, period in zip(order["source_id"], labels, strict=True))
