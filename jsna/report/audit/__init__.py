"""A finished page read as a stranger would: what is found here may not be published."""

from jsna.report.audit import numbers, published, safety, structure
from jsna.report.audit.free_text import NOTHING, FreeText
from jsna.report.audit.tree import read


def audit(html: str, free_text: FreeText = NOTHING) -> list[str]:
    """What is wrong with a finished page, each in a sentence that says where; nothing means that it may be published."""
    page, nesting = read(html)
    return [*nesting, *structure.faults(page), *safety.faults(page, html, free_text), *numbers.faults(page), *published.faults(page)]
