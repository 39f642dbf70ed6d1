"""Text from anywhere made safe to stand in a page, an address or a style."""

from urllib.parse import quote

from jsna.figures.core import markup

_LONGEST = 2000


def escaped(text: object) -> str:
    """Text as markup, cut with an ellipsis when it is longer than anyone could read."""
    return markup.escaped(text, _LONGEST)


def address(href: str) -> str:
    """A relative address as markup, in which no character can end the attribute or name a scheme."""
    return quote(str(href), safe="/#.-_~")


def css_string(text: str) -> str:
    """The text as a quoted string of a style sheet, in which no character can end the string or the sheet."""
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in markup.plain(text)[:200]) + '"'
