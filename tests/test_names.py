"""Names, as they enter: one line, every character seen, none that stands for a gap."""

import pandas as pd
import pytest

from jsna.names import LONGEST, named, readable


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NHS Redditch and Bromsgrove CCG", "NHS Redditch and Bromsgrove CCG"),
        ("  Two\n\tlines\u00a0 of\r\n it ", "Two lines of it"),
        ("\u202eyregruS\u202c", "yregruS"),
        ("\u200b=1+1", "=1+1"),
        ("\x1b[2JSurgery\x07", "[2JSurgery"),
        ("{{ 7*7 }} {area}", "(( 7*7 )) (area)"),
        ("<b>&amp;", "<b>&amp;"),  # what a page makes of it is the page's business
        ("Caf\u00e9 \N{FACE WITH TEARS OF JOY}", "Caf\u00e9 \N{FACE WITH TEARS OF JOY}"),
        ("\ud83d half", "half"),
        ("a \u200b b", "a b"),
        ("\ufeff \u2066", ""),
    ],
)
def test_a_name_is_one_line_of_characters_that_are_seen(text: str, said: str) -> None:
    assert readable(text) == said
    assert readable(said) == said


@pytest.mark.parametrize("text", ["A" * 10_000, "Medical Centre " * 700, "x" * (LONGEST + 1)])
def test_a_long_name_is_cut_and_says_so(text: str) -> None:
    assert len(readable(text)) <= LONGEST and readable(text).endswith("…")
    assert readable("x" * LONGEST) == "x" * LONGEST


def test_an_area_without_a_name_is_called_by_its_code() -> None:
    areas = pd.DataFrame({"area_code": list("ABCDE"), "area_name": ["Alpha", "", None, " \u200b ", "nan"]})
    assert named(areas)["area_name"].tolist() == ["Alpha", "B", "C", "D", "E"]
    assert areas["area_name"].tolist()[1] == ""
