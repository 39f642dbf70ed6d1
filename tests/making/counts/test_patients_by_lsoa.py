"""Deprivation of patients: where they live, by practice and area, with nobody lost in silence."""

from collections.abc import Callable

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from jsna.errors import BuildError
from jsna.making import revisions
from jsna.making.caveats import Caveats
from jsna.making.counts import patients_by_lsoa

SMALL = {"E01000001": 1, "E01000002": 2, "E01000003": 9, "E01000004": 10}
PRACTICES = ["A81001", "A81002", "A81003"]
SIZES = {"A81001": ("05J", 100.0), "A81002": ("05J", 100.0), "A81003": ("05J", 800.0)}
TENTH, SCORE = "patients by tenth", "patients' average score"
Sums = Callable[..., tuple[pd.DataFrame, pd.DataFrame]]


def tables(lists: pd.DataFrame, edition: str = "2019") -> dict[str, pd.DataFrame]:
    deprivation = pd.DataFrame(
        {"lsoa_code": list(SMALL), "edition": edition, "domain": "imd", "score": [80.0, 50.0, 9.0, 2.0],
         "transformed_score": float("nan"), "rank": [1, 9, 25, 40], "decile": list(SMALL.values())}
    )  # fmt: skip
    registers = pd.DataFrame({"practice_code": PRACTICES, "period": "2019/20"})
    return {"patients_by_lsoa": lists, "deprivation": deprivation, "prevalence": registers}


def listed(*living: tuple[str, str, int], sex: str = "persons", as_of: str = "2019-10-01") -> pd.DataFrame:
    return pd.DataFrame(living, columns=["practice_code", "lsoa_code", "patients"]).assign(sex=sex, as_of=as_of, source_id="list.csv")


@pytest.fixture
def sums(added: Sums, placing: Callable[..., pd.DataFrame]) -> Sums:
    def made(world: dict[str, pd.DataFrame], caveats: Caveats, practices: list[str] = PRACTICES) -> tuple[pd.DataFrame, pd.DataFrame]:
        return added(patients_by_lsoa, world, placing({code: SIZES[code] for code in practices}, "2019/20"), caveats)

    return made


EVERYWHERE = [(practice, lsoa, 10) for practice in PRACTICES for lsoa in SMALL]


def of(rows: pd.DataFrame, area: str, what: str) -> dict[str, tuple[float, float]]:
    own = rows[(rows["area_code"] == area) & (rows["what"] == what)]
    return {row.category: (row.numerator, row.denominator) for row in own.itertuples()}


def test_patients_are_counted_by_the_tenth_they_live_in_and_the_unplaced_are_told(sums: Sums) -> None:
    caveats = Caveats()
    lists = listed(*EVERYWHERE, ("A81001", "E01000001", 5), ("A81001", "NO2011", 3), ("A81002", "W01000001", 4)).groupby(
        ["practice_code", "lsoa_code", "sex", "as_of", "source_id"], as_index=False)["patients"].sum()  # fmt: skip
    rows, _ = sums(tables(lists), caveats)
    tenths = {"1": 15, "2": 10, "9": 10, "10": 10}
    assert of(rows, "A81001", TENTH) == {str(tenth): (tenths.get(str(tenth), 0), 45) for tenth in range(1, 11)}
    assert of(rows, "A81001", SCORE) == {"": (15 * 80 + 10 * (50 + 9 + 2), 45)}
    assert of(rows, "05J", SCORE)[""][1] == of(rows, "E92000001", SCORE)[""][1] == 125
    assert [note["text"] for note in caveats.notes] == [
        "Patients by small area, IoD2019: 7 of 132 patients live in no small area of England that is known; they are left out."]


def test_men_and_women_are_added_up_where_there_are_no_persons_and_only_the_newest_list_counts(sums: Sums) -> None:
    both = pd.concat([listed(*EVERYWHERE, sex="male"), listed(*EVERYWHERE, sex="female"), listed(*EVERYWHERE, as_of="2018-10-01")])
    rows, _ = sums(tables(both), Caveats())
    assert of(rows, "E92000001", SCORE)[""][1] == 240 and set(rows["period"]) == {"2019-10"}
    rows, _ = sums(tables(pd.concat([both, listed(*EVERYWHERE)])), Caveats())
    assert of(rows, "E92000001", SCORE)[""][1] == 120


def test_two_lists_that_disagree_are_refused_and_two_copies_are_one(sums: Sums) -> None:
    rows, _ = sums(tables(pd.concat([listed(*EVERYWHERE), listed(*EVERYWHERE)])), Caveats())
    assert of(rows, "E92000001", SCORE)[""][1] == 120
    another = listed(("A81001", "E01000001", 11)).assign(source_id="other.csv")
    with pytest.raises(BuildError, match=r"list.csv and other.csv are both about 2019-10-01 and give other numbers"):
        revisions.settled("patients_by_lsoa", pd.concat([listed(*EVERYWHERE), another], ignore_index=True))


def test_an_area_of_which_the_list_holds_too_few_patients_gets_no_number(sums: Sums) -> None:
    rows, lacks = sums(tables(listed(*(row for row in EVERYWHERE if row[0] != "A81003"))), Caveats())
    assert set(rows["footprint"]) == {"practice"}
    told = lacks[lacks["what"] == SCORE].set_index(["footprint", "area_code"])
    for area in (("ccg_2019", "05J"), ("england", "E92000001")):
        assert told.loc[[area], ["units", "patients"]].to_numpy().tolist() == [[1, 800]]
        assert told.loc[[area], "lacks"].tolist() == ["practices that the list by small area lacks: A81003"]


def test_a_practice_whose_patients_live_in_small_areas_that_the_index_lacks_is_not_counted(sums: Sums) -> None:
    lost = [("A81001", "E01099999", 1)]  # 1 of 121 patients in England, but 1 of 41 of the practice
    rows, _ = sums(tables(listed(*EVERYWHERE, *lost)), Caveats())
    assert set(rows["area_code"]) == {"A81002", "A81003"}


def test_a_list_of_other_small_areas_than_the_index_is_not_used(sums: Sums) -> None:
    caveats = Caveats()
    elsewhere = listed(*EVERYWHERE, *((practice, "E01099999", 10) for practice in PRACTICES))
    assert sums(tables(elsewhere), caveats)[0].empty
    assert "no edition of the indices" in caveats.notes[0]["text"]
    assert set(sums(tables(listed(*EVERYWHERE), edition="2025"), Caveats())[0]["source_id"]) == {"patients_by_lsoa_2025"}


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=10)
@given(st.dictionaries(st.tuples(st.sampled_from(PRACTICES), st.sampled_from(list(SMALL))), st.integers(1, 5_000), min_size=1))
def test_the_tenths_add_up_to_the_patients_and_the_practices_to_england(sums: Sums, living: dict[tuple[str, str], int]) -> None:
    rows, _ = sums(tables(listed(*((*key, n) for key, n in living.items()))), Caveats(), sorted({practice for practice, _ in living}))
    tenths = rows[rows["what"] == TENTH].groupby(["footprint", "area_code"])
    assert (tenths["numerator"].sum() == tenths["denominator"].first()).all()
    patients = tenths["numerator"].sum()
    assert patients["practice"].sum() == patients["england"].sum() == patients["ccg_2019"].sum() == sum(living.values())
