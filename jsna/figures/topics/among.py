"""Among: where a place stands among all of its kind, for the first screen, which has no room for whom it is not told apart from."""

from typing import Any

import pandas as pd

from jsna.analysis import ranks
from jsna.catalogue import definition
from jsna.figures import clauses, findings
from jsna.figures.core import words
from jsna.figures.core.area import Area

#: Of all areas, this share at either end: further in the exact place is too uncertain to be told by itself.
OUTER = 0.1


def place(rows: pd.DataFrame, footprint: str) -> str:
    """`among the lowest tenth of 191 CCGs` of the own row, where it is there; else nothing: a rank would seem surer than it is."""
    table = ranks.ranked(rows)
    if not table["own"].any():
        return ""
    area = table[table["own"]].iloc[0]
    outer = [end for end, rank in (("highest", "rank"), ("lowest", "rank_from_lowest")) if area[rank] <= OUTER * len(table)]
    return f"among the {outer[0]} tenth of {words.counted(len(table), words.kind(footprint))}" if outer else ""


def area(here: Area, row: "pd.Series[Any]", indicator: str) -> str:
    """`place` of a row of `beside_faces`: of the place itself, or of a district among all districts."""
    areas = [here] if row["own"] else [face for face in here.faces(indicator) if face.code == row["area_code"]]
    return next((place(one.latest_of(indicator), str(row["footprint"])) for one in areas), "")


def places(here: Area, rows: pd.DataFrame) -> dict[str, str]:
    """The same of the findings that are told and unusual, by indicator and by per cent of what is expected; practices have no order."""
    told = findings.told(rows)
    if clauses.are_practices(told):
        return {}
    out = told.loc[told["outside"].astype(bool) & told["of"].eq("expected"), "indicator_id"]
    every = {str(key): place(here.beside_expected(str(key)), here.footprint) for key in out}
    return {key: text for key, text in every.items() if text}


def facts(here: Area, rows: pd.DataFrame) -> dict[str, str]:
    """The same as numbers of a figure."""
    return {f"{definition(key).name}, beside what is expected": text for key, text in places(here, rows).items()}
