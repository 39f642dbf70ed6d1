"""An edition as a whole: what its record, its files and the store say of every area."""


import re
import shutil

import pytest

from jsna import store
from jsna.report import batch, record
from jsna.report.audit import audit
from jsna.report.edition import write_index


def known(status="ready", key="", message="", name="Vale"):
    return {"key": key, "status": status, "message": message, "name": name, "kind": "Clinical Commissioning Group, as of 2019"}


@pytest.fixture
def tidy(demonstration):
    return demonstration / "data" / "tidy"


@pytest.fixture
def edition(tmp_path):
    """Record what became of reports, lay down the files of those that are there, and give the index."""

    def keep(reports, files=(), name="2022-23"):
        folder = tmp_path / "reports" / name
        for place in files:
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            (folder / place).write_text("", encoding="utf-8")
        folder.mkdir(parents=True, exist_ok=True)
        record.write(folder, reports)
        return folder

    return keep


def row(html, code):
    return re.sub(r"<[^>]+>", "", re.search(rf"<li>(?:(?!<li>).)*<small>{code}</small>.*?</li>", html, re.DOTALL)[0])


def test_a_report_is_made_out_of_date_failed_or_not_made(tidy, edition, tmp_path):
    key = batch.made_from(store.read_manifest(tidy)["state"], tmp_path)
    reports = {
        "ccg_2019/ZZ1": known(key=key),
        "ccg_2019/ZZ2": known(key="another state"),
        "ccg_2019/ZZ3": known("failed", key, "Chapter 03, code cell 4, ending `jsna.rank(here)`: no rows.\n  Build again."),
        "ccg_2019/ZZ4": known(key=key),
    }
    folder = edition(reports, ["ccg_2019/ZZ1.html", "ccg_2019/ZZ2.html"])
    html = write_index(tidy, "ccg_2019", folder).read_text(encoding="utf-8")
    assert row(html, "ZZ1").endswith("ZZ1\ndraft") and row(html, "ZZ2").endswith("out of date")
    assert row(html, "ZZ3").endswith("failed It could not be made, or did not pass the checks that come before publication.")
    assert row(html, "ZZ4").endswith("not made"), "its file is not there any more"
    assert re.findall(r'<li><a href="(ccg.*?)">', html) == ["ccg_2019/ZZ1.html", "ccg_2019/ZZ2.html"]
    assert sorted(re.findall(r'<a href="(ccg_2019[^"]*)" class', html)) == ["ccg_2019/ZZ1.html", "ccg_2019/ZZ2.html"]
    assert audit(html) == []
    assert "code cell" not in html and "no rows" not in html


def test_the_index_is_the_same_whichever_footprint_was_reported_last(tidy, edition):
    folder = edition({"ccg_2019/ZZ1": known(), "practice/Z99001": known(name="Surgery")}, ["ccg_2019/ZZ1.html"])
    first = write_index(tidy, "ccg_2019", folder).read_bytes()
    assert write_index(tidy, "practice", folder).read_bytes() == first
    assert re.findall(rb"<h2 id=.*?>(.*?)<", first) == [b"New in this edition", b"CCGs, as of 2019", b"Practices"]


def test_areas_that_no_lookup_holds_any_more_are_kept_as_they_were_recorded(tidy, edition):
    folder = edition({"ccg_2018/05J": known(name="Vale")}, ["ccg_2018/05J.html"])
    html = write_index(tidy, "ccg_2019", folder).read_text(encoding="utf-8")
    assert row(html, "05J").startswith("Vale 05J") and 'href="ccg_2018/05J.html"' in html and "CCGs, as of 2018" in html


def test_areas_are_grouped_by_the_larger_one_that_a_lookup_gives(tidy, edition):
    html = write_index(tidy, "ccg_2019", edition({})).read_text(encoding="utf-8")
    members = store.read_table(tidy / "membership.parquet", [("footprint", "==", "ccg_2019")])
    larger = members.loc[members["parent_footprint"].str.startswith("stp"), "parent_code"].nunique()
    assert larger > 1 and html.count("<h3 id=") == larger


def test_without_boundaries_there_is_the_list_alone(tidy, edition, tmp_path):
    copied = shutil.copytree(tidy, tmp_path / "tidy")
    boundaries = store.read_shapes(copied / "boundaries.parquet")
    store.write_table(copied / "boundaries.parquet", boundaries[boundaries["footprint"] != "ccg_2019"])
    html = write_index(copied, "ccg_2019", edition({})).read_text(encoding="utf-8")
    assert "<svg" not in html and "Source of boundaries" not in html and row(html, "ZZ1")


def test_the_edition_before_says_which_areas_are_new(tidy, edition):
    edition({"ccg_2019/ZZ1": known(), "ccg_2019/ZZ2": known("failed")}, name="2021-22")
    edition({"ccg_2019/ZZ3": known()}, name="2023-24")
    reports = {f"ccg_2019/ZZ{n}": known(name=f"Area {n}") for n in (1, 2)}
    folder = edition(reports, [f"{name}.html" for name in reports])
    html = write_index(tidy, "ccg_2019", folder).read_text(encoding="utf-8")
    said = re.search(r"Since edition 2021-22, 2 reports were made. 1 area has one for the first time: [^<(]*\((\w+)\)", html)
    assert said and said[1] == "ZZ2"


def test_the_newest_period_of_each_publication_is_given(tidy, edition):
    html = write_index(tidy, "ccg_2019", edition({})).read_text(encoding="utf-8")
    rows = store.read_table(tidy / "indicators.parquet", [("source_id", "==", "qof_raw")])
    assert f"<dt>Quality and Outcomes Framework, practice-level prevalence (raw csv files)</dt><dd>{rows['period'].max()}</dd>" in html
    assert re.search(r"<dt>Monthly Activity Return[^<]*</dt><dd>[A-Z][a-z]+ \d{4}</dd>", html)
