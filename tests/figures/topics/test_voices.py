"""What people said stands beside the numbers with who was asked, who was missed and whose it is; a quotation needs recorded consent."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jsna import local
from jsna.assessment import Assessment
from jsna.errors import CatalogueError
from jsna.figures.topics.commentary import commentary
from jsna.voices import orphans, voices

WHOSE = 'area = "ZZ1"\nchapter = "03"\nsource = "Report of the carers\' forum"\nowner = "B. Brown"\ndate = 2023-03-02\n'
ASKED = 'asked = 148\nsince = 2023-01-10\nuntil = 2023-02-20\nrecruited = "at two lunch clubs"\nmissed = "people who work in the day"\n'
SAID = f'[[voice]]\nsaid = "Checks are hard to get"\n{WHOSE}{ASKED}'
QUOTED = 'quotation = "I waited for {weeks} <b>"\nconsent = "Form of 2 March 2023"\n'
ASSET = f'[[asset]]\nname = "Walking group"\nwhat = "Each Tuesday at the mill."\n{WHOSE}'
DONE = f'[[done]]\nsaid = "Open later"\nheard = "That work ends at six"\ndid = "Beech is open until eight."\n{WHOSE}'


@pytest.fixture
def here(demonstration: Path, tmp_path: Path) -> Iterator[Assessment]:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "tidy").symlink_to(demonstration / "data" / "tidy")
    yield Assessment("ZZ1", tidy=tmp_path / "data" / "tidy")
    local._current[0] = local.NOTHING


def put(here: Assessment, text: str) -> None:
    path = here.local / "voices" / "carers.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def shown(here: Assessment, chapter: str = "03") -> str:
    prose = commentary(here, chapter=chapter)
    return prose._repr_html_().partition("<section")[2] if prose else ""


def test_what_people_said_says_who_was_asked_and_missed_and_whose_it_is(here: Assessment) -> None:
    put(here, SAID + QUOTED + ASSET + DONE + DONE.replace("ZZ1", "all").replace('"03"', '"05"'))
    html = shown(here)
    for text in (
        "<strong>What people said:</strong> Checks are hard to get", "“I waited for (weeks) &lt;b&gt;”",
        "148 people were asked, 10 January 2023 to 20 February 2023: at two lunch clubs. Not reached: people who work in the day. "
        "Quoted with recorded consent. Source: Report of the carers&#x27; forum; B. Brown, 2 March 2023. "
        "Not checked against published data.",
        "<strong>What helps here:</strong> Walking group", "Each Tuesday at the mill.", "<strong>You said:</strong> Open later",
        "<strong>We heard:</strong> That work ends at six", "<strong>We did:</strong> Beech is open",
    ):  # fmt: skip
        assert text in html
    assert "Form of" not in html and html.count("You said") == 1
    assert shown(here, "05").count("You said") == 1 and shown(here, "06") == ""


def test_a_share_has_limits_where_those_asked_are_a_random_sample_and_else_says_nothing_of_others(here: Assessment) -> None:
    put(here, SAID + "agreed = 15\n")
    assert "15 of 148 said so. These people are no random sample, so their share says nothing of others." in shown(here)
    put(here, SAID + 'agreed = 15\nsample = "random"\n')
    assert "15 of 148 said so: 10.1% (95% limits 6.2% to 16.0%)." in shown(here)  # Newcombe (1998), table I: 0.0624 and 0.1605


def test_none_or_one_of_those_asked_is_a_number_like_any_other(here: Assessment) -> None:
    put(here, SAID + "agreed = 0\n")
    assert "0 of 148 said so." in shown(here)
    put(here, SAID.replace("asked = 148", "asked = 1") + "agreed = 1\n")
    assert "1 of 1 said so." in shown(here) and "1 person was asked," in shown(here)


@pytest.mark.parametrize("text, message", [
    (SAID.replace("asked = 148", "asked = 0"), "[[voice]] 1, asked: expected at least one, found 0"),
    (SAID + "agreed = -1\n", "agreed: expected no more than were asked, found -1 of 148"),
    (SAID + 'quotation = "x"\n', "[[voice]] 1, quotation: expected consent = \"how and when it was recorded\" beside it, found none"),
    (ASSET + SAID.replace("missed", "mised"), "[[voice]] 1: expected one of area, chapter, source, owner, date, said, asked"),
    (SAID.replace("asked = 148\n", ""), "[[voice]] 1, asked: expected a whole number, found no such line"),
    (SAID.replace("asked = 148", "asked = true"), "[[voice]] 1, asked: expected a whole number, found True"),
    (SAID.replace('owner = "B. Brown"', 'owner = " "'), "owner: expected words in quotes, found ' '"),
    (SAID.replace("date = 2023-03-02", 'date = "2 March"'), "date: expected a date without quotation marks, such as 2026-10-01, found"),
    (SAID + "agreed = 149\n", "agreed: expected no more than were asked, found 149 of 148"),
    (SAID + 'agreed = 9\nsample = "some"\n', "sample: expected \"random\" or no such line, found 'some'"),
    (SAID.replace("until = 2023", "until = 2022"), "until: expected a day after 2023-01-10, found 2022-02-20"),
    (SAID.replace("[[voice]]", "[voice]"), "expected paragraphs that begin with [[voice]]"),
    (SAID.replace("[[voice]]", "[[voices]]"), "expected one of voice, asset, done; found 'voices'"),
    (SAID + "said = 'again'\n", "carers.toml: expected TOML, found Cannot overwrite a value (at line 13, column"),
])  # fmt: skip
def test_a_slip_is_one_message_with_file_and_paragraph(here: Assessment, text: str, message: str) -> None:
    put(here, text)
    with pytest.raises(CatalogueError) as refusal:
        commentary(here, chapter="03")
    assert message in refusal.value.message and "carers.toml" in refusal.value.message and "\n" not in refusal.value.message


def test_what_no_report_shows_is_named(here: Assessment) -> None:
    put(here, SAID.replace("ZZ1", "ZZ9") + ASSET.replace('"03"', '"77"') + DONE)
    assert orphans(here.local, {"ZZ1"}, {"03"}) == [
        "data/local/voices/carers.toml, [[voice]]: there is no area ZZ9, so no report shows it.",
        "data/local/voices/carers.toml, [[asset]]: there is no chapter 77, so no report shows it.",
    ]
    assert len(voices(here.local)) == 3
