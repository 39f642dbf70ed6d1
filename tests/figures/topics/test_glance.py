"""The first screen says the findings as the overview does, with a picture each of the same numbers, on one scale."""

import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest

import jsna
from jsna.analysis import trend
from jsna.catalogue import definition
from jsna.figures import changes
from jsna.figures.core import render
from jsna.figures.core.figure import Card, Glance, Missing, Point
from jsna.figures.kinds import small
from jsna.figures.topics import glance as screen
from jsna.figures.topics import questions, residents
from tests.figures.kinds.test_overview import notable
from tests.figures.kinds.test_trends import yearly


def drawn(*here: float, outside: bool = True) -> pd.DataFrame:
    return pd.DataFrame({"here": here, "low": 0.5, "high": 2.0, "outside": outside, "unjudged": False})


def places(markup: str) -> list[float]:
    """Where the marks stand, from 0 at the left to the width of a picture."""
    return [float(start) + (7 if half == "l7" else 6) for start, half in re.findall(r'd="M(-?\d+) 16(l7|a6)', markup)]


MIDDLE, REACH = small.WIDTH / 2, small.REACH


def test_a_small_picture_has_its_mark_where_the_quotient_is_on_the_scale_of_all() -> None:
    rows = drawn(0.25, 1.0, 4.0)
    least, same, most = (places(small.beside(row, small.widest(rows)))[0] for _, row in rows.iterrows())
    assert same == MIDDLE and least + most == 2 * MIDDLE and small.widest(rows) == pytest.approx(4.2)
    assert most == pytest.approx(MIDDLE + REACH * np.log(4) / np.log(4.2), abs=0.5)
    assert "a6 6" in small.beside(drawn(1.0, outside=False).iloc[0], 4.2), "what is usual is a dot, as in the large picture"


def test_a_place_of_which_nothing_is_expected_has_no_band() -> None:
    bare = drawn(1.5).assign(low=float("nan"), high=float("nan")).iloc[0]
    assert "--jsna-band" not in small.beside(bare, 2.0) and "--jsna-blue" in small.beside(bare, 2.0)


def test_places_stand_on_their_side_of_a_line_and_those_that_are_alike_look_alike() -> None:
    values = pd.Series({"a": 800.0, "b": 920.0, "c": 1_100.0})
    made = small.around(values, 920.0, pd.Series({"a": "apart", "b": "like", "c": "unknown"}))
    least, same, most = places(made)
    assert least < same == MIDDLE < most and made.count("l7-7") == 1 and made.count("M42 16a6") == 1
    assert made.count('stroke-width="2"') == 1, "a ring where nobody can tell"
    near = places(small.around(pd.Series([919.0, 921.0]), 920.0, pd.Series(["like", "like"])))
    assert near == [MIDDLE, MIDDLE], "a thousandth is no difference that fills a scale"
    assert small.around(values, float("nan"), values.astype(str)) == ""
    assert small.beside(drawn(1.2, outside=False).assign(unjudged=True).iloc[0], 2.0).count('stroke-width="2"') == 1


def test_many_places_are_a_strip_from_the_lowest_to_the_highest() -> None:
    across = [float(at) for at in re.findall(r'cx="(\d+)"', small.strip(pd.Series([80.0, 85.0, 82.5, float("nan")])))]
    assert across == [MIDDLE - REACH, MIDDLE + REACH, MIDDLE] and small.strip(pd.Series([80.0])) == ""


def test_a_share_is_that_part_of_a_bar_and_months_go_up_as_their_values_do() -> None:
    ends = re.findall(r"H(\d+)V24", small.share(0.25))
    start, whole = MIDDLE - REACH, 2 * REACH
    assert [float(end) for end in ends] == [start + whole, start + whole / 4] and len(re.findall("H", small.share(0.0))) == 2
    rising = re.search(r"M(.*?)\" fill", small.months([10.0, float("nan"), 20.0, 30.0]))
    assert rising and [point.split() for point in rising[1].split("L")] == [["10", "26"], ["61", "16"], ["86", "6"]]
    assert small.months([1.0]) == "" and small.months([2.0, 2.0]) == ""


@pytest.fixture
def glance() -> Glance:
    told = ("1% & more.", "And < that.")
    points = tuple(Point(f"{name}:", told, "<svg></svg>", figure) for name, figure in (("A", "03-trend-sample"), ("B", "09-none")))
    return Glance("None is <unusual>", points, (Card("Patients", "1,000", "2022/23"),))


def test_the_findings_and_the_cards_are_text(glance: Glance) -> None:
    made = render.html(glance)
    assert "None is &lt;unusual&gt;" in made and "1% &amp; more." in made and "1,000" in made
    assert made.count('<span class="jsna-mark" aria-hidden="true"><svg>') == 2
    adds = '1% &amp; more.</span> <span class="jsna-subtitle">And &lt; that.</span></p>'
    assert made.count(adds) == 2, "what adds to a finding is smaller"


def test_a_fold_is_named_in_short_and_no_line_ends_within_a_span_of_years(glance: Glance) -> None:
    council = Point("Days delayed in hospital, London Borough of Barking and Dagenham:", ("2016 - 20, 9.1 per 100,000.",), "", "12-spc-x")
    made = render.html(replace(glance, points=(*glance.points, council)))
    assert "<summary>Also: Days delayed in hospital</summary>" in made
    assert "2016\N{NO-BREAK SPACE}-\N{NO-BREAK SPACE}20, 9.1 per\N{NO-BREAK SPACE}100,000" in made


def test_a_fold_names_the_first_of_what_it_holds_without_their_ages_and_counts_the_others(glance: Glance) -> None:
    names = ("Length of life", "Falls of people aged 65 and over", "Obesity of children (aged 4 to 5)", "Cancer", "Depression", "Asthma")
    others = tuple(Point(f"{name}:", ("1%.",), "", "09-none") for name in names)
    made = render.html(replace(glance, points=(*glance.points, others[0], *others)))
    assert "<summary>Also: Length of life, Falls, Obesity of children, Cancer and 2 others</summary>" in made
    made = render.html(replace(glance, points=(*glance.points, others[0], *others[:5])))
    assert "<summary>Also: Length of life, Falls, Obesity of children, Cancer, Depression</summary>" in made, "one other is named"


@pytest.mark.parametrize("rest", [0, 1, 4])
def test_what_the_pictures_mean_stands_once_after_all_of_them(glance: Glance, rest: int) -> None:
    """On paper, where all findings are open, it stood between two of them."""
    made = render.html(replace(glance, points=(*glance.points, *[glance.points[1]] * rest), beyond="Bear in mind.", key=small.KEY))
    assert made.count(small.KEY) == 1 and made.index(small.KEY) > made.rindex("</ol>")


def test_why_earlier_years_are_not_compared_is_said_once_on_a_page() -> None:
    rows = yearly({2018: 6.2, 2019: 6.0, 2022: 5.9})
    series = trend.own(trend.segments(rows.assign(denominator=rows["denominator"].mask(rows["period"] == "2022/23", 2e6)), ()))
    reason = changes.otherwise(series, definition("qof_dm_prevalence"))
    first, again = screen._once([("Here", reason), ("There", reason)])
    assert first == ("Here", reason) and again[1].startswith("It was 6.0% in 2019/20") and again[1].endswith(", not compared")


def test_the_first_screen_warns_of_lists_far_above_residents(demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = jsna.Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    monkeypatch.setattr(residents, "FAR", -100.0)
    newest = here.rows.loc[here.rows["indicator_id"] == "list_size", "period"].max()
    monkeypatch.setattr(residents, "WEIGHTED", {"2019": f"mid-{int(newest[:4]) + 1}"})
    made = jsna.glance(here)
    assert isinstance(made, Glance) and residents.warning(here) != "" and residents.warning(here) in made.beyond
    assert "residents" not in made.lead


def test_the_register_with_most_people_is_told_though_others_are_less_usual() -> None:
    """North West London has 73,000 more with pre-diabetes than expected, within a wide range, and page one did not say so."""
    table = notable(["more than", "more than", "fewer than", "about as"]).assign(people=[1_000.0, 900.0, -800.0, 950.0])
    assert screen._most_people(table).index.tolist() == [3]
    assert screen._most_people(table.assign(people=[1_000.0, 900.0, -800.0, 850.0])).empty
    assert screen._most_people(table.assign(value=10.1, line=10.0)).empty, "about as expected is no news"
    lacking = table.assign(people=[1_000.0, float("nan"), -800.0, float("nan")])
    assert screen._most_people(lacking).empty, "of 151 council areas 58 have registers that are not theirs to count"


def test_shares_without_counts_have_no_people_to_tell_of(demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Councils without registers of their own, of which only the weight of children is held, had no report."""
    latest = jsna.Assessment.latest
    monkeypatch.setattr(jsna.Assessment, "latest", lambda here, indicators: latest(here, indicators).assign(numerator=float("nan")))
    here = jsna.Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    assert here.notable()["value"].isna().all() and isinstance(jsna.glance(here), Glance)
    assert isinstance(jsna.overview(here), Missing), "the Isles of Scilly have no register at all"


def test_where_more_die_it_is_said_that_deprivation_was_not_allowed_for(demonstration: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Manchester's 930 deaths above England's rate were asked after without it, and Barking's were not."""
    here = jsna.Assessment("ZZ1", tidy=demonstration / "data" / "tidy")
    for short, told in (("The death rate is higher than England's in Oak", True), ("The death rate is lower than England's in Oak", False)):
        monkeypatch.setattr(screen, "death_rate_in_short", lambda _, short=short: short)
        made = jsna.glance(here)
        assert isinstance(made, Glance) and (screen.UNTESTED in f"{made.doubts} {made.beyond}") is told


@pytest.mark.parametrize(("found", "special", "asked"), [
    (["more than", "fewer than", "about as"], "", "Is what is unusual a difference in need or in recording? "
     "Are atrial fibrillation and asthma recorded by the same rules across the network?"),
    (["about as"] * 3, "list changed by a fifth or more", "Were the registers checked after the list changed by a fifth or more?"),
    (["we cannot tell"] * 3, "mostly young adults such as students", ""),
])  # fmt: skip
def test_the_partners_of_a_practice_are_asked_what_its_numbers_give_a_reason_to(found: list[str], special: str, asked: str) -> None:
    """Page one of a practice alone asked nobody anything."""
    practices = pd.DataFrame({"own": [True, False], "special": [special, ""]})
    here = SimpleNamespace(footprint="practice", practices=lambda indicator: practices)
    table = notable(found).assign(footprint="practice")
    told = questions.asked(here, table, many_die=False, unfound=False)  # type: ignore[arg-type]
    assert told.startswith(asked) and bool(told) is bool(asked)


def test_registers_that_lean_to_one_side_are_asked_after() -> None:
    here = SimpleNamespace(footprint="practice", practices=lambda indicator: pd.DataFrame({"own": [True], "special": [""]}))
    for people, asked in ((50.0, "Is there more illness here, or is more of it recorded?"), (-50.0, "Is illness found and recorded?")):
        table = notable(["about as"] * 12).assign(footprint="practice", people=people, value=10.1)
        assert questions.asked(here, table, many_die=False, unfound=False) == asked  # type: ignore[arg-type]


def test_questions_say_whom_they_are_for(glance: Glance) -> None:
    assert "Questions for a board:</strong> Why?" in render.html(replace(glance, questions="Why?"))
    partners = replace(glance, questions="Why?", asked=questions.WHOM["practice"])
    assert "Questions for the partners and their network:</strong> Why?" in render.html(partners)
