"""The registers that are drawn: by what rule is said, all of them are in the table, and none is drawn where none stands out."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import jsna
from jsna.assessment.slices import measured
from jsna.catalogue import Definition, definition, definitions
from jsna.figures.core.figure import Figure, Missing, Multiples
from jsna.figures.core.keys import from_text
from jsna.figures.kinds.funnel import figure as funnel_of
from jsna.figures.kinds.funnel import funnel
from jsna.figures.kinds.trend import figure as trend_of
from jsna.figures.kinds.trend import trend
from jsna.figures.topics.notable import registers
from jsna.report.audit import safety
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

IDS = [f"qof_{name}_prevalence" for name in ("mh", "ra", "ob", "hyp", "ckd", "pc", "ost", "dm", "can")]
#: What a chapter asks for where its most notable registers are drawn.
CHOSEN: Any = {"chapter": "03", "notable": True}
SIZES = np.linspace(2_000, 14_000, 20)


class Here:
    """An area of twenty practices, which differ on every register but one."""

    def __init__(self, frame: pd.DataFrame | None = None) -> None:
        self.frame = frame

    def notable(self, chapter: str) -> pd.DataFrame:
        assert chapter == "03" and self.frame is not None
        return self.frame

    def indicators(self, chapter: str) -> list[Definition]:
        return [definition(known) for known in IDS]

    def practices(self, *indicators: str) -> pd.DataFrame:
        """Practices at 8% and 12% in turn, the smallest at 30% on one register; all at 10% of rheumatoid arthritis."""
        rows = pd.concat([self._register(known) for known in indicators], ignore_index=True)
        return rows.assign(place="Elmshire", period="2022/23", footprint="practice", source_id="qof_raw")

    def _register(self, indicator: str) -> pd.DataFrame:
        share = np.full(20, 0.1) if indicator == "qof_ra_prevalence" else np.tile([0.08, 0.12], 10)
        share[0] = 0.3 if indicator == "qof_hyp_prevalence" else share[0]
        count = (SIZES * share).round()
        rows = pd.DataFrame({"indicator_id": indicator, "numerator": count, "denominator": SIZES, "value": 100 * count / SIZES})
        return rows.assign(
            area_code=[f"P{n:02}" for n in range(20)], area_name=[f"Practice {n}" for n in range(20)], lower_95=1.0, upper_95=30.0
        )

    def history(self, indicator: str) -> pd.DataFrame:
        """Five years in which the area rises and England does not."""
        years = [f"{year}/{year - 1999}" for year in range(2015, 2020)]
        both = [
            pd.DataFrame({"period": years, "numerator": 1_000.0 + 100 * step * np.arange(5)}).assign(place=place)
            for place, step in (("Elmshire", 1), ("England", 0))
        ]
        rows = pd.concat(both).assign(source_id="qof_raw", denominator=50_000.0, indicator_id=indicator, lower_95=1.0, upper_95=3.0)
        return measured(rows.assign(value=100 * rows["numerator"] / rows["denominator"]))


def notable(*chosen: str, words: str = "much higher", away: float = 1.0, known: bool = True) -> pd.DataFrame:
    rows = pd.DataFrame({"indicator_id": IDS, "area_code": "A", "footprint": "ccg_2019", "period": "2022/23", "place": "Elmshire"})
    unfit = {"qof_can_prevalence": definitions()["qof_can_prevalence"].unfit("2022/23")}
    return rows.assign(
        source_id="qof_raw", word=words if chosen else "close", unfit=rows["indicator_id"].map(unfit).fillna(""),
        away=[away - 0.1 * n for n in range(len(IDS))], spread_known=known, chosen=rows["indicator_id"].isin(chosen),
    )  # fmt: skip


def made(figure: Figure | Missing) -> Figure:
    page = read(figure._repr_html_())[0]
    assert isinstance(figure, Figure) and [*faults(page), *safety.faults(page, "")] == []
    return figure


def test_the_rule_by_which_registers_are_chosen_is_said() -> None:
    figure = made(registers(Here(notable(*IDS[:6], away=2.05)), chapter="03"))
    assert figure.sentence.headline == (
        "Furthest from England here: much higher for severe mental illness, rheumatoid arthritis, obesity, high blood pressure, "
        "chronic kidney disease and a palliative care need"
    )
    rule, left_out, practices = figure.sentence.detail
    assert rule == (
        "These are the 6 furthest of 8 registers that are much higher or lower than England: by a test at 99.8% and by at least a tenth. "
        "Far is measured by how much CCGs usually differ from England on that register. "
        "Of those drawn, severe mental illness lies outside the 95% limits that allow for the usual spread between CCGs."
    )
    assert left_out == "Cancer is not chosen from: the register holds everybody recorded since April 2003, so it tends to grow."
    assert "outside the 99.8% limits of chance alone on 8 of 9 registers; they differ most for high blood pressure (φ = " in practices
    assert practices.endswith("leave some outside for high blood pressure (1).")
    assert figure.rows["drawn"].tolist() == ["yes"] * 6 + ["no: others further"] * 2 + ["no: its own rule"]


def test_registers_on_both_sides_and_those_of_the_weaker_test_are_named_by_their_words() -> None:
    words = ["much lower", "much higher", "higher", "we cannot tell", *["lower"] * 5]
    figure = made(registers(Here(notable(*IDS[:2]).assign(word=words)), chapter="03"))
    assert figure.sentence.headline == (
        "Furthest from England here: much higher for rheumatoid arthritis; much lower for severe mental illness"
    )
    assert figure.rows["drawn"].tolist() == [
        "yes", "yes", "no: not much higher", "no: we cannot tell", *["no: not much lower"] * 4, "no: its own rule",
    ]  # fmt: skip


@pytest.mark.parametrize(
    "frame, said",
    [
        (notable(*IDS[:8]), "These are all the registers that are much higher or lower"),
        (notable(*IDS[:6]), "None of those drawn is unusual for that: none lies outside the 95% limits"),
        (notable(*IDS[:6], known=False), "Far is measured by chance alone: too few CCGs are held to tell how much they usually differ."),
        (notable(IDS[0]).assign(word=["much lower", *["close"] * 8]), "This is the only register that is much higher or lower than"),
        (notable(), "Being like England says nothing of how practices differ from each other: the table does."),
    ],
)
def test_what_is_said_of_the_choice_is_true_of_fewer_and_of_none(frame: pd.DataFrame, said: str) -> None:
    assert said in made(registers(Here(frame), chapter="03")).sentence.detail[0]


def test_every_register_can_be_read_with_and_without_the_usual_spread() -> None:
    figure = made(registers(Here(notable(*IDS[:6])), chapter="03"))
    table = figure.rows.set_index("indicator_id")
    for known in IDS:
        own = funnel_of(Here().practices(known))
        assert isinstance(own, Figure)
        sides = [(own.rows[f"outside_{limits}"] != "").sum() for limits in ("chance", "998")]
        assert table.loc[known, ["practices", "outside_chance", "outside_998"]].tolist() == [20, *sides]
        assert f"{table.loc[known, 'phi']:.1f}" == own.facts["φ, times the variation of chance"]
    assert table["by_chance"].tolist() == pytest.approx([0.04] * 9)
    assert table.loc["qof_hyp_prevalence", ["outside_chance", "outside_998"]].tolist()[1] == 1


def test_the_table_of_an_area_of_many_practices_may_be_published() -> None:
    class Large(Here):
        def practices(self, *indicators: str) -> pd.DataFrame:
            each = super().practices(*indicators)
            many = pd.concat([each.assign(area_code=f"{n}" + each["area_code"]) for n in range(20)])
            return many.sort_values(["area_code", "indicator_id"])

    markup = made(registers(Large(notable(*IDS[:6])), chapter="03"))._repr_html_()
    figure = re.sub("<style.*?</style>", "", markup, flags=re.DOTALL)
    assert len(figure.encode()) < 20_000 and len(from_text(re.findall('data-behind="([^"]*)"', figure)[0])) == 9 + 9 * 400


def test_where_none_stands_out_none_is_drawn_and_it_says_so() -> None:
    frame = notable()
    headline = made(registers(Here(frame), chapter="03")).sentence.headline
    assert headline.startswith("None of 9 registers is much higher or lower than England here")
    for figure in (funnel(Here(frame), **CHOSEN), trend(Here(frame), **CHOSEN)):
        assert isinstance(figure, Missing) and figure.said


def test_an_area_whose_practices_nobody_knows_has_its_registers_and_says_so_once() -> None:
    class Whole(Here):
        def practices(self, *indicators: str) -> pd.DataFrame:
            return super().practices(*indicators).head(0)

    figure, missing = made(registers(Whole(notable(*IDS[:6])), chapter="03")), funnel(Whole(notable(*IDS[:6])), **CHOSEN)
    assert list(figure.columns) == ["name", "word", "away", "drawn"] and "ractices" not in " ".join(figure.sentence.detail)
    assert isinstance(missing, Missing) and missing.what == "the practices of this area" and not missing.said
    assert isinstance(trend(Whole(notable(*IDS[:6])), **CHOSEN), Multiples)


def test_what_has_no_registers_says_it_nowhere_again() -> None:
    frame = notable().head(0)
    for figure in (registers(Here(frame), chapter="03"), funnel(Here(frame), **CHOSEN), trend(Here(frame), **CHOSEN)):
        assert isinstance(figure, Missing) and figure.said


def test_the_chosen_registers_are_drawn_side_by_side_in_their_order_each_with_its_numbers() -> None:
    frame = notable(*IDS[:6])
    for figures, kind in ((funnel(Here(frame), **CHOSEN), "funnel"), (trend(Here(frame), **CHOSEN), "trend")):
        assert isinstance(figures, Multiples)
        markup = re.sub("<style.*?</style>", "", figures._repr_html_(), flags=re.DOTALL)
        page = read(markup)[0]
        assert [*faults(page), *safety.faults(page, "")] == []
        assert re.findall('data-figure="03-([^"]*)"', markup) == [f"{kind}-{known}" for known in IDS[:6]]
        assert markup.count("<svg") == markup.count("<table") == markup.count("text/csv") == 6
        assert len(markup.encode()) < 6 * 35_000 and len(set(re.findall(' id="([^"]*)"', markup))) == len(re.findall(' id="', markup))


def test_a_small_funnel_counts_as_the_large_one_and_says_which_limits() -> None:
    rows = Here().practices("qof_hyp_prevalence")
    small, large = made(funnel_of(rows, small=True)), made(funnel_of(rows))
    assert small.sentence.headline == "High blood pressure: 1 of 20 practices lies outside the wider limits"
    assert large.sentence.headline.startswith("1 of 20 practices lies outside the 99.8% limits for high blood pressure after")
    alone = (large.rows["outside_chance"] != "").sum()
    assert f"{alone} lie outside the limits of chance alone (φ = " in small.sentence.detail[1] and small.facts == large.facts
    pd.testing.assert_frame_equal(small.rows, large.rows)
    same = made(funnel_of(Here().practices("qof_ra_prevalence"), small=True))
    assert same.sentence.headline == "Rheumatoid arthritis: none of 20 practices lies outside the limits of chance alone"
    none = "Practices vary no more than by chance (φ = 0.0 times the variation of chance); about 0.04 would"
    assert same.sentence.detail[1].startswith(none)
    alone = made(funnel_of(rows.head(1), small=True))
    assert alone.sentence.detail[1] == "With one practice there is nothing to compare."


def test_a_small_funnel_of_very_many_practices_may_be_published() -> None:
    some = Here().practices("qof_ra_prevalence")
    many = pd.concat([some.assign(area_code=f"{n}" + some["area_code"]) for n in range(8)], ignore_index=True)
    figure = made(funnel_of(many, small=True))
    assert "160 practices" in figure.sentence.alt and len(figure.listed) == 60


def test_many_registers_with_practices_outside_are_counted_and_few_are_named() -> None:
    class Odd(Here):
        def _register(self, indicator: str) -> pd.DataFrame:
            return super()._register("qof_hyp_prevalence").assign(indicator_id=indicator)

    said = made(registers(Odd(notable(*IDS[:6], away=3.0)), chapter="03")).sentence.detail
    assert said[2].endswith("leave some outside on 9.") and "All of those drawn lie outside the 95% limits" in said[0]


def test_a_small_trend_says_both_values_and_the_direction() -> None:
    figure = made(trend_of(Here().history("qof_hyp_prevalence"), small=True))
    assert figure.sentence.headline == "High blood pressure: 2.8%, England 2.0% in 2019/20"
    assert "rose, from 2.0% in 2015/16 to 2.8% in 2019/20: unlikely to be chance alone." in figure.sentence.detail[0]
    rows = Here().history("qof_hyp_prevalence")
    behind = made(trend_of(rows[~(rows["place"].eq("England") & rows["period"].eq("2019/20"))], small=True))
    assert behind.sentence.headline == "High blood pressure: 2.8% in 2019/20", "England's value of another year says nothing of this one"


@pytest.mark.parametrize(
    "footprint, area, drawn", [("ccg_2019", "ZZ1", True), ("practice", "Z99001", True), ("district_2019", "Z07000001", False)]
)
def test_areas_of_any_kind_have_their_registers_or_none(demonstration: Path, footprint: str, area: str, drawn: bool) -> None:
    here = jsna.Assessment(area, footprint, tidy=demonstration / "data" / "tidy")
    frame = here.notable(chapter="03")
    assert frame.empty is not drawn
    for figure in (registers(here, chapter="03"), funnel(here, **CHOSEN), trend(here, **CHOSEN)):
        page = read(figure._repr_html_())[0]
        assert [*faults(page), *safety.faults(page, "")] == []
        assert isinstance(figure, Missing) is not drawn or figure is not None and frame["chosen"].sum() == 0


def test_tables_of_registers_of_the_same_unit_are_told_apart_by_name() -> None:
    here = Here(notable("qof_mh_prevalence", "qof_pc_prevalence", "qof_hyp_prevalence"))
    pages = [read(kind(here, **CHOSEN)._repr_html_())[0] for kind in (funnel, trend)]
    captions = [caption.text() for page in pages for caption in page.find("caption")]
    assert len(captions) == len(set(captions)) == 6
