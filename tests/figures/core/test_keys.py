"""The keys behind a figure are read from the page as they were written, however they are put together."""

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from jsna.figures.core.keys import KEY, as_text, from_text

#: Codes of own neighbourhoods are free text: what parts the keys may be in them.
words = st.sampled_from(["05J", "ccg_2019", "2019/20", "2019-04", "a,b", "x|y", "p;q", "ä ö", "%2C"])


@given(st.lists(st.tuples(words, words, words, words), min_size=1, max_size=12))
def test_keys_are_read_as_they_were_written(keys: list[tuple[str, ...]]) -> None:
    read = from_text(as_text(pd.DataFrame(keys, columns=KEY)))
    assert list(read.itertuples(index=False, name=None)) == list(dict.fromkeys(keys))


def test_rows_that_are_no_indicator_rows_have_no_keys() -> None:
    assert as_text(pd.DataFrame({"publication": ["QOF"]})) == ""


def test_rows_that_share_the_rest_are_put_together() -> None:
    rows = pd.DataFrame([("dm", "ccg_2019", area, year) for area in ("05J", "05T") for year in ("2018/19", "2019/20")], columns=KEY)
    assert as_text(rows) == "dm|ccg_2019|05J,05T|2018/19,2019/20"


def test_a_row_that_lost_its_key_is_refused_by_its_position() -> None:
    rows = pd.DataFrame([("dm", "ccg_2019", "05J", "2018/19"), (None, None, None, "2019/20")], columns=KEY)
    with pytest.raises(ValueError, match=r"without a key at positions \[1\]"):
        as_text(rows)
