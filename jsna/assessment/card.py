"""Card: what an assessment shows of itself in a notebook: the place, what it stands beside, what is held of it and what is not."""

from collections.abc import Iterable
from html import escape

import pandas as pd

from jsna import local, periods
from jsna.assessment.faces import Faces
from jsna.catalogue import definitions, publication

#: So many publications are named of which nothing is held; `jsna check` has them all.
NAMED = 6
STYLE = "text-align:left;vertical-align:top"


def html(here: Faces) -> str:
    """A table of two columns with a caption."""
    by_source = here.rows.groupby("source_id", sort=False)
    beside = [name for name in ("England", here.larger[2] if here.larger else "") if name]
    lines = {
        "Place": [f"{here.name} ({here.code})"],
        "Footprint": [here.footprint],
        "Beside": beside,
        "Held": sorted(_said(str(source), rows) for source, rows in by_source),
        "Not held of it": list(_lacking(here)),
    }
    body = "".join(_line(head, texts) for head, texts in lines.items())
    return f"<table><caption>{escape(here.name)}: what is held</caption><tbody>{body}</tbody></table>"


def _said(source: str, rows: pd.DataFrame) -> str:
    """`Title of a publication: 21 indicators, 2018/19 to 2022/23`."""
    labels = sorted(set(rows["period"]), key=periods.parse)
    count = rows["indicator_id"].nunique()
    span = " to ".join(dict.fromkeys((labels[0], labels[-1])))
    title = f"{publication(source).title}{local.MARK if publication(source).is_own else ''}"
    return f"{title}: {count} {'indicator' if count == 1 else 'indicators'}, {span}"


def _lacking(here: Faces) -> Iterable[str]:
    """The publications of which the place has no number at all, and whose they are held of."""
    titles = {publication(str(source)).title for source in here.rows["source_id"].unique()}
    first = {publication(each.sources[0]).title: each.id for each in definitions().values()}
    without = {title: indicator for title, indicator in first.items() if title not in titles}
    for title, indicator in list(without.items())[:NAMED]:
        faces = ", ".join(face.name for face in here.faces(indicator))
        yield f"{title} (held of {faces})" if faces else title
    if len(without) > NAMED:
        yield f"and {len(without) - NAMED} more publications, which `jsna check` names"


def _line(head: str, texts: list[str]) -> str:
    cell = "<br/>".join(map(escape, texts)) or "none"
    return f'<tr><th scope="row" style="{STYLE}">{head}</th><td style="{STYLE}">{cell}</td></tr>'
