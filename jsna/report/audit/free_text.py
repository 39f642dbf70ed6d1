"""What people wrote that reads like a gap of the program: a surgery may be called "None Street", and a chapter may say "None yet"."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbconvert.filters.markdown import markdown2html

from jsna import geography, store
from jsna.report.audit.tree import read

#: How a value that is not there reads where a program writes it into a text.
GAP = re.compile(r"(?<![\w-])(?:nan|NaN|NaT|-?inf|<NA>)(?![\w-])|\bNone\b(?! (?:of|was|were|is|are|has|have|differ|lie|lies)\b)")


@dataclass(frozen=True)
class FreeText:
    """Names and prose that hold such a word.

    Parameters
    ----------
    names : tuple of str
        Of areas and practices, in full; none is such a word and nothing else.
    prose : frozenset of str
        Of chapters, each text that stands between two marks.
    """

    names: tuple[str, ...] = ()
    prose: frozenset[str] = frozenset()

    def gap(self, text: str, by_program: bool) -> str:
        """The first gap of a text that the program left; empty where there is none. No prose can be the reason of one `by_program`."""
        words = " ".join(text.split())
        if not by_program and words in self.prose:
            return ""
        for name in self.names:
            words = words.replace(name, "…")
        start, ellipsis, rest = words.partition("…")  # a chart cuts a name that is too long for it
        match = GAP.search(rest if ellipsis and any(name.startswith(start) for name in self.names) else words)
        return match[0] if match else ""


NOTHING = FreeText()


def free_text(tidy: Path, notebooks: Iterable[Path]) -> FreeText:
    """What the names of a store and the prose of chapters hold of such words."""
    people = [("footprint", "not in", ["lsoa_2011", "lsoa_2021"])]  # small areas have numbers, and are most of the table
    area_names = store.read_table(tidy / "areas.parquet", people, ["area_name"])["area_name"].unique()
    names = {form for name in area_names if GAP.search(name) for form in (name, geography.short_name(name)) if len(form.split()) > 1}
    prose = (text for notebook in notebooks for text in _prose(notebook) if GAP.search(text))
    return FreeText(tuple(sorted(names, key=lambda name: (-len(name), name))), frozenset(prose))


def _prose(notebook: Path) -> Iterator[str]:
    for cell in nbformat.read(notebook, as_version=4).cells:
        if cell.cell_type == "markdown" and GAP.search(cell.source):
            elements = read(markdown2html(cell.source))[0].walk()
            yield from (" ".join(text.split()) for element in elements for text in element.children if isinstance(text, str))
