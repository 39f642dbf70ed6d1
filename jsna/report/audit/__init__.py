"""A finished page read as a stranger would: what is found here may not be published."""

from jsna.report.audit.numbers import numbers
from jsna.report.audit.safety import safety
from jsna.report.audit.structure import structure
from jsna.report.audit.tree import read


def audit(html: str) -> list[str]:
    """What is wrong with a finished page, each in a sentence that says where; nothing means that it may be published."""
    page, nesting = read(html)
    return [*nesting, *structure(page), *safety(page, html), *numbers(page)]
