"""Ages: ranges that may overlap, as sums of the narrowest ranges that anybody can work out from them."""

import math
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise

from jsna.errors import BuildError

#: The first age of a range, and the first after it.
Span = tuple[float, float]
#: A range, and ranges inside it that do not overlap.
Sum = tuple[Span, list[Span]]


def span(age: str) -> Span:
    """The range of an age such as `all`, `65+`, `0-4` or `85`.

    Raises
    ------
    BuildError
        Where it is none of these, so that nobody knows what it overlaps with.
    """
    if age == "all":
        return 0, math.inf
    if not (match := re.fullmatch(r"(\d+)(\+|-(\d+))?", age)):
        raise BuildError(f"age {age!r}: expected all, or a range such as 0-4 or 65+.", "Write it so: small counts are judged by it.")
    first, more, last = match.groups()
    return int(first), math.inf if more == "+" else int(last or first) + 1


def sums(people: dict[Span, float]) -> tuple[dict[Span, float], list[Sum]]:
    """What ranges of ages tell of each other, by the count of each published one.

    Two ranges that begin or end at the same age give their difference, and so on along any chain of such ranges.

    Returns
    -------
    narrow : dict
        The narrowest ranges that follow from them, published or not, and their counts.
    found : list of (Span, list of Span)
        Each published range with the narrow ones that make it up, and each narrow one with others that lie inside it and need not
        fill it. Counts that contradict each other tell nothing.
    """
    chains = [chain for chain in _chains(people) if _agrees(chain, people)]
    narrow = {pair: chain[pair[1]] - chain[pair[0]] for chain in chains for pair in pairwise(sorted(chain))}
    wholes = [(whole, _inside(whole, chain)) for chain in chains for whole in people if whole[0] in chain]
    return narrow, [*((whole, parts) for whole, parts in wholes if len(parts) > 1), *_apart(narrow, chains)]


def _chains(people: dict[Span, float]) -> Iterator[dict[float, float]]:
    """The ages that ranges begin and end at, those that are linked by ranges together, each with the people younger than it."""
    links = defaultdict(list)
    for (first, after), count in people.items():
        links[first].append((after, count))
        links[after].append((first, -count))
    while links:
        chain, ends = {min(links): 0.0}, [min(links)]
        while ends:
            age = ends.pop()
            for other, count in links.pop(age):
                if other not in chain:
                    chain[other] = chain[age] + count
                    ends.append(other)
        yield chain


def _agrees(chain: dict[float, float], people: dict[Span, float]) -> bool:
    agrees = all(chain[after] - chain[first] == count for (first, after), count in people.items() if first in chain)
    return agrees and all(chain[first] <= chain[after] for first, after in pairwise(sorted(chain)))


def _inside(whole: Span, chain: dict[float, float]) -> list[Span]:
    return list(pairwise(age for age in sorted(chain) if whole[0] <= age <= whole[1]))


def _apart(narrow: dict[Span, float], chains: list[dict[float, float]]) -> Iterator[Sum]:
    """Chains that no range links to the one that they lie inside of, those together that do not overlap."""
    within = defaultdict(list)
    for chain in chains:
        around = [one for one in narrow if one[0] < min(chain) and max(chain) < one[1]]
        if around:
            within[max(around)].append(chain)
    for whole, some in within.items():
        rest = sorted(some, key=min)
        while rest:
            row: list[dict[float, float]] = []
            for chain in rest:
                if not row or max(row[-1]) <= min(chain):
                    row.append(chain)
            yield whole, [part for chain in row for part in pairwise(sorted(chain))]
            rest = [chain for chain in rest if chain not in row]
