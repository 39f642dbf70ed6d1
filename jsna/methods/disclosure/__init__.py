"""Disclosure control: which small counts may not be shown, and what else must go so that they stay hidden."""

from jsna.methods.disclosure.attack import recoverable
from jsna.methods.disclosure.beside import UnprotectedError, secondary
from jsna.methods.disclosure.equations import Relation
from jsna.methods.disclosure.rules import hes_2018, is_small

__all__ = ["Relation", "UnprotectedError", "hes_2018", "is_small", "recoverable", "secondary"]
