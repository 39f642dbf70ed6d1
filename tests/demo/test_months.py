"""Monthly workbooks of the demonstration: the row of England is the sum of the rows below it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

Sheet = Callable[[Path, str], list[list[Any]]]


def test_england_is_the_sum_of_the_commissioners(raw: Path, sheet: Sheet) -> None:
    files = sorted((raw / "monthly_activity").iterdir())
    assert len(files) == 36
    for path in files:
        rows = sheet(path, "Commissioner")
        assert rows[13][5] == "Org Code" and rows[14][6] == "England" and not any(rows[15])
        body = [row for row in rows[16:] if row[5]]
        numbers = np.array([row[7:] for row in body], dtype=float)
        assert len(body) == 34 and rows[14][7:] == numbers.sum(axis=0).tolist()
        assert (numbers[:, 0] + numbers[:, 1] == numbers[:, 2]).all()


def test_england_is_the_sum_of_the_authorities(raw: Path, sheet: Sheet) -> None:
    files = sorted((raw / "dtoc").iterdir())
    assert len(files) == 35 and not any("Mar_20" in path.name for path in files)
    for path in files:
        rows = sheet(path, "LA - by type of care")
        numbers = np.array([row[5:8] for row in rows[16:]], dtype=float)
        assert rows[14][4:8] == ["England", *numbers.sum(axis=0)]
        assert (numbers[:, 0] + numbers[:, 1] == numbers[:, 2]).all()
        england = sheet(path, "England")
        assert [sum(england[14][3:]), sum(england[15][3:])] == rows[14][5:7]
        assert np.array([row[3:] for row in england[17:28]]).sum(axis=0).tolist() == england[14][3:]
