"""Agreements: under which one records are held, until when, and for whom what is made of them may be."""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

from jsna import paragraphs, store
from jsna.catalogue import EXACT
from jsna.errors import CatalogueError

AUDIENCES = (store.INTERNAL, store.PUBLIC)
DISCLOSURE = ("hes_2018", "secondary")
#: What an agreement need not say.
OPTIONAL = {"cluster", "exact_inside"}
EXAMPLE = '[hes]\nreference = "DARS-NIC-…"\nexpires = 2027-03-31\naudience = "public"\ndisclosure = "hes_2018"'


@dataclass(frozen=True)
class Agreement:
    """One agreement, as a paragraph of data/local/agreements.toml.

    Attributes
    ----------
    id : str
        What the records are called.
    reference : str
        The number of the agreement, which each report names.
    expires : date
        The last day on which the records may be used.
    audience : str
        `public` where what is made of them may be published once small counts are hidden; else `internal`.
    disclosure : str
        How small counts are hidden.
    exact_inside : bool
        Whether small counts may be seen as they are inside the organisation, in a report for `--audience internal`.
    cluster : str
        The scheduler on which they may be counted too; empty where on this machine alone.
    """

    id: str
    reference: str
    expires: dt.date
    audience: str
    disclosure: str
    exact_inside: bool = False
    cluster: str = ""

    def serves(self, audience: str) -> bool:
        """Whether what is made of the records may be in a store for an audience."""
        return audience in (self.audience, store.INTERNAL)

    def rule(self, audience: str) -> str:
        """How small counts are hidden from an audience; `EXACT` where they are not."""
        return EXACT if self.exact_inside and audience == store.INTERNAL else self.disclosure


def agreement(source: str, file: Path, today: dt.date) -> Agreement:
    """The agreement for the records of a source.

    Raises
    ------
    CatalogueError
        Where there is none, it lacks something, or it has expired.
    """
    every = paragraphs.read(file) if file.is_file() else {}
    if source not in every:
        raise CatalogueError(f"{file}: expected a paragraph [{source}], the agreement under which these records are held, found "
                             f"{', '.join(every) or 'none'}.", f"Write it there, such as:\n{EXAMPLE}\nNothing was read.")
    place, terms = f"{file}, [{source}]", every[source]
    fields = Agreement.__dataclass_fields__.keys() - {"id"}
    if set(terms) - fields or fields - OPTIONAL - set(terms):
        raise CatalogueError(f"{place}: expected {', '.join(sorted(fields))}; found {', '.join(sorted(terms))}.", f"Such as:\n{EXAMPLE}")
    for name, choices in (("audience", AUDIENCES), ("disclosure", DISCLOSURE)):
        if terms[name] not in choices:
            raise CatalogueError(f"{place}, {name}: expected {' or '.join(choices)}, found {terms[name]!r}.", "Correct it.")
    if not isinstance(terms.get("exact_inside", False), bool):
        raise CatalogueError(f"{place}, exact_inside: expected true or false, found {terms['exact_inside']!r}.", "Correct it.")
    if not isinstance(terms["expires"], dt.date) or not isinstance(terms["reference"], str) or not terms["reference"].strip():
        raise CatalogueError(f"{place}: expected a reference, and a day on which it expires such as 2027-03-31.", "Correct it.")
    if terms["expires"] < today:
        raise CatalogueError(f"{place}: the agreement {terms['reference']} expired on {terms['expires']}.",
                             "Renew it and its day there, or remove what was made under it: `jsna purge`. Nothing was read.")
    return Agreement(source, **terms)


def refuse_unnamed(scheduler: str, terms: Agreement) -> None:
    """Refuse to give records to a cluster that their agreement does not name.

    Raises
    ------
    CatalogueError
        Naming the one that it does.
    """
    if scheduler != terms.cluster:
        raise CatalogueError(f"--cluster {scheduler}: expected the cluster that the agreement {terms.reference} names, found that it names "
                             f"{terms.cluster or 'none'}.",
                             f'Where it allows this one, write cluster = "{scheduler}" into [{terms.id}] of data/local/agreements.toml. '
                             "Nothing was read.")
