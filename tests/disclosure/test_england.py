"""Suppression at the size of England: one register of every practice, in every footprint at once."""

from pathlib import Path

import pytest

from jsna import store
from jsna.making import suppress
from jsna.making.caveats import Caveats
from jsna.methods.disclosure import is_small
from jsna.report.audit import disclosure
from jsna.report.audit.edition import members_of

LEARNING_DISABILITY = [("indicator_id", "==", "qof_ld_prevalence"), ("source_id", "==", "qof_raw"), ("period", "==", "2019/20")]


@pytest.mark.real_data
def test_small_counts_of_every_practice_are_protected_at_once(real: Path, rule: str) -> None:
    tidy = real / "data" / "tidy"
    tables = {name: store.read_table(tidy / f"{name}.parquet") for name in ("membership", "places")}
    exact = store.read_table(tidy / "indicators.parquet", LEARNING_DISABILITY).reset_index(drop=True)
    practices = exact["footprint"].eq("practice")
    small = is_small(exact["numerator"].fillna(0)) & exact["footprint"].ne("england")
    assert practices.sum() > 6500 and exact["footprint"].nunique() >= 8 and small.sum() > 200
    protected = suppress.suppressed(exact, tables["places"], exact.head(0), Caveats())
    hidden = protected["value_note"].eq("suppressed")
    assert hidden[small].all() and hidden.sum() < 3 * small.sum()
    members, nothing = members_of(tables["membership"], tables["places"]), exact.head(0)
    assert disclosure.faults(protected, members, nothing) == []
    naive = exact.assign(value_note=exact["value_note"].mask(small, "suppressed"), numerator=exact["numerator"].mask(small))
    assert rule == "hes_2018" or len(disclosure.parent_minus_children(naive, members, nothing)) > 100  # what is rounded gives none away so
