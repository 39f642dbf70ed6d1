"""Councils: what those of upper-tier areas call themselves."""

from functools import lru_cache

import pandas as pd

from jsna import geography

#: What councils of a kind call themselves, by the beginning of their code; those that do otherwise stand in councils.csv.
NAMES = {"E08": "{} Metropolitan Borough Council", "E09": "London Borough of {}", "E10": "{} County Council"}


def council(code: str, area_name: str) -> str:
    """What the council of an area calls itself: `Manchester City Council`, `London Borough of Ealing`, `Shropshire Council`."""
    return _own_names().get(code) or NAMES.get(code[:3], "{} Council").format(geography.short_name(area_name))


@lru_cache(maxsize=1)
def _own_names() -> dict[str, str]:
    table = pd.read_csv(geography.DATA / "councils.csv", dtype="str", keep_default_na=False)
    return dict(zip(table["area_code"], table["council"], strict=True))
