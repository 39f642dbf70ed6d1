"""Models of expected prevalence: how many of each age and sex have a condition, as analysts declare them in data/models.toml."""

import re
from dataclasses import dataclass, fields
from itertools import pairwise
from math import inf, nan
from pathlib import Path
from typing import Any

import pandas as pd

from jsna import paragraphs
from jsna.catalogue import DATA, definitions
from jsna.errors import CatalogueError
from jsna.names import readable

MODELS = DATA / "models.toml"
AGES = re.compile(r"\d+(-\d+|\+)?")
SEXES = ("male", "female")


@dataclass(frozen=True)
class Model:
    """One model, as a paragraph of data/models.toml.

    Attributes
    ----------
    bands : DataFrame
        `sex, youngest, oldest, share, low, high`; the last two are missing where nobody published how sure the shares are.
    local : bool
        Whether an analyst wrote it.
    """

    id: str
    register: str
    name: str
    citation: str
    year: str
    bands: pd.DataFrame
    local: bool

    @property
    def span(self) -> tuple[float, float]:
        """The youngest and the oldest age that it is about."""
        return float(self.bands["youngest"].min()), float(self.bands["oldest"].max())

    @property
    def has_limits(self) -> bool:
        """Whether it was published how sure its shares are."""
        return bool(self.bands["low"].notna().all())


def models(local: Path, path: Path = MODELS) -> dict[str, Model]:
    """Every model, by its id; one in `local` wins over that of the same id in `path`.

    Raises
    ------
    CatalogueError
        Naming file, model and field, what was expected and what was found.
    """
    return _read(path, path.name, False) | (_read(local, str(local), True) if local.is_file() else {})


def span(ages: str) -> tuple[float, float]:
    """The youngest and the oldest of ages as they are written: `all`, `17+`, `30-74` or `7`."""
    if ages == "all":
        return 0.0, inf
    low, _, high = ages.rstrip("+").partition("-")
    return float(low), inf if ages.endswith("+") else float(high or low)


def _read(path: Path, file: str, local: bool) -> dict[str, Model]:
    return {key: _model(f"{file}, [{key}]", key, paragraph, local) for key, paragraph in paragraphs.read(path, file).items()}


def _model(place: str, key: str, paragraph: Any, local: bool) -> Model:
    names = {field.name for field in fields(Model)} - {"id", "local"}
    present = set(paragraph) if isinstance(paragraph, dict) else {str(paragraph)}
    for wrong in sorted(names ^ present):
        raise CatalogueError(f"{place}: expected the fields {', '.join(sorted(names))}; {wrong} is missing or not one of them.")
    registers = sorted(filter(None, (each.register for each in definitions().values())))
    if paragraph["register"] not in registers:
        raise CatalogueError(f"{place}, register: expected one of {', '.join(registers)}, found {paragraph['register']!r}.")
    texts = {field: readable(paragraph[field]) for field in names - {"bands"}}
    return Model(id=key, bands=_bands(f"{place}, bands", paragraph["bands"]), local=local, **texts)


def _bands(place: str, table: Any) -> pd.DataFrame:
    if not isinstance(table, dict) or not table:
        raise CatalogueError(f"{place}: expected ages with a share of men and of women, found {table!r}.")
    rows = [{"sex": sex, **_band(f"{place}, {ages!r}", ages, shares, sex)} for ages, shares in table.items() for sex in SEXES]
    bands = pd.DataFrame(rows).sort_values(["sex", "youngest"], ignore_index=True)
    for (_, before), (after, _) in pairwise(sorted(span(ages) for ages in table)):
        if after != before + 1:
            raise CatalogueError(f"{place}: expected each age once, found a gap or an overlap after age {before:g}.")
    if bands["low"].notna().any() and bands["low"].isna().any():
        raise CatalogueError(f"{place}: expected limits in every band for both sexes, or in none, found them in some.")
    return bands


def _band(place: str, ages: str, shares: Any, sex: str) -> dict[str, float]:
    optional = {f"{each}_limits" for each in SEXES}
    if not AGES.fullmatch(ages) or not isinstance(shares, dict) or not set(SEXES) <= set(shares) <= {*SEXES, *optional}:
        raise CatalogueError(f"{place}: expected ages such as 65-69 or 90+, with male, female and perhaps their limits, found {shares!r}.")
    share, limits = shares[sex], shares.get(f"{sex}_limits", [nan, nan])
    has_limits = f"{sex}_limits" in shares
    numbers = [share, *limits] if isinstance(limits, list) and len(limits) == 2 else [None]
    if not all(type(number) in (int, float) for number in numbers):
        raise CatalogueError(f"{place}, {sex}: expected a number, and limits as [low, high], found {share!r} and {limits!r}.")
    low, high = limits
    youngest, oldest = span(ages)
    if not 0 <= share <= 1 or youngest > oldest or (has_limits and not 0 <= low <= share <= high <= 1):
        raise CatalogueError(f"{place}, {sex}: expected a share from 0 to 1 between its limits, found {share!r} and {limits!r}.")
    return {"youngest": youngest, "oldest": oldest, "share": float(share), "low": float(low), "high": float(high)}
