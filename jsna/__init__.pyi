"""What notebooks call; each name is loaded when it is asked for."""

from .assessment import Assessment as Assessment
from .figures.cards import cards as cards
from .figures.choropleth import choropleth as choropleth
from .figures.deprivation import deprivation as deprivation
from .figures.expected import expected as expected
from .figures.expected_practices import expected_practices as expected_practices
from .figures.figure import Missing as Missing
from .figures.funnel import funnel as funnel
from .figures.growth import growth as growth
from .figures.lineage import checks as checks
from .figures.lineage import hidden as hidden
from .figures.lineage import lineage as lineage
from .figures.lists import practice_sizes as practice_sizes
from .figures.lists import siblings as siblings
from .figures.method_notes import method_notes as method_notes
from .figures.multiples import funnels as funnels
from .figures.multiples import trends as trends
from .figures.opportunity import opportunity as opportunity
from .figures.overview import overview as overview
from .figures.peers import peers as peers
from .figures.practice_changes import practice_changes as practice_changes
from .figures.profile import profile as profile
from .figures.rank import rank as rank
from .figures.reconciliation import reconciliation as reconciliation
from .figures.registers import registers as registers
from .figures.sources import sources as sources
from .figures.spc import spc as spc
from .figures.spread import spread as spread
from .figures.totals import totals as totals
from .figures.trend import trend as trend

__all__: list[str]
