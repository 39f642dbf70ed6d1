"""Notebooks run for one area and joined to one page; it computes nothing."""

import sys

# nbformat imports jsonschema, which builds a grammar of international addresses: two seconds for a check that no notebook asks for.
sys.modules.setdefault("rfc3987_syntax", None)  # type: ignore[arg-type]
