"""What no method may take in silence: text, dates, hidden and absent values, series of another length, one value for many."""

import inspect
from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

import numpy as np
import pandas as pd
import pytest

from jsna import methods
from jsna.methods import (
    comparison,
    decomposition,
    disclosure,
    dispersion,
    expectation,
    funnel,
    inequality,
    life_expectancy,
    means,
    prevalence,
    proportions,
    published,
    quantiles,
    rates,
    shrinkage,
    spc,
    spread,
    standard_population,
    trend,
)
from jsna.methods import standardisation as dsr

Call = tuple[Callable[..., Any], dict[str, Any]]
X, N, E = [3, 9, 10, 57, 40], [20, 30, 40, 60, 41], [4.0, 9.0, 12.0, 50.0, 38.0]
RATE = [0.1, 0.2, 0.3, 0.4, 0.5]
NINE, TEN, ELEVEN = [8.0, 9.0, 10.0], [9.0, 10.0, 11.0], [10.0, 11.0, 12.0]
PUBLISHED = {"value1": TEN, "lower1": NINE, "upper1": ELEVEN, "value2": TEN, "lower2": NINE, "upper2": ELEVEN, "scale": "plain"}
BANDS = [4.0, 3.0, 2.0, 1.0]
PAIRS = [[1, 2], [3, 1], [5, 4], [2, 2]]
DEATHS, PEOPLE = list(range(1, 21)), list(range(2_000, 1_000, -50))
CAUSES = ("cause_rate", "other_cause_rate")
YES = [False, False, True, False]

#: Methods that work value by value, where one may stand for many.
EACH: list[Call] = [
    (proportions.wilson, {"numerator": X, "denominator": N}),
    (proportions.proportion, {"numerator": X, "denominator": N}),
    (proportions.within, {"numerator": X, "denominator": N}),
    (rates.poisson_limits, {"count": X}),
    (rates.exact_limits, {"count": X}),
    (rates.byar_limits, {"count": X}),
    (rates.crude_rate, {"count": X, "denominator": N}),
    (dsr.standard_error, {"value": E, "lower": RATE, "count": N}),
    (dsr.indirect_ratio, {"observed": X, "expected_count": E}),
    (means.from_summary, {"value": X, "standard_deviation": E, "n": N}),
    (comparison.with_fixed, {"lower": X, "upper": N, "benchmark": E}),
    (comparison.proportion_difference, {"x1": X, "n1": N, "x2": X, "n2": N}),
    (comparison.rate_ratio, {"o1": X, "n1": N, "o2": X, "n2": N}),
    (comparison.dsr_difference, {"value1": X, "error1": E, "value2": N, "error2": E}),
    (comparison.expected_flags, {"n": N}),
    (funnel.proportion_limits, {"denominator": N, "benchmark": RATE}),
    (funnel.ratio_limits, {"expected": E, "benchmark": RATE}),
    (funnel.derived_denominator, {"observed": X, "rate": RATE}),
    (spread.shares, {"null": [30, 40, 50], "residual": [20, 30, 40], "practices": [20, 20, 20], "covariates": [2, 2, 2]}),
    (published.standard_error, {"value": TEN, "lower": NINE, "upper": ELEVEN, "scale": "plain"}),
    (published.limits, {"value": TEN, "lower": NINE, "upper": ELEVEN, "scale": "plain"}),
    (published.difference, PUBLISHED),
    (disclosure.is_small, {"count": X}),
    (disclosure.hes_2018, {"count": X[:4], "national": YES}),
]
#: Methods that take series, age bands or areas together: as many of each, and nothing repeated to fit.
TOGETHER: list[Call] = [
    (expectation.expectation, {"numerator": X, "denominator": N, "covariates": [[1.0], [2.0], [4.0], [3.0], [7.0]]}),
    (dsr.direct, {"count": X, "population": N, "weight": E}),
    (dsr.expected, {"population": N, "reference_count": X, "reference_population": N}),
    (prevalence.expected, {"population": N, "probability": RATE}),
    (quantiles.groups, {"values": X, "n": 2}),
    (shrinkage.beta_binomial, {"numerator": X, "denominator": N}),
    (shrinkage.gamma_poisson, {"count": X, "denominator": E}),
    (dispersion.overdispersion, {"numerator": X, "denominator": N, "benchmark": 0.5}),
    (spread.deviance, {"numerator": X, "denominator": N}),
    (spread.unevenness, {"numerator": X, "denominator": N, "fitted": RATE}),
    (life_expectancy.life_table, {"deaths": DEATHS, "population": PEOPLE}),
    (inequality.slope_index, {"value": X, "population": N, "standard_error": E}),
    (inequality.slope_of_areas, {"value": X, "population": N, "standard_error": E}),
    (decomposition.by_age, {"survivors": BANDS, "expectancy": BANDS, "other_survivors": BANDS, "other_expectancy": BANDS[::-1]}),
    (decomposition.by_cause, {"contribution": BANDS, "rate": BANDS, "other_rate": BANDS[::-1]} | dict.fromkeys(CAUSES, PAIRS)),
    (trend.proportion, {"numerators": X, "denominators": N}),
    (trend.weighted, {"values": X, "standard_errors": E}),
    (spc.xmr, {"values": X, "stretches": [0, 0, 1, 1, 1]}),
    (spc.c_chart, {"values": X}),
    (spc.t_chart, {"values": X}),
    (spc.g_chart, {"values": X}),
    (means.grouped, {"values": X, "labels": [0, 0, 1, 1, 1]}),
]
#: Methods whose arguments are of both kinds, and those that have none to mistake.
BOTH: list[Call] = [
    (dsr.indirect_rate, {"observed": 50, "population": N, "reference_count": X, "reference_population": N}),
    (means.mean, {"values": X}),
    (spc.assurance, {"chart": spc.xmr(X), "target": 5.0, "higher_is_better": True}),
    (disclosure.secondary, {"count": [3, 10, 20, 33], "relations": [(3, [0, 1, 2])], "fixed": [False] * 4, "hidden": YES}),
    (disclosure.recoverable, {"count": [3, 10, 20, 33], "hidden": YES, "relations": [(3, [0, 1, 2])], "fixed": [False] * 4}),
    (standard_population.european_2013, {"bands": 19}),
]
LABELS, NO_ARRAYS, OPEN = {"stretches", "labels"}, {"relations", "chart", "n", "bands"}, {"oldest"}
CALLS = EACH + TOGETHER + BOTH


def arrays(calls: list[Call]) -> list[Any]:
    """Every argument of the calls that is a list of numbers or of true and false, each with its call."""
    named = [(call, name) for call in calls for name, value in call[1].items() if isinstance(value, list)]
    of_numbers = [(call, name) for call, name in named if name not in LABELS | {"relations"}]
    return [pytest.param(*call, name, id=f"{call[0].__module__}.{call[0].__name__}-{name}") for call, name in of_numbers]


def outcome(compute: Callable[..., Any], given: dict[str, Any]) -> Any:
    """Every number that a method gives, or the words in which it refuses."""
    try:
        result = compute(**given)
    except ValueError as error:
        return str(error)
    parts = vars(result).values() if hasattr(result, "__dict__") else result if isinstance(result, tuple) else (result,)
    return [np.asarray(part).tolist() for part in parts]


def test_every_public_method_is_tried() -> None:
    modules = [import_module(f"jsna.methods.{module.name}") for module in iter_modules(methods.__path__) if not module.name.startswith("_")]
    offered = [getattr(module, name) for module in modules for name in getattr(module, "__all__", vars(module)) if not name.startswith("_")]
    functions = {thing for thing in offered if inspect.isfunction(thing) and thing.__module__.startswith("jsna.methods")}
    assert {function for function in functions if not function.__module__.endswith("._arrays")} == {compute for compute, _ in CALLS}


@pytest.mark.parametrize("compute, given", [pytest.param(*call, id=call[0].__qualname__) for call in CALLS])
def test_what_is_right_is_taken(compute: Callable[..., Any], given: dict[str, Any]) -> None:
    assert not isinstance(outcome(compute, given), str)


WRONG: dict[str, Callable[[np.ndarray], Any]] = {
    "dates": lambda values: values.astype("datetime64[D]"),
    "a column of dates": lambda values: pd.Series(values.ravel().astype("datetime64[ns]")),
    "durations": lambda values: values.astype("timedelta64[s]"),
    "text": lambda values: values.astype(str).tolist(),
    "'False'": lambda values: np.full(values.shape, "False").tolist(),
    "complex numbers": lambda values: values + 1j,
    "infinity": lambda values: np.where(np.arange(values.size).reshape(values.shape) == 1, np.inf, values),
}


@pytest.mark.parametrize("wrong", WRONG)
@pytest.mark.parametrize("compute, given, name", arrays(CALLS))
def test_what_is_no_number_is_refused_by_its_position(compute: Callable[..., Any], given: dict[str, Any], name: str, wrong: str) -> None:
    other = given | {name: WRONG[wrong](np.array(given[name], dtype=float))}
    if wrong == "infinity" and name in OPEN:
        assert not isinstance(outcome(compute, other), str)
        return
    with pytest.raises(ValueError, match=r"positions \["):
        compute(**other)


@pytest.mark.parametrize("compute, given, name", arrays(CALLS))
def test_missing_is_missing_however_it_is_written(compute: Callable[..., Any], given: dict[str, Any], name: str) -> None:
    values = np.array(given[name], dtype=float)
    gone = np.arange(values.size).reshape(values.shape) == 1
    plain = np.where(gone, np.nan, values)
    written = [
        np.where(gone, pd.NA, values.astype(object)).tolist(),
        np.where(gone, None, values.astype(object)).tolist(),
        np.ma.masked_array(values, mask=gone),
    ]
    expected = outcome(compute, given | {name: plain})
    assert expected != outcome(compute, given)
    for other in written:
        assert str(outcome(compute, given | {name: other})) == str(expected)


def of_several(calls: list[Call]) -> list[Call]:
    return [call for call in calls if len([value for value in call[1].values() if isinstance(value, list)]) > 1]


@pytest.mark.parametrize("compute, given, name", arrays(of_several(EACH + TOGETHER + BOTH)))
def test_a_series_of_another_length_is_refused(compute: Callable[..., Any], given: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match=r"shape|relation|positions"):
        compute(**given | {name: given[name][:-1]})


@pytest.mark.parametrize("compute, given, name", arrays(TOGETHER))
def test_one_value_is_not_that_of_every_band_or_year(compute: Callable[..., Any], given: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        compute(**given | {name: given[name][0]})


@pytest.mark.parametrize("compute, given, name", arrays(of_several(TOGETHER)))
def test_a_list_of_one_is_not_that_of_every_band_or_year(compute: Callable[..., Any], given: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        compute(**given | {name: given[name][:1]})


@pytest.mark.parametrize("compute, given, name", [(call[0], call[1], name) for call in CALLS for name in call[1] if name in LABELS])
def test_a_label_is_wanted_for_each_value(compute: Callable[..., Any], given: dict[str, Any], name: str) -> None:
    with pytest.raises(ValueError, match="shape"):
        compute(**given | {name: given[name][:-1]})
    for gone in (None, np.nan, pd.NA):
        with pytest.raises(ValueError, match=r"missing label at positions \[2\]"):
            compute(**given | {name: [*given[name][:2], gone, *given[name][3:]]})


FLAGS = [
    (disclosure.hes_2018, "national"),
    (disclosure.secondary, "fixed"),
    (disclosure.secondary, "hidden"),
    (disclosure.recoverable, "hidden"),
    (disclosure.recoverable, "fixed"),
]


@pytest.mark.parametrize("wrong", [np.nan, None, pd.NA, "False", "", 2, -1, 0.5])
@pytest.mark.parametrize("compute, name", FLAGS)
def test_what_is_missing_or_neither_true_nor_false_is_refused(compute: Callable[..., Any], name: str, wrong: Any) -> None:
    given = next(given for other, given in CALLS if other is compute)
    with pytest.raises(ValueError, match=r"positions \[1\]"):
        compute(**given | {name: [False, wrong, False, False]})


def test_a_target_is_judged_by_what_is_true_or_false() -> None:
    chart = spc.xmr([10, 11] * 6)
    assert spc.assurance(chart, 30, np.True_) == "always misses" and spc.assurance(chart, 30, higher_is_better=False) == "always meets"
    with pytest.raises(ValueError, match="positions"):
        spc.assurance(chart, 30, "False")  # type: ignore[arg-type]





@pytest.mark.parametrize("relation", [(4, [0, 1, 2]), (-1, [0, 1, 2]), (3, [0, 1, -2]), (3, [0, 1, 9])])
@pytest.mark.parametrize("compute", [disclosure.secondary, disclosure.recoverable])
def test_a_relation_of_no_count_is_refused(compute: Callable[..., Any], relation: tuple[int, list[int]]) -> None:
    given = next(given for other, given in CALLS if other is compute)
    with pytest.raises(ValueError, match=r"relation 0: expected positions from 0 to 3, found \["):
        compute(**given | {"relations": [relation]})


@pytest.mark.parametrize("relation", [(3, [0, 0, 1, 2]), (3, [3])])
def test_a_relation_names_each_count_once(relation: tuple[int, list[int]]) -> None:
    with pytest.raises(ValueError, match="stands in it twice"):
        disclosure.secondary([0, 10, 20, 30], [relation])


#: A negative unit turns the slope of inequality on purpose.
IN_UNITS = [call for call in CALLS if "multiplier" in inspect.signature(call[0]).parameters and call[0] is not inequality.slope_index]


@pytest.mark.parametrize("multiplier", [0, -100, np.nan, np.inf])
@pytest.mark.parametrize("compute, given", [pytest.param(*call, id=call[0].__name__) for call in IN_UNITS])
def test_a_unit_that_turns_or_loses_the_limits_is_refused(compute: Callable[..., Any], given: dict[str, Any], multiplier: float) -> None:
    with pytest.raises(ValueError, match=f"multiplier is {multiplier}"):
        compute(**given, multiplier=multiplier)


@pytest.mark.parametrize(
    "given, message",
    [
        ({"numerator": [3, 9], "denominator": [2, 9], "fitted": [0.5, 0.5]}, r"above its denominator at positions \[0\]"),
        ({"numerator": [3, -9], "denominator": [9, 9], "fitted": [0.5, 0.5]}, r"negative value at positions \[1\]"),
        ({"numerator": [3, 4], "denominator": [9, 9], "fitted": [0.5, 1.5]}, r"not between 0 and 1 at positions \[1\]"),
        ({"numerator": [3, 4], "denominator": [9, 9], "fitted": [0.5, 0.0]}, r"cannot give the count at positions \[1\]"),
    ],
)
def test_practices_and_a_model_that_cannot_be_theirs_are_refused(given: dict[str, list[float]], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        spread.unevenness(**given)


NOTHING = [call for call in CALLS if not {"chart", "n", "bands", "relations"} & set(call[1])]


@pytest.mark.parametrize("compute, given", [pytest.param(*call, id=call[0].__qualname__) for call in NOTHING])
def test_nothing_gives_nothing_or_is_refused_without_a_warning(compute: Callable[..., Any], given: dict[str, Any]) -> None:
    empty = {name: np.zeros((0, *np.shape(value)[1:])) if isinstance(value, list) else value for name, value in given.items()}
    outcome(compute, empty | ({"events_each": [1, 2]} if "events_each" in given else {}))
