"""News of an edition: every sentence, from planted entries."""

from jsna.report.index import Entry
from jsna.report.release_notes import news


def made(*codes, status="made"):
    return [Entry(code, f"Area {code}", "", status, f"ccg/{code}.html") for code in codes]


def failed(code, note):
    return Entry(code, f"Area {code}", "", "failed", note=note)


def said(entries, earlier=None):
    return news(entries, earlier, ()).sentences


def test_reports_are_counted_against_the_edition_before():
    assert said(made("A")) == ("1 report was made. There is no earlier edition to compare with.",)
    assert said(made("A", "B"), ("2021-22", frozenset({"ccg/A.html"}))) == (
        "Since edition 2021-22, 2 reports were made. 1 area has one for the first time: Area B (B).",
    )
    assert said(made("A"), ("2021-22", frozenset({"ccg/A.html"}))) == (
        "Since edition 2021-22, 1 report was made. Every area that has one had one then.",
    )
    assert said([], ("2021-22", frozenset())) == ("Since edition 2021-22, no report was made.",)


def test_five_areas_are_named_and_the_others_counted():
    sentence = said(made(*"ABCDEFG"), ("2021-22", frozenset()))[0]
    assert sentence.endswith("7 areas have one for the first time: Area A (A), Area B (B), Area C (C), Area D (D), Area E (E) and 2 more.")


def test_reports_that_are_out_of_date_are_counted():
    assert said(made("A", status="out of date"))[1] == (
        "1 report is out of date: the data, or how reports are made, changed after it was made."
    )


def test_reports_that_failed_are_named_in_words_for_the_public():
    why = "could not be made, or did not pass the checks that come before publication"
    code = "Chapter 00, code cell 2, ending `here = jsna.Assessment(area)`: no rows."
    assert said([failed("A", code)])[1:] == (f"1 report {why}: Area A (A).",)
    assert said([failed(area, code) for area in "GABCDEF"])[1:] == (
        f"7 reports {why}: Area A (A), Area B (B), Area C (C), Area D (D), Area E (E) and 2 more.",
    )
