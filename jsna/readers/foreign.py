"""What is no English publication: pictures, documents, web pages saved instead of a file, and other countries' tables."""

import re

from jsna.readers.rawfile import RawFile
from jsna.readers.tables import headings, refusal
from jsna.schemas import Tidy

#: How files that hold no table begin.
BEGINNINGS = {
    b"\x89PNG": "a picture", b"\xff\xd8\xff": "a picture", b"GIF8": "a picture", b"%PDF": "a document (PDF)", b"{\\rtf": "a document (RTF)",
    b"\x00\x00\x27\x0a": "a shapefile (download the boundaries as GeoJSON)", b"SQLite format 3": "a database, such as a GeoPackage",
    b"PAR1": "a Parquet file", b"<?xml": "a file of XML, such as KML", b'{"error"': "the message of a server that could not answer",
    b"Rar!": "an archive of a kind that is not opened (RAR)", b"7z\xbc\xaf": "an archive of a kind that is not opened (7z)",
}
#: Boundaries in the form that only the server's own programs read.
ESRI = re.compile(rb'"geometryType"\s*:\s*"esri')
#: What other programs put between cells. A number with a decimal comma would be read as a hundred times as much.
OTHER_SEPARATORS = (";", "|")
PAGE = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)", re.IGNORECASE)
#: Headings that only other countries' publications have.
COUNTRIES = {
    "Scotland": {"datazone", "data_zone", "dz2011", "simd2016_rank", "simd2020v2_rank", "hbname", "hscp", "healthboardarea2014code"},
    "Wales": {"wimd 2019", "wimd2019", "wimd_2019", "local health board", "lhb_code", "wd22nmw"},
    "Northern Ireland": {"soa2001", "sa2011", "nimdm17_rank", "lcg", "hsct"},
}


def recognises(raw: RawFile) -> bool:
    """Whether a file is none that could be read: no table, or another country's."""
    return _what(raw) != ""


def read(raw: RawFile) -> list[Tidy]:
    """Nothing.

    Raises
    ------
    FileError
        Always, with what the file is.
    """
    raise refusal(raw, "a table that an English public body published", _what(raw),
                  remedy="Take it out of the folder, or download the file itself in a browser; nothing was changed.")


def _what(raw: RawFile) -> str:
    begins = next((what for start, what in BEGINNINGS.items() if raw.content.startswith(start)), "")
    if begins:
        return begins
    if PAGE.match(raw.content[:1000]):
        return "a web page"
    if raw.kind == "json" and ESRI.search(raw.content[:4000]):
        return "boundaries in Esri's own JSON (ask the server for f=geojson)"
    if len(headings(raw)) == 1 and any(headings(raw)[0].count(mark) > 1 for mark in OTHER_SEPARATORS):
        return "cells that neither commas nor tabs separate (save it as comma-separated values)"
    names = {heading.casefold() for heading in headings(raw)}
    return next((f"a table of {country}" for country, columns in COUNTRIES.items() if names & columns), "")
