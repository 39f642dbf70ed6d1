"""What a report of an area that is no more says first: what became of it, which report to use, and how old its data are."""

import shutil
from pathlib import Path

import pandas as pd
import pytest

from jsna import geography, store
from jsna.report.pages import historic_notice, newest_of, pages

NAMES = pd.Series(
    {
        "01Y": "NHS Greater Manchester ICB - 01Y",
        "15M": "NHS Derby and Derbyshire ICB - 15M",
        "18C": "NHS Herefordshire and Worcestershire ICB - 18C",
        "70F": "NHS Sussex ICB - 70F",
        "99C": "NHS North East and North Cumbria ICB - 99C",
        "D2P2L": "NHS Black Country ICB - D2P2L",
    }
)


# The facts, with their sources, are those of data/geography/README.md.
@pytest.mark.parametrize(
    "code, footprint, name, became",
    [
        ("05J", "ccg_2019", "NHS Redditch and Bromsgrove CCG",
         "was abolished on 1 April 2020 and is now part of NHS Herefordshire and Worcestershire ICB - 18C."),
        ("15M", "ccg_2021", "NHS Derby and Derbyshire CCG",
         "was abolished on 1 July 2022; NHS Derby and Derbyshire ICB - 15M covers its area with another boundary: "
         "it gained Glossop from NHS Greater Manchester ICB - 01Y."),
        ("99C", "ccg_2019", "NHS North Tyneside CCG",
         "was abolished on 1 July 2022; NHS North East and North Cumbria ICB - 99C covers the same area."),
        ("05L", "ccg_2019", "NHS Sandwell and West Birmingham CCG",
         "was abolished on 1 April 2021 and is now part of NHS Black Country ICB - D2P2L, "
         "which lost West Birmingham to 15E on 1 July 2022."),
        ("09G", "ccg_2019", "NHS Coastal West Sussex CCG",
         "was abolished on 1 April 2020 and divided; most of it is now part of NHS Sussex ICB - 70F."),
    ],
)  # fmt: skip
def test_what_became_of_an_area_and_whether_its_boundary_changed(code: str, footprint: str, name: str, became: str) -> None:
    ended = geography.ending(code, footprint)
    assert ended is not None
    said = historic_notice(name, ended, NAMES)
    instead = f"This describes the old area: for decisions about current need use the report of {NAMES[ended.successor]}."
    use = "For decisions about current need use its report." if became.endswith("covers the same area.") else instead
    assert said == f"Historic edition. {name} {became} {use}"


def test_whatever_moved_is_named_by_both_areas() -> None:
    moved = geography.successions().set_index("predecessor")["moved"]
    moved = moved[moved != ""]
    for code, what in moved.items():
        verb, rest = what.split(" ", 1)
        part, _, other = rest.rpartition(" to " if verb == "lost" else " from ")
        assert moved[other] == (f"gained {part} from {code}" if verb == "lost" else f"lost {part} to {code}")
    changed = geography.successions()["kind"] == "became sub-ICB location with another boundary"
    assert set(moved.index) == set(geography.successions().loc[changed, "predecessor"])


def test_each_theme_has_a_newest_period_of_its_own_and_what_is_missing_is_none(tmp_path: Path) -> None:
    rows = pd.DataFrame(
        [
            ("qof_raw", "2022/23", "2022-04-01", 5.0), ("qof_ccg_workbook", "2017/18", "2017-04-01", 5.0),
            ("monthly_activity_return", "2019-12", "2019-12-01", 7.0), ("monthly_activity_return", "2020-01", "2020-01-01", float("nan")),
            ("iod_2019", "2019", "2019-01-01", 20.0),
        ],
        columns=["source_id", "period", "period_start", "value"],
    ).assign(footprint="ccg_2019", area_code="05J")  # fmt: skip
    store.write_table(tmp_path / "indicators.parquet", rows)
    assert newest_of(tmp_path, "ccg_2019") == {"05J": "registers 2022/23, hospital activity December 2019, deprivation 2019"}


@pytest.mark.real_data
def test_real_reports_say_how_new_their_data_are(real: Path) -> None:
    newest = pages(real / "data" / "tidy", "ccg_2019")["05J"].newest
    assert newest == "registers 2022/23, hospital activity December 2019, deprivation 2019, deaths under 75 2018"


def test_a_fictional_area_never_ended(demonstration: Path, tmp_path: Path) -> None:
    tidy = shutil.copytree(demonstration / "data" / "tidy", tmp_path / "tidy")
    assert {page.notice for page in pages(tidy, "ccg_2019").values()} == {""}
