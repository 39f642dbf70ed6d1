"""Pieces of a Word file that its library has no words for: tables with columns as wide as their texts, fields, bookmarks and links."""

from collections.abc import Collection, Sequence
from html import escape
from typing import Any

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

#: Twentieths of a point across the page between its margins, and the fewest and most characters that a column is made wide for.
_ACROSS, _NARROWEST, _WIDEST = 9638, 5, 30
#: Half points of the letters of a table, and of one with more characters across than that.
_SIZE, _SMALL, _CROWDED = 16, 13, 105
_LINE = '<w:{side} w:val="single" w:sz="{width}" w:space="0" w:color="767676"/>'


def table(rows: Sequence[Sequence[str]], words: Collection[int], name: str, heads: int = 1) -> Any:
    """A table whose first row, or first rows, are repeated on each sheet; no row is torn, and each column has the room that its texts need.

    Parameters
    ----------
    words : collection of int
        The columns that stand at the left, by position; numbers stand at the right.
    """
    widths, small = _widths(rows)
    lines = "".join(_LINE.format(side=side, width=width) for side, width in (("top", 8), ("bottom", 8), ("insideH", 2)))
    look = (
        f'<w:tblPr><w:tblW w:w="{_ACROSS}" w:type="dxa"/><w:tblBorders>{lines}</w:tblBorders><w:tblLayout w:type="fixed"/>'
        '<w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/></w:tblCellMar>'
        f'<w:tblLook w:firstRow="1" w:firstColumn="1" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{escape(name)}"/></w:tblPr>'
    )
    grid = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
    body = "".join(_row(row, widths, words, small, number < heads) for number, row in enumerate(rows))
    return parse_xml(f"<w:tbl {nsdecls('w')}>{look}<w:tblGrid>{grid}</w:tblGrid>{body}</w:tbl>")


def _widths(rows: Sequence[Sequence[str]]) -> tuple[list[int], bool]:
    """The width of each column in twentieths of a point, and whether the letters must be small."""
    characters = []
    for number, (head, *texts) in enumerate(zip(*rows, strict=True)):
        longest = max(len(head) // 3, *map(len, head.split()), *map(len, texts), _NARROWEST)
        characters.append(min(longest, _WIDEST if number else _WIDEST + 6) + 2)
    return [_ACROSS * width // sum(characters) for width in characters], sum(characters) > _CROWDED


def _row(cells: Sequence[str], widths: Sequence[int], words: Collection[int], small: bool, head: bool) -> str:
    size = _SMALL if small else _SIZE
    bold = "<w:b/>" if head else ""
    markups = []
    for number, (text, width) in enumerate(zip(cells, widths, strict=True)):
        side = '<w:jc w:val="right"/>' if number not in words else '<w:ind w:left="120"/>' if number else ""
        about = f'<w:pPr><w:spacing w:before="30" w:after="30" w:line="240" w:lineRule="auto"/>{side}</w:pPr>'
        run = f'<w:r><w:rPr>{bold}<w:sz w:val="{size}"/></w:rPr><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'
        low = '<w:vAlign w:val="bottom"/>' if head else ""
        markups.append(f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{low}</w:tcPr><w:p>{about}{run}</w:p></w:tc>')
    return f"<w:tr><w:trPr><w:cantSplit/>{'<w:tblHeader/>' if head else ''}</w:trPr>{''.join(markups)}</w:tr>"


def field(instruction: str, text: str) -> Any:
    """A text that Word works out, such as the number of a page, and what stands there until then."""
    run = f'<w:r><w:rPr><w:sz w:val="16"/></w:rPr><w:t>{escape(text)}</w:t></w:r>'
    return parse_xml(f'<w:fldSimple {nsdecls("w")} w:instr="{escape(instruction)}">{run}</w:fldSimple>')


def bookmark(number: int) -> tuple[Any, Any]:
    """The beginning and the end of a place that `link` leads to."""
    return (
        parse_xml(f'<w:bookmarkStart {nsdecls("w")} w:id="{number}" w:name="part{number}"/>'),
        parse_xml(f'<w:bookmarkEnd {nsdecls("w")} w:id="{number}"/>'),
    )


def link(number: int, text: str) -> Any:
    """A link to a bookmark."""
    look = '<w:rPr><w:color w:val="144E81"/><w:u w:val="single"/></w:rPr>'
    return parse_xml(f'<w:hyperlink {nsdecls("w")} w:anchor="part{number}"><w:r>{look}<w:t>{escape(text)}</w:t></w:r></w:hyperlink>')


def contents_field() -> tuple[list[Any], Any]:
    """What stands before and after links for Word to make a list of contents with pages of them, when its reader asks for it (F9)."""
    parts = [
        '<w:fldChar w:fldCharType="begin"/>',
        '<w:instrText xml:space="preserve"> TOC \\o "1-2" \\h \\z \\u </w:instrText>',
        '<w:fldChar w:fldCharType="separate"/>',
    ]
    return [_run(part) for part in parts], _run('<w:fldChar w:fldCharType="end"/>')


def _run(inner: str) -> Any:
    return parse_xml(f"<w:r {nsdecls('w')}>{inner}</w:r>")
