"""Lineage: from a number of the store back to the rows of published files."""

from jsna.build.lineage.held import Held
from jsna.build.lineage.tracing import Trace, trace

__all__ = ["Held", "Trace", "trace"]
