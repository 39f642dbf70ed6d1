"""Sources of a figure: the publications of the rows that it shows, with their periods and licences."""

from collections.abc import Iterable

import pandas as pd

from jsna.catalogue import Publication, publication, publications
from jsna.figures.core import words


def cited(*tables: pd.DataFrame) -> str:
    """The publications that rows with a `source_id` and a `period` are taken from, the newest first, and their licences."""
    rows = pd.concat([table[["source_id", "period"]] for table in tables], ignore_index=True).dropna()
    spans = {publication(str(key)): words.span(some["period"]) for key, some in rows.groupby("source_id", sort=False)}
    newest = {publication(str(key)): max(some["period"]) for key, some in rows.groupby("source_id", sort=False)}
    return listed([(each, spans[each]) for each in sorted(spans, key=lambda each: newest[each], reverse=True)])


def listed(publications: Iterable[tuple[Publication, str]]) -> str:
    """Publications with the periods that are shown, and the licences of all."""
    titles, licences = [], []
    for each, span in publications:
        title = f"{each.publisher}, {each.title}"
        titles.append(title if not span or title.endswith(span) else f"{title}, {span}")
        licences.append(each.licence)
    return f"{'; '.join(titles)}. {words.joined(list(dict.fromkeys(licences)))}."


def named(known_as: str, period: str) -> str:
    """One publication with a period, and its licence."""
    return listed([(publication(known_as), period)])


def boundaries() -> str:
    """The source of the shapes that a map draws."""
    return " ".join(
        dict.fromkeys(
            f"Source of boundaries: {each.publisher} licensed under the {each.licence}. {each.attribution}"
            for each in publications().values()
            if each.attribution
        )
    )


def licence() -> str:
    """What all publications together may be used under; what is counted from records of people is cited where it is shown."""
    licences = dict.fromkeys(each.licence for each in publications().values() if not each.is_own and not each.disclosure)
    return f"Contains public sector information licensed under the {words.joined(list(licences))}."
