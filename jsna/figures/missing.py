"""Missing data: what a figure says when it has no rows, and where the rows would come from."""

import pandas as pd

from jsna.catalogue import definitions, publication
from jsna.figures.core import words
from jsna.figures.core.figure import Missing

#: An own neighbourhood has the small areas that its analyst names.
UNNAMED = "Its small areas are not named: add lsoas to its file in data/local/areas."


def absent(rows: pd.DataFrame) -> Missing:
    """What is missing, by the indicator that the rows were asked for."""
    definition = definitions()[rows.attrs["indicator"]]
    source = publication(definition.sources[0])
    name = definition.name if definition.name[1:2].isupper() else definition.name[:1].lower() + definition.name[1:]
    unplaced = rows.attrs.get("unplaced", "")
    if unplaced:
        held = f"{source.title} ({source.publisher}) is held, but no lookup places its figures in such an area."
        why = UNNAMED if unplaced == words.kind("local") and definition.chapter == "02" else held
        return Missing(f"{words.capital(name)}: nothing that is held can be given for this {unplaced}.", rows.attrs["because"] or why)
    return Missing(name, f"It would come from {source.title} ({source.publisher}): {source.page}")
