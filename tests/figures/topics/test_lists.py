"""Who is on the lists: shares of the county, age beside siblings, growth that stops at a jump, and no small practice singled out."""

import re
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.colors import to_hex
from matplotlib.figure import Figure as Canvas

from jsna import growth, practice_changes, practice_sizes, rank, siblings
from jsna.analysis import lists
from jsna.figures.core import style
from jsna.figures.core.figure import Figure, Missing, Notice
from jsna.figures.kinds.growth import figure as growth_of
from jsna.figures.topics import residents
from jsna.figures.topics.lists import of_practices, of_siblings
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read


def areas(values: list[float], indicator: str = "list_size") -> pd.DataFrame:
    n = len(values)
    table = pd.DataFrame(
        {
            "indicator_id": indicator, "footprint": "ccg_2019", "period": "2022/23", "place": "Elmshire", "county": "Treeshire",
            "larger": "STP", "source_id": "qof_raw",
            "area_code": [f"ZZ{i}" for i in range(n)], "area_name": ["Elmshire", "Ashford", "Oakdale", "Rowanby"][:n],
            "value": values, "lower_95": float("nan"), "own": [i == 0 for i in range(n)], "sibling": True, "apart": "", "apart_value": 0.0,
        }
    )  # fmt: skip
    return table


@pytest.mark.parametrize(
    "young, old, said",
    [
        ([25, 20, 18, 17], [30, 40, 41, 42],
         ("It has the lowest share aged 50 and over (30.0%) of the 4 CCGs in Treeshire.",
          "It has the highest share aged under 18 (25.0%) of the 4 CCGs in Treeshire.")),
        ([20, 20, 18, 25], [41, 40, 39, 42],
         ("It has the 2nd highest share aged 50 and over (41.0%) of the 4 CCGs in Treeshire.",
          "It has the joint 2nd highest share aged under 18 (20.0%) of the 4 CCGs in Treeshire.")),
        ([19, 20, 18, 25], [39.5, 40, 39, 42],
         ("It has the 2nd lowest share aged 50 and over (39.5%) of the 4 CCGs in Treeshire.",
          "It has the 2nd lowest share aged under 18 (19.0%) of the 4 CCGs in Treeshire.")),
        ([19, 20], [41, 40],
         ("It has the higher share aged 50 and over (41.0%) of the two CCGs in Treeshire.",
          "It has the lower share aged under 18 (19.0%) of the two CCGs in Treeshire.")),
        ([20, 20, 20], [40, 40, 40],
         ("All CCGs in Treeshire have the same share aged 50 and over (40.0%).",
          "All CCGs in Treeshire have the same share aged under 18 (20.0%).")),
    ],
)  # fmt: skip
def test_age_beside_siblings(young: list[float], old: list[float], said: tuple[str, ...]) -> None:
    made = of_siblings(lists.by_age(areas([2_000.0] + [1_000.0] * (len(young) - 1)), areas(young), areas(old)))
    size, *others = made.sentence.detail
    assert (f"{made.sentence.headline}.".replace("Elmshire has", "It has", 1), *others) == said
    assert size.startswith("Elmshire has 2,000 registered patients, ") and size.endswith("% of those in Treeshire.")
    assert (made.rows[["under_18", "from_18_to_49", "aged_50_over"]].sum(axis=1) == 100).all()
    assert "<svg" in made._repr_html_()


def test_a_practice_that_is_left_out_of_ranks_is_said_and_counts_in_the_total() -> None:
    """Ryeland Surgery, whose list had changed by more than a fifth, was one of 79 practices and missing among 78 without a word."""
    rows = [areas(values).assign(footprint="practice", apart="list changed by a fifth or more", apart_value=1_000.0)
            for values in ([2_000.0, 1_000.0], [19, 20], [41, 40])]  # fmt: skip
    made = of_siblings(lists.by_age(*rows))
    left_out = "1 practice unlike others is counted in that total, and left out of the ranks: list changed by a fifth or more."
    assert made.sentence.detail[0].endswith(" 50.0% of those in Treeshire.") and made.sentence.detail[-1] == left_out
    assert "2 of 3 practices in Treeshire" in made.subtitle and list(faults(read(made._repr_html_())[0])) == []


def test_a_practice_that_is_special_has_no_rank_in_its_own_report_and_is_told_why() -> None:
    """St Stephen's, kept out of every range, was the 10th lowest of 78 practices on its own page."""
    rows = [areas(values).assign(footprint="practice", special="list changed by a fifth or more")
            for values in ([2_000.0, 1_000.0], [19, 20], [41, 40])]  # fmt: skip
    made = of_siblings(lists.by_age(*rows))
    why = "Elmshire has no rank, for it is a practice unlike others: list changed by a fifth or more."
    assert made.sentence.headline.startswith("Elmshire has 2,000 registered patients") and made.sentence.detail == (why,)
    assert not any("highest" in text or "lowest" in text for text in (made.sentence.headline, *made.facts.values()))
    notice = rank(SimpleNamespace(latest_of=lambda indicator: rows[2].assign(indicator_id=indicator)), "list_aged_50_over")  # type: ignore[arg-type]
    assert isinstance(notice, Notice) and why in notice.paragraphs[0] and "41.0%" in notice.paragraphs[0]


def test_practices_unlike_others_are_counted_alike_with_the_own_one_and_in_the_sizes_of_lists() -> None:
    """St Stephen's was told of 1 practice unlike others in its first figure, and of 2 in its third."""
    reason = "list changed by a fifth or more"
    rows = [areas(values).assign(footprint="practice", special=reason, apart=reason, apart_value=1_000.0)
            for values in ([2_000.0, 1_000.0], [19, 20], [41, 40])]  # fmt: skip
    made = of_siblings(lists.by_age(*rows))
    assert made.sentence.detail[-1] == f"With it, 2 practices unlike others are counted in that total, and left out of the ranks: {reason}."
    assert made.facts["Practices"] == "3" and made.facts["Left out"] == "2" and "2 of 3 practices in Treeshire" in made.subtitle
    assert list(faults(read(made._repr_html_())[0])) == []


def place(patients: float, residents: float = 100_000.0, year: str = "2014/15") -> SimpleNamespace:
    def rows(size: float, people: float) -> pd.DataFrame:
        lists_of = {"indicator_id": "list_size", "period": year, "value": size}
        counted = {"indicator_id": "residents", "period": "mid-2019", "value": people / 2}  # of a year whose lists are held where asked for
        weights = {"indicator_id": "imd_most_deprived_fifth_residents", "period": "2019", "denominator": people}
        return pd.DataFrame([lists_of, counted, weights])

    return SimpleNamespace(rows=rows(patients, residents), england=rows(57e6, 54.8e6))


def test_long_lists_explain_as_many_of_the_fewer_patients_as_are_expected_of_those_beyond_the_share_of_england() -> None:
    """Of 104 patients where England has 100 residents, 130 are here: a fifth of those expected may live elsewhere."""
    told = pd.DataFrame({"indicator_id": "qof_dm_prevalence", "people": [500.0, -900.0], "line": 10.0, "denominator": 20_000.0,
                         "numerator": [2_500.0, 1_100.0], "people_upper_95": [1_000.0, -300.0], "of": "expected", "word": "about as",
                         "people_lower_95": [-1_000.0, -1_500.0], "value": [12.5, 5.5], "outside": False, "chosen": True})  # fmt: skip
    here = place(130_020.0)
    assert residents.of_fewer(here, told) == (  # type: ignore[arg-type]
        "If lists are as far above residents as in 2014/15, at most about 400 of the 900 fewer with diabetes may be such patients"
    )
    out = pd.concat([told, told.tail(1).assign(numerator=1_300.0, people=-700.0)]).assign(outside=[False, True, True])
    assert residents.of_fewer(here, out).endswith("patients, and 1 of the 2 registers below their ranges may be inside without them")  # type: ignore[arg-type]
    assert residents.of_fewer(here, told.head(1)) == residents.of_fewer(place(100_000.0), told) == ""  # type: ignore[arg-type]


@pytest.mark.parametrize("patients, told", [(111_100.0, True), (110_000.0, True), (109_900.0, False), (95_000.0, False)])
def test_lists_far_above_residents_are_a_warning(patients: float, told: bool) -> None:
    """587,457 patients and 529,000 residents in Manchester: 11% more, so a share of patients is a tenth too low."""
    warning, facts = residents.warning(place(patients)), residents.facts(place(patients))  # type: ignore[arg-type]
    assert bool(warning) is bool(facts) is told
    assert not told or "100,000 residents in mid-2015, 1" in warning and "% more (England 4%)" in warning and "too low" in warning
    assert residents.warning(place(150_000.0, year="2022/23")) == "", "lists of another year say nothing of residents of 2015"  # type: ignore[arg-type]
    later = residents.warning(place(60_000.0, year="2018/19"))  # type: ignore[arg-type]
    assert "60,000 patients in 2018/19 and 50,000 residents in mid-2019" in later, "the newest year of which both are held"


def test_a_warning_of_lists_above_residents_stands_in_its_chapter_with_its_numbers() -> None:
    here = place(111_100.0)
    here.siblings = lambda indicator: areas([111_100.0 if indicator == "list_size" else 30.0])
    made = siblings(here, "list_size", young="list_aged_under_18", old="list_aged_50_over")  # type: ignore[arg-type]
    assert isinstance(made, Figure) and made.sentence.detail[-1] == f"{residents.warning(here)}."  # type: ignore[arg-type]
    assert list(faults(read(made._repr_html_())[0])) == []


def test_why_practices_have_no_rank_is_counted_in_the_table() -> None:
    """Reports of 10 of 12 practices were refused for the counts of this sentence."""
    table = lists.by_age(*[some.assign(apart="newly listed; fewer than 1,000 patients; newly listed")
                           for some in (areas([2_000.0, 3_000.0]), areas([20.0, 21.0]), areas([40.0, 41.0]))])  # fmt: skip
    made = of_siblings(table)
    assert any("(2)" in text and "(1)" in text for text in made.sentence.detail)
    assert list(faults(read(made._repr_html_())[0])) == []


def test_an_area_alone_has_no_share_of_a_county_and_no_rank() -> None:
    made = of_siblings(lists.by_age(areas([2_000.0]), areas([20.0]), areas([40.0])))
    assert made.sentence.headline == "Elmshire has 2,000 registered patients" and made.sentence.detail == () and made.draw is None
    assert made.subtitle == "Patients on the lists of GP practices, Elmshire, 2022/23"


def test_without_ages_the_sizes_alone_are_shown() -> None:
    made = of_siblings(lists.by_age(areas([2_000.0, 1_000.0]), areas([]), areas([])))
    assert "under_18" not in made.columns and made.draw is None and made.sentence.detail == ()


def yearly(values: dict[str, float]) -> pd.DataFrame:
    counts = list(values.values())
    own = pd.DataFrame({"period": list(values), "value": counts, "denominator": counts, "place": "Elmshire"})
    both = pd.concat([own, own.assign(place="England", value=[1e6 * (1.1**n) for n in range(len(own))])])
    return both.assign(indicator_id="list_size", source_id="qof_raw")


@pytest.mark.parametrize(
    "values, said",
    [
        ({"2018/19": 1000, "2019/20": 1050},
         ("1,050 patients were registered in 2019/20, 50 more (5.0%) than in 2018/19; England's lists grew by 10.0%",)),
        ({"2018/19": 1000, "2019/20": 950},
         ("950 patients were registered in 2019/20, 50 fewer (5.0%) than in 2018/19; England's lists grew by 10.0%",)),
        ({"2018/19": 1000, "2019/20": 1000},
         ("1,000 patients were registered in 2019/20, as many as in 2018/19; England's lists grew by 10.0%",)),
        ({"2019/20": 1000}, ("1,000 patients were registered in 2019/20", "Only one year is held, so no change can be shown.")),
        ({"2018/19": 1000, "2019/20": 1200},
         ("1,200 patients were registered in 2019/20",
          "Lists changed by more than a tenth (+20.0% from 2018/19 to 2019/20).",
          "Practices may have come or gone: nothing is compared across that.")),
        ({"2018/19": 1000, "2020/21": 1200},
         ("1,200 patients were registered in 2020/21", "Lists changed by more than a tenth (+20.0% from 2018/19 to 2020/21).",
          "Practices may have come or gone: nothing is compared across that.")),
        ({"2017/18": 1000, "2018/19": 500, "2019/20": 1000, "2020/21": 1010},
         ("1,010 patients were registered in 2020/21, 10 more (1.0%) than in 2019/20; England's lists grew by 10.0%",
          "Lists changed by more than a tenth (\N{MINUS SIGN}50.0% from 2017/18 to 2018/19 and +100.0% from 2018/19 to 2019/20).",
          "Practices may have come or gone: nothing is compared across that.")),
    ],
)  # fmt: skip
def test_growth_is_plain_and_stops_where_practices_came_or_went(values: dict[str, float], said: tuple[str, ...]) -> None:
    made = growth_of(yearly(values))
    starred = [column.label for column in made.columns.values() if "*" in column.label]
    assert ("*" in made.caveat) is bool(starred) is ("Lists changed by more than a tenth" in " ".join(said))
    assert (made.sentence.headline, *made.sentence.detail) == said
    assert made.rows["change"].iloc[1:].eq(0).sum() == (values == {"2018/19": 1000, "2019/20": 1000}), "a year anew is beside no year"
    assert made._repr_html_()


def test_no_line_is_drawn_over_a_year_that_is_not_held() -> None:
    made = growth_of(yearly({"2018/19": 1000, "2020/21": 1010}))
    assert made.rows["segment"].tolist() == [0, 1] and made.rows["run"].tolist() == [0, 0]


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
def test_both_counts_and_the_change_of_the_title_stand_in_the_drawing_of_growth(width: float) -> None:
    made, fig = growth_of(yearly({"2018/19": 10_000, "2019/20": 10_050, "2020/21": 10_100})), Canvas(figsize=(width, 4))
    assert made.draw is not None
    made.draw(fig)
    texts = {text.get_text() for text in [*fig.axes[0].texts, *fig.texts]}
    assert "10,000" in texts and any(" ".join(text.split()) == "+1.0% Elmshire 10,100 patients" for text in texts)
    assert "Registered patients: change since 2018/19" in texts


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("last", [10_900, 10_400, 10_050, 9_600])
def test_no_number_of_growth_lies_on_a_line(last: int, width: float) -> None:
    years = ("2015/16", "2016/17", "2018/19", "2020/21", "2022/23")
    made, fig = growth_of(yearly(dict(zip(years, np.linspace(10_000, last, 5).round(), strict=True)))), Canvas(figsize=(width, 4))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    boxes = {text.get_text(): text.get_window_extent().padded(-1) for text in ax.texts if text.get_text()}
    assert f"{last:,}" in " ".join(boxes) and "10,000" in boxes
    paths = [line.get_transform().transform_path(line.get_path()) for line in ax.lines]
    assert [text for text, box in boxes.items() if any(path.intersects_bbox(box, filled=False) for path in paths)] == []
    assert all(min(0, 100 * (last / 10_000 - 1)) <= tick for tick in ax.get_yticks()), "no tick stands where nothing is"


@pytest.mark.parametrize(
    "values, unknown, told",
    [
        ({"2018/19": 1000, "2019/20": 1010, "2020/21": 1020}, [], ""),
        ({"2018/19": 1000, "2020/21": 1010}, [], " (dotted: no number for 2019/20)"),
        ({"2018/19": 1000, "2019/20": 1010, "2021/22": 1020}, ["2019/20"], " (dotted: no number for 2020/21 and for England in 2019/20)"),
        ({"2018/19": 1000, "2019/20": 1010, "2020/21": 1020}, ["2019/20"], " (dotted: no number for England in 2019/20)"),
        ({"2018/19": 1000, "2019/20": 1010}, ["2018/19", "2019/20"], ""),
    ],
)
def test_years_that_dots_bridge_are_named(values: dict[str, float], unknown: list[str], told: str) -> None:
    """The published tables give no lists of Buckinghamshire for 2017/18, so England has no number in a year that areas have."""
    rows = yearly(values)
    rows.loc[rows["place"].eq("England") & rows["period"].isin(unknown), "value"] = float("nan")
    made, fig = growth_of(rows), Canvas(figsize=(8, 4))
    assert made.draw is not None
    made.draw(fig)
    assert [text.get_text().partition("2018/19")[2] for text in fig.texts] == [told]


def test_a_chart_that_counts_anew_says_since_when_and_draws_no_year_that_is_beside_no_other() -> None:
    """In 2018/19 26 of Kernow's practices were in the Quality and Outcomes Framework; the year before and the year after all were."""
    counts = {"2015/16": 562_091, "2016/17": 568_682, "2017/18": 574_407, "2018/19": 323_308, "2019/20": 585_470, "2020/21": 592_376}
    made, fig = growth_of(yearly(counts)), Canvas(figsize=(8, 4))
    assert made.draw is not None
    made.draw(fig)
    assert [text.get_text() for text in fig.texts] == ["Registered patients: change since 2015/16 and anew since 2019/20"]
    marked = {float(year) for line in fig.axes[0].lines if line.get_marker() != "None" for year in line.get_xdata()}
    assert marked == {2015, 2016, 2017, 2019, 2020}


def test_people_that_a_list_leaves_out_are_said_with_their_year() -> None:
    """Redditch and Bromsgrove's published list of 2018/19 is 178,753; 817 are of a practice that gave no register."""
    rows = yearly({"2017/18": 177_616, "2018/19": 177_936, "2019/20": 179_368})
    gone = rows["place"].eq("Elmshire") & rows["period"].eq("2018/19")
    left_out = gone.map({True: 817.0, False: float("nan")})
    made = growth_of(rows.assign(left_out=left_out, why_left_out="1 practice gave no register (M81087)"))
    assert made.sentence.detail == ("Lists leave out 817 patients in 2018/19: 1 practice gave no register (M81087).",)
    assert list(faults(read(made._repr_html_())[0])) == []



def practices(*sizes: float) -> pd.DataFrame:
    table = pd.DataFrame(
        {"area_code": [f"Z9900{i}" for i in range(len(sizes))], "value": sizes, "place": "Elmshire", "period": "2022/23"}
    )
    special = ["fewer than 1,000 patients" if size < 1_000 else "" for size in sizes]
    return table.assign(area_name="Surgery", indicator_id="list_size", source_id="qof_raw", special=special)


@pytest.mark.parametrize(
    "sizes, said",
    [
        ((5000, 3000), ("Practices have from 3,000 to 5,000 patients on their lists, 4,000 on average",
          "2 practices have 8,000 registered patients, 4,000 each on average.")),
        ((5000, 3000, 400),
         ("Practices have from 3,000 to 5,000 patients on their lists, 4,000 on average; 1 practice unlike others is left out",
          "Counting it too, 3 practices have 8,400 registered patients, 2,800 each on average.",
          "The table says why a practice is left out.")),
        ((5000, 3000, 400, 300, 0),
         ("Practices have from 3,000 to 5,000 patients on their lists, 4,000 on average; 2 practices unlike others are left out",
          "Counting them too, 4 practices have 8,700 registered patients, 2,175 each on average.",
          "The table says why a practice is left out.")),
        ((5000,), ("1 practice has 5,000 registered patients",)),
    ],
)  # fmt: skip
def test_practice_sizes_single_out_no_small_practice(sizes: tuple[float, ...], said: tuple[str, ...]) -> None:
    made = of_practices(lists.by_size(practices(*sizes)))
    assert (made.sentence.headline, *made.sentence.detail) == said
    assert ("special" in made.columns) == any(0 < size < 1000 for size in sizes)


def test_of_very_many_practices_the_table_lists_both_ends_and_the_page_stays_light() -> None:
    many = practices(*range(900, 35_300, 100)).assign(area_name="The Willow Tree Family Doctors", footprint="practice")
    made = of_practices(lists.by_size(many))
    html = re.sub("<style.*?</style>", "", made._repr_html_(), flags=re.DOTALL)
    assert made.sentence.headline.startswith("Practices have from 1,000 to 35,200 patients on their lists")
    assert len(made.rows) == 344 and html.count("<tr>") == 1 + 50 and len(html.encode()) < 35_000
    assert "the table lists the 25 largest and the 25 smallest" in html and "The CSV file holds the same" in html


def test_no_lists_are_one_sentence() -> None:
    here = SimpleNamespace(
        siblings=lambda indicator: areas([]), history=lambda indicator: yearly({}), practices=lambda indicator: practices(),
        faces=lambda indicator: (),
        lacks=lambda indicator: ("", ""),
    )  # fmt: skip
    assert isinstance(siblings(here, "list_size", "list_aged_under_18", "list_aged_50_over"), Missing)
    assert isinstance(growth(here, "list_size"), Missing) and isinstance(practice_sizes(here, "list_size"), Missing)


def test_practices_that_were_absent_or_merged_are_said_to_be_so() -> None:
    sizes = {"Elm": (3000.0, None, 3100.0), "Ash": (6576.0, 6576.0, None), "Oak": (10552.0, 10552.0, 17461.0), "Yew": (900.0, None, None)}
    years = ("2018/19", "2019/20", "2022/23")
    rows = [(name, year, value) for name, values in sizes.items() for year, value in zip(years, values, strict=True) if value]
    table = pd.DataFrame(rows, columns=["practice_code", "period", "value"]).assign(inside=True, elsewhere="", place="Elmshire")
    table = table.assign(area_name=table["practice_code"], near=[{"U1"}] * len(table), source_id="qof_raw")
    made = practice_changes(SimpleNamespace(footprint="ccg_2019", practice_changes=lambda: table))
    assert isinstance(made, Figure)
    assert made.sentence.headline == "2 practices left the lists between 2018/19 and 2022/23, and none joined them"
    assert made.sentence.detail[0] == "1 practice had no list in some years between, and came back."
    assert made.sentence.detail[-1].endswith("the two probably merged, and the table says so.")
    html = made._repr_html_()
    assert "absent in 2019/20" in html and "probably merged with Oak" in html and "Other area" not in html


@pytest.mark.parametrize("joined, told", [(33, "In 2019/20 33 of its 59 practices joined: "), (5, ""), (4, "")])
def test_practices_that_join_together_are_not_taken_for_new_ones(joined: int, told: str) -> None:
    """Of Kernow's 59 practices of 2019/20 26 were in the Quality and Outcomes Framework the year before."""
    before = joined if joined == 4 else 59 - joined
    names = [f"P{n}" for n in range(before + joined)]
    rows = [(name, year, 1000.0) for n, name in enumerate(names) for year in ("2018/19", "2019/20") if n < before or year == "2019/20"]
    table = pd.DataFrame(rows, columns=["practice_code", "period", "value"]).assign(inside=True, elsewhere="", place="Elmshire")
    table = table.assign(area_name=table["practice_code"], near=[{"U1"}] * len(table), source_id="qof_raw")
    made = practice_changes(SimpleNamespace(footprint="ccg_2019", practice_changes=lambda: table))
    assert isinstance(made, Figure) and made.sentence.headline.endswith(f"and {joined} joined them")
    assert [text for text in made.sentence.detail if text.startswith("In 2019/20")] == (
        [f"{told}they may have been here before and not been counted."] if told else []
    )
    assert list(faults(read(made._repr_html_())[0])) == []


def test_a_practice_whose_list_changed_twice_is_one() -> None:
    """Fallowfield Medical Centre in Manchester: 2,416, 2,982 and 3,670 patients made it two of 16 lists that changed."""
    sizes = {"Fallowfield": (2416.0, 2982.0, 3670.0, 3472.0), "Vallance": (9000.0, 9100.0, 9573.0, 13915.0)}
    years = ("2018/19", "2019/20", "2020/21", "2022/23")
    rows = [(name, year, value) for name, values in sizes.items() for year, value in zip(years, values, strict=True)]
    table = pd.DataFrame(rows, columns=["practice_code", "period", "value"]).assign(inside=True, elsewhere="", place="Elmshire")
    table = table.assign(area_name=table["practice_code"], near=[{"U1"}] * len(table), source_id="qof_raw")
    made = practice_changes(SimpleNamespace(footprint="ccg_2019", practice_changes=lambda: table))
    assert isinstance(made, Figure) and len(made.rows) == 3
    once = "2 practices had a list that changed by a fifth or more from one year held to the next, 1 of them from 2020/21 to 2022/23."
    assert once in made.sentence.detail


def test_the_report_of_one_practice_says_what_the_lists_around_it_say_of_it() -> None:
    sizes = {"Ash": (6576.0, None), "Oak": (10552.0, 17461.0), "Elm": (3000.0, 3100.0)}
    rows = [(name, year, value) for name, values in sizes.items() for year, value in zip(("2020/21", "2022/23"), values, strict=True)]
    table = pd.DataFrame(rows, columns=["practice_code", "period", "value"]).dropna()
    table = table.assign(inside=True, elsewhere="", place="Elmshire", area_name=table["practice_code"], near=[{"U1"}] * len(table))
    here = [SimpleNamespace(footprint="practice", code=code, practice_changes=lambda: table) for code in ("Oak", "Elm")]
    oak, elm = map(practice_changes, here)
    assert isinstance(oak, Notice) and oak.paragraphs[0].startswith(
        "List grew by a fifth or more, from 2020/21 (10,552 patients) to 2022/23 (17,461 patients); this practice probably merged with Ash."
    )
    steady = "The list of this practice changed by less than a fifth in any year between 2020/21 and 2022/23."
    assert isinstance(elm, Notice) and elm.paragraphs == (steady,)


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize(
    "special, named",
    [("", {"largest 29,338", "smallest 2,000"}),
     ("students", {"largest 6,900", "smallest 2,000", "cut: 29,338 \N{RIGHTWARDS ARROW}"})],
)  # fmt: skip
def test_both_ends_of_the_range_of_the_title_stand_in_the_drawing_of_many_lists(special: str, named: set[str], width: float) -> None:
    table = lists.by_size(practices(29_338, *range(2_000, 7_000, 100)))
    made, fig = of_practices(table.assign(special=[special, *table["special"][1:]])), Canvas(figsize=(width, 4))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    colours = [to_hex(shape.get_facecolor()) for shape in ax.patches]
    assert colours == [style.BLUE, style.CONTEXT] and len(ax.patches[1].get_data().values) == bool(special), "the special one is apart"
    assert ax.get_ylim()[1] < 1.1 * (6_900 if special else 29_338), "a practice that is left out sets no scale"
    assert {text.get_text() for text in ax.texts} - {f"Average {made.facts['Average list']}"} == named
    assert all(text.split()[-1] in made.sentence.headline for text in named if text[0] != "c")
    texts = [text for text in (*ax.texts, ax.xaxis.label, *fig.texts) if text.get_text()]
    boxes = [text.get_window_extent() for text in texts]
    assert [(texts[i].get_text(), texts[j].get_text()) for j in range(len(boxes)) for i in range(j) if boxes[i].overlaps(boxes[j])] == []
    least = next(text.get_window_extent() for text in ax.texts if text.get_text().startswith("smallest"))
    end, floor = ax.transData.transform((51 if not special else 50, 0))
    assert abs(least.x1 - end) < 5 and 0 <= floor - least.y1 < 12, "it stands at its bar"


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("own", [0, 3, 30, 49, 50])
def test_of_many_lists_that_of_the_own_practice_is_marked_and_named_and_the_average_cuts_no_bar(own: int, width: float) -> None:
    table = lists.by_size(practices(*range(2_000, 7_000, 100), 900))
    made, fig = of_practices(table.assign(own=table.index == own)), Canvas(figsize=(width, 4))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax, size = fig.axes[0], f"{table['value'][own]:,.0f}"
    boxes = {text.get_text(): text.get_window_extent() for text in (*ax.texts, *fig.texts) if text.get_text()}
    named = boxes.pop(f"this practice {size}")
    assert [text for text, box in boxes.items() if box.overlaps(named)] == [] and named.x0 >= 0 and named.x1 <= fig.bbox.x1
    bar = next(shape for shape in ax.patches if to_hex(shape.get_facecolor()) == style.INK)
    assert list(bar.get_data().values) == [min(table["value"][own], ax.get_ylim()[1])]
    assert all(line.get_linewidth() < 2 for line in ax.lines)


def test_of_very_many_practices_a_phone_has_a_drawing_of_its_own() -> None:
    """The 344 practices of North West London had letters of 8 pixels: two drawings were too heavy for a page."""
    many = practices(*range(900, 35_300, 100)).assign(area_name="The Willow Tree Family Doctors", footprint="practice")
    html = of_practices(lists.by_size(many.assign(special=["students" if n % 7 == 0 else "" for n in range(len(many))])))._repr_html_()
    assert html.count("<svg") == 2 and 'class="jsna-narrow"' in html



def test_no_name_of_a_sibling_touches_a_bar_on_a_phone() -> None:
    made = of_siblings(lists.by_age(areas([4_000.0, 3_000.0, 2_000.0, 1_000.0]), areas([20.0, 18, 17, 16]), areas([40.0, 41, 42, 43])))
    fig = Canvas(figsize=(style.NARROW, style.size(4, 0.32).narrow))
    assert made.draw is not None
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    names = [text.get_window_extent().padded(3) for text in fig.axes[0].texts if text.get_text() in set(made.rows["area_name"])]
    shapes = [bar.get_window_extent() for ax in fig.axes for bar in ax.patches]
    assert len(names) == 4 and not any(name.overlaps(bar) for name in names for bar in shapes)
