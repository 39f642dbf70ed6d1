"""The one table of registers: beside what is expected, in people, beside others and between practices; its first ones are drawn."""

import re
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

import jsna
from jsna.assessment.slices import measured
from jsna.catalogue import Definition, definition
from jsna.figures import ranges
from jsna.figures.core.figure import Figure, Missing, Multiples
from jsna.figures.kinds.funnel import figure as funnel_of
from jsna.figures.kinds.funnel import funnel
from jsna.figures.kinds.trend import trend
from jsna.figures.topics.registers import registers
from jsna.report.audit import safety
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

IDS = [f"qof_{name}_prevalence" for name in ("mh", "ra", "ob", "hyp", "ckd", "pc", "ost", "dm", "can")]
#: What a chapter asks for where its most notable registers are drawn.
CHOSEN: Any = {"chapter": "03", "notable": True}
SIZES = np.linspace(2_000, 14_000, 20)


class Here:
    """An area of twenty practices, which differ on every register but one."""

    footprint = "ccg_2019"

    alike = pd.DataFrame()

    def __init__(self, frame: pd.DataFrame | None = None) -> None:
        self.frame = frame

    def notable(self, chapter: str) -> pd.DataFrame:
        assert chapter == "03" and self.frame is not None
        return self.frame

    def indicators(self, chapter: str) -> list[Definition]:
        return [definition(known) for known in IDS]

    def compare(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        """England at 10% of everything, which a test finds lower."""
        ids = {"indicator_id": [each.id for each in indicators], "value": 11.0, "comparator_value": 10.0, "footprint": "ccg_2019"}
        return {"England": pd.DataFrame(ids | {"outcome_95": "higher", "outcome_998": "higher"})}

    def peers(self) -> pd.DataFrame:
        return self.alike

    def beside_expected(self, indicator: str) -> pd.DataFrame:
        """The second of twenty by what is recorded of what is expected."""
        values = {"value": [120.0, 110.0, *range(80, 98)], "own": [False, True, *[False] * 18]}
        return pd.DataFrame(values | {"area_name": [f"Area {i}" for i in range(20)], "indicator_id": indicator})

    def compare_similar(self, indicators: list[Definition]) -> dict[str, pd.DataFrame]:
        rows = self.compare(indicators)["England"].assign(outcome_95="lower", outcome_998="lower", lowest=8.0, highest=14.0)
        among = ["above", "below", "above", *["within"] * (len(rows) - 3)]
        return {"similar areas": rows.assign(choices=9, among_agree=[9] + [8] * (len(rows) - 1), among=among, alike=10)}

    def practices(self, *indicators: str) -> pd.DataFrame:
        """Practices at 8% and 12% in turn, the smallest at 30% on one register; all at 10% of rheumatoid arthritis."""
        rows = pd.concat([self._register(known) for known in indicators], ignore_index=True)
        return rows.assign(place="Elmshire", period="2022/23", footprint="practice", source_id="qof_raw", special="")

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


def notable(*chosen: str, word: str = "more than") -> pd.DataFrame:
    """Rows of which the chosen ones are unusual; the last has no expectation, and its band is not drawn."""
    rows = pd.DataFrame({"indicator_id": IDS, "area_code": "A", "footprint": "ccg_2019", "period": "2022/23", "place": "Elmshire"})
    out = rows["indicator_id"].isin(chosen)
    return rows.assign(
        source_id="qof_raw", score_of="area", numerator=11_000.0, word=np.where(out, word, "about as"), outside=out, of="expected",
        value=11.0, line=10.0,
        expected_lower_95=8.0, expected_upper_95=12.0, people=1_000.0, people_lower_95=-200.0, people_upper_95=2_200.0, chosen=out,
    )  # fmt: skip


def made(figure: Figure | Missing) -> Figure:
    page = read(figure._repr_html_())[0]
    assert isinstance(figure, Figure) and [*faults(page), *safety.faults(page, "")] == []
    return figure


def test_every_register_stands_beside_what_is_expected_and_others_in_one_table() -> None:
    figure = made(registers(Here(notable(*IDS[:2])), chapter="03"))
    assert figure.sentence.headline == (
        "Elmshire has more patients recorded than expected for its age and deprivation with severe mental illness and rheumatoid "
        "arthritis: 2 of 9 registers"
    )
    assert figure.sentence.detail == (
        "On average about 0.5 of 9 are outside their ranges in a place, so 2 findings may be no more than that.",
        "Without regard to age, which says less, recorded prevalence is higher than England on 9 and lower on none.",
        "As a second look, beside the 10 most similar areas it is above all of them on 2 of 9, and below all on 1. By chance about 2 "
        "would be. 1 of these survives another choice of similar areas: severe mental illness.",
    )
    assert list(figure.columns) == [
        "name", "found", "value", "line", "people", "numerator", "usual", "change", "beside_0", "beside_1", "practices",
    ]  # fmt: skip
    assert figure.rows["usual"].iloc[0] == "8,800 to 11,200"
    assert figure.facts["Rheumatoid arthritis, beside what is expected"] == "among the highest tenth of 20 CCGs"
    assert "Palliative care need, beside what is expected" not in figure.facts, "what is not unusual has no rank"
    assert figure.rows["beside_1"].tolist()[:4] == [f"10.0% ({word} 8.0% to 14.0%)" for word in ("above", "below", "above", "within")]


def test_between_practices_stands_what_eight_in_ten_of_them_have() -> None:
    rows = made(registers(Here(notable(*IDS[:2])), chapter="03")).rows.set_index("indicator_id")
    assert rows.loc["qof_ra_prevalence", "practices"] == "10.0% to 10.0%"
    assert rows.loc["qof_hyp_prevalence", "practices"] == "8.0% to 12.0%", "one practice at 30% is none of the middle eight tenths"


def test_the_table_of_an_area_of_many_practices_may_be_published() -> None:
    class Large(Here):
        def practices(self, *indicators: str) -> pd.DataFrame:
            each = super().practices(*indicators)
            return pd.concat([each.assign(area_code=f"{n}" + each["area_code"]) for n in range(20)])

    markup = made(registers(Large(notable(*IDS[:6])), chapter="03"))._repr_html_()
    assert len(re.sub("<style.*?</style>", "", markup, flags=re.DOTALL).encode()) < 35_000


def test_an_area_whose_practices_nobody_knows_has_its_registers_and_says_so_once() -> None:
    class Whole(Here):
        def practices(self, *indicators: str) -> pd.DataFrame:
            return super().practices(*indicators).head(0)

        def faces(self, indicator: str) -> tuple[Here, ...]:
            return ()

    figure, missing = made(registers(Whole(notable(*IDS[:6])), chapter="03")), funnel(Whole(notable(*IDS[:6])), **CHOSEN)
    assert "practices" not in figure.columns and "ractices" not in " ".join(figure.sentence.detail)
    assert isinstance(missing, Missing) and missing.what == "No number of the practices of this area is held." and not missing.said
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


def test_where_nothing_is_expected_a_small_funnel_counts_as_the_large_one_and_says_which_limits() -> None:
    rows = Here().practices("qof_hyp_prevalence")
    small, large = made(funnel_of(rows, small=True)), made(funnel_of(rows))
    outside = "1 of 20 practices lies outside the 99.8% limits"
    assert small.sentence.headline == f"High blood pressure: {outside} after allowing for the usual extra spread"
    assert large.sentence.headline.startswith(f"{outside} for high blood pressure after") and small.facts == large.facts
    pd.testing.assert_frame_equal(small.rows, large.rows)
    same = made(funnel_of(Here().practices("qof_ra_prevalence"), small=True))
    assert same.sentence.headline == "Rheumatoid arthritis: none of 20 practices lies outside the 99.8% limits of chance alone"
    assert "With one practice there is nothing to compare." in made(funnel_of(rows.head(1), small=True)).sentence.detail


def test_a_small_funnel_of_very_many_practices_may_be_published() -> None:
    some = Here().practices("qof_ra_prevalence")
    many = pd.concat([some.assign(area_code=f"{n}" + some["area_code"]) for n in range(8)], ignore_index=True)
    figure = made(funnel_of(many, small=True))
    assert "160 practices" in figure.sentence.alt and len(figure.listed) == 50


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


@pytest.mark.real_data
def test_real_places_that_cannot_be_judged_and_those_at_the_end_of_a_range_are_told(real: Path) -> None:
    """1,398 patients of Wyre Forest with osteoporosis were "about as expected", which is 640."""
    def rows(area: str) -> pd.DataFrame:
        return jsna.Assessment(area, tidy=real / "data" / "tidy").notable("03").set_index("indicator_id", drop=False)

    wyre, barking = rows("06D"), rows("07L")
    osteoporosis = wyre.loc["qof_ost_prevalence"]
    assert (osteoporosis["numerator"], osteoporosis["word"], ranges.times(osteoporosis)) == (1_398, "we cannot tell", "2.2 times")
    assert ranges.at_edge(wyre.loc["qof_mh_prevalence"]) == "just inside, by 3"
    assert ranges.at_edge(barking.loc["qof_can_prevalence"]) == "just outside, by 7"
    assert [ranges.at_edge(row) for _, row in barking.iterrows()].count("") == 19
