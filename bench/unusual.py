"""How many areas are called unusual: of a store, the share of each register, beside what tests beside England call different.

    .venv/bin/python bench/unusual.py WORKSPACE [FOOTPRINT]
"""

import sys
from pathlib import Path

import pandas as pd

from jsna import store
from jsna.analysis.casemix import ABOUT, CANNOT_TELL, beside
from jsna.catalogue import definitions
from jsna.methods.comparison import with_fixed

LEAST = {known.id: known.least_difference for known in definitions().values() if known.casemix}


def unusual(tidy: Path, footprint: str) -> pd.DataFrame:
    """By register: per cent of areas `different` from England at 99.8% and by the least difference, `unusual` for their age and
    deprivation, and `far` from it; and how many `areas`."""
    of = [("footprint", "==", footprint)]
    expected = store.read_table(tidy / "casemix.parquet", of)
    rows = store.read_table(tidy / "indicators.parquet", [*of, ("indicator_id", "in", list(LEAST))])
    newest = rows.merge(expected[["indicator_id", "area_code", "period"]])
    england = store.read_table(tidy / "indicators.parquet", [("footprint", "==", "england")]).set_index(["indicator_id", "period"])["value"]
    line = england.reindex(pd.MultiIndex.from_frame(newest[["indicator_id", "period"]])).to_numpy()
    large = (newest["value"] - line).abs() >= newest["indicator_id"].map(LEAST) / 100 * line
    table = beside(newest, expected, LEAST).assign(different=(with_fixed(newest["lower_998"], newest["upper_998"], line) != 0) & large)
    found = table.assign(unusual=~table["unusual"].isin(["", ABOUT, CANNOT_TELL]), far=table["unusual"].str.startswith("far"), areas=1)
    names = ["different", "unusual", "far"]
    shares = found.groupby("indicator_id").agg(dict.fromkeys(names, "mean") | {"areas": "sum"})
    every = pd.DataFrame([{**found[names].mean(), "areas": len(found)}], index=["all of them"])
    return pd.concat([shares, every]).assign(**{name: lambda rows, name=name: (100 * rows[name]).round(1) for name in names})


if __name__ == "__main__":
    print(unusual(Path(sys.argv[1]) / "data" / "tidy", sys.argv[2] if len(sys.argv) > 2 else "ccg_2019").to_string())
