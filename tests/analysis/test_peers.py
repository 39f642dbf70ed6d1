"""Similar areas: an open distance, and findings that say whether they survive another choice of peers."""

import numpy as np
import pandas as pd
import pytest

from jsna.analysis import peers

KEYS = list(peers.MEASURES)


def areas(count: int = 40, seed: int = 1) -> pd.DataFrame:
    random = np.random.default_rng(seed)
    values = random.uniform(1, 50, (count, len(KEYS)))
    return pd.DataFrame(values, columns=KEYS, index=[f"A{n:02}" for n in range(count)]).rename_axis("area_code")


def test_the_weights_of_the_topics_are_alike_and_add_up_to_one() -> None:
    topics = pd.Series({key: measure.topic for key, measure in peers.MEASURES.items()})
    weights = pd.Series({key: measure.weight for key, measure in peers.MEASURES.items()})
    assert weights.groupby(topics).sum().tolist() == pytest.approx([1 / 3] * 3)


def test_a_distance_is_the_root_of_the_weighted_mean_square_of_standardised_differences() -> None:
    table = areas(8)
    found = peers.nearest(table, "A00").set_index("area_code")["distance"]
    scaled = table.assign(density=np.log(table["density"]))
    for code, distance in found.items():
        parts = [m.weight * ((scaled.loc[code, k] - scaled.loc["A00", k]) / np.std(scaled[k])) ** 2 for k, m in peers.MEASURES.items()]
        assert distance == pytest.approx(np.sqrt(sum(parts)))


def test_an_area_with_the_same_figures_is_the_nearest_and_the_own_area_is_no_peer() -> None:
    table = areas()
    table.loc["A17"] = table.loc["A00"]
    found = peers.nearest(table, "A00")
    assert (found["area_code"][0], found["distance"][0], len(found)) == ("A17", 0.0, 9)
    assert "A00" not in set(found["area_code"]) and found["distance"].is_monotonic_increasing


def test_units_and_the_order_of_areas_do_not_matter() -> None:
    table = areas()
    other = (table * [1, 100, 7, 0.01, 1_000]).sample(frac=1, random_state=3)
    assert peers.nearest(table, "A05")["area_code"].tolist() == peers.nearest(other, "A05")["area_code"].tolist()


def test_a_measure_that_is_not_held_has_no_part_and_an_area_without_one_is_left_out() -> None:
    table = areas()
    table.loc["A03", "deprivation"] = np.nan
    found = peers.nearest(table.drop(columns="density"), "A00")
    assert "differs_density" not in found and "A03" not in set(found["area_code"])
    table.loc["A00", "density"] = np.nan
    assert found["area_code"].tolist() == peers.nearest(table, "A00")["area_code"].tolist()


@pytest.mark.parametrize("topic", peers.NEEDED)
def test_areas_are_not_alike_in_age_alone_or_deprivation_alone(topic: str) -> None:
    table = areas().drop(columns=[key for key, measure in peers.MEASURES.items() if measure.topic == topic])
    assert peers.nearest(table, "A00").empty and not peers.held(table, "A00")


@pytest.mark.parametrize("count, number", [(4, 0), (5, 1), (24, 5), (191, 10)])
def test_a_quarter_of_the_others_at_most_are_peers(count: int, number: int) -> None:
    assert len(peers.nearest(areas(count), "A00")) == number


def test_measures_that_all_areas_share_set_none_apart() -> None:
    assert peers.nearest(areas().assign(deprivation=20.0), "A00")["differs_deprivation"].eq(0).all()


def test_other_choices_leave_out_each_peer_and_weigh_each_topic_otherwise() -> None:
    table = areas()
    chosen, others = list(peers.nearest(table, "A00")["area_code"]), peers.other_choices(table, "A00")
    assert [set(chosen) - set(others[f"without {code}"]) for code in chosen] == [{code} for code in chosen]
    assert len(others) == len(chosen) + 1 + 2 * 3
    assert others["density twice"] != chosen


def counted(counts: dict[str, float], people: float = 10_000) -> pd.DataFrame:
    rows = pd.DataFrame({"area_code": counts.keys(), "numerator": counts.values(), "denominator": people})
    whole = {"sex": "all", "age": "all", "category": "", "measure": "proportion", "per": 100.0}
    return rows.assign(indicator_id="x", period="2022/23", value=100 * rows["numerator"] / people, **whole)


def test_peers_are_added_up_before_they_are_divided() -> None:
    rows = pd.concat([counted({"B": 100}, 1_000), counted({"C": 100}, 9_000), counted({"D": float("nan")})])
    assert peers.pooled(rows)["value"].tolist() == [2.0]


@pytest.mark.parametrize(
    "counts, agree",
    [
        ({"B": 1_000, "C": 1_000}, 2),  # much higher whichever is left out
        ({"B": 1_000, "C": 1_480}, 1),  # without B, neither higher nor lower
        ({"B": 1_500, "C": 1_380}, 2),  # similar and close to are one finding
    ],
)
def test_a_finding_says_how_many_choices_of_peers_agree(counts: dict[str, float], agree: int) -> None:
    own, others = counted({"A": 1_500}), counted(counts)
    choices = {"similar": ["B", "C"], "without B": ["C"], "without C": ["B"]}
    found = peers.compared(own, others, choices, {"x": 10.0}).iloc[0]
    assert (found["choices"], found["agree"]) == (2, agree)


@pytest.mark.parametrize(
    "own, among, agree",
    [
        (1_500, "above", 0),  # above B and C, within B and D
        (2_500, "above", 1),
        (900, "below", 1),
        (1_200, "within", 1),  # as high as the highest is not above it
        (float("nan"), "", 1),
    ],
)
def test_a_place_lies_above_all_of_its_peers_below_all_or_within(own: float, among: str, agree: int) -> None:
    others = counted({"B": 1_000, "C": 1_200, "D": 2_000})
    rows = peers.compared(counted({"A": own}), others, {"similar": ["B", "C"], "other": ["B", "D"]}, {"x": 10.0}).iloc[0]
    assert rows[["lowest", "highest", "alike", "among", "among_agree"]].tolist() == [10.0, 12.0, 2, among, agree]
