"""Recorded beside expected: what is said is in the table, rounded, and nothing is shown where ages differ or are not held."""

from math import nan
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from jsna.figures.core import words
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.topics.expected import expected
from jsna.figures.topics.expected_practices import expected_practices
from jsna.figures.topics.opportunity import opportunity
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

HYP = "qof_hyp_prevalence"
MODEL = '[m]\nregister = "{register}"\nname = "a survey"\ncitation = "Somebody (2011)."\nyear = "2011"\n[m.bands]\n{bands}'
ALL_AGES = '"0-49" = {male = 0.0, female = 0.0}\n"50+" = {male = 0.5, female = 0.5}\n'
AGES = ("0-49", "50-64", "65+")


def register(codes: dict[str, float], size: float = 4_000, indicator: str = HYP, age: str = "all") -> pd.DataFrame:
    rows = pd.DataFrame({"area_code": codes.keys(), "numerator": codes.values(), "denominator": size})
    facts = {"indicator_id": indicator, "period": "2022/23", "age": age, "sex": "all", "place": "Elmshire", "source_id": "qof_raw"}
    return rows.assign(value=100 * rows["numerator"] / size, area_name="Practice " + rows["area_code"], special="", **facts)


def ages(codes: list[str], each: float = 500, names: tuple[str, ...] = AGES, period: str = "2022/23") -> pd.DataFrame:
    rows = pd.DataFrame([(code, sex, age, each) for code in codes for sex in ("female", "male") for age in names])
    return rows.set_axis(["area_code", "sex", "age", "value"], axis=1).assign(indicator_id="patients_by_age", period=period)


class Here:
    """An area of some practices; England finds six in ten."""

    name = "Elmshire"

    def __init__(self, folder: Path, found: dict[str, float], footprint: str = "ccg_2019", **changes: Any) -> None:
        self.local, self.footprint, self.found = folder, footprint, found
        indicator, age, names = changes.get("indicator", HYP), changes.get("age", "all"), changes.get("names", AGES)
        period = changes.get("period", "2022/23")
        self.own = register(found, indicator=indicator, age=age), ages(list(found), names=names, period=period)
        size = 4_000 * len(found)
        whole = [register({"E": sum(found.values())}, size, indicator, age), ages(["E"], 500 * len(found), names, period)]
        self.rows = pd.concat([*whole, register({"E": size}, size, "list_size")])
        self.england = pd.concat([register({"X": 600_000}, 4e6, indicator, age), ages(["X"], 500_000, names, period)])
        bands = changes.get("bands", ALL_AGES)
        if bands:
            (folder / "models.toml").write_text(MODEL.format(register=changes.get("register", "HYP"), bands=bands), encoding="utf-8")

    def practices(self, indicator: str) -> pd.DataFrame:
        return self.own[indicator == "patients_by_age"]

    def lacks(self, indicator: str) -> tuple[str, str]:
        return "", ""

    def latest_of(self, indicator: str) -> pd.DataFrame:
        peers = {"S": 700.0, "T": 500.0}
        return ages(list(peers)) if indicator == "patients_by_age" else register(peers)

    def peers(self) -> pd.DataFrame:
        return pd.DataFrame({"area_code": ["E", "S", "T"], "own": [True, False, False]})

    def manifest(self) -> dict[str, Any]:
        old = {"period": "2015/16", "ages": ["0-4", "5-14", "75+"], "practices": 7_705, "used": False}
        return {"lists_by_age": [old, {**old, "period": "2016/17", "ages": ["0-4", "95+"], "practices": 4}]}


SPREAD = {f"P{i:02}": float(count) for i, count in enumerate([300, *[500] * 8, 520, 560, 900])}


def made(figure: Figure | Missing) -> Figure:
    assert isinstance(figure, Figure) and list(faults(read(figure._repr_html_())[0])) == []
    return figure


def test_a_register_is_set_beside_the_people_expected_with_england_and_the_doubt(tmp_path: Path) -> None:
    figure = made(expected(Here(tmp_path, SPREAD)))
    assert figure.sentence.headline == "About 12,000 people may have high blood pressure; 6,280 are on a register (52%, England 60%)"
    assert figure.sentence.detail == ("The error of the model is not known for high blood pressure.", "Registers are as recorded by GPs.")
    row = figure.rows.iloc[0]
    assert (row["expected"], row["to_find"], row["model"]) == (12_000, 5_720, "a survey, 2011")
    assert figure.columns["to_find"].text(row["to_find"]) == "5,700" and figure.columns["sure"].text(row["sure"]) == "model error not known"
    assert figure.source.endswith("Models: A survey, 2011: Somebody (2011). Declared locally.")


def test_for_one_practice_it_is_a_prompt_to_check_records(tmp_path: Path) -> None:
    figure = made(expected(Here(tmp_path, {"P01": 600.0}, footprint="practice")))
    assert "For one practice this is a prompt to check records, not a count of patients missed." in figure.sentence.detail
    assert "prompt" not in " ".join(made(expected(Here(tmp_path, SPREAD))).sentence.detail)


def test_more_on_the_register_than_expected_leaves_nobody_to_find(tmp_path: Path) -> None:
    figure = made(expected(Here(tmp_path, dict.fromkeys(SPREAD, 1_100.0))))
    assert "(110%, England 60%)" in figure.sentence.headline
    assert figure.columns["to_find"].text(figure.rows["to_find"].iloc[0]) == "none"


@pytest.mark.parametrize(
    "changes, said",
    [
        ({"bands": '"65+" = {male = 0.5, female = 0.5}'}, "About 6,000 people aged 65 and over may have high blood pressure."),
        ({"bands": '"65+" = {male = 0.5, female = 0.5}'}, "The register of high blood pressure is about all ages, so no ratio is shown."),
        ({"age": "18+"}, "The register of high blood pressure is about ages 18+, so no ratio is shown."),
        ({"names": ("0-44", "45+")}, "High blood pressure is set beside no model: the ages held do not fit its bands."),
    ],
)
def test_no_ratio_is_shown_where_ages_differ(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    here = Here(tmp_path, SPREAD, **changes)
    figure = made(expected(here))
    assert said in figure.sentence.detail and figure.rows["ratio"].isna().all() and figure.draw is None
    for later in (expected_practices(here, HYP), opportunity(here, HYP)):
        assert isinstance(later, Missing) and not later.said, "the figure of all conditions is there, so this one has its own reason"


def test_without_ages_of_the_year_it_says_what_is_needed_and_why_what_is_held_does_not_do(tmp_path: Path) -> None:
    here = Here(tmp_path, SPREAD, period="2015/16")
    missing = expected(here)
    assert isinstance(missing, Missing) and missing.what == "patients by age and sex of all practices here in 2022/23"
    assert "Patients registered at a GP practice, by age and sex (NHS Digital), a list of about April 2023." in missing.remedy
    assert "Held are lists of other years: 2015/16 (7,705 practices) and 2016/17 (4 practices)." in missing.remedy
    assert "Those of 2015/16 have ages of ten years, which fit no model by five years of age." in missing.remedy
    assert "Until then the rest of this chapter is left out. https://" in missing.remedy and "model of each" not in missing.remedy
    for later in (expected_practices(here, HYP), opportunity(here, HYP)):
        assert isinstance(later, Missing) and later.said and "a model of the condition and patients by age" in later.remedy


def test_what_lacks_both_ages_and_models_says_so_once(tmp_path: Path) -> None:
    missing = expected(Here(tmp_path, SPREAD, bands="", period="2015/16"))
    assert isinstance(missing, Missing) and "A model of each condition is needed too; the guide says how" in missing.remedy


def test_without_a_model_it_says_how_one_is_declared(tmp_path: Path) -> None:
    here = Here(tmp_path, SPREAD, bands="")
    missing = expected(here)
    assert isinstance(missing, Missing) and "The guide says how" in missing.remedy and not missing.said
    later = opportunity(here, HYP)
    assert isinstance(later, Missing) and later.said


def test_an_area_without_registers_says_what_is_not_held_of_it(tmp_path: Path) -> None:
    here = Here(tmp_path, SPREAD)
    here.rows = here.rows.head(0)
    here.lacks = lambda indicator: ("district", "")  # type: ignore[method-assign]
    for figure in (expected(here), expected_practices(here, HYP), opportunity(here, HYP)):
        assert isinstance(figure, Missing) and figure.what.endswith("nothing that is held can be given for this district.")


USUAL = ", after allowing for the usual extra spread"


def test_practices_outside_are_counted_and_none_is_named(tmp_path: Path) -> None:
    figure = made(expected_practices(Here(tmp_path, SPREAD), HYP))
    around = "below the 99.8% limits around their common 52%"
    assert figure.sentence.headline == f"For high blood pressure, 1 of 12 practices lies {around}, and 1 above{USUAL}"
    said = " ".join(figure.sentence.detail)
    assert "have found 50% to 56% of those expected" in said and "Practices differ by more than chance." in said
    assert "prompt to check records" in said and "P0" not in said and "under-recording" not in said
    assert figure.rows["area_code"].tolist()[0] == "P00"


def test_practices_are_judged_by_the_limits_that_funnels_have(tmp_path: Path) -> None:
    figure = made(expected_practices(Here(tmp_path, {f"P{i:02}": 400.0 + 20 * i for i in range(13)}), HYP))
    headline = figure.sentence.headline
    assert headline.startswith("For high blood pressure, none of 13 practices lies below") and headline.endswith(USUAL)
    outside = figure.rows.set_index("area_code")["beside"]
    assert outside[["P00", "P06", "P12"]].tolist() == ["below chance", "no", "above chance"]
    said = " ".join(figure.sentence.detail)
    assert "how much practices here usually differ: deprivation, smoking and recording may all add to it." in said
    assert (outside != "no").sum() > 2


def test_practices_that_differ_by_chance_alone_are_judged_by_its_limits(tmp_path: Path) -> None:
    figure = made(expected_practices(Here(tmp_path, {f"P{i:02}": 500.0 + 5 * (i % 3) for i in range(12)}), HYP))
    assert "usual" not in figure.sentence.headline and "shaded: 99.8% limits of chance alone" in figure.subtitle
    assert any("differ by no more than chance would make them" in text for text in figure.sentence.detail)
    assert figure.rows["beside"].eq("no").all()


def test_a_register_far_below_what_is_expected_that_varies_many_fold_is_flagged(tmp_path: Path) -> None:
    figure = made(expected_practices(Here(tmp_path, {code: 0.6 * count for code, count in SPREAD.items()}), HYP))
    flag = next(text for text in figure.sentence.detail if "under-recording" in text)
    fold = figure.facts["Highest over lowest of these, drawn towards the mean"]
    assert flag == f"Recorded high blood pressure is far below expected and varies {fold}-fold: under-recording is likely."


def test_an_opportunity_says_under_how_many_choices_it_does_not_hold(tmp_path: Path) -> None:
    figure = made(opportunity(Here(tmp_path, SPREAD), HYP))
    assert figure.rows["choice"].tolist() == ["the best quarter of practices here", "similar areas", "England"]
    assert figure.sentence.headline.startswith("For high blood pressure: if every practice found people at the rate of the best quarter, ")
    assert "There is something to gain under each of 3 choices of peers." in figure.sentence.detail
    doubtful = made(opportunity(Here(tmp_path, dict.fromkeys(SPREAD, 610.0)), HYP))
    assert doubtful.sentence.detail[-1] == (
        "This does not hold under 2 of 2 choices of peers (similar areas and England): at their rate perhaps "
        "nobody more would be known. So treat it as a question."
    )
    assert "nobody more would be known" in doubtful.sentence.headline + " ".join(doubtful.sentence.detail)


def test_a_practice_has_no_similar_areas_as_an_example(tmp_path: Path) -> None:
    figure = made(opportunity(Here(tmp_path, SPREAD, footprint="practice"), HYP))
    assert "similar areas" not in figure.rows["choice"].tolist()


@pytest.mark.parametrize(
    "value, said",
    [(38_412.0, "38,000"), (149.0, "150"), (99.6, "100"), (7.4, "7"), (0.2, "0"), (0.0, "0"), (-1_234.0, "\N{MINUS SIGN}1,200"),
     (-0.3, "0"), (nan, "not known")],
)
def test_a_modelled_number_has_two_figures(value: float, said: str) -> None:
    assert words.about(value) == said
