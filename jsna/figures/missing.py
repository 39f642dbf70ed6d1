"""Missing data: what a figure says when it has no rows, and where the rows would come from."""

import pandas as pd

from jsna.catalogue import definitions, publication
from jsna.figures.figure import Missing


def absent(rows: pd.DataFrame) -> Missing:
    """What is missing, by the indicator that the rows were asked for."""
    definition = definitions()[rows.attrs["indicator"]]
    source = publication(definition.sources[0])
    name = definition.name if definition.name[1:2].isupper() else definition.name[:1].lower() + definition.name[1:]
    unplaced = rows.attrs.get("unplaced", "")
    if unplaced:
        return Missing(
            f"{name[:1].upper()}{name[1:]}: nothing that is held can be given for this {unplaced}.",
            rows.attrs["because"]
            or f"{source.title} ({source.publisher}) is held, but no lookup places its figures in such an area.",
        )
    return Missing(name, f"It would come from {source.title} ({source.publisher}): {source.page}")
