"""Who may import whom: stages are layers."""

import ast
import subprocess
import sys
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import jsna

PACKAGE = Path(__file__).parents[1] / "jsna"
ALLOWED = {
    "errors": set(),
    "methods": {"methods"},
    "names": set(),
    "measures": {"methods"},
    "periods": set(),
    "paragraphs": {"errors"},
    "local": {"errors", "names", "paragraphs"},
    "commentaries": {"errors", "names"},
    "voices": {"errors", "names", "paragraphs"},
    "footprints": {"errors", "paragraphs"},
    "workers": set(),
    "schemas": {"errors"},
    "catalogue": {"errors", "names", "measures", "paragraphs", "footprints", "local"},
    "models": {"errors", "names", "paragraphs", "catalogue"},
    "fetch": {"errors", "catalogue", "paragraphs"},
    "geography": {"errors", "periods", "schemas", "footprints"},
    "store": {"errors", "schemas"},
    "readers": {"errors", "schemas", "readers"},
    "making": {
        "errors", "names", "paragraphs", "periods", "measures", "schemas", "footprints", "catalogue", "geography", "readers", "records",
        "methods", "store", "workers", "local", "making",
    },
    "analysis": {"errors", "periods", "measures", "schemas", "methods", "analysis"},
    "assessment": {
        "errors", "periods", "measures", "schemas", "footprints", "catalogue", "geography", "store", "analysis", "local", "assessment",
    },
    "figures": {
        "errors", "names", "periods", "measures", "schemas", "footprints", "catalogue", "models", "commentaries", "voices",
        "analysis", "figures",
    },
    "report": {  # of figures: style, keys, outlines, plurals
        "errors", "names", "footprints", "catalogue", "store", "geography", "workers", "report", "figures",
    },
    "records": {"errors", "paragraphs", "periods", "catalogue", "store", "records"},
    "demo": {"errors", "periods", "store", "demo"},
    "__init__": {"errors"},
}


def imported(module: Path) -> set[str]:
    names: set[str] = set()
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names |= {f"{node.module}.{alias.name}" for alias in node.names} if node.module == "jsna" else {node.module}
    return {name.split(".")[1] for name in names if name.startswith("jsna.")}


@pytest.mark.parametrize("module", sorted(PACKAGE.rglob("*.py")), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_the_layers_below(module: Path) -> None:
    room = module.relative_to(PACKAGE).parts[0].removesuffix(".py")
    if room != "cli":
        assert imported(module) <= ALLOWED[room]


def _modules(module: Path) -> set[str]:
    """The modules of the package that a module imports, wherever in it that stands, packages above them included."""
    names = {
        name
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("jsna")
        for name in (node.module, *(f"{node.module}.{alias.name}" for alias in node.names))
    }
    return {name for name in names if (PACKAGE.parent / name.replace(".", "/")).with_suffix(".py").is_file()}


@pytest.mark.parametrize("room", sorted(path.name for path in PACKAGE.iterdir() if path.is_dir() and path.name != "__pycache__"))
def test_no_import_runs_in_a_circle_not_even_one_inside_a_function(room: str) -> None:
    paths = (PACKAGE / room).rglob("*.py")
    graph = {".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts): _modules(path) for path in paths}
    list(TopologicalSorter(graph).static_order())  # raises CycleError with the circle


def test_jsna_offers_names_of_the_layers_that_notebooks_may_use_and_loads_them_when_they_are_asked_for() -> None:
    stub = ast.parse((PACKAGE / "__init__.pyi").read_text(encoding="utf-8"))
    homes = [node for node in stub.body if isinstance(node, ast.ImportFrom)]
    assert {str(node.module).split(".")[0] for node in homes} == {"assessment", "figures"}
    assert {alias.name for node in homes for alias in node.names} == set(jsna.__all__)
    assert set(jsna.__all__) <= set(dir(jsna)) and all(callable(getattr(jsna, name)) for name in jsna.__all__)
    loads = "import sys, jsna; print(*(name for name in ('pandas', 'matplotlib') if name in sys.modules)); jsna.Assessment"
    said = subprocess.run([sys.executable, "-c", loads], capture_output=True, text=True, check=True, cwd=PACKAGE.parent)
    assert said.stdout.split() == []
    with pytest.raises(AttributeError, match="atlas"):
        _ = jsna.atlas
