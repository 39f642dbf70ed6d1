"""CONTRIBUTING.md is followed to the letter: each thing is added to a copy of the repository as the page says, and works there."""

import json
import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "CONTRIBUTING.md"
#: Language, what stands beside it, and text of every fenced block.
BLOCKS = re.findall(r"^```(\w+) ?([^\n]*)\n(.*?)^```$", PAGE.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)
#: Files as their publishers would give them, of the fictional county.
EXPORT = """Indicator ID,Indicator Name,Parent Code,Parent Name,Area Code,Area Name,Area Type,Sex,Age,Category Type,Category,Time period,\
Value,Lower CI 95.0 limit,Upper CI 95.0 limit,Lower CI 99.8 limit,Upper CI 99.8 limit,Count,Denominator,Value note
92443,Smoking Prevalence in adults,,,E92000001,England,England,Persons,18+ yrs,,,2021,13.0,12.7,13.3,12.5,13.5,,,
92443,Smoking Prevalence in adults,E92000001,England,Z07000001,Aldermere,Districts,Persons,18+ yrs,,,2021,18.2,14.1,23.2,12.0,26.5,,,
92443,Smoking Prevalence in adults,E92000001,England,Z07000001,Aldermere,Districts,Male,18+ yrs,,,2021,20.2,15.1,26.2,13.0,29.5,,,
"""
BEDS = "LSOA11CD,Year,Care home beds\nZ01000001,2021/22,40\nZ01000002,2021/22,25\nZ01001000,2021/22,30\n"
#: What is asked of the copy: a build, then every cell of the page, in a process that has imported nothing of this repository.
SCRIPT = """
import json, sys
from pathlib import Path
import jsna
from jsna.figures.core.figure import Figure, Multiples
from jsna.making.run import build
from jsna.report.run import chapters

folder, cells = Path(sys.argv[1]), json.loads(sys.argv[2])
assert Path(jsna.__file__).is_relative_to(folder), jsna.__file__
build(folder / "raw", folder / "work" / "data" / "tidy")
here = jsna.Assessment("ZZ1", "ccg_2019", tidy=folder / "work" / "data" / "tidy")
shown = [eval(cell, {"jsna": jsna, "here": here}) for cell in cells]
figures = [each for figure in shown for each in (figure.figures if isinstance(figure, Multiples) else [figure])]
rows = {key: here.store.rows(indicator_id=key)[["footprint", "area_code", "value", "lower_95", "source_id"]].values.tolist()
        for key in ("smoking", "care_home_beds")}
print(json.dumps({"keys": [getattr(figure, "key", repr(figure)) for figure in figures], "rows": rows,
                  "heads": [figure.sentence.headline for figure in figures if isinstance(figure, Figure)],
                  "sources": [figure.source for figure in figures if isinstance(figure, Figure)],
                  "chapters": [chapter.id for chapter in chapters(Path("demo"))]}))
"""


def test_the_page_is_a_page() -> None:
    assert len(PAGE.read_text(encoding="utf-8").splitlines()) < 260


def _add(path: Path, text: str) -> None:
    path.write_text((path.read_text(encoding="utf-8") + "\n" if path.exists() else "") + text, encoding="utf-8")


@pytest.fixture(scope="module")
def added(demonstration: Path, once: Callable[[str, Callable[[Path], None]], Path]) -> dict[str, list[str]]:
    """What a copy of the repository says after everything on the page was added to it."""

    def make(folder: Path) -> None:
        for name in ("jsna", "data", "notebooks"):
            skipped = shutil.ignore_patterns("raw", "tidy", "__pycache__")
            shutil.copytree(ROOT / name, folder / name, ignore=skipped)
        shutil.copytree(demonstration / "data" / "raw", folder / "raw")
        (folder / "raw" / "smoking.csv").write_text(EXPORT, encoding="utf-8")
        (folder / "raw" / "care_homes.csv").write_text(BEDS, encoding="utf-8")
        for language, name, text in BLOCKS:
            if language == "sh":
                subprocess.run(shlex.split(text), cwd=folder, check=True)
            elif name != "cell":
                _add(folder / name, text)
        cells = [text for _, name, text in BLOCKS if name == "cell"]
        program = [sys.executable, "-W", "error::FutureWarning", "-c", SCRIPT, str(folder), json.dumps(cells)]
        done = subprocess.run(program, capture_output=True, text=True, cwd=folder, env=os.environ | {"PYTHONPATH": str(folder)})
        assert done.returncode == 0, done.stderr
        (folder / "said.json").write_text(done.stdout.splitlines()[-1], encoding="utf-8")

    return dict(json.loads((once("contributing", make) / "said.json").read_text(encoding="utf-8")))


def test_an_indicator_is_a_paragraph_and_a_cell(added: dict[str, list[str]]) -> None:
    assert "05-spc-mar_other_referrals" in added["keys"]


def test_an_export_is_two_paragraphs_and_keeps_its_limits(added: dict[str, dict[str, list[list[object]]]]) -> None:
    rows = added["rows"]["smoking"]
    assert ["district_2019", "Z07000001", 18.2, 14.1] in [row[:4] for row in rows]
    assert {tuple(row[1:4]) for row in rows} == {("Z07000001", 18.2, 14.1), ("E92000001", 13.0, 12.7)}
    assert {row[4] for row in rows} == {"fingertips_smoking"}
    assert any("Smoking prevalence in adults, Annual Population Survey, 2021" in source for source in added["sources"])


def test_a_publication_of_a_new_layout_is_summed_to_every_footprint(added: dict[str, dict[str, list[list[object]]]]) -> None:
    beds = {(footprint, code): value for footprint, code, value, *_ in added["rows"]["care_home_beds"]}
    assert beds["ccg_2019", "ZZ1"] == beds["district_2019", "Z07000001"] == beds["upper_tier_2019", "Z10000001"] == 65
    assert beds["england", "E92000001"] == 95
    assert "01-rank-care_home_beds" in added["keys"]


def test_a_chapter_is_a_notebook_and_a_line(added: dict[str, list[str]]) -> None:
    assert "07" in added["chapters"]


def test_a_kind_of_figure_is_a_module_and_a_line(added: dict[str, list[str]]) -> None:
    assert "01-newest-care_home_beds" in added["keys"]
    assert "Care home beds: 65 in 2021/22" in added["heads"]
