"""What notebooks call; each name is loaded when it is asked for."""

from .assessment import Assessment as Assessment
from .figures.by_hand import chart as chart
from .figures.by_hand import table as table
from .figures.core.figure import Missing as Missing
from .figures.kinds.caterpillar import caterpillar as caterpillar
from .figures.kinds.choropleth import choropleth as choropleth
from .figures.kinds.fewer import fewer as fewer
from .figures.kinds.fifths import fifths as fifths
from .figures.kinds.funnel import funnel as funnel
from .figures.kinds.growth import growth as growth
from .figures.kinds.inequality import inequality as inequality
from .figures.kinds.overview import overview as overview
from .figures.kinds.profile import profile as profile
from .figures.kinds.pyramid import pyramid as pyramid
from .figures.kinds.rank import rank as rank
from .figures.kinds.spc import spc as spc
from .figures.kinds.totals import totals as totals
from .figures.kinds.trend import trend as trend
from .figures.topics.age_of_data import age_of_data as age_of_data
from .figures.topics.cards import cards as cards
from .figures.topics.commentary import commentary as commentary
from .figures.topics.deprivation import deprivation as deprivation
from .figures.topics.differences import spread as spread
from .figures.topics.expected import expected as expected
from .figures.topics.expected_practices import expected_practices as expected_practices
from .figures.topics.files import checks as checks
from .figures.topics.files import hidden as hidden
from .figures.topics.files import lineage as lineage
from .figures.topics.glance import glance as glance
from .figures.topics.lists import practice_sizes as practice_sizes
from .figures.topics.lists import siblings as siblings
from .figures.topics.method_notes import method_notes as method_notes
from .figures.topics.opportunity import opportunity as opportunity
from .figures.topics.peers import peers as peers
from .figures.topics.practice_changes import practice_changes as practice_changes
from .figures.topics.reconciliation import reconciliation as reconciliation
from .figures.topics.registers import registers as registers
from .figures.topics.sources import sources as sources

__all__: list[str]
