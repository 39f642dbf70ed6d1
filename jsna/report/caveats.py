"""Caveats that several figures of a chapter share, said once where the chapter says what it cannot tell."""

import re
from collections.abc import Iterator, Mapping, Sequence

from nbformat import NotebookNode

from jsna.report.arrangement import markups, put

_FIGURE = re.compile(r"<figure\b[^>]* data-figure=.*?</figure>", re.DOTALL)
_CAVEAT = re.compile(r'<p class="jsna-caveat jsna-source">(.*?)</p>', re.DOTALL)
#: A caveat behind what a figure folds away, where it can be folded away with it.
_FOLDED = re.compile(rf"</details>{_CAVEAT.pattern}", re.DOTALL)
_NUMBER = re.compile(r"Figure (\w+)\.(\d+)\.</span>")
_SENTENCE = re.compile(r"(?<=[.!?]) (?=[A-Z])")
#: The section that says them.
_LIMITS = re.compile(r"<h3\b[^>]*>What this cannot tell you")


def once(cells: Sequence[NotebookNode]) -> None:
    """Say in a chapter's own section what stands under several of its figures, and fold it away in each of these; the cells are changed.

    A figure that has nothing folded away keeps what it says, and so do all where the chapter has no such section.
    """
    limits = next((cell for cell in reversed(cells) if cell.cell_type == "markdown" and _LIMITS.search(cell.source)), None)
    repeats = {sentence: numbers for sentence, numbers in _sentences(cells).items() if len(numbers) > 1} if limits else {}
    if limits is None or not repeats:
        return
    for cell in cells:
        for place, markup in enumerate(markups(cell) if cell.cell_type == "code" else ()):
            put(cell, place, _FIGURE.sub(lambda figure: _FOLDED.sub(lambda caveat: _apart(caveat[1], repeats), figure[0]), markup))
    limits.source += "".join(f"<p>{of_which}: {' '.join(some)}</p>" for of_which, some in _by_figures(repeats).items())


def _sentences(cells: Sequence[NotebookNode]) -> dict[str, list[str]]:
    """Every sentence of a caveat that can be folded away, and the numbers of the figures that have it."""
    numbers: dict[str, list[str]] = {}
    for figure in (figure for cell in cells if cell.cell_type == "code" for markup in markups(cell) for figure in _FIGURE.findall(markup)):
        number, caveat = _NUMBER.search(figure), _FOLDED.search(figure)
        if number and caveat:
            for sentence in dict.fromkeys(_SENTENCE.split(caveat[1])):
                numbers.setdefault(sentence, []).append(".".join(number.groups()))
    return numbers


def _apart(caveat: str, repeats: Mapping[str, object]) -> str:
    """What a figure alone has stays in sight; what others have too is folded away."""
    sentences = _SENTENCE.split(caveat)
    sides = ([sentence for sentence in sentences if (sentence in repeats) is both] for both in (True, False))
    inner, outer = (f'<p class="jsna-caveat jsna-source">{" ".join(side)}</p>' if side else "" for side in sides)
    return f"{inner}</details>{outer}"


def _by_figures(repeats: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """The sentences by the figures that have them: `Figures 03.4 to 03.9 and 03.12`."""
    groups: dict[str, list[str]] = {}
    for sentence, numbers in repeats.items():
        runs = list(_runs(numbers))
        phrases = [", ".join(runs[:-1]), runs[-1]] if runs[1:] else runs
        groups.setdefault(f"Figures {' and '.join(phrases)}", []).append(sentence)
    return groups


def _runs(numbers: Sequence[str]) -> Iterator[str]:
    """Numbers that follow each other as one: `03.4 to 03.9`."""
    chapter, places = numbers[0].partition(".")[0], [int(number.partition(".")[2]) for number in numbers]
    starts = [place for place in places if place - 1 not in places]
    ends = [place for place in places if place + 1 not in places]
    for start, end in zip(starts, ends, strict=True):
        if end - start > 1:
            yield f"{chapter}.{start} to {chapter}.{end}"
        else:
            yield from (f"{chapter}.{place}" for place in range(start, end + 1))
