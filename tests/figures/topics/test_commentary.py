"""What people wrote stands beside the numbers as text and nothing else, with whose it is and which of its numbers nobody checked."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from docx import Document

from jsna import local
from jsna.assessment import Assessment
from jsna.cli import cli
from jsna.commentaries import commentaries, orphans
from jsna.errors import CatalogueError
from jsna.figures.topics.commentary import commentary

HEAD = "by: A. Green, Public Health\ndate: 2026-10-01\n\n"
HOSTILE = """<script>alert(1)</script> <img src=x onerror=alert(1)> ![pic](http://example.org/x.png)
[a](javascript:alert(1)) [b](data:text/html;base64,AAAA) [c](vbscript:x) {% raw %} <a href="javascript:x">y</a>

<iframe src="http://example.org"></iframe>
"""


@pytest.fixture
def here(demonstration: Path, tmp_path: Path) -> Iterator[Assessment]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tidy").symlink_to(demonstration / "data" / "tidy")
    yield Assessment("ZZ1", tidy=tmp_path / "data" / "tidy")
    local._current[0] = local.NOTHING


def put(here: Assessment, text: str, place: str = "ZZ1/03.md") -> None:
    path = here.local / "commentary" / place
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def shown(here: Assessment) -> str:
    prose = commentary(here, chapter="03")
    assert prose is not None
    return prose._repr_html_().partition("<section")[2]


def test_words_for_all_areas_and_for_one_are_shown_with_name_and_day_and_none_where_there_are_none(here: Assessment) -> None:
    assert commentary(here, chapter="03") is None
    put(here, f"{HEAD}Of *everybody*.", "all/03.md")
    put(here, "by: B. Brown\ndate: 2026-11-02\nOf [Aldermere](https://example.org/plan).")
    put(here, f"{HEAD}Of another chapter.", "ZZ1/05.md")
    put(here, "  \n", "ZZ1/04.md")
    html = shown(here)
    assert "Local commentary" in html and "Of <em>everybody</em>." in html and '<a href="https://example.org/plan">' in html
    assert html.index("A. Green, Public Health, 1 October 2026.") < html.index("B. Brown, 2 November 2026.")
    assert "another" not in html and commentary(here, chapter="04") is None


def test_a_placeholder_is_the_number_of_the_store(here: Assessment) -> None:
    put(here, HEAD + "{{ value qof_dm_prevalence 2019/20 }} of {{value imd_average_score}}, England {{ england qof_dm_prevalence }}.")
    rows = pd.read_parquet(here.tidy / "indicators.parquet").query("indicator_id == 'qof_dm_prevalence'")
    own = rows.query("area_code == 'ZZ1' and period == '2019/20'")["value"].iloc[0]
    england = rows.query("footprint == 'england'").sort_values("period")["value"].iloc[-1]
    html = shown(here)
    assert f"<p>{own:.1f}% of " in html and f"England {england:.1f}%." in html and "not checked" not in html


def test_numbers_that_somebody_typed_are_named_as_unchecked_and_years_are_none(here: Assessment) -> None:
    put(here, f"{HEAD}In 2019/20 and 2021, 1,234 people (15.2%) of {{{{ value qof_dm_prevalence }}}} paid £3.50; page 7.")
    assert "Typed, not checked against published data: 1,234; 15.2%; £3.50; 7." in shown(here)


def test_hostile_markdown_is_only_text(here: Assessment) -> None:
    put(here, f"by: <b onclick=x>Eve</b>\ndate: 2026-10-01\n{HOSTILE}")
    html = shown(here)
    assert not any(f"<{tag}" in html for tag in ("script", "img", "iframe", "b ", "svg", "style"))
    assert "&lt;script&gt;" in html and 'href="javascript' not in html and 'href="data' not in html and 'href="vbscript' not in html
    assert "{" not in html


@pytest.mark.parametrize("text, message", [
    ("Just words.", "ZZ1/03.md, line 1: expected `by: a name` and on the next line `date: 2026-10-01`, found 'Just words.'"),
    ("by: A\ndate: yesterday\nx", "line 2: expected a date such as 2026-10-01, found 'yesterday'"),
    ("by: A\ndate: 2 October 2023\nx", "line 2: expected a date such as 2026-10-01, found '2 October 2023'"),
    (HEAD + "x\n\nSo {{ value qof_dm_prevalence of us", "line 6: expected such as {{ value ID 2022/23 }}, found {{ alone"),
    (HEAD + "x\n{{ value qof_dm_prevalance }}", "line 5, {{ value qof_dm_prevalance }}: qof_dm_prevalance: no such indicator"),
    (HEAD + "{{ value qof_dm_prevalence 1999/00 }}", "expected one of the periods that are held here, 2018/19"),
    (HEAD + "{{ delete everything }}", "expected such as {{ value ID 2022/23 }}"),
    (HEAD + "x" * 1_000_000, "expected at most 100,000 bytes, found 1,000,0"),
])
def test_a_slip_is_one_message_with_file_and_line(here: Assessment, text: str, message: str) -> None:
    put(here, text)
    with pytest.raises(CatalogueError) as error:
        commentary(here, chapter="03")
    assert message in str(error.value) and str(error.value).startswith("data/local/commentary/ZZ1/03.md")


def test_what_no_report_shows_is_named(here: Assessment) -> None:
    put(here, f"{HEAD}x", "all/77.md")
    put(here, f"{HEAD}x", "ZZ9/03.md")
    put(here, f"{HEAD}x", "all/03.md")
    assert orphans(here.local, {"ZZ1"}, {"03"}) == [
        "data/local/commentary/ZZ9/03.md: there is no area ZZ9, so no report shows it.",
        "data/local/commentary/all/77.md: there is no chapter 77, so no report shows it.",
    ]
    assert len(commentaries(here.local)) == 3


def test_a_report_holds_the_words_and_who_publishes_is_told_of_their_numbers(copied: Callable[[Path], Path], tmp_path: Path) -> None:
    copied(tmp_path)
    words = tmp_path / "data" / "local" / "commentary" / "ZZ1" / "18.md"
    words.parent.mkdir(parents=True)
    words.write_text(f"{HEAD}About 1,234 people.", encoding="utf-8")
    workspace = ["--workspace", str(tmp_path)]
    made = CliRunner().invoke(cli, ["report", "ZZ1", "--chapter", "18", "--format", "html,docx", *workspace])
    assert made.exit_code == 0, made.output
    people = ["--analyst", "A. Ash", "--checker", "B. Birch", "--approval", "C. Cedar"]
    told = CliRunner().invoke(cli, ["publish", "2022-23", *people, *workspace])
    assert told.exit_code == 0, told.output
    said = "Commentary data/local/commentary/ZZ1/18.md by A. Green, Public Health, 1 October 2026: numbers typed and not checked: 1,234."
    assert said in told.output
    folder = tmp_path / "reports" / "2022-23" / "ccg_2019"
    assert "About 1,234 people." in "\n".join(paragraph.text for paragraph in Document(str(folder / "ZZ1-18.docx")).paragraphs)
    page = (folder / "ZZ1-18.html").read_text(encoding="utf-8")
    assert "About 1,234 people." in page and "Typed, not checked against published data: 1,234." in page
