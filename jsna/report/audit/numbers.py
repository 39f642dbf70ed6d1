"""Whether the numbers that a figure says are in the rows that it shows."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from jsna.report.audit.published import data
from jsna.report.audit.tree import Element

#: Digits with separators and decimals, an ordinal ending or a per cent sign; not parts of codes like M81001 or 05J.
_NUMBER = re.compile(
    r"(?<![\w.])(?<!\d,)(\d{1,3}(?:,\d{3})+|\d+)(\.\d+)?(%?)(?:st|nd|rd|th)?(?![A-Za-z\d]|\.\d)"
)
_LEVELS = {"95%", "99.8%"}


@dataclass(frozen=True)
class _Number:
    text: str
    value: float
    decimals: int
    percent: bool

    def is_rounded(self, raw: float) -> bool:
        """Whether it is the raw value, to its own decimals or to at least two significant figures."""
        digits = self.text.rstrip("%").replace(",", "")
        zeros = len(digits) - len(digits.rstrip("0")) if self.decimals == 0 else 0
        unit = 10.0 ** (-self.decimals if self.decimals else min(zeros, max(len(digits) - 2, 0)))
        close = unit / 2 * (1 + 1e-9)
        return abs(abs(raw) - self.value) <= close or (
            self.percent and abs(abs(raw) * 100 - self.value) <= close
        )


def faults(page: Element) -> Iterator[str]:
    """Every figure has its alternative, and says nothing that its rows do not."""
    for figure in page.find("figure"):
        yield from _figure(figure)


def _figure(figure: Element) -> Iterator[str]:
    key = figure.attributes.get("data-figure", "without a key")
    drawings = [svg for svg in figure.find("svg") if svg.attributes.get("role") == "img"]
    if not figure.find("table"):
        yield f"figure {key} has no table of its data"
        return
    values = _shown(figure) | _counts(figure) | _values(fact for facts in figure.having("jsna-facts") for fact in facts.find("dd"))
    alternatives = list(dict.fromkeys(_alternative(drawing, figure) for drawing in drawings))  # both widths share one
    for alternative in alternatives:
        if not any(number.value in values for number in _numbers(alternative)):
            yield f"figure {key}: its text alternative has no number that is in its table or facts: “{alternative[:120]}”"
    yield from _said(figure, key, alternatives, values)


def _said(figure: Element, key: str, alternatives: list[str], values: set[float]) -> Iterator[str]:
    sentences = [part.text() for name in ("jsna-headline", "jsna-detail") for part in figure.having(name)]
    numbers = values | _values(figure.having("jsna-subtitle"))
    raw = _raw(figure)
    names = _names(figure)
    for sentence in sentences + alternatives:
        for number in _numbers(_without(names, sentence)):
            level = number.text in _LEVELS
            if not (level or number.value in numbers or any(number.is_rounded(value) for value in raw)):
                yield f"figure {key}: “{sentence[:160]}” says {number.text}, which is not in its table"


def _numbers(text: str) -> list[_Number]:
    return [
        _Number(whole + part + sign, float(whole.replace(",", "") + part), max(len(part) - 1, 0), bool(sign))
        for whole, part, sign in _NUMBER.findall(text)
    ]


def _values(elements: Iterable[Element]) -> set[float]:
    return {number.value for element in elements for number in _numbers(element.text())}


def _cells(figure: Element) -> Iterator[Element]:
    return (cell for table in figure.find("table") for cell in table.find("td", "th"))


def _shown(figure: Element) -> set[float]:
    """The numbers of the table, but for those that only belong to a name, as in "Practice 21"."""
    return _values(cell for cell in _cells(figure) if not (_is_word(cell) and cell.text()[:1].isalpha()))


def _names(figure: Element) -> list[str]:
    """The names in the table that have a number in them, the longest first."""
    names = {cell.text() for cell in _cells(figure) if _is_word(cell)}
    return sorted((name for name in names if re.search(r"\d", name)), key=lambda name: (-len(name), name))


def _without(names: list[str], sentence: str) -> str:
    for name in names:
        sentence = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", " … ", sentence, flags=re.IGNORECASE)  # small within a sentence
    return sentence


def _counts(figure: Element) -> set[float]:
    """The number of rows, and of rows with each word that stands in a column of words."""
    counts: set[float] = set()
    for body in figure.find("tbody"):
        rows = body.find("tr")
        counts.add(len(rows))
        words = [
            (n, cell.text()) for row in rows for n, cell in enumerate(row.find("th", "td")) if _is_word(cell)
        ]
        counts |= set(Counter(words).values())
    return counts


def _is_word(cell: Element) -> bool:
    return cell.attributes.get("scope") == "row" or "t" in cell.attributes.get("class", "").split()


def _raw(figure: Element) -> list[float]:
    return [float(cell) for row in data(figure) for cell in row if re.fullmatch(r"-?\d+(\.\d+)?(e[+-]?\d+)?", cell)]


def _alternative(drawing: Element, figure: Element) -> str:
    names = drawing.attributes.get("aria-labelledby", "").split()
    by_id = {element.attributes.get("id"): element for element in figure.walk()}
    texts = [by_id[name].text() for name in names if name in by_id]
    return " ".join(texts) or drawing.attributes.get("aria-label", "")
