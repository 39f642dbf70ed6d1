"""English Indices of Deprivation summarised: districts (File 10), upper-tier authorities (File 11) and CCGs (File 13), a sheet a domain."""

import re

import pandas as pd

from jsna.readers import tables
from jsna.readers.deprivation import DOMAIN_NAMES
from jsna.readers.ranks import RATES
from jsna.readers.rawfile import RawFile
from jsna.schemas import Tidy, check

#: What the code and the name of each kind of area begin with, and the end of the publication's name.
KINDS = {"Clinical Commissioning Group": "ccg_summaries", "Local Authority District": "file_10", "Upper Tier Local Authority": "file_11",
         "Integrated Care Board": "icb_summaries", "Sub ICB Location": "sub_icb_summaries"}
#: The year in the headings of areas, by edition. Districts of 2013 are those of IoD2015, and so on.
YEARS = {"2013": "2015", "2015": "2015", "2019": "2019", "2024": "2025"}
MEASURES = {"Average rank": "average_rank", "Average score": "average_score",
            "Proportion of LSOAs in most deprived 10% nationally": "most_deprived_tenth"}


def recognises(raw: RawFile) -> bool:
    """Whether a workbook has a sheet `IMD` with average scores of areas, of a kind and year that are known or not."""
    return _headings(raw) is not None or _unknown(raw) != ""


def _unknown(raw: RawFile) -> str:
    """The heading of a code by which the areas of a summary are none that is known."""
    rows = tables.sheet_rows(raw, "IMD")[:20] if "IMD" in tables.sheet_names(raw) else []
    return next((tables.text(cell) for row in rows if any("average score" in tables.normal(cell) for cell in row)
                 for cell in row if re.fullmatch(r".+ code \(20\d\d\)", tables.normal(cell))), "")


def read(raw: RawFile) -> list[Tidy]:
    """Average rank, average score and the share of small areas in the most deprived tenth, by area and domain.

    Raises
    ------
    FileError
        Where a sheet's headings begin with no domain, a column is absent, or a cell is no number.
    """
    kind, year = _headings(raw) or ("", "")
    if not kind:
        raise tables.refusal(raw, f"summaries of {', '.join(KINDS)}, of the years {', '.join(YEARS)}", repr(_unknown(raw)), sheet="IMD",
                             remedy="This kind of summary cannot be read yet; nothing was changed.")
    parts = []
    for sheet in tables.sheet_names(raw):
        header = tables.header_row(tables.sheet_rows(raw, sheet), {f"{kind} Code ({year})"})
        if header is not None:
            frame = tables.refuse_empty(tables.filled(tables.sheet_frame(raw, sheet, header)), "areas", raw, sheet)
            parts.append(_summary(raw, sheet, frame, kind, year))
    rows = pd.concat(parts, ignore_index=True)
    return [check(Tidy("deprivation_summary", f"iod_{YEARS[year]}_{KINDS[kind]}", rows, len(rows)))]


def _headings(raw: RawFile) -> tuple[str, str] | None:
    """Kind of area and year as they stand in the heading of its code."""
    if "IMD" not in tables.sheet_names(raw):
        return None
    rows = tables.sheet_rows(raw, "IMD")
    pairs = ((kind, year) for kind in KINDS for year in YEARS)
    return next((pair for pair in pairs if tables.header_row(rows, {f"{pair[0]} Code ({pair[1]})"}) is not None), None)


def _summary(raw: RawFile, sheet: str, frame: pd.DataFrame, kind: str, year: str) -> pd.DataFrame:
    prefix = next((str(name).split(" - ")[0] for name in frame.columns if " - " in name), "")
    if tables.normal(prefix) not in DOMAIN_NAMES:
        raise tables.refusal(raw, "headings that begin with a domain of deprivation", repr(prefix), sheet=sheet)
    measures = {f"{prefix} - {words}": name for words, name in MEASURES.items()}
    areas = {f"{kind} Code ({year})": "gss_code", f"{kind} Name ({year})": "area_name"}
    table = tables.columns(frame, {**areas, **measures}, raw, sheet)
    values = {name: tables.numbers(table[name], raw, sheet, heading, missing=()) for heading, name in measures.items()}
    for name in {"most_deprived_tenth"} | ({"average_score"} if DOMAIN_NAMES[tables.normal(prefix)] in RATES else set()):
        tables.refuse_where(raw, ~values[name].between(0, 1), values[name], "a share between 0 and 1",
                            next(heading for heading, measure in measures.items() if measure == name), sheet)
    tables.matching(raw, table["gss_code"], r"[EWZ]\d{8}", "a code such as E07000234", f"{kind} Code ({year})", sheet)
    rows = table[["gss_code", "area_name"]].assign(edition=YEARS[year], domain=DOMAIN_NAMES[tables.normal(prefix)], **values)
    return tables.lineage(rows, raw, sheet)
