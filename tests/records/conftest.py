"""What tests of records share: a workspace with an agreement, and a few episodes in the layout of Hospital Episode Statistics."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

AGREEMENT = '[hes]\nreference = "DARS-1"\nexpires = 2030-03-31\naudience = "public"\ndisclosure = "hes_2018"\n'
#: An emergency admission, which each test changes.
EPISODE = {
    "FYEAR": "1819", "ADMIDATE": "2018-05-01", "EPIEND": "2018-05-03", "DISDATE": "2018-05-03", "ADMIMETH": "21", "ADMISORC": "19",
    "CLASSPAT": "1", "EPIORDER": "1", "EPISTAT": "3", "SPELEND": "Y", "STARTAGE": "70", "SEX": "2", "GPPRAC": "M81001",
    "LSOA11": "E01000001", "CAUSE_4": "", "DIAG_4_01": "I219", "DIAG_4_02": "", "DIAG_4_03": "", "OPERTN_4_01": "-   ",
}  # fmt: skip


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """The folder `data` of a workspace that holds an agreement for `hes`."""
    folder = tmp_path / "workspace" / "data"
    (folder / "local").mkdir(parents=True)
    (folder / "local" / "agreements.toml").write_text(AGREEMENT, encoding="utf-8")
    return folder


@pytest.fixture
def extract(tmp_path: Path) -> Callable[..., Path]:
    """Writes episodes, each what it changes of `EPISODE`, as a part of an extract; gives the folder."""

    def write(*changes: dict[str, Any], part: str = "part1.csv") -> Path:
        folder = tmp_path / "extract"
        folder.mkdir(exist_ok=True)
        rows = pd.DataFrame([EPISODE | change for change in changes])
        rows.to_parquet(folder / part) if part.endswith("parquet") else rows.to_csv(folder / part, index=False)
        return folder

    return write
