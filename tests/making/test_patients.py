"""Deprivation of patients: where they live, by practice and area, with nobody lost in silence."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.build import patients
from jsna.build.remarks import Remarks
from jsna.errors import BuildError

SMALL = {"E01000001": 1, "E01000002": 2, "E01000003": 9, "E01000004": 10}
PRACTICES = ["A81001", "A81002", "A81003"]


def tables(lists: pd.DataFrame, edition: str = "2019") -> dict[str, pd.DataFrame]:
    deprivation = pd.DataFrame(
        {"lsoa_code": list(SMALL), "edition": edition, "domain": "imd", "score": [80.0, 50.0, 9.0, 2.0],
         "transformed_score": float("nan"), "rank": [1, 9, 25, 40], "decile": list(SMALL.values())}
    )  # fmt: skip
    prevalence = pd.DataFrame({"practice_code": PRACTICES, "period": "2019/20", "list_type": "TOTAL", "list_size": [100, 100, 800]})
    areas = pd.DataFrame({"footprint": ["ccg_2019"], "area_code": ["05J"]})
    members = pd.DataFrame(columns=["footprint", "area_code", "parent_footprint", "parent_code"])
    return {"patients_by_lsoa": lists, "deprivation": deprivation, "prevalence": prevalence, "areas": areas, "membership": members}


def listed(*living: tuple[str, str, int], sex: str = "persons", as_of: str = "2019-10-01") -> pd.DataFrame:
    return pd.DataFrame(living, columns=["practice_code", "lsoa_code", "patients"]).assign(sex=sex, as_of=as_of)


def placed(*practices: str) -> pd.DataFrame:
    return pd.DataFrame({"practice_code": practices or PRACTICES, "area_code": "05J", "period": "2019/20", "footprint": "ccg_2019"})


EVERYWHERE = [(practice, lsoa, 10) for practice in PRACTICES for lsoa in SMALL]


def test_patients_are_counted_by_the_tenth_they_live_in_and_the_unplaced_are_told() -> None:
    remarks = Remarks()
    lists = listed(*EVERYWHERE, ("A81001", "E01000001", 5), ("A81001", "NO2011", 3), ("A81002", "W01000001", 4)).groupby(
        ["practice_code", "lsoa_code", "sex", "as_of"], as_index=False)["patients"].sum()  # fmt: skip
    made = patients.sums(tables(lists), placed(), remarks).set_index(["footprint", "area_code"])
    assert made.loc[("practice", "A81001"), ["tenth_1", "tenth_2", "tenth_9", "tenth_10", "patients"]].tolist() == [15, 10, 10, 10, 45]
    assert made.loc[("practice", "A81001"), "score_by_patients"] == 15 * 80 + 10 * (50 + 9 + 2)
    assert made.loc[("ccg_2019", "05J"), "patients"] == made.loc[("england", "E92000001"), "patients"] == 125
    assert [note["text"] for note in remarks.notes] == [
        "Patients by small area, IoD2019: 7 of 132 patients live in no small area of England that is known; they are left out."]


def test_men_and_women_are_added_up_where_there_are_no_persons_and_only_the_newest_list_counts() -> None:
    both = pd.concat([listed(*EVERYWHERE, sex="male"), listed(*EVERYWHERE, sex="female"), listed(*EVERYWHERE, as_of="2018-10-01")])
    made = patients.sums(tables(both), placed(), Remarks())
    assert made.loc[made["footprint"] == "england", ["patients", "period"]].to_numpy().tolist() == [[240, "2019-10"]]
    with_persons = pd.concat([both, listed(*EVERYWHERE)])
    made = patients.sums(tables(with_persons), placed(), Remarks())
    assert made.loc[made["footprint"] == "england", "patients"].tolist() == [120]


def test_two_lists_that_disagree_are_refused_and_two_copies_are_one() -> None:
    copies = pd.concat([listed(*EVERYWHERE), listed(*EVERYWHERE)])
    made = patients.sums(tables(copies), placed(), Remarks())
    assert made.loc[made["footprint"] == "england", "patients"].tolist() == [120]
    with pytest.raises(BuildError, match="A81001, E01000001, persons: two lists of the same day"):
        patients.sums(tables(pd.concat([listed(*EVERYWHERE), listed(("A81001", "E01000001", 11))])), placed(), Remarks())


def test_an_area_of_which_the_list_holds_too_few_patients_gets_no_row() -> None:
    remarks = Remarks()
    made = patients.sums(tables(listed(*(row for row in EVERYWHERE if row[0] != "A81003"))), placed(), remarks)
    assert set(made["footprint"]) == {"practice", "england"}
    assert "lacks more than 5% of the patients of 05J" in remarks.notes[0]["text"]


def test_a_list_of_other_small_areas_than_the_index_is_not_used() -> None:
    remarks = Remarks()
    elsewhere = listed(*EVERYWHERE, *((practice, "E01099999", 10) for practice in PRACTICES))
    assert patients.sums(tables(elsewhere), placed(), remarks).empty
    assert "no edition of the indices" in remarks.notes[0]["text"]
    made = patients.sums(tables(listed(*EVERYWHERE), edition="2025"), placed(), Remarks())
    assert set(made["source_id"]) == {"patients_by_lsoa_2025"}


@given(st.dictionaries(st.tuples(st.sampled_from(PRACTICES), st.sampled_from(list(SMALL))), st.integers(1, 5_000), min_size=1))
def test_the_tenths_add_up_to_the_patients_and_the_practices_to_england(living: dict[tuple[str, str], int]) -> None:
    made = patients.sums(tables(listed(*((*key, n) for key, n in living.items()))), placed(), Remarks())
    assert (made[patients.TENTHS].sum(axis=1) == made["patients"]).all()
    practices, england = made[made["footprint"] == "practice"], made[made["footprint"] == "england"]
    assert practices[patients.COUNTS].sum().tolist() == pytest.approx(england[patients.COUNTS].iloc[0].tolist())
    assert england["patients"].tolist() == [sum(living.values())]
    rows = patients.as_counts(made)
    tenths = rows[rows["what"] == "patients by tenth"].groupby(["footprint", "area_code"])["numerator"].sum()
    assert sorted(tenths) == sorted(made["patients"].astype(float))
