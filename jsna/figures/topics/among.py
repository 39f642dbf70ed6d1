"""Among: where a place stands among all of its kind, beside what is expected of each."""

import pandas as pd

from jsna.analysis import ranks
from jsna.catalogue import definition
from jsna.figures import clauses, findings
from jsna.figures.core import words
from jsna.figures.core.area import Area
from jsna.figures.kinds.rank import ordered


def places(here: Area, rows: pd.DataFrame) -> dict[str, str]:
    """Of the findings that are told and unusual, by indicator: `the 2nd lowest of 191 CCGs`; practices are put in no order."""
    told = findings.told(rows)
    if clauses.are_practices(told):
        return {}
    out = told.loc[told["outside"].astype(bool) & told["of"].eq("expected"), "indicator_id"]
    tables = {str(key): ranks.ranked(here.beside_expected(str(key))) for key in out}
    return {key: f"{ordered(table[table['own']].iloc[0])} of {words.counted(len(table), words.kind(here.footprint))}"
            for key, table in tables.items() if table["own"].any()}


def facts(here: Area, rows: pd.DataFrame) -> dict[str, str]:
    """The same as numbers of a figure."""
    return {f"{definition(key).name}, beside what is expected": place for key, place in places(here, rows).items()}
