"""Text from anywhere made safe to stand in a page."""

import html
import re

#: Characters that XML forbids, and those that would turn or isolate the direction of the text after them.
_HARMFUL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff\u202a-\u202e\u2066-\u2069]")

#: Spaces of a span of years and of a unit, at which no line ends: `2016 - 20`, `per 100,000`.
_WHOLE = re.compile(r"(?<=\d{4}) (?=- \d)|(?<=\d{4} -) (?=\d)|(?<=\bper) (?=\d)")


def plain(text: object) -> str:
    """The text without characters that break a page or change how the rest of it reads."""
    return _HARMFUL.sub("", str(text))


def escaped(text: object, longest: int | None = None) -> str:
    """Text as markup, cut with an ellipsis when it is longer than a reader could use."""
    safe = plain(text)
    if longest is not None and len(safe) > longest:
        safe = safe[: longest - 1].rstrip() + "…"
    return html.escape(_WHOLE.sub("\N{NO-BREAK SPACE}", safe))


def bar(width: float, room: float, left: float = 0.0) -> str:
    """A bar in a cell of a table, in em: so wide, so far from the left edge of its room."""
    # A border, since browsers print no backgrounds and take them away where colours are forced.
    look = f"display:inline-block;margin-left:{left:.2f}em;width:{width:.2f}em;border-top:.7em solid var(--jsna-blue,#12436d)"
    return f'<span style="display:inline-block;width:{room:g}em;text-align:left"><span style="{look}"></span></span>'


def slug(text: object, longest: int = 60) -> str:
    """A name for ids and files: lower-case letters, digits and hyphens."""
    return re.sub(r"[^a-z0-9]+", "-", plain(text).lower()).strip("-")[:longest].rstrip("-") or "section"
