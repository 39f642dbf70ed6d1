"""Networks, practices and own neighbourhoods are areas like any other, made of the practices that belong to them."""

from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.errors import JsnaError
from jsna.making.places.groups import groups
from jsna.making.places.practices import grouped, roster

CODES = ["A81001", "A81002", "A81003", "A81004"]


def lists() -> pd.DataFrame:
    return pd.DataFrame(
        {
            "practice_code": CODES, "practice_name": "THE BISHOP'S SURGERY", "as_of": "2023-03-31", "source_id": "list.csv",
            "pcn_code": ["U1", "U1", "U2", ""], "pcn_name": ["North", "North", "South", ""],
        }
    )  # fmt: skip


def placed() -> pd.DataFrame:
    areas = {"sub_icb_2022": ["00L", "00L", "00N", "00N"], "ccg_2019": ["00K", "00K", "00K", "00K"]}
    frames = [pd.DataFrame({"unit": CODES, "area_code": codes, "footprint": key}) for key, codes in areas.items()]
    return pd.concat(frames).assign(period="2022/23")


def own(folder: Path, **files: str) -> Path:
    for name, text in files.items():
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def test_practices_networks_and_neighbourhoods_lie_in_the_newest_footprint_that_holds_them_whole(tmp_path: Path) -> None:
    town = 'code = "N1"\nname = "Town"\npractices = ["A81002", "A81003"]\n'
    vale = 'code = "N2"\nname = "Vale"\npractices = ["A81003", "A81004"]\nlsoas = ["E01000001"]\n'
    made = groups(lists(), placed(), own(tmp_path, town=town, vale=vale))
    names = made.areas.set_index(["footprint", "area_code"])["area_name"]
    assert names[("practice", "A81001")] == "The Bishop's Surgery"
    assert (names[("pcn_2022", "U1")], names[("local", "N1")]) == ("North", "Town")
    inside = {(row.footprint, row.area_code): (row.parent_footprint, row.parent_code) for row in made.membership.itertuples()}
    assert inside[("pcn_2022", "U1")] == ("sub_icb_2022", "00L") and inside[("local", "N2")] == ("sub_icb_2022", "00N")
    assert ("local", "N1") not in inside, "Town lies across two"
    assert inside[("lsoa_2011", "E01000001")] == ("local", "N2")


@given(st.lists(st.tuples(st.sampled_from(CODES), st.sampled_from(["2019/20", "2022/23"])), unique=True))
def test_a_year_of_a_group_has_all_its_practices_or_is_left_out(held: list[tuple[str, str]]) -> None:
    members = pd.DataFrame({"practice_code": CODES[:2], "area_code": "U1", "footprint": "pcn_2022", "source_id": "list.csv"})
    prevalence = pd.DataFrame(held, columns=["practice_code", "period"], dtype="str").assign(list_type="TOTAL", list_size=1)
    made = grouped(members, roster(prevalence))
    whole = {period for period in ("2019/20", "2022/23") if {(code, period) for code in CODES[:2]} <= set(held)}
    assert set(made["period"]) == whole and len(made) == 2 * len(whole)


@pytest.mark.parametrize(
    "text, message",
    [
        ('code = "N1"\nname = "Town"\n', "expected code, name, and practices or lsoas, found code, name"),
        ('code = "N1"\nname = "Town"\npractices = ["X99999"]\n', "found X99999, which no list holds"),
        ("code = \n", "expected TOML"),
    ],
)
def test_a_neighbourhood_that_cannot_be_is_refused_by_name(tmp_path: Path, text: str, message: str) -> None:
    with pytest.raises(JsnaError, match=message) as refused:
        groups(lists(), placed(), own(tmp_path, town=text))
    assert "town.toml" in str(refused.value)


def test_a_file_that_an_editor_marked_as_utf_8_is_read(tmp_path: Path) -> None:
    (tmp_path / "town.toml").write_text('code = "N1"\nname = "Town"\npractices = ["A81002"]\n', encoding="utf-8-sig")
    assert "N1" in set(groups(lists(), placed(), tmp_path).areas["area_code"])
