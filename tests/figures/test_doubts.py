"""Whoever reads a finding that turns on a practice's doubtful number is told whose it is and what would be found without it."""

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from jsna import Assessment
from jsna.analysis.doubt import Doubt
from jsna.figures.core.figure import Figure, Missing
from jsna.figures.doubts import told, turning
from jsna.figures.kinds.overview import overview
from jsna.figures.kinds.profile import figure as profile_of
from jsna.figures.kinds.profile import profile
from jsna.figures.kinds.rank import rank
from jsna.figures.kinds.trend import figure as trend_of
from jsna.figures.kinds.trend import trend
from jsna.figures.topics.registers import registers
from jsna.making.run import build
from jsna.report.audit.numbers import faults
from jsna.report.audit.tree import read

SLIP = Doubt("F85002", "Medicus Health Partners", "2019/20", 11_693.0, 13_304.0, "2018/19", 1_666.0, 12_473.0)
HYPERTENSION = "qof_hyp_prevalence"


def figure(made: Figure | Missing) -> Figure:
    assert isinstance(made, Figure) and list(faults(read(made._repr_html_())[0])) == []
    return made


def compared(outcome: str, without: str, value: float = 16.0, left: float = 13.2) -> dict[str, pd.DataFrame]:
    key = {"indicator_id": [HYPERTENSION], "footprint": "ccg_2019", "period": "2019/20", "age": "all", "source_id": "qof_raw"}
    table = pd.DataFrame(key).assign(place="Enfield")
    found = {"value": value, "comparator_value": 14.1, "outcome_95": outcome, "outcome_998": outcome, "lower_95": 15.0, "upper_95": 17.0}
    other = {"value_without": left, "comparator_value_without": 14.1, "outcome_95_without": without, "outcome_998_without": without}
    return {"England": table.assign(**found, **other, doubtful=pd.Series([(SLIP,)], dtype="object"))}


def test_a_finding_that_turns_names_the_practice_its_numbers_and_what_is_found_without_them() -> None:
    made = figure(profile_of(compared("higher", "lower")))
    assert made.sentence.detail[0] == (
        "To be checked: 1 finding turns on numbers of Medicus Health Partners (F85002) that are several times, or a small part of, "
        "what they were in the year beside it. High blood pressure: 11,693 of 13,304 patients in 2019/20, 1,666 of 12,473 in 2018/19. "
        "Without them: high blood pressure 13.2%, close to England."
    )


def test_a_practice_whose_name_has_a_number_may_be_told_of() -> None:
    """Pikes Lane 1 in Bolton, whose report was refused."""
    tables = compared("higher", "lower")
    lane = SLIP._replace(name="Pikes Lane 1")
    tables["England"]["doubtful"] = pd.Series([(lane,)], dtype="object")
    assert "Pikes Lane 1 (F85002)" in figure(profile_of(tables)).sentence.detail[0]


@pytest.mark.parametrize(
    "outcome, without, left, turns",
    [
        ("higher", "higher", 15.9, 0), ("higher", "lower", 12.0, 1), ("similar", "similar", 13.2, 0), ("similar", "lower", 14.0, 0),
        ("cannot tell", "higher", 16.0, 1),
    ],
)  # fmt: skip
def test_a_finding_that_stands_is_left_alone(outcome: str, without: str, left: float, turns: int) -> None:
    assert len(turning(compared(outcome, without, left=left))) == turns == len(told(compared(outcome, without, left=left)))


@pytest.mark.real_data
def test_enfield_of_2019_20_is_higher_by_one_practice_alone(real: Path) -> None:
    here = Assessment("07X", tidy=real / "data" / "tidy")
    history = here.history(HYPERTENSION)
    row = history[history["place"].eq("Enfield") & history["period"].eq("2019/20")].iloc[0]
    assert row["doubtful"][0][2:] == SLIP[2:]  # the practice goes by its newest name
    assert (round(row["value"], 1), round(row["value_without"], 1)) == (16.0, 13.2)
    said = figure(trend_of(history)).sentence.detail[0]
    assert "(F85002): 11,693 of 13,304 patients in 2019/20, 1,666 of 12,473 in 2018/19." in said and "2019/20 would be 13.2%" in said


@pytest.mark.real_data
def test_a_word_of_the_newest_year_that_turns_on_one_practice_is_told(real: Path) -> None:
    here = Assessment("06L", "sub_icb_2022", tidy=real / "data" / "tidy")
    table = turning(here.compare(here.indicators("03")))
    assert table[["name", "comparator", "word", "word_without"]].to_numpy().tolist() == [
        ["Osteoporosis with fracture", "England", "higher than", "similar to"]
    ]


def test_every_figure_of_a_slip_in_the_newest_year_tells_of_it(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    published = next(copied(tmp_path).rglob("PREVALENCE_2223.csv"))
    lines = [line.split(",") for line in published.read_text().splitlines()]
    slips = [[code, kept, str(6 * int(float(n))), *rest] if (code, kept) == ("Z99001", "HYP") else [code, kept, n, *rest]
             for code, kept, n, *rest in lines]  # fmt: skip
    published.write_text("\n".join(",".join(line) for line in slips) + "\n")
    build(tmp_path / "data" / "raw", tmp_path / "data" / "tidy")
    code = pd.read_parquet(tmp_path / "data" / "tidy" / "places.parquet").query("unit == 'Z99001' and footprint == 'ccg_2019'")
    here = Assessment(code["area_code"].iloc[0], tidy=tmp_path / "data" / "tidy")
    figures = [overview(here), profile(here, chapter="03"), registers(here, chapter="03")]
    figures += [rank(here, HYPERTENSION), trend(here, HYPERTENSION)]
    for made in figures:
        assert not isinstance(made, Figure) or any("(Z99001)" in text for text in figure(made).sentence.detail), made
