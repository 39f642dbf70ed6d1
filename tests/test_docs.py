"""Every command of the documentation is run, in the order in which a reader meets it."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from jsna import cli
from jsna.cli import data
from jsna.report import batch, execution, preview, run

ROOT = Path(__file__).parents[1]
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
BLOCK = re.compile(r"^```(\w+)([^\n]*)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, what is said beside that, and its text."""

    language: str
    said: str
    text: str

    @property
    def commands(self) -> list[list[str]]:
        return [shlex.split(line, comments=True) for line in self.text.splitlines() if line.strip()]


def blocks(page: Path) -> list[Block]:
    return [Block(language, said.strip(), text) for language, said, text in BLOCK.findall(page.read_text(encoding="utf-8"))]


def commands(kind: str, language: str = "sh") -> list[list[str]]:
    wanted = [block for page in PAGES for block in blocks(page) if block.language == language and block.said == kind]
    return [command for block in wanted for command in block.commands]


@pytest.fixture
def clone(demonstration: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A clone in which a reader stands; reports are made in this process, and of one short chapter.

    What `jsna demo` and `jsna build` write is there already, so that they find nothing to do: other tests look at them.
    """
    shutil.copytree(ROOT / "notebooks", tmp_path / "notebooks")
    shutil.copytree(demonstration / "data", tmp_path / "demo" / "data")
    shutil.copytree(demonstration / "data" / "tidy", tmp_path / "data" / "tidy")
    monkeypatch.setattr(data, "write_demo", lambda raw: list(raw.rglob("*.*")))
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("JSNA_WORKSPACE", str(tmp_path))
    for module in (execution, preview, run):
        monkeypatch.setattr(module, "NOTEBOOKS", tmp_path / "notebooks")
    monkeypatch.setattr(batch, "make_all", lambda jobs, _: map(batch._make, jobs))
    monkeypatch.setattr(click, "launch", lambda _: 0)
    yield tmp_path


def jsna(command: list[str], real: dict[str, str]) -> str:
    words = [real.get(word, word) for word in command[1:]]
    if words[0] == "report" and "--chapter" not in words:
        words += ["--chapter", "18"]
    if words[:2] == ["why", "03.3"]:
        _report_with_figures(Path("demo/reports/2022-23/ccg_2019"))
    if words[0] == "check":
        words[1] += "/lookups"
    result = CliRunner().invoke(cli.cli, words)
    assert result.exit_code == 0, (command, result.output, result.exception)
    return result.output


def _report_with_figures(folder: Path) -> None:
    """Reports are of one short chapter without figures here; the reader's has all."""
    CliRunner().invoke(cli.cli, ["report", "ZZ1", "--chapter", "03", "--workspace", "demo"])
    shutil.copy(folder / "ZZ1-03.html", folder / "ZZ1.html")


def test_the_guide_is_followed_from_top_to_bottom(clone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = {"05J": "ZZ1", "worcester": "alder", "Worcestershire": "Cranshire", "path/to/published/files": "demo/data/raw"}
    monkeypatch.setattr(preview.time, "sleep", _interrupted)
    said = ""
    for block in blocks(ROOT / "docs" / "guide.md"):
        if block.language in ("toml", "csv", "md"):
            path = clone / block.said
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text((path.read_text(encoding="utf-8") if path.exists() else "") + "\n" + block.text, encoding="utf-8")
        elif block.said == "plain":
            _in_a_shell(block.text)
        elif block.language == "sh" and block.said not in ("install", "shell"):
            for command in block.commands:
                monkeypatch.setenv("JSNA_WORKSPACE", str(clone))  # each command is a process of its own: what one sets is gone
                if command[0] == "jsna":
                    said += jsna(command, real)
                elif command[0] != "jupyter":  # tests/test_jupyterlab.py starts that
                    subprocess.run(command, check=True)
    reports = clone / "demo" / "reports" / "2022-23"
    assert {path.name for path in (reports / "ccg_2019").glob("ZZ1*")} >= {"ZZ1-19.html", "ZZ1-02-19.html", "ZZ1-18.docx", "ZZ1-18.xlsx"}
    assert len(list((reports / "ccg_2019").glob("Z*-18.html"))) == 33
    assert "Approved by C. Cedar" in (reports / "ccg_2019" / "ZZ1-19.html").read_text(encoding="utf-8")
    assert "Aldermere" in said and "Chapter 03 made in" in said
    assert (clone / "reports" / "2022-23" / "upper_tier_2019").is_dir()


def _in_a_shell(text: str) -> None:
    """Commands of other programs, which lie beside this Python, and with them what is of this clone."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    ran = subprocess.run(["bash", "-ec", text], env=os.environ | {"PATH": path, "PYTHONPATH": str(ROOT)}, capture_output=True, text=True)
    assert ran.returncode == 0, ran.stderr
    page = Path("plain/ZZ2.html").read_text(encoding="utf-8")
    assert 'data-figure="03-' in page and "here = jsna" not in page


def _interrupted(_: float) -> None:
    raise KeyboardInterrupt


def test_a_chapter_that_was_copied_stands_beside_the_first_in_one_report(clone: Path) -> None:
    shutil.copy(clone / "notebooks" / "03_long_term_conditions.ipynb", clone / "notebooks" / "13.ipynb")
    with (clone / "notebooks" / "chapters.toml").open("a", encoding="utf-8") as listed:
        listed.write('[[chapter]]\nid = "13"\nnotebook = "13.ipynb"\ntitle = "Ours"\n')
    jsna(["jsna", "report", "ZZ1", "--chapter", "03,13", "--raw", "demo/data/raw"], {})


def _known(name: str) -> click.Command:
    found = cli.cli.get_command(click.Context(cli.cli), name)
    assert found is not None, name
    return found


@pytest.mark.parametrize("command", commands(""), ids=" ".join)
def test_a_target_of_make_and_an_option_of_jsna_exist(command: list[str]) -> None:
    if command[0] == "make":
        subprocess.run(["make", "--dry-run", *command[1:]], cwd=ROOT, check=True, capture_output=True)
    elif command[0] == "jsna" and not command[1].startswith("-"):
        asked = _known(command[1])
        asked = asked.commands[command[2]] if isinstance(asked, click.Group) else asked
        known = {option for parameter in asked.params for option in [*parameter.opts, *parameter.secondary_opts]}
        assert {word for word in command if word.startswith("--")} <= known | {"--help"}


@pytest.mark.parametrize("command", commands("install"), ids=" ".join)
def test_what_an_installation_names_is_there(command: list[str]) -> None:
    files = [word for word in command if word.endswith((".lock", ".yml"))]
    assert all((ROOT / file).is_file() for file in files)
    assert Path(command[0]).name in {"python", "pip", "conda", "source"}


def test_what_powershell_would_take_apart_stands_in_quotation_marks_in_the_block_for_windows() -> None:
    """PowerShell makes a list of what holds commas and a number of 03.3; nothing else of a `jsna` command is other there."""
    everywhere = [command for kind in ("", "real") for command in commands(kind) if command[0] == "jsna"]
    apart = [command for command in everywhere if any(re.fullmatch(r"[\w-]+(,[\w-]+)+|[\d.]*\.[\d.]*", word) for word in command)]
    windows = [block for page in PAGES for block in blocks(page) if block.language == "powershell" and not block.said]
    lines = [line for block in windows for line in block.text.splitlines() if line.startswith("jsna ")]
    assert sorted(map(shlex.split, lines)) == sorted(apart) and len(lines) >= 4
    assert [line for line in lines if re.search(r'(?<!")\b\w+,\w+\b(?!")|(?<!")\b\d+\.\d+', re.sub(r'"[^"]*"', '""', line))] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_and_picture_leads_somewhere(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    headings = {re.sub(r"[^\w -]", "", heading.lower()).replace(" ", "-") for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)}
    for target in re.findall(r"\]\(([^)#]*)(?:#[^)]*)?\)", text):
        assert "://" in target or (page.parent / target).exists(), target
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings


def test_the_messages_that_are_explained_are_messages_of_the_program() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "jsna").rglob("*.py"))
    table = (ROOT / "docs" / "guide.md").read_text(encoding="utf-8").partition("## When something goes wrong")[2]
    first = "".join(line.split("|")[1] for line in table.splitlines() if line.startswith("| "))
    quoted = [part.strip() for said in re.findall(r"`([^`]+)`", first) for part in said.split("…")]
    messages = [part for part in quoted if len(part) > 12 and not part.startswith("Chapter 03")]
    assert len(messages) >= 5 and [part for part in messages if part not in source] == []
