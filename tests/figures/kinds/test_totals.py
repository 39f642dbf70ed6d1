"""Yearly totals say the newest whole year and the plain change, and no more."""

from types import SimpleNamespace

import pandas as pd
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import style
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.kinds import totals as kind
from jsna.figures.kinds.totals import totals
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read


def yearly(values: dict[str, float], indicator: str = "mar_non_elective_year") -> pd.DataFrame:
    own = pd.DataFrame({"period": list(values), "value": list(values.values()), "place": "Elmshire"})
    return own.assign(indicator_id=indicator, denominator=365.0, source_id="monthly_activity_return")


NUMBERS = (16_900, 17_100, 17_273, 17_034, 17_492, 17_172, 17_803, 19_263)


def figure(rows: pd.DataFrame) -> Figure:
    """The figure where nobody knows how many people there are."""
    return kind.figure(rows, pd.DataFrame({"place": [], "period": [], "value": []}).astype({"place": "str", "period": "str"}))


@pytest.mark.parametrize(
    "values, headline",
    [
        ({"2017/18": 17803, "2018/19": 19263}, "19,263 unplanned hospital stays in 2018/19, 1,460 (8.2%) more than in 2017/18"),
        ({"2017/18": 700, "2018/19": 650}, "650 unplanned hospital stays in 2018/19, 50 (7.1%) fewer than in 2017/18"),
        ({"2017/18": 700, "2018/19": 700}, "700 unplanned hospital stays in 2018/19, as many as in 2017/18"),
        ({"2016/17": 700, "2018/19": 650}, "650 unplanned hospital stays in 2018/19"),
        ({"2018/19": 650}, "650 unplanned hospital stays in 2018/19"),
    ],
)
def test_the_newest_year_beside_the_year_before(values: dict[str, float], headline: str) -> None:
    made = figure(yearly(values))
    assert isinstance(made, Figure) and made.sentence.headline == headline
    assert "nothing was tested" in made.sentence.detail[0] and list(faults(read(made._repr_html_())[0])) == []


@pytest.mark.parametrize(
    "values, said, compared",
    [
        ({"2013/14": 600, "2014/15": 1000, "2015/16": 1050}, "Nothing is compared between 2013/14 and 2014/15: so", [None, None, 50]),
        ({"2013/14": 600, "2014/15": 1000, "2015/16": 600}, "between 2013/14 and 2014/15 and between 2014/15 and 2015/16: so", [None] * 3),
        ({"2013/14": 600, "2015/16": 1000, "2016/17": 1050}, "In 2013/14 there were 600.", [None, None, 50]),
    ],
)
def test_what_is_said_not_to_be_compared_is_what_the_table_does_not_compare(
    values: dict[str, float], said: str, compared: list[float | None]
) -> None:
    made = figure(yearly(values))
    assert isinstance(made, Figure) and said in made.sentence.detail[0]
    assert [None if pd.isna(change) else change for change in made.rows["change"]] == compared


@pytest.mark.parametrize(
    "values, said",
    [
        ({"2013/14": 600, "2014/15": 640, "2015/16": 700}, "In 2013/14 there were 600; since then there are 100 more."),
        ({"2013/14": 600, "2014/15": 640, "2015/16": 580}, "In 2013/14 there were 600; since then there are 20 fewer."),
        ({"2013/14": 600, "2014/15": 640, "2015/16": 600}, "In 2013/14 there were 600. 201"),
        ({"2013/14": 600, "2015/16": 640, "2016/17": 700}, "In 2013/14 there were 600. 201"),  # nobody knows the year between
    ],
)
def test_the_newest_year_is_set_beside_the_first_where_every_year_between_is_held(values: dict[str, float], said: str) -> None:
    made = figure(yearly(values))
    assert isinstance(made, Figure) and said in made.sentence.detail[0] and list(faults(read(made._repr_html_())[0])) == []


def test_a_name_that_begins_with_initials_keeps_them() -> None:
    made = figure(yearly({"2018/19": 650}, "mar_gp_referrals_year"))
    assert isinstance(made, Figure) and made.sentence.headline == "650 GP referrals made in 2018/19"


def test_beside_england_a_count_is_one_among_the_people_of_the_lists_that_stand_everywhere_else() -> None:
    people = pd.DataFrame(
        {
            "place": ["Elmshire", "England", "Elmshire"], "period": ["2018/19", "2018/19", "2017/18"],
            "value": [6_500.0, 6e6, float("nan")], "left_out": [1_500.0, float("nan"), float("nan")],
        }
    )  # fmt: skip
    counts = pd.concat([yearly({"2017/18": 640, "2018/19": 650}), yearly({"2017/18": 1, "2018/19": 600_000}).assign(place="England")])
    made = totals(SimpleNamespace(history=lambda indicator: people if indicator == "list_size" else counts), "mar_non_elective_year")
    assert isinstance(made, Figure) and set(made.rows["place"]) == {"Elmshire"} and list(faults(read(made._repr_html_())[0])) == []
    assert made.rows["rate"].fillna(-1).tolist() == [-1.0, 100.0] and made.rows["england"].fillna(-1).tolist() == [-1.0, 100.0]
    assert "That is 100.0 per 1,000 patients, and 100.0 in England." in made.sentence.detail[0]


def test_nobody_s_rate_is_left_out() -> None:
    made = figure(yearly({"2018/19": 650}))
    assert not {"rate", "england"} & set(made.columns) and "per 1,000" not in made.sentence.detail[0]


def test_no_whole_year_is_one_sentence() -> None:
    here = SimpleNamespace(history=lambda indicator: yearly({}, indicator), faces=lambda indicator: (), lacks=lambda indicator: ("", ""))
    assert isinstance(totals(here, "mar_non_elective_year"), Missing)


@pytest.mark.parametrize(
    "values, subtitle",
    [
        ({"2016/17": 700, "2017/18": float("nan"), "2018/19": 650}, "2016/17 to 2018/19; no number for 2017/18"),
        ({"2015/16": 700, "2018/19": float("nan")}, "2015/16; no number for 2016/17, 2017/18 and 2018/19"),
        ({"2017/18": 700, "2018/19": 650}, "2017/18 to 2018/19"),
    ],
)
def test_years_without_a_number_are_named(values: dict[str, float], subtitle: str) -> None:
    made = figure(yearly(values))
    assert isinstance(made, Figure) and made.subtitle.endswith(f"Elmshire, {subtitle}")


@pytest.mark.parametrize("width", [style.WIDTH, style.NARROW])
@pytest.mark.parametrize("times", [1, 4, 40])
@pytest.mark.parametrize("years", [6, 8])
def test_each_year_that_is_held_has_a_bar_from_nothing_and_its_number(width: float, times: int, years: int) -> None:
    """An 8% rise looked three times as high on an axis that did not begin at 0, and North West London lacked three of six numbers."""
    values = {f"{2018 - n}/{19 - n}": value * times for n, value in zip(range(years)[::-1], NUMBERS[-years:], strict=True)}
    values.pop("2016/17")
    made = figure(yearly(values))
    assert made.draw is not None
    fig = Canvas(figsize=(width, 2.4))
    made.draw(fig)
    FigureCanvasAgg(fig).draw()
    ax = fig.axes[0]
    assert [bar.get_height() for bar in ax.patches] == list(values.values()) and ax.get_ylim()[0] == 0
    assert [round(bar.get_x() + bar.get_width() / 2) for bar in ax.patches] == [int(period[:4]) for period in values]
    assert {f"{value:,}" for value in values.values()} <= {text.get_text().partition("\n")[0] for text in ax.texts}
    boxes = [text.get_window_extent() for text in [*ax.texts, *ax.get_xticklabels(), *fig.texts] if text.get_text()]
    assert not any(one.overlaps(other) for at, one in enumerate(boxes) for other in boxes[:at])
    assert all(box.x0 >= 0 and box.x1 <= fig.bbox.x1 and box.y1 <= fig.bbox.y1 for box in boxes)


def test_the_change_of_the_title_stands_at_the_newest_year() -> None:
    made, fig = figure(yearly({"2017/18": 17803, "2018/19": 19263})), Canvas(figsize=(style.WIDTH, 2.4))
    assert made.draw is not None
    made.draw(fig)
    assert "19,263\n1,460 more" in [text.get_text() for text in fig.axes[0].texts] and "1,460 (8.2%) more" in made.sentence.headline


def test_one_year_alone_is_no_chart() -> None:
    assert figure(yearly({"2018/19": 650})).draw is None


@pytest.mark.parametrize("first, said", [(24_268, True), (30_000, False)])
def test_a_year_that_is_not_compared_says_why(first: int, said: bool) -> None:
    made, fig = figure(yearly({"2013/14": first, "2014/15": 30_533, "2015/16": 26_807, "2016/17": 27_237})), Canvas(figsize=(8, 2.4))
    assert made.draw is not None
    made.draw(fig)
    assert any("nothing is compared" in text.get_text() for text in fig.texts) is said
