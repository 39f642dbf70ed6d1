"""Caveats: what a build noticed and a careful reader should know."""

from dataclasses import dataclass, field, fields
from typing import Any


@dataclass
class Caveats:
    """Practices without a place, sentences about a footprint, comparisons with published totals and with other publications, lists by age,
    and what was hidden.
    """

    unplaced: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    reconciliation: list[dict[str, Any]] = field(default_factory=list)
    otherwise: list[dict[str, Any]] = field(default_factory=list)
    lists_by_age: list[dict[str, Any]] = field(default_factory=list)
    suppressed: list[dict[str, Any]] = field(default_factory=list)

    def note(self, footprint: str, text: str, about: str = "") -> None:
        """Keep a sentence about one footprint, and the publication that it says has no place there."""
        self.notes.append({"footprint": footprint, "text": text, "about": about})

    def add(self, others: "Caveats") -> None:
        """Add what another part of the build noticed."""
        for kind in fields(self):
            getattr(self, kind.name).extend(getattr(others, kind.name))


def some(codes: list[str], most: int = 8) -> str:
    """The first of many codes, and how many more there are."""
    rest = len(codes) - most
    return ", ".join(codes[:most]) + (f" and {rest} more" if rest > 0 else "")
