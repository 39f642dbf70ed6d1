"""What a chart of a monthly series says: which rule, whom it measured, how old it is, and never a verdict on activity."""

import re
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure as Canvas

from jsna import Assessment
from jsna.analysis import spc as analysis
from jsna.catalogue import definitions
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.core.render import html as figure_html
from jsna.figures.kinds.spc import figure, spc
from jsna.figures.kinds.spc_sentences import UNLIKELY, say
from jsna.making.run import build
from jsna.methods import spc as methods
from tests.analysis.test_leaps import HAMPSHIRE_DAYS, MANCHESTER_STAYS

QUIET = [10.0, 12.0] * 18


def monthly(values: list[float], indicator: str = "mar_non_elective", **more: str) -> pd.DataFrame:
    months = pd.period_range(end="2019-12", periods=len(values), freq="M").astype(str)
    held = {"period": months, "value": values, "numerator": [30 * value for value in values], "denominator": 30.0}
    named = {"indicator_id": indicator, "footprint": "ccg_2019", "area_code": "ZZ1", "place": "Elmshire", "body": "Elmshire"} | more
    return pd.DataFrame(held).assign(source_id="monthly_activity_return", **named)


def council(values: list[float], also: str = "") -> Figure:
    named = {"area_code": "E10000099", "body": "Elmshire County Council", "also": also, "place": "North Elmshire"}
    return figure(monthly(values, "dtoc_total", **named))


@pytest.mark.parametrize(
    "values, finding",
    [
        (QUIET, "no unusual pattern"),
        ([5.0] * 36, "no unusual pattern"),
        ([5.0], "too few months to tell"),
        ([*QUIET[:-1], 40.0], "1 month was above the upper limit, December 2019"),
        ([*QUIET[:20], 40.0, *QUIET[:14], 41.0], "2 months were above the upper limit, the latest in December 2019"),
        ([*QUIET[:-1], 0.0], "1 month was below the lower limit, December 2019"),
        ([*QUIET[:27], 9.0, *[12.5, 12.4, 12.6, 12.5, 12.4, 12.6, 12.5, 12.4]], "the last 8 months were all above the average"),
        (
            [*QUIET[:20], *[12.5, 12.4, 12.6, 12.5, 12.4, 12.6, 12.5], *QUIET[:9]],
            "8 months in a row were above the average, August 2018 to March 2019",
        ),
        ([*QUIET[:26], 9.0, *[9.5, 9.4, 9.6, 9.5, 9.4, 9.6, 9.5, 9.4, 9.6]], "the last 10 months were all below the average"),
        (
            [*QUIET[:24], 12.4, 11.8, 11.2, 10.6, 10.4, 9.9, 9.5, *QUIET[1::-1] * 2, 12.0],
            "values fell month by month over 7 months, January 2019 to July 2019",
        ),
        ([*QUIET[:29], 9.0, 9.5, 10.0, 10.6, 11.2, 11.8, 12.4], "values rose month by month over the last 7 months"),
        ([*QUIET[:33], 15.5, 12.0, 15.5], "2 months came close to the upper limit, the latest in December 2019"),
        ([*QUIET[:33], 6.5, 10.0, 6.5], "2 months came close to the lower limit, the latest in December 2019"),
    ],
)
def test_the_headline_says_which_rule_and_the_line_under_it_how_new_the_data_are(values: list[float], finding: str) -> None:
    made = figure(monthly(values))
    assert made.sentence.headline == f"Unplanned hospital stays: {finding}" and made.subtitle.endswith("December 2019")
    assert "month" in made.sentence.alt


def test_no_rule_is_routine_variation() -> None:
    made = figure(monthly(QUIET))
    assert made.sentence.detail[1] == "Nothing here suggests more than routine variation."
    assert made.sentence.detail[2] == "The average is 11.0 a day. The limits are 5.7 and 16.3."
    assert "most recent 36 months, January 2017 to December 2019" in made.subtitle


def test_a_weak_pattern_of_the_newest_year_comes_before_one_of_years_ago() -> None:
    """GP referrals of Wyre Forest had months near the upper limit in autumn 2019, and were said to have no pattern in the last year."""
    made = figure(monthly([*QUIET[:8], 19.0, *QUIET[9:31], 16.2, 12.0, 16.2, 12.0, 10.0]))
    assert "2 months came close to the upper limit, the latest in October 2019" in made.sentence.headline
    assert "September 2017" in " ".join(made.sentence.detail)


def test_a_signal_is_unlikely_to_be_chance_alone_and_may_be_season_or_recording() -> None:
    weak = "A pattern by itself is weak evidence; a change is named only where it lasts."
    assert figure(monthly([*QUIET[:-1], 40.0])).caveat.endswith(weak)
    long = figure(monthly([*QUIET[:-12], *[12.4, 12.6, 12.5] * 4]))
    assert "unlikely to be chance alone; season and recording can also do this" in " ".join(long.sentence.detail)
    assert not [made for made in (long, figure(monthly(QUIET))) if "weak evidence" in made.caveat], "nor where no rule was broken"


def test_two_patterns_that_chance_often_gives_together_are_not_called_unlikely() -> None:
    eight = [12.5, 12.4, 12.6, 12.5, 12.4, 12.6, 12.5, 12.4]
    said = " ".join(figure(monthly([*QUIET[:9], 4.0, *QUIET[:17], 9.0, *eight])).sentence.detail)
    assert "Also: 1 month was below the lower limit" in said
    assert "unlikely to be chance alone" not in said


def following(correlation: float, charts: int) -> np.ndarray:
    """Charts of stable months in which each follows the one before, as those of hospitals do with a correlation of 0.2 to 0.4."""
    noise = np.random.default_rng(20261127).normal(0, 1, (charts, 36))
    for month in range(1, 36):
        noise[:, month] = correlation * noise[:, month - 1] + np.sqrt(1 - correlation**2) * noise[:, month]
    return 100 + 5 * noise


@pytest.mark.parametrize("correlation", [0.0, 0.35])
def test_a_chart_of_a_stable_level_is_called_unlikely_in_about_1_of_20_at_most(correlation: float) -> None:
    measure = definitions()["mar_non_elective"]
    charts = [analysis.chart(monthly(list(months))) for months in following(correlation, 200)]
    unlikely = [UNLIKELY in say(table, measure, analysis.signals(table)).detail[1] for table in charts]
    assert np.mean(unlikely) < 0.06


@pytest.mark.parametrize("correlation, share", [(0.0, 0.3), (0.35, 0.7)])
def test_a_chart_of_a_stable_level_breaks_a_rule_as_often_as_is_said(correlation: float, share: float) -> None:
    charts = following(correlation, 1_000)
    assert np.mean([bool(any(methods.xmr(months).rule)) for months in charts]) == pytest.approx(share, abs=0.05)


def test_months_that_were_not_wholly_reported_are_said_to_be_so_and_no_rule_is_read() -> None:
    made = figure(monthly([*QUIET[:-4], 1.0, 1.2, *QUIET[-2:]]))
    assert made.sentence.headline.startswith("Unplanned hospital stays: 2 months are below half of the usual, the latest in October")
    assert "first of all one of what was reported" in made.sentence.detail[1] and len(made.sentence.detail) == 2


def test_several_signals_are_all_said_with_their_dates_and_stand_in_the_facts() -> None:
    made = figure(monthly([*QUIET[:14], 60.0, *QUIET[:11], 9.0, *[13.2, 13.1, 13.3, 13.2, 13.1, 13.3, 13.2, 13.1, 13.4]]))
    assert made.sentence.headline.startswith("Unplanned hospital stays: the last 9 months were all above the average")
    assert "1 month was above the upper limit (March 2018)." in made.sentence.detail[2]
    assert {"9", "1"} <= set(made.facts.values())


def test_activity_is_never_called_emergency_and_gets_no_verdict() -> None:
    made = figure(monthly([*QUIET[:-1], 40.0]))
    said = " ".join([made.sentence.headline, *made.sentence.detail, made.subtitle, made.sentence.alt]).lower()
    assert not [word for word in ("emergency", "better", "worse", "improve", "concern", "target") if word in said]
    assert "may be a change of recording" in made.caveat


def test_fewer_than_twelve_months_make_trial_limits() -> None:
    made = figure(monthly(QUIET[:11]))
    assert made.sentence.detail[2].endswith("These are trial limits: they rest on less than a year of months.")
    assert "all 11 months held" in made.subtitle


def test_a_single_month_and_a_constant_series_have_their_own_sentence() -> None:
    one = figure(monthly([4.0])).sentence
    assert one.detail == ("4.0 a day in December 2019.", "The average is 4.0 a day. One month is too few for limits.",)
    assert figure(monthly([5.0] * 36)).sentence.detail[1] == "Every month that is held has the same value."


@pytest.mark.parametrize(
    "gone, said",
    [
        ([4], "May 2017 is not held"),
        ([4, 9], "May 2017 and October 2017 are not held"),
        ([4, 9, 10, 20], "4 months are not held"),
    ],
)
def test_an_absent_month_is_said_and_shown(gone: list[int], said: str) -> None:
    made = figure(monthly(QUIET).drop(index=gone))
    assert f"{said}: the line breaks there, and no rule reaches across." in made.sentence.detail
    assert made.rows["flag"].eq("not held").sum() == len(gone) and len(made.rows) == 36
    assert "2017-05" in figure_html(made)


def test_the_line_of_a_chart_is_broken_at_a_month_that_is_not_held() -> None:
    canvas = Canvas()
    figure(monthly(QUIET).drop(index=[4])).draw(canvas)
    lines = [line.get_xdata() for line in canvas.axes[0].lines if len(line.get_xdata()) > 2]
    assert [(min(months), max(months)) for months in lines] == [(0, 3), (5, 35)]


@pytest.mark.parametrize("least, cut", [(0.0, False), (100.0, True)])
def test_an_axis_is_said_to_be_cut_where_it_is(least: float, cut: bool) -> None:
    canvas = Canvas()
    figure(monthly([least + value for value in [0.0, 9.0] * 18])).draw(canvas)
    texts = " ".join(text.get_text() for text in [*canvas.texts, *canvas.axes[0].texts])
    assert ("axis does not start at 0" in texts) is cut and "hospital stays" in texts


def test_a_year_that_lacks_a_month_has_no_average() -> None:
    assert figure(monthly(QUIET).drop(index=[4])).sentence.detail[0].startswith("11.0 a day in 2018, 11.0 in 2019; 12.0 in December 2019.")


STEP = [*[20.0, 22.0] * 9, *QUIET[:18]]


def test_a_level_that_moved_is_said_with_its_averages_and_the_limits_are_of_the_months_since() -> None:
    made = figure(monthly(STEP))
    assert made.sentence.headline == (
        "Unplanned hospital stays: the level fell in July 2018, from 21.0 to 11.0 a day on average"
    )
    assert made.sentence.detail[0] == "21.0 a day in 2017, 16.0 in 2018, 11.0 in 2019; 12.0 in December 2019."
    assert made.sentence.detail[2] == "Average and limits are of the months since July 2018. The limits are 5.7 and 16.3 a day."
    assert made.facts["Average of 2018"] == "16.0 in 2018"
    assert made.rows["year_mean"].tolist() == [21.0] * 12 + [16.0] * 12 + [11.0] * 12, "what is said of years stands in the table"
    assert made.rows["upper"].isna().sum() == 18 and made.rows["flag"].eq("earlier level").sum() == 18


def neighbours(**series: list[float]) -> pd.DataFrame:
    every = [monthly(values).assign(area_name=name, county="Two Shires") for name, values in series.items()]
    return pd.concat(every)


@pytest.mark.parametrize(
    "series, told",
    [
        ({"Ashby": STEP, "Birch": QUIET}, "1 of the 2 other CCGs of Two Shires moved the same way within a month of July 2018 (Ashby)."),
        ({"Birch": QUIET}, "Nothing like it was seen within a month of July 2018 in the 1 other CCG of Two Shires."),
    ],
)
def test_neighbours_that_moved_in_the_same_month_are_told(series: dict[str, list[float]], told: str) -> None:
    made = figure(monthly(STEP), neighbours(**series))
    assert made.sentence.detail[1] == told and made.facts["Neighbours"] == str(len(series))


def test_a_step_may_be_one_of_recording_and_a_steady_level_has_none() -> None:
    assert "A step is often a change of recording" in figure(monthly(STEP, "mar_day_case")).caveat
    assert "recording" not in figure(monthly(QUIET, "mar_day_case")).caveat


HUMP = [*QUIET[:20], 30.0, 32.0, 31.0, *QUIET[:13]]


def test_a_hump_is_told_with_its_months_and_is_no_level() -> None:
    old, new = (figure(monthly(values, "mar_day_case")) for values in (HUMP, [*QUIET[:8], *HUMP[:28]]))
    told = "It was higher in September to November 2018 (31.0 a working day on average) than just before and after."
    assert told in old.sentence.detail[0]
    assert old.sentence.headline.endswith("no unusual pattern in the last year")
    assert new.sentence.headline.endswith(": higher in May to July 2019 (31.0 a working day on average) than just before and after")
    assert old.rows["flag"].eq("higher for a time").sum() == 3


RISE = [100 + 2 * month + value for month, value in enumerate(QUIET)]


@pytest.mark.parametrize("values", [STEP, HUMP, RISE, [*QUIET[:33], 20.0, 22.0, 20.0]])
def test_what_is_planned_is_told_by_working_days_alone(values: list[float]) -> None:
    made = figure(monthly(values, "mar_gp_referrals"))
    said = " ".join([made.sentence.headline, *made.sentence.detail])
    assert "a working day" in said and " a day" not in said


def test_newest_months_that_turn_are_told_with_the_level_that_moved() -> None:
    made = figure(monthly([*[20.0, 22.0] * 9, *QUIET[:15], 14.0, 15.0, 14.0]))
    level = "the level fell in July 2018, from 21.0 to 11.5 a day on average"
    assert f"{level}" in made.sentence.headline, "what chance alone often makes is in no title"
    newest = "October to December 2019: 14.3 a day, and 11.3 in the same months of the year before"
    assert f"{newest}, which may be chance." in made.sentence.detail[0] and made.facts["Difference"] == "26%"


def test_the_two_newest_months_that_are_beyond_all_since_a_level_fell_are_told() -> None:
    """Delayed days of Worcestershire: the last two of 2019 were the highest since they had fallen."""
    fell = [*[20.0, 22.0] * 9, *QUIET[:16]]
    told = "; the last two months are the highest since"
    assert told in figure(monthly([*fell, 13.2, 13.1])).sentence.headline
    assert "highest since" not in figure(monthly([*fell, 11.0, 13.2])).sentence.headline


def test_of_the_newest_months_there_is_one_verdict() -> None:
    """"May be chance" stood beside "the highest since" and "above the upper limit"."""
    detail = figure(monthly([*[20.0, 22.0] * 9, *QUIET[:16], 13.2, 13.1])).sentence.detail[0]
    assert "which by itself may be chance, but the last months stand out the same way" in detail
    assert "by itself" not in figure(monthly([*[20.0, 22.0] * 9, *QUIET[:15], 14.0, 10.0, 14.0])).sentence.detail[0]


def test_a_level_with_more_winter_in_it_than_the_last_is_said_to_have_it() -> None:
    """Delayed days of Worcestershire in acute hospitals: 14 months with two winters, set beside 18 with one and a half."""
    fell = council([*[33.0, 35.0] * 7, *[29.0] * 3, *[24.0, 26.0] * 9, 25.0]).sentence.detail[0]
    assert "The earlier months have more of winter among them than the later; whole years compare like with like." in fell
    assert "winter" not in council([*[33.0, 35.0] * 6, *[24.0, 26.0] * 12]).sentence.detail[0]
    assert "winter" not in council([*[24.0, 26.0] * 7, *[29.0] * 3, *[33.0, 35.0] * 9, 34.0]).sentence.detail[0]


def test_a_change_over_months_names_the_one_in_which_it_leapt_for_good() -> None:
    """Days delayed of Hampshire, which fell by a fifth in a month; and unplanned stays of Manchester, of which one month was high."""
    months = charted_headline(HAMPSHIRE_DAYS), charted_headline(MANCHESTER_STAYS)
    assert "the level fell between November 2017 and December 2018 (sharply in December 2017), from 274.7 to 195.4" in months[0]
    assert "the level rose between June 2017 and September 2018, from 187." in months[1]


def charted_headline(values: list[float]) -> str:
    return figure(monthly([float(value) for value in values])).sentence.headline


def test_a_level_that_falls_straight_to_the_end_is_told_by_years_and_not_by_its_last_month() -> None:
    made = figure(monthly([*QUIET[:12], *(11.0 + month / 2 + (value - 11) / 3 for month, value in enumerate(QUIET[12:]))]))
    years = re.search(r": rose from ([\d.]+) a day in 2017 to ([\d.]+) in 2019$", made.sentence.headline)
    assert years and {f"{years[1]} in 2017", f"{years[2]} in 2019"} <= set(made.facts.values())


@pytest.mark.parametrize(
    "last, headline, between",
    [
        (29.0, "the level fell in January 2018, from 31.0 to 21.0, and rose to 30.0 a day on average since January 2019", ""),
        (25.0, "the level fell, from 31.0 at first to 26.0 a day on average since January 2019", "rose in January 2019 to 26.0"),
        (30.0, "the level is back near where it was: 31.0 a day on average since January 2019, 31.0 at first", "rose in January 2019 to"),
        (13.0, "the level fell, from 31.0 at first to 14.0 a day on average since January 2019", "fell in January 2019 to 14.0"),
    ],
)
def test_a_heading_has_the_first_level_and_the_last_and_what_lies_between_stands_below(last: float, headline: str, between: str) -> None:
    made = figure(monthly([*[30.0, 32.0] * 6, *[20.0, 22.0] * 6, *[last, last + 2] * 6]))
    assert made.sentence.headline == f"Unplanned hospital stays: {headline}"
    detail = " ".join(made.sentence.detail)
    assert f"It fell in January 2018 from 31.0 to 21.0 and {between}" in detail if between else "It fell" not in detail


@pytest.mark.parametrize("newest, ending", [([11.1, 12.1, 11.1], ""), ([11.6, 12.6, 11.6], "which may be chance.")])
def test_the_newest_months_of_a_steady_level_are_said_without_a_percentage_that_may_be_chance(newest: list[float], ending: str) -> None:
    said = figure(monthly([*QUIET[:21], *QUIET[1:4], *QUIET[:9], *newest])).sentence.detail[0]
    assert said.endswith(ending or f"; {newest[-1]} in December 2019.") and "%" not in said


def test_the_newest_months_that_are_other_by_more_than_chance_makes_have_their_percentage() -> None:
    rows = figure(monthly([*QUIET[:33], 20.0, 22.0, 20.0])).sentence.detail[0]
    assert "20.7 a day, 82% more than in the same months of the year before (11.3), more than chance usually makes." in rows


def test_a_series_that_rises_throughout_has_no_limits() -> None:
    made = figure(monthly([100 + 2 * month + value for month, value in enumerate(QUIET)]))
    assert made.sentence.headline.endswith("stays: rose from 122.0 a day in 2017 to 170.0 in 2019")
    assert made.rows["upper"].isna().all() and "months of the year before" not in made.sentence.detail[0]
    assert "none are drawn" in " ".join(made.sentence.detail) and "limits are" not in " ".join(made.sentence.detail)
    canvas = Canvas()
    made.draw(canvas)
    assert not [text for text in canvas.axes[0].texts if "Average" in text.get_text()]


def test_a_level_that_never_settles_is_said_to_move_and_reads_no_rule() -> None:
    made = figure(monthly([*[25.0, 25.1, 25.0] * 2, *[40.0, 40.1, 40.0] * 2] * 3)[-18:])
    assert "the level moves within the series" in made.sentence.headline and made.rows["flag"].eq("none").all()


def test_a_level_that_moved_and_goes_on_rising_says_both() -> None:
    made = figure(monthly([*[90.0, 92.0] * 6, *(20 + 2 * month + value for month, value in enumerate(QUIET[:24]))]))
    assert made.sentence.headline.endswith(": rose from 34.0 a day on average to 78.0 in December 2019")
    assert "It fell in January 2018 from 91.0 to 34.0 a day on average." in made.sentence.detail[0]


#: Days delayed a calendar day in 2017 to 2019 for which Manchester City Council was responsible, all of them and outside acute hospitals.
MANCHESTER = [75.4, 93.2, 68.9, 58.6, 56.1, 66.9, 57.5, 68.8, 57.6, 62.5, 71.1, 64.8, 68.8, 71.8, 67.8, 62.1, 56.9, 61.0, 59.8, 60.0,
              70.9, 53.9, 45.1, 46.9, 52.5, 71.7, 68.3, 75.1, 82.6, 95.6, 86.7, 105.5, 115.7, 113.2, 131.2, 134.4]  # fmt: skip
OUTSIDE = [22.5, 22.2, 20.5, 15.6, 19.1, 17.2, 17.7, 26.9, 23.1, 31.3, 27.4, 26.5, 28.6, 25.0, 24.4, 28.3, 23.2, 29.4, 25.1, 20.5, 25.5,
           16.5, 11.4, 11.1, 12.4, 22.1, 25.0, 28.2, 30.9, 33.0, 29.0, 34.5, 30.6, 25.1, 39.1, 58.6]  # fmt: skip


@pytest.mark.parametrize(
    "values, course",
    [
        (OUTSIDE, "fell from 22.1 {} to 11.1 in December 2018, then rose to 58.6 in December 2019, the highest of these months"),
        (MANCHESTER, "fell from 63.2 {} to 45.1 in November 2018, then rose to 134.4 in December 2019, the highest of these"),
        ([80 - value for value in OUTSIDE], "rose from 57.9 {} to 68.9 in December 2018, then fell to 21.4 in December 2019"),
    ],
)
def test_months_that_climb_are_no_level_and_where_they_turned_is_said(values: list[float], course: str) -> None:
    made = council(values)
    assert course.format("people delayed at a time on average") in made.sentence.headline
    assert "the level rose in January 2019" not in made.sentence.headline
    assert made.rows["upper"].isna().all() and not made.rows["flag"].str.contains("limit").any()


def test_a_climb_from_the_level_itself_has_no_turn_and_ends_with_now_where_that_is_not_the_furthest() -> None:
    made = figure(monthly([*QUIET[:24], *(12 + 3 * month + value % 4 for month, value in enumerate(QUIET[:11])), 40.0]))
    assert made.sentence.headline.endswith(
        ": rose from 11.0 a day on average to 44.0 in November 2019, the highest of these months (40.0 in December 2019)"
    )


#: Days delayed a calendar day for which Worcestershire County Council was responsible.
WORCESTERSHIRE = [82.1, 101.3, 102.9, 81.0, 76.5, 84.7, 84.7, 83.3, 79.6, 77.8, 71.0, 78.0, 90.0, 73.5, 67.1, 64.0, 63.2, 67.6, 59.3, 62.0,
                  59.5, 52.2, 70.3, 61.0, 59.4, 60.3, 58.4, 50.0, 57.5, 56.6, 56.3, 63.9, 63.3, 60.6, 72.7, 71.6]  # fmt: skip



RARE = [0.0] * 20 + [31.0] + [0.0] * 15


@pytest.mark.parametrize("events", [RARE, [0.0, 3.0, 0.0] * 12, [1.0, 0.0] * 18])
def test_events_too_rare_for_limits_are_a_table_with_their_number(events: list[float]) -> None:
    made = figure(monthly([count / 30 for count in events]))
    found = f"{sum(events):.0f} in 36 months, none in {events.count(0)} of them"
    headline = f"Unplanned hospital stays: {found}"
    assert made.sentence.headline == headline and made.draw is None and "mean" not in made.columns
    said = " ".join(made.sentence.detail)
    assert "limit was" not in said and "below" not in said and "No rule" not in said
    assert "May 2017" in figure_html(made)


def test_rare_delays_of_a_council_still_say_which_way_is_better_and_which_months_are_not_held() -> None:
    named = {"area_code": "E10000099", "body": "Elmshire County Council", "also": "Elmchester City Council"}
    rows = monthly([count / 30 for count in RARE], "dtoc_total", **named).drop(index=[4])
    made = figure(rows)
    said = made.sentence
    assert said.headline.startswith("Days delayed in hospital, Elmshire County Council: 31 in 35 months, none in 34 of them")
    assert said.detail[1] == "May 2017 is not held: the count is of the other months." and "Fewer is better here." in made.caveat


def test_months_that_are_all_apart_have_no_limits_and_say_why() -> None:
    made = figure(monthly(QUIET[:5]).drop(index=[1, 3]))
    assert "no unusual pattern" not in made.sentence.headline and "too few months to tell" in made.sentence.headline
    assert "say nothing of how neighbouring months differ" in made.sentence.detail[2]


def test_delayed_transfers_name_the_council_and_say_that_fewer_is_better() -> None:
    made = council(QUIET)
    assert made.sentence.headline == "Days delayed in hospital, Elmshire County Council: no unusual pattern"
    assert "Fewer is better here. No target is held to judge against." in made.caveat
    assert "The average is 11.0 people delayed at a time." in made.sentence.detail[2]
    assert "for a whole council area" in made.caveat


def test_an_area_in_several_councils_names_every_one_whose_delays_are_not_counted() -> None:
    made = council(QUIET, also="Elmchester City Council; Ashby, Birch and Cole Council")
    assert made.facts["Councils of this area"] == "3"
    assert made.sentence.detail[-1] == (
        "North Elmshire lies in 3 councils, and this is the one with most of its small areas. "
        "Delays of the others are not counted here: Elmchester City Council, Ashby, Birch and Cole Council."
    )


def test_no_series_is_one_sentence_with_where_to_get_it() -> None:
    here = SimpleNamespace(series=lambda indicator: monthly([]), faces=lambda indicator: (), lacks=lambda indicator: ("", ""))
    missing = spc(here, "mar_non_elective")
    assert isinstance(missing, Missing) and "NHS England" in missing.remedy


def test_a_file_that_is_not_held_leaves_every_chart_of_the_chapter(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    raw, tidy = copied(tmp_path), tmp_path / "data" / "tidy"
    (raw / "monthly_activity" / "Jul_19.xlsx").unlink()
    build(raw, tidy)
    here = Assessment("ZZ1", "ccg_2019", ["england", "stp"], tidy=tidy)
    for indicator in ("mar_non_elective", "mar_day_case", "mar_gp_referrals", "mar_first_outpatient"):
        made = spc(here, indicator)
        assert isinstance(made, Figure)
        assert "July 2019 is not held: the line breaks there, and no rule reaches across." in made.sentence.detail
        assert f"{indicator}|ccg_2019|ZZ1|" in figure_html(made)


def test_a_pattern_of_years_ago_is_no_headline() -> None:
    made = figure(monthly([*QUIET[:9], 40.0, *QUIET[:26]]))
    assert "no unusual pattern in the last year" in made.sentence.headline
    assert "Earlier: 1 month was above the upper limit (October 2017)." in made.sentence.detail[2]


def test_of_a_fall_that_came_back_in_part_both_years_are_told_and_no_average_of_them() -> None:
    """Day cases of Barking and Dagenham a working day, from 2017 to 2019, as NHS England gives them, rounded: an average hid 2018."""
    real = "80 83 81 82 82 78 81 74 76 80 79 72 74 74 71 78 74 68 66 66 71 70 69 70 80 75 77 75 73 80 75 75 78 77 77 68"
    values = [float(value) for value in real.split()]
    back, stayed = (figure(monthly(each, "mar_day_case")).sentence.headline for each in (values, [*values[:24], *values[12:24]]))
    assert back.endswith("December 2017, from 79.6 a working day on average to 70.9 in 2018; it was 75.8 in 2019")
    assert "; it was" not in stayed
