"""CSV on the Web: the numbers of every figure, unrounded, with a description that a program can read (W3C, 2015)."""

import csv
import json
from pathlib import Path
from typing import Any

from jsna.report.formats.page import NUMBER, SUPPRESSED, Chart, Document

LICENCE = "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/"
#: What stands for no number.
_NULL = ("", SUPPRESSED)


def write(document: Document, folder: Path) -> None:
    """Write a CSV a figure, and `csv-metadata.json` that describes them."""
    for chart in document.charts:
        with (folder / f"{chart.key}.csv").open("w", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\n").writerows(chart.data)
    about = {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": "en-GB"}],
        "dc:title": document.name,
        "dc:description": " ".join((*document.about, *document.closing)),
        "dc:license": {"@id": LICENCE},
        "tables": [_table(chart) for chart in document.charts],
    }
    (folder / "csv-metadata.json").write_text(json.dumps(about, indent=1, ensure_ascii=False) + "\n", encoding="utf-8", newline="\n")


def _table(chart: Chart) -> dict[str, Any]:
    headings, *rows = chart.data
    columns = [
        {"name": f"c{number + 1}", "titles": heading, "null": list(_NULL), "datatype": _type([row[number] for row in rows])}
        for number, heading in enumerate(headings)
    ]
    notes = " ".join([chart.subtitle, *chart.notes])
    return {"url": f"{chart.key}.csv", "dc:title": chart.headline, "dc:description": notes, "tableSchema": {"columns": columns}}


def _type(cells: list[str]) -> str:
    values = [cell for cell in cells if cell not in _NULL]
    return "number" if values and all(NUMBER.fullmatch(cell) for cell in values) else "string"
