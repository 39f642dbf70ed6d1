"""jsna: published files in, one validated indicator table, thin notebooks, a report for each area."""

from importlib import import_module
from typing import Any

#: Where each name of a notebook is kept. It is loaded when it is asked for: what draws takes seconds to load, and a build needs none of it.
_HOMES = {
    "Assessment": "assessment",
    "Missing": "figures.figure",
    "cards": "figures.cards",
    "checks": "figures.lineage",
    "choropleth": "figures.choropleth",
    "deprivation": "figures.deprivation",
    "expected": "figures.expected",
    "expected_practices": "figures.expected_practices",
    "funnel": "figures.funnel",
    "funnels": "figures.multiples",
    "growth": "figures.growth",
    "hidden": "figures.lineage",
    "lineage": "figures.lineage",
    "method_notes": "figures.method_notes",
    "opportunity": "figures.opportunity",
    "overview": "figures.overview",
    "peers": "figures.peers",
    "practice_changes": "figures.practice_changes",
    "practice_sizes": "figures.lists",
    "profile": "figures.profile",
    "rank": "figures.rank",
    "reconciliation": "figures.reconciliation",
    "registers": "figures.registers",
    "siblings": "figures.lists",
    "sources": "figures.sources",
    "spc": "figures.spc",
    "spread": "figures.spread",
    "totals": "figures.totals",
    "trend": "figures.trend",
    "trends": "figures.multiples",
}
__all__ = list(_HOMES)


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"jsna.{_HOMES[name]}"), name)


def __dir__() -> list[str]:
    return [*globals(), *__all__]
