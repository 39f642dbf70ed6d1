"""The page of methods names the figures that use each, and no others."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PAGE = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
SECTIONS = dict(re.findall(r"^## [^\n:]+: ((?:`\w+`(?:, )?)+)\n(.*?)(?=^## |\Z)", PAGE, re.MULTILINE | re.DOTALL))


def imported(path: Path) -> set[str]:
    """The modules of the package that a module imports, and what it takes from them."""
    found = [node for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))) if isinstance(node, ast.ImportFrom)]
    return {name for node in found if node.module for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))}


#: What each module takes, and of what makes a store each folder of modules as one.
IMPORTS: dict[str, set[str]] = {}
for folder, parts in (("analysis", 3), ("making", 3), ("figures", 4)):
    for path in (ROOT / "jsna" / folder).rglob("*.py"):
        IMPORTS.setdefault(".".join(path.relative_to(ROOT).with_suffix("").parts[:parts]), set()).update(imported(path))


IMPORTS["jsna.measures"] = imported(ROOT / "jsna" / "measures.py")


def users(of: set[str], room: str) -> set[str]:
    return {name for name, taken in IMPORTS.items() if name.startswith(f"jsna.{room}.") and taken & of}


@pytest.mark.parametrize("heading", SECTIONS)
def test_the_figures_of_a_method_are_those_that_lead_to_it(heading: str) -> None:
    methods = {f"jsna.methods.{name}" for name in re.findall(r"`(\w+)`", heading)}
    analysis = users(methods, "analysis")
    for _ in range(2):
        analysis |= users(analysis, "analysis")
    through = {"jsna.measures"} if methods & IMPORTS["jsna.measures"] else set()  # whoever has a measure has its methods
    used = users(analysis, "figures") | users(methods, "making") | through
    said = re.search(r"\*Used by:\* (.*?)(?=\n\n|\Z)", SECTIONS[heading], re.DOTALL)
    assert said is not None
    assert {f"jsna.{name}" for name in re.findall(r"`((?:figures|making|measures)[.\w]*)`", said[1])} == used
    assert ("no figure yet" in said[1]) == (not used)


def test_every_module_of_methods_has_its_section() -> None:
    modules = {path.stem for path in (ROOT / "jsna" / "methods").glob("[a-z]*") if path.suffix in ("", ".py")}
    assert {name for heading in SECTIONS for name in re.findall(r"`(\w+)`", heading)} == modules
