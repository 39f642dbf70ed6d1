"""Of a practice among very many, every figure lists the own row, says how its table was cut, and weighs what a page may hold."""

import re
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import lists
from jsna.assessment.slices import measured
from jsna.figures.core.figure import HEAVIEST, Figure
from jsna.figures.kinds.funnel import figure as funnel
from jsna.figures.kinds.rank import MOST_FILED
from jsna.figures.kinds.rank import figure as rank
from jsna.figures.topics.lists import of_practices, of_siblings
from jsna.figures.topics.practice_deprivation import figure as practice_deprivation
from jsna.report.audit.numbers import faults
from jsna.report.audit.safety import FIGURE_LIMIT
from jsna.report.audit.tree import read

#: The longest names of practices in the list of 2022/23 have some 30 letters.
NAME, OWN = "The Willow Tree Family Doctors", "The Practice That This Is About"


def practices(count: int, indicator: str, own: int) -> pd.DataFrame:
    """Practices of one sub-ICB location, no two with the same list or share, in no order."""
    chance = np.random.default_rng(3)
    lists = chance.permutation(np.arange(count)) * 53.0 + 1_000
    events = (lists * chance.uniform(0.02, 0.3, count)).round()
    sized = indicator == "list_size"
    table = pd.DataFrame(
        {
            "indicator_id": indicator, "footprint": "practice", "period": "2022/23", "area_code": [f"A{81000 + n}" for n in range(count)],
            "area_name": [OWN if n == own else f"{NAME} {n}" for n in range(count)], "own": [n == own for n in range(count)],
            "numerator": events, "denominator": lists, "value": lists if sized else 100 * events / lists,
            "lower_95": float("nan"), "upper_95": float("nan"), "value_note": "",
            "source_id": "patients_by_lsoa_2019" if indicator == "imd_patients_tenth" else "qof_raw",
            "place": OWN, "special": "", "county": "Treeshire", "larger": "sub-ICB area", "sibling": True, "areas": count,
            "apart": "", "apart_value": 0.0,
        }
    )  # fmt: skip
    return measured(table)


def _sizes(count: int, own: int) -> object:
    return of_siblings(lists.by_age(*(practices(count, name, own) for name in ("list_size", "list_aged_under_18", "list_aged_50_over"))))


def _tenths(count: int, own: int) -> object:
    rows = practices(count, "imd_patients_tenth", own).assign(period="2022-04", key=1)
    tenths = rows.merge(pd.DataFrame({"key": 1, "category": [str(n) for n in range(1, 11)], "share": np.linspace(1, 20, 10)}))
    patients = (tenths["numerator"] * tenths["share"] * (1 + tenths["area_code"].str[-3:].astype(int) / count)).round()
    return practice_deprivation(tenths.assign(numerator=patients))


def sizes(rows: pd.DataFrame) -> Figure:
    return of_practices(lists.by_size(rows))


FIGURES: dict[str, Callable[[int, int], object]] = {
    "siblings": _sizes,
    "sizes": lambda count, own: sizes(practices(count, "list_size", own)),
    "rank": lambda count, own: rank(practices(count, "list_aged_50_over", own)),
    "funnel": lambda count, own: funnel(practices(count, "qof_hyp_prevalence", own), small=True),
    "tenths": _tenths,
}


@pytest.mark.parametrize("own", [0, 77, 171])
@pytest.mark.parametrize("count", [101, HEAVIEST, MOST_FILED, 344])  # North West London has 344
@pytest.mark.parametrize("kind", FIGURES)
def test_the_own_practice_is_listed_among_very_many_and_the_page_stays_light(kind: str, count: int, own: int) -> None:
    if own >= count:
        pytest.skip("there is no such practice")
    made = FIGURES[kind](count, own)
    assert isinstance(made, Figure)
    html = re.sub("<style.*?</style>", "", made._repr_html_(), flags=re.DOTALL)
    assert len(html.encode()) < FIGURE_LIMIT
    assert OWN in set(made.listed["area_name"]) and OWN in set(made.filed["area_name"])
    assert len(made.listed) <= 61 and "; the table lists the" in made.subtitle
    assert list(faults(read(html)[0])) == []


def test_a_table_that_lists_all_says_nothing_of_it() -> None:
    made = sizes(practices(80, "list_size", 50))
    assert isinstance(made, Figure) and len(made.listed) == 80 and "the table lists" not in made.subtitle


def test_the_own_practice_is_named_where_it_lies_between_the_ends() -> None:
    rows = practices(101, "list_size", 50).sort_values("value", ignore_index=True)
    middle, end = (sizes(rows.assign(own=rows.index == place)) for place in (50, 2))
    assert isinstance(middle, Figure) and isinstance(end, Figure)
    assert middle.subtitle.endswith("; the table lists the 25 largest, the 25 smallest and this practice") and len(middle.listed) == 51
    assert end.subtitle.endswith("; the table lists the 25 largest and the 25 smallest") and len(end.listed) == 50
