"""Codes of ICD-10 and OPCS-4 as they are written in lists: one, or a range of them."""

import re
import string
from collections.abc import Iterable, Iterator
from itertools import product

from jsna.errors import CatalogueError

#: A code as far as it is written, or two codes and all between them.
CODE = re.compile(r"([A-Z]\d{0,3})(?:-([A-Z]\d{0,3}))?")
LETTERS = string.ascii_uppercase


def beginnings(place: str, codes: Iterable[str]) -> Iterator[str]:
    """What the codes begin with that are meant: each as it is written, and of a range every one in it.

    Raises
    ------
    CatalogueError
        Where a code is none, or a range runs backwards or between codes of unlike length.
    """
    for code in codes:
        if not (ends := CODE.fullmatch(code)) or (ends[2] and (len(ends[1]) != len(ends[2]) or ends[1] > ends[2])):
            raise CatalogueError(f"{place}: expected codes such as I21, I210 or I20-I25, found {code!r}.", "Correct it.")
        yield from _between(ends[1], ends[2] or ends[1])


def _between(first: str, last: str) -> Iterator[str]:
    letters = LETTERS[LETTERS.index(first[0]) : LETTERS.index(last[0]) + 1]
    for letter, digits in product(letters, product(string.digits, repeat=len(first) - 1)):
        code = letter + "".join(digits)
        if first <= code <= last:
            yield code
