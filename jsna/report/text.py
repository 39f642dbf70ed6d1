"""Text from anywhere made safe to stand in a page, an id or a style."""

import html
import re
from urllib.parse import quote

#: Characters that HTML forbids, and those that would turn or isolate the direction of the text after them.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")
_LONGEST = 2000


def escaped(text: object) -> str:
    """Text as markup, cut with an ellipsis when it is longer than anyone could read."""
    safe = _HARMFUL.sub("", str(text))
    return html.escape(safe if len(safe) <= _LONGEST else safe[: _LONGEST - 1] + "…")


def address(href: str) -> str:
    """A relative address as markup, in which no character can end the attribute or name a scheme."""
    return quote(str(href), safe="/#.-_~")


def slug(text: str, longest: int = 60) -> str:
    """An id from a heading: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-")[:longest].rstrip("-") or "section"


def css_string(text: str) -> str:
    """The text as a quoted string of a style sheet, in which no character can end the string or the sheet."""
    safe = _HARMFUL.sub("", text)[:200]
    return '"' + "".join(c if c.isalnum() or c == " " else f"\\{ord(c):x} " for c in safe) + '"'
