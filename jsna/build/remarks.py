"""Remarks: what a build noticed and a careful reader should know."""

from dataclasses import dataclass, field
from typing import Any


@dataclass
class Remarks:
    """Practices without a place, sentences, and comparisons with published totals."""

    unplaced: list[dict[str, Any]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    reconciliation: list[dict[str, Any]] = field(default_factory=list)
