"""Denominators that are records themselves, such as discharges: they are hidden, rounded and attacked like any count."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from jsna import catalogue
from jsna.errors import BuildError
from jsna.making import counts, indicators, suppress
from jsna.making.caveats import Caveats
from jsna.methods.disclosure import is_small
from jsna.report.audit import disclosure

PRACTICES = {"Z99001": (2, 5), "Z99002": (18, 20), "Z99003": (30, 90), "Z99004": (25, 75), "Z99005": (12, 64), "Z99006": (40, 200)}
UNITS = pd.DataFrame({"unit": list(PRACTICES), "footprint": "ccg_2019", "area_code": ["ZZ1"] * 3 + ["ZZ2"] * 3, "period": "2019/20"})
PLACES = UNITS.assign(unit_kind="practice")
MEMBERS = UNITS.set_axis(["area_code", "parent_footprint", "parent_code", "period"], axis=1).assign(footprint="practice")


@pytest.fixture(params=["secondary", "hes_2018"])
def rule(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    known, of = catalogue.publications(), catalogue.definition("qof_dm_prevalence")
    readmitted = replace(of, id="readmitted", counts="readmissions", among="discharges")
    own = {"qof_raw": replace(known["qof_raw"], disclosure=request.param)}
    monkeypatch.setattr(catalogue, "publications", lambda: known | own)
    for module in (indicators, suppress, disclosure):
        if hasattr(module, "definitions"):
            monkeypatch.setattr(module, "definitions", lambda: {"readmitted": readmitted})
    yield str(request.param)


@pytest.fixture
def exact(rule: str) -> pd.DataFrame:
    each = pd.DataFrame(PRACTICES.values(), columns=["numerator", "denominator"], dtype=float).assign(area_code=list(PRACTICES))
    sums = each.assign(area_code=list(UNITS["area_code"])).groupby("area_code", as_index=False).sum()
    england = each[["numerator", "denominator"]].sum().to_frame().T.assign(area_code="E92000001", footprint="england")
    every = pd.concat([each.assign(footprint="practice"), sums.assign(footprint="ccg_2019"), england], ignore_index=True)
    named = counts.whole(every.assign(what="readmissions", period="2019/20", source_id="qof_raw"))
    return indicators.rows(named, suppress.definitions().values())[indicators.COLUMNS]


@pytest.fixture
def protected(exact: pd.DataFrame) -> pd.DataFrame:
    return suppress.suppressed(exact, PLACES, exact.head(0), Caveats())


def test_a_small_denominator_is_hidden_and_no_attack_finds_it(exact: pd.DataFrame, protected: pd.DataFrame, rule: str) -> None:
    shown = protected[protected["footprint"] != "england"]
    assert protected["value_note"].eq("suppressed").sum() >= (2 if rule == "secondary" else 1)
    assert not is_small(shown[["numerator", "denominator"]].fillna(0)).any()
    assert rule != "hes_2018" or (shown[["numerator", "denominator"]].dropna() % 5 == 0).all(axis=None)
    assert disclosure.faults(protected, MEMBERS, exact.head(0)) == []


def test_a_publication_whose_units_lie_in_no_place_stops_the_build(exact: pd.DataFrame) -> None:
    with pytest.raises(BuildError, match="qof_raw: its small counts must be hidden, and its units of the kind 'practice' lie in no area"):
        suppress.suppressed(exact, PLACES.assign(unit_kind="trust"), exact.head(0), Caveats())


def test_what_is_left_of_a_denominator_is_a_count_too(protected: pd.DataFrame, rule: str) -> None:
    # 20 discharges and 18 readmissions say that 2 were not readmitted; rounded, both are 20, which says anything from 0 to 4.
    assert protected.set_index("area_code")["value_note"]["Z99002"] == ("suppressed" if rule == "secondary" else "")


def test_a_denominator_that_alone_is_hidden_is_found(exact: pd.DataFrame) -> None:
    row = exact["area_code"] == "Z99001"
    naive = exact.assign(
        **{name: exact[name].mask(row) for name in ("numerator", "denominator", "value", *indicators.LIMITS)},
        value_note=exact["value_note"].mask(row, "suppressed"),
    )
    vague = naive["footprint"].ne("england").any() and catalogue.publication("qof_raw").disclosure == "hes_2018"
    found = disclosure.parent_minus_children(naive, MEMBERS, naive.head(0))
    assert vague or found[int(np.flatnonzero(row)[0])] in (2, 5)
