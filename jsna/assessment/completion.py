"""Completion: ids of indicators and codes of areas, by Tab within the quotes of a cell."""

import re
import sys
from typing import Any

from jsna.assessment.place import Place
from jsna.catalogue import definitions

#: Where an id or a code is written: a call of the package or of a place, and the line of the parameters that names one.
INDICATOR = re.compile(r"""\b(?:jsna|here)\.\w+\([^)]*["']\w*$""")
AREA = re.compile(r"""(?:\bAssessment\(|^\s*area\s*=\s*)["']\w*$""")


def matches(before: str, names: dict[str, Any]) -> list[str]:
    """What may stand at the end of a line, by the places that a notebook has given names."""
    start = re.split(r"\W", before)[-1]
    if AREA.search(before):
        codes = dict.fromkeys(code for place in names.values() if isinstance(place, Place) for code in place.areas.index)
        return [code for code in codes if code.startswith(start)]
    return [key for key in definitions() if key.startswith(start)] if INDICATOR.search(before) else []


def offer() -> None:
    """Let Tab complete them in the notebook that this runs in, where it runs in one."""
    shell = sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None
    if shell is not None:
        completer = shell.Completer
        completer.custom_matchers.append(lambda _: matches(completer.text_until_cursor, shell.user_ns))
