"""Remarks: what a build noticed and a careful reader should know."""

from dataclasses import dataclass, field, fields
from typing import Any

import pandas as pd

#: What a number lacks: in words, how many units are left out, and how many patients these have, where that is known.
LACKING = ["what", "area_code", "footprint", "period", "source_id", "age", "units", "patients", "lacks"]


@dataclass
class Remarks:
    """Practices without a place, sentences about a footprint, comparisons with published totals and with other publications, lists by age,
    what was hidden, and what numbers lack: rows of `LACKING`, which the store keeps as a table and not in its manifest.
    """

    unplaced: list[dict[str, Any]] = field(default_factory=list)
    notes: list[dict[str, str]] = field(default_factory=list)
    reconciliation: list[dict[str, Any]] = field(default_factory=list)
    otherwise: list[dict[str, Any]] = field(default_factory=list)
    lists_by_age: list[dict[str, Any]] = field(default_factory=list)

    suppressed: list[dict[str, Any]] = field(default_factory=list)
    lacking: list[dict[str, Any]] = field(default_factory=list)

    def note(self, footprint: str, text: str, about: str = "") -> None:
        """Keep a sentence about one footprint, and the publication that it says has no place there."""
        self.notes.append({"footprint": footprint, "text": text, "about": about})

    def lack(self, rows: pd.DataFrame) -> None:
        """Keep what numbers lack: rows of `LACKING`."""
        told = rows[LACKING].astype({"units": "Int64", "patients": "Float64"}).astype(object)
        self.lacking += [dict(zip(LACKING, row, strict=True)) for row in told.where(told.notna(), None).to_numpy().tolist()]

    def add(self, others: "Remarks") -> None:
        """Add what another part of the build noticed."""
        for kind in fields(self):
            getattr(self, kind.name).extend(getattr(others, kind.name))


def some(codes: list[str], shown: int = 8) -> str:
    """The first of many codes, and how many more there are."""
    rest = len(codes) - shown
    return ", ".join(codes[:shown]) + (f" and {rest} more" if rest > 0 else "")
