"""Tables of the analyst's own, as pandas, Markdown or a person wrote them, made so that everybody can read them."""

import re
from collections.abc import Sequence

from bs4 import BeautifulSoup, Tag

#: How pandas writes a value that is not there, and how a report says so.
_GAPS, _SAID = {"NaN", "NaT", "<NA>", "nan"}, "missing"
_NUMBER = re.compile(r"[-+\N{MINUS SIGN}]?[£$]?[\d,]*\.?\d+(?:e[-+]?\d+)?%?")
#: What says nothing of whether a column holds numbers.
_NEUTRAL = {"", "...", _SAID}
#: Columns of a table that a sheet of paper still holds as they are.
_MANY = 9
#: How a table says its own colours.
_COLOURS = re.compile(r"\b(?:color|background)\b")


def improve(soup: BeautifulSoup, line: str, name: str) -> str:
    """Give every table headings with scopes, a caption, words at the left, and a region that scrolls; and the rules of its colours.

    Parameters
    ----------
    line : str
        The line of prose right before, which names the first table that has no caption; a text within goes before it.
    name : str
        Of the cell: ids of pandas are anew each time, and a page is not.
    """
    rules = []
    for number, table in enumerate(soup.find_all("table")):
        before = [part for part in table.previous_siblings if str(part).strip()]
        _caption(table, last_line(before[:1]) if before or number else line, soup)
        heads = _heads(table)
        _cells(table)
        rules.append(_named(soup, table, f"table-{name}-{number}"))
        sortable = heads == 1 and not table.find(rowspan=True)
        _region(table, soup, "jsna-table" if sortable else "jsna-grouped", _look(table, coloured=bool(rules[-1])))
    return "".join(rules)


def last_line(parts: Sequence[object]) -> str:
    """The text of the last part of a page, where it is a line of prose or a heading."""
    last = next((part for part in reversed(parts) if str(part).strip()), None)
    text = " ".join(last.get_text().split()) if isinstance(last, Tag) and re.fullmatch("p|h[1-6]", last.name) else ""
    return text if any(map(str.isalpha, text)) else ""


def _caption(table: Tag, line: str, soup: BeautifulSoup) -> None:
    caption = table.find("caption") or soup.new_tag("caption")
    if not caption.get_text(strip=True) and line:  # a reader sees the line right above
        words = soup.new_tag("span", attrs={"class": "jsna-hidden"}, string=line)
        caption.append(words)
        table.insert(0, caption)


def _heads(table: Tag) -> int:
    """Give each heading its scope, and say how many rows of headings there are."""
    _join_names(table)
    head = table.find("thead") or table
    rows = [row for row in head.find_all("tr") if not row.find("td") or head.name == "thead"]
    for row in rows:
        for cell in row.find_all("th"):
            cell["scope"] = cell.get("scope") or ("colgroup" if cell.get("colspan", "1") != "1" else "col")
    for cell in table.find_all("th", scope=False):
        cell["scope"] = "rowgroup" if cell.get("rowspan", "1") != "1" else "row"
    corners = [cell for row in rows for cell in row.find_all("th") if not cell.get_text(strip=True)]
    for cell in corners:
        if len(rows) == 1 and cell is row_cells(rows[0])[0]:
            cell.string = "Row"
        else:
            cell.name, cell.attrs = "td", {key: value for key, value in cell.attrs.items() if key != "scope"}
    return len(rows)


def row_cells(row: Tag) -> list[Tag]:
    """The cells of a row, in order."""
    return list(row.find_all(["th", "td"]))


def _join_names(table: Tag) -> None:
    """Pandas writes the names of the index in a row of their own, which is empty but for them."""
    head = table.find("thead")
    rows = head.find_all("tr") if head else []
    if len(rows) != 2:
        return
    (above, below), texts = map(row_cells, rows), [cell.get_text(strip=True) for cell in row_cells(rows[1])]
    names = len([text for text in texts if text])
    if any(texts[names:]) or any(cell.get("colspan") for cell in above) or len(above) != len(below):
        return
    for cell, text in zip(above, texts[:names], strict=False):
        across = cell.get_text(strip=True)
        cell.string = f"{text} by {across}" if across else text
    rows[1].decompose()


def _cells(table: Tag) -> None:
    """Say what is missing, and set columns of words at the left."""
    rows = [row_cells(row) for row in table.find_all("tr")]
    body = [cells for cells in rows if any(cell.name == "td" for cell in cells) and cells[0].find_parent("thead") is None]
    for cell in (cell for cells in body for cell in cells if cell.get_text(strip=True) in _GAPS):
        cell.string = _SAID
    for place in range(1, max(map(len, body), default=0) + 1):  # from the right: headings at the left may span rows
        texts = [cells[-place].get_text(strip=True) for cells in body if len(cells) >= place]
        if not all(text in _NEUTRAL or _NUMBER.fullmatch(text) for text in texts):
            for cell in (cells[-place] for cells in rows if len(cells) >= place):
                cell["class"] = f"{' '.join(cell.get_attribute_list('class')) if cell.get('class') else ''} t".strip()


def _named(soup: BeautifulSoup, table: Tag, name: str) -> str:
    """The rules of a table that pandas styled, under a name that is the same each time; its ids are dropped where there are none."""
    del table["border"]
    identifier = str(table.get("id", ""))
    sheets = [sheet for sheet in soup.find_all("style") if identifier and f"#{identifier}" in sheet.get_text()]
    for part in (table, *table.find_all(id=True)):
        if identifier.startswith("T_") and str(part.get("id", "")).startswith(identifier):
            if sheets:
                part["id"] = str(part["id"]).replace(identifier, name)
            else:
                del part["id"]
    rules = "".join(sheet.extract().get_text().replace(identifier, name) for sheet in sheets)
    return " ".join(rules.split())


def _look(table: Tag, coloured: bool) -> str:
    """The classes of a table: colours keep the ground that they were chosen for, and many columns are to fit on paper."""
    coloured = coloured or any(_COLOURS.search(str(part.get("style", ""))) for part in (table, *table.find_all(style=True)))
    many = max(len(row_cells(row)) for row in table.find_all("tr")) > _MANY if table.find("tr") else False
    return f"jsna jsna-own-table{' jsna-light' if coloured else ''}{' jsna-many' if many else ''}"


def _region(table: Tag, soup: BeautifulSoup, box: str, look: str) -> None:
    """A box that scrolls by keyboard; one whose rows cannot be sorted has a name of its own."""
    caption = table.find("caption")
    label = caption.get_text(" ", strip=True) if caption else ""
    attributes = {"class": box, "role": "group", "tabindex": "0", "aria-label": label}
    table.wrap(soup.new_tag("div", attrs=attributes)).wrap(soup.new_tag("div", attrs={"class": look}))
