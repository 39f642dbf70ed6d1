"""Completion: ids of indicators and chapters and codes of areas, by Tab within the quotes of a cell."""

import re
import sys
from collections.abc import Iterable
from typing import Any

from jsna.assessment.place import Place
from jsna.catalogue import chapters, definitions

#: Where an id or a code is written: a call of the package or of a place, and the line of the parameters that names one.
INDICATOR = re.compile(r"""\b(?:jsna|here)\.\w+\([^)]*["']\w*$""")
AREA = re.compile(r"""(?:\bAssessment\(|^\s*area\s*=\s*)["']\w*$""")


CHAPTER = re.compile(r"""\bchapter\s*=\s*["']\w*$""")


def matches(before: str, names: dict[str, Any]) -> tuple[str, list[str]]:
    """What may stand at the end of a line, by the places that a notebook has given names, and what each is called."""
    places = [place for place in names.values() if isinstance(place, Place)]
    for place in places[-1:]:
        place.open()
    kind, every = _kind(before, places)
    start = re.split(r"\W", before)[-1]
    return kind, [word for word in every if word.startswith(start)]


def _kind(before: str, places: list[Place]) -> tuple[str, Iterable[str]]:
    if AREA.search(before):
        return "area", dict.fromkeys(code for place in places for code in place.areas.index)
    if CHAPTER.search(before):
        return "chapter", chapters()
    return ("indicator", definitions()) if INDICATOR.search(before) else ("", ())


def offer() -> None:
    """Let Tab complete them in the notebook that this runs in, where it runs in one."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is None:
        return
    from IPython.core.completer import SimpleCompletion, context_matcher

    @context_matcher(identifier="jsna")  # type: ignore[untyped-decorator]
    def matcher(context: Any) -> dict[str, Any]:
        kind, words = matches(context.text_until_cursor, shell.user_ns)
        # Within these quotes nothing else can be meant, and no name of a file.
        return {"completions": [SimpleCompletion(text, type=kind) for text in words], "suppress": bool(words)}

    shell.Completer.custom_matchers.append(matcher)
