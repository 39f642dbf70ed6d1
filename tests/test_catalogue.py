"""Definitions and publications hold together, and a wrong one is refused with its place."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from jsna import catalogue
from jsna.analysis import peers
from jsna.catalogue import definition, definitions, publication, publications, serving
from jsna.errors import CatalogueError
from jsna.making import casemix, counts
from jsna.making.run import build


def test_every_definition_names_a_publication_that_is_described() -> None:
    for defined in definitions().values():
        assert all(source in publications() for source in defined.sources), defined.id


def test_a_file_of_a_publication_is_known_by_the_beginning_of_its_id() -> None:
    assert publication("iod_2019_file_7").publisher == "MHCLG"


def test_every_purpose_that_the_code_asks_for_is_served_and_none_that_nobody_asks_for() -> None:
    texts = [path.read_text(encoding="utf-8") for path in (Path(catalogue.__file__).parent).rglob("*.py")]
    asked = {purpose for text in texts for purpose in re.findall(r"""serving\(["'](\w+)["']\)""", text)}
    asked |= {*casemix.ALIKE, *peers.MEASURES} - {peers.DENSITY}
    assert asked == {each.serves for each in definitions().values()} - {""}
    assert [each.sources for each in serving("deprivation")] == [("iod_2019",), ("iod_2025",)]  # what is ranked comes first


def test_a_purpose_that_nothing_serves_is_refused() -> None:
    with pytest.raises(CatalogueError, match="expected an indicator that serves 'loneliness', found none"):
        serving("loneliness")


def test_a_register_is_said_by_every_indicator_of_one_and_by_no_other() -> None:
    of_registers = {each.id for each in definitions().values() if each.counts.startswith("register ")}
    assert of_registers == {each.id for each in definitions().values() if each.register} and len(of_registers) > 20


def test_recorded_prevalence_is_never_better_or_worse() -> None:
    assert {d.polarity for d in definitions().values() if d.id.startswith("qof_")} == {"none"}
    assert {d.polarity for d in definitions().values() if d.id.startswith("mar_")} == {"none"}


@pytest.mark.parametrize(
    "text, message",
    [
        ('[x]\nname = "x"\n', r"indicators.toml, \[x\]: expected the line caveat = …, found none"),
        ("[x\n", "expected TOML"),
    ],
)
def test_a_wrong_definition_is_refused_with_its_place(tmp_path: Path, text: str, message: str) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(text)
    with pytest.raises(CatalogueError, match=message) as refused:
        definitions(file)
    assert "indicators.toml" in str(refused.value)


PARAGRAPH = """[x]
name = {name}
condition = "{condition}"
unit = "%"
measure = "share"
counts = "y"
polarity = "none"
least_difference = 0
chapters = [{chapter}]
sources = {sources}
caveat = ""
"""


def paragraph(name: str = '"X"', condition: str = "", chapter: str = '"03"', sources: str = "[]") -> str:
    return PARAGRAPH.format(name=name, condition=condition, chapter=chapter, sources=sources)


@pytest.mark.parametrize(
    "wrong, message",
    [
        ({"chapter": "3"}, r"indicators.toml, \[x\], chapters: expected one of 00, 01, .*; found 3\.\n  Did you mean '03'\?"),
        ({"chapter": '"33"'}, r"chapters: expected one of .*; found '33'\.\n  Did you mean '03'\?"),
        ({"sources": '["qof_rwa"]'}, r"\[x\], sources: expected one such as qof_raw.*; found 'qof_rwa'\.\n  Did you mean 'qof_raw'\?"),
    ],
)
def test_a_chapter_or_source_that_nobody_knows_is_refused_with_the_nearest(tmp_path: Path, wrong: dict[str, str], message: str) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(paragraph(**wrong), encoding="utf-8")
    with pytest.raises(CatalogueError, match=message):
        definitions(file)


@pytest.mark.parametrize("instead", ["x", "nothing"])
def test_what_stands_in_for_an_indicator_comes_after_it(tmp_path: Path, instead: str) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(paragraph() + f'instead = "{instead}"\n' + paragraph().replace("[x]", "[y]"), encoding="utf-8")
    with pytest.raises(CatalogueError, match=rf"indicators.toml, \[x\], instead: expected one of y; found '{instead}'"):
        definitions(file)


def test_a_chapter_of_ones_own_has_indicators_of_its_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "chapters.toml").write_text('[[chapter]]\nid = "13"\nnotebook = "13_here.ipynb"\ntitle = "Here"\n')
    file = tmp_path / "indicators.toml"
    file.write_text(paragraph(chapter='"13"'), encoding="utf-8")
    monkeypatch.setattr(catalogue, "CHAPTERS", tmp_path / "chapters.toml")
    assert definitions(file)["x"].chapter == "13"


def test_what_no_publication_counts_is_refused_before_a_file_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "raw").mkdir()
    wrong = replace(definitions()["qof_dm_prevalence"], counts="register DMM")
    monkeypatch.setattr(counts, "definitions", lambda: {wrong.id: wrong})
    expected = r"_prevalence\], counts: expected one such as register DM, .*; found 'register DMM'\.\s+Did you mean 'register DM'\?"
    with pytest.raises(CatalogueError, match=expected):
        build(tmp_path / "raw", tmp_path / "data" / "tidy")


def test_words_of_a_definition_are_read_as_they_can_stand_in_a_sentence(tmp_path: Path) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(paragraph(name=f'"{"A" * 10_000}"', condition="\\u202e{area}\\u0000 of\\ttwo"), encoding="utf-8")
    known = definitions(file)["x"]
    assert known.name == "A" * 119 + "…" and known.condition == "(area) of two" and known.caveat == ""


@pytest.mark.parametrize("name", ["7", '""', '" \\u200b "', "[]"])
def test_a_definition_without_a_name_is_refused(tmp_path: Path, name: str) -> None:
    file = tmp_path / "indicators.toml"
    file.write_text(paragraph(name=name), encoding="utf-8")
    with pytest.raises(CatalogueError, match=r"indicators.toml, \[x\], name: expected words in quotes, found"):
        definitions(file)


def test_a_definition_is_another_where_it_counts_otherwise_and_not_where_it_reads_otherwise() -> None:
    known = definitions()["qof_dm_prevalence"]
    assert replace(known, name="Sugar", caveat="", breaks=()).fingerprint == known.fingerprint
    others = [replace(known, measure="share"), replace(known, counts="register AF"), replace(known, sources=known.sources[::-1])]
    assert known.fingerprint not in {other.fingerprint for other in others}


def test_a_misspelt_indicator_is_answered_with_its_neighbours() -> None:
    with pytest.raises(CatalogueError, match=r"qof_dm: no such indicator\. The nearest are qof_dm_prevalence"):
        definition("qof_dm")


def test_a_paragraph_has_the_words_of_all_that_count_the_same_and_its_own_win(tmp_path: Path) -> None:
    file = tmp_path / "indicators.toml"
    words = '[defaults.y]\nnoun = "register"\nevent = "recorded with {condition}"\n'
    plain = paragraph(name='"Asthma"', condition="asthma")
    own = plain + 'default = "y"\n'
    file.write_text(words + own + own.replace("[x]", "[z]") + 'noun = "list"\n')
    known = definitions(file)
    assert (known["x"].noun, known["x"].event, known["z"].noun) == ("register", "recorded with asthma", "list")
    bare = tmp_path / "bare.toml"
    bare.write_text(plain)
    assert (definitions(bare)["x"].noun, definitions(bare)["x"].event) == ("measure", "")


def test_a_publication_without_a_licence_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "sources.toml"
    file.write_text('[x]\ntitle = "X"\npublisher = "Y"\npage = "z"\nfeeds = []\n')
    with pytest.raises(CatalogueError, match=r"sources.toml, \[x\]: expected a licence, found none"):
        publications(file)
