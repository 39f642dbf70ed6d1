"""Counts: what each publication says of its smallest units, in one form for all; a module a publication, found by its file.

A module of this folder that counts has `PUBLICATIONS`, the ids that its rows bear as `source_id`; `TABLES`, the tidy tables that it is
counted from; `COUNTED`, all that it may count; `counts(tables, caveats)`, a row a unit and series; and `lines(tables)`, the rows of
published files that these are made of, each with what it adds to numerator and denominator and what it `says`. `LACKS` says in words
what a sum lacks whose units gave nothing.
"""

import importlib
import pkgutil
from functools import lru_cache
from types import ModuleType

import pandas as pd

from jsna.catalogue import INDICATORS, definitions
from jsna.paragraphs import refuse_unknown

#: What every count may have, and what it means where it is not said: of everybody, and by where units lay in that period.
WHOLE = {"sex": "all", "age": "all", "category_type": "", "category": ""}
#: What tells the counts of one unit apart. `edition` is that of the publication, where it gives a period in several.
SERIES = ["what", "period", *WHOLE, "source_id", "edition"]
#: Columns that a count may have besides: one published as it is has a value, which nothing is added to, and perhaps limits and a note.
#: Those of its people whom nobody asked are `left_out`, of numerator and denominator: they are not missed where a whole is added up.
PUBLISHED = ["value", "lower_95", "upper_95", "lower_998", "upper_998", "value_note"]
#: What of records a count may have besides, added up with it: the people who are behind it, by whose number it is hidden where they are
#: few; and the sum of the squares of what each of them had, by which its limits widen where one came several times.
BEHIND = ["people", "squares"]
#: Where a count stands in its published file.
PLACE_IN_FILE = ["file", "sheet", "row"]
#: How the catalogue writes what is counted.
PHRASES = {
    "register": "register ", "list": "list ", "patients": "patients ", "activity": "activity ", "delayed_days": "delayed days ",
    "deprivation": "", "year": "year of ",
}  # fmt: skip


def what(kind: str, part: "str | pd.Series[str]" = "") -> "str | pd.Series[str]":
    """What is counted, as the catalogue's definitions write it."""
    phrase = PHRASES[kind]
    return (phrase + part).strip() if isinstance(part, str) else phrase + part.astype("str")


@lru_cache(maxsize=1)
def publications() -> dict[str, ModuleType]:
    """The module that counts each publication, by the beginning of the ids that its rows bear."""
    modules = [importlib.import_module(f"{__name__}.{member.name}") for member in pkgutil.iter_modules(__path__)]
    return {publication: module for module in modules for publication in getattr(module, "PUBLICATIONS", ())}


def modules() -> dict[str, ModuleType]:
    """Every module that counts, by its name."""
    return {module.__name__.rpartition(".")[2]: module for module in publications().values()}


def refuse_uncounted() -> None:
    """Refuse a definition of which no number would ever come: before files are read, for that takes minutes.

    Raises
    ------
    CatalogueError
        Naming indicator and field, with the nearest that is counted.
    """
    once = [phrase for module in modules().values() for phrase in module.COUNTED]
    phrases = [*once, *(PHRASES["year"] + phrase for phrase in once)]
    for definition in definitions().values():
        if not (definition.published or definition.csv):
            refuse_unknown(f"{INDICATORS.name}, [{definition.id}], counts", [definition.counts], phrases)


def whole(counts: pd.DataFrame) -> pd.DataFrame:
    """Counts with every column of `SERIES` and `placed`, the period whose places count: what is not said is said of everybody."""
    defaults = {name: word for name, word in WHOLE.items() if name not in counts}
    dates = {name: counts["period"] for name in ("edition", "placed") if name not in counts}
    denominator = {} if "denominator" in counts else {"denominator": float("nan")}
    return counts.assign(**defaults, **dates, **denominator).fillna(dict(WHOLE))
