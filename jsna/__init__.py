"""jsna: published files in, one validated indicator table, thin notebooks, a report for each area."""

from jsna.assessment import Assessment
from jsna.figures.cards import cards
from jsna.figures.choropleth import choropleth
from jsna.figures.deprivation import deprivation
from jsna.figures.expected import expected
from jsna.figures.expected_practices import expected_practices
from jsna.figures.figure import Missing
from jsna.figures.funnel import funnel
from jsna.figures.growth import growth
from jsna.figures.lineage import checks, hidden, lineage
from jsna.figures.lists import practice_sizes, siblings
from jsna.figures.method_notes import method_notes
from jsna.figures.multiples import funnels, trends
from jsna.figures.opportunity import opportunity
from jsna.figures.overview import overview
from jsna.figures.peers import peers
from jsna.figures.practice_changes import practice_changes
from jsna.figures.profile import profile
from jsna.figures.rank import rank
from jsna.figures.reconciliation import reconciliation
from jsna.figures.registers import registers
from jsna.figures.sources import sources
from jsna.figures.spc import spc
from jsna.figures.spread import spread
from jsna.figures.totals import totals
from jsna.figures.trend import trend

__all__ = [
    "Assessment",
    "Missing",
    "cards",
    "checks",
    "choropleth",
    "deprivation",
    "expected",
    "expected_practices",
    "funnel",
    "funnels",
    "growth",
    "hidden",
    "lineage",
    "method_notes",
    "opportunity",
    "overview",
    "peers",
    "practice_changes",
    "practice_sizes",
    "profile",
    "rank",
    "reconciliation",
    "registers",
    "siblings",
    "sources",
    "spc",
    "spread",
    "totals",
    "trend",
    "trends",
]
