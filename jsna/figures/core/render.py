"""Figures, cards and notices as accessible HTML, the same in JupyterLab and in the report."""

import re
from collections.abc import Callable, Sequence
from functools import cache, singledispatch
from pathlib import Path

from matplotlib.figure import Figure as Canvas

from jsna.figures.core import style
from jsna.figures.core.figure import Card, Cards, Figure, Glance, Missing, Multiples, Notice, Point, Prose, Shown, Stack
from jsna.figures.core.keys import are_rows, as_text
from jsna.figures.core.markup import escaped, slug
from jsna.figures.core.svg import draw_svg
from jsna.figures.core.table import csv_link, table_html

_AT_LENGTH = 300  # characters of what is to be asked, from which it fills a phone's screen as a finding does
_FIRST, _WIDE = 2, 3  # findings that stand open on a phone, and where there is room; what follows stands below
_WHOSE = re.compile(r" \(|, | of people aged ")  # what follows a name in a finding and is too long for that of a fold: a council, ages
_NAMED = 4  # of what stands folded, so that its label is no second list
_LONGEST = 400  # characters of a headline or label; more is a fault in the text, which must not hide the rest
#: Bytes of a figure up to which a narrow drawing is added: a page may hold it if it has no more than 35 KB, its number included.
WEIGHT = 35_500
#: How many times as large a narrow page shows the inset of a map, as figure.css says too.
INSET_LARGER = 1.6
_TEXT_COLOURS = {
    "ink": (style.INK, "#eceff2"),
    "link": ("#144e81", "#9cc8f5"),
    "focus": ("#b8500f", "#ffb27d"),
}


def html(output: Shown) -> str:
    """What a notebook shows, with the rules of its look."""
    # A notebook shows one output at a time, so each brings its rules; the export keeps the first copy alone.
    light, dark = _schemes()  # the theme of JupyterLab need not be the one of the system
    themes = f"@media screen{{body[data-jp-theme-light=true]{{{light}}}body[data-jp-theme-light=false]{{{dark}}}}}"
    return f"<style data-jsna>{stylesheet()}</style><style data-jsna>{themes}</style>{_markup(output)}"  # a report keeps the first alone


@singledispatch
def _markup(output: Shown) -> str:
    raise TypeError(f"{type(output).__name__} is nothing that a notebook shows")


@_markup.register
def _multiples(multiples: Multiples) -> str:
    """The figures side by side where there is room, else one below the other."""
    return f'<div class="jsna-multiples">{"".join(map(_markup, multiples.figures))}</div>'


@_markup.register
def _stack(stack: Stack) -> str:
    return "".join(map(_markup, stack.parts))


@_markup.register
def _figure(figure: Figure) -> str:
    """The finding, its chart, the first sentence that supports it, its source; the others, and its data, are folded away."""
    # A group, since a browser prints the role "figure" as a picture without an alternative; and so without a
    # <figcaption>, which allows no other role. The picture is the drawing, which has its alternative.
    name = f"fig-{slug(figure.key, 100)}"
    finding = (
        f'<figure role="group" class="jsna jsna-figure" id="{name}" data-figure="{escaped(figure.key, _LONGEST)}"{_behind(figure)}>'
        f'<div class="jsna-finding">{_headline(figure.sentence.headline)}'
        f'<p class="jsna-subtitle">{_subtitle(figure)}</p></div>'
    )
    parts = [
        _details(figure.sentence.detail[:1]),
        _numbers(figure),
        f'<p class="jsna-caveat jsna-source">{escaped(figure.caveat)}</p>' if figure.caveat else "",
        _source(figure, name),
        "</figure>",
    ]
    rest = "".join(parts)
    return f"{finding}{_chart(figure, WEIGHT - len((finding + rest).encode()))}{rest}"


def _source(figure: Figure, name: str) -> str:
    number = f'<span class="jsna-number" id="{name}-number"></span>'  # which a report fills
    return f'<p class="jsna-source">Source: {escaped(figure.source)} {number}</p>' if figure.source else ""


def _behind(figure: Figure) -> str:
    """The keys of the indicator rows that it is made of, by which `jsna why` traces its numbers.

    Where its rows are those rows, the names of their columns too: so its CSV can be set beside the indicator table.
    """
    keys = as_text(figure.filed if figure.behind is None else figure.behind)
    names = f' data-columns="{escaped(" ".join(figure.columns))}"' if figure.behind is None and are_rows(figure.filed) else ""
    return f' data-behind="{escaped(keys)}"{names}' if keys else ""


@_markup.register
def _missing(gap: Missing) -> str:
    """One sentence: what is not there, and what to do."""
    what = gap.what.strip()
    sentence = what if what.endswith(".") else f"No data for {what}."
    look = "jsna jsna-missing jsna-said" if gap.said else "jsna jsna-missing"
    return f'<div class="{look}"><p><strong>{escaped(sentence)}</strong> {escaped(gap.remedy)}</p></div>'


@_markup.register
def _cards(cards: Cards) -> str:
    """The cards as a list of terms and values."""
    return f'<div class="jsna jsna-cards"><dl>{"".join(map(_card, cards.cards))}</dl></div>'


@_markup.register
def _glance(glance: Glance) -> str:
    """The findings in their order, and the cards beside them where there is room."""
    first = _FIRST - (len(glance.doubts + glance.questions) > _AT_LENGTH)  # at length they take the place of one: the first chart is near
    lead = f'<p class="jsna-lead">{escaped(glance.lead)}</p>' if glance.lead else ""
    beyond, doubts = (f'<p class="jsna-subtitle">{escaped(text)}</p>' if text else "" for text in (glance.beyond, glance.doubts))
    whom = f"<strong>Questions for {escaped(glance.asked)}:</strong>"
    questions = f'<p class="jsna-asked">{whom} {escaped(glance.questions)}</p>' if glance.questions else ""
    key = f'<p class="jsna-subtitle">{escaped(glance.key)}</p>' if any(point.picture for point in glance.points[:first]) else ""
    next_points, rest = glance.points[first:_WIDE], glance.points[_WIDE:]
    last = _folded(_also(rest), f"{_points(rest)}{beyond}") if rest or beyond else ""
    more = _folded(_also(glance.points[first:]), f"{_points(next_points)}{last}{key}", " jsna-wide") if next_points else f"{last}{key}"
    cards = _folded("The place in numbers", f'<dl>{"".join(map(_card, glance.cards))}</dl>', " jsna-wide") if glance.cards else ""
    return f'<div class="jsna jsna-glance"><div>{lead}{doubts}{questions}{_points(glance.points[:first])}{more}</div>{cards}</div>'


def _also(points: Sequence[Point]) -> str:
    """`Also: Where deprivation is, Obesity`: what stands folded, the first by name."""
    names = [_WHOSE.split(point.about.rstrip(":"))[0] for point in points]
    others = len(names) - _NAMED
    if others > 1:
        return f"Also: {', '.join(names[:_NAMED])} and {others} others"
    return f"Also: {', '.join(names)}" if names else "To bear in mind"


def _points(points: Sequence[Point]) -> str:
    return f'<ol class="jsna-points">{"".join(map(_point, points))}</ol>' if points else ""


def _folded(name: str, inner: str, wide: str = "") -> str:
    """What stands under its name alone, so that the first chart is near; open in print, and on a wide screen where that is told."""
    return f'<details class="jsna-more{wide}"><summary>{escaped(name, _LONGEST)}</summary>{inner}</details>'


def _point(point: Point) -> str:
    # A report takes the link away where it does not hold the figure.
    about = f'<a class="jsna-to" href="#fig-{slug(point.figure, 100)}">{escaped(point.about, _LONGEST)}</a>'
    picture = f'<span class="jsna-mark" aria-hidden="true">{point.picture}</span>'
    first, rest = escaped(point.sentences[0]), escaped(" ".join(point.sentences[1:]))
    more = f' <span class="jsna-subtitle">{rest}</span>' if rest else ""
    return f'<li>{picture}<p><span class="jsna-first"><strong>{about}</strong> {first}</span>{more}</p></li>'


@_markup.register
def _notice(notice: Notice) -> str:
    """A titled paragraph or list; its kind is said by the title, and shown by the border."""
    items = "".join(f"<li>{escaped(item)}</li>" for item in notice.items)
    parts = [
        f'<section class="jsna jsna-notice jsna-{slug(notice.kind)}">',
        _headline(notice.title) if notice.title else "",
        *(f"<p>{escaped(text)}</p>" for text in notice.paragraphs),
        _listed(f"<ul>{items}</ul>", notice.folded) if items else "",
        "</section>",
    ]
    return "".join(parts)


@_markup.register
def _prose(prose: Prose) -> str:
    """A titled text, each part with whose it is below it."""
    parts = "".join(f'{markup}<p class="jsna-subtitle">{escaped(signature)}</p>' for markup, signature in prose.parts)
    return f'<section class="jsna jsna-notice jsna-note jsna-commentary">{_headline(prose.title)}{parts}</section>'


def _listed(items: str, summary: str) -> str:
    return f"<details><summary>{escaped(summary, _LONGEST)}</summary>{items}</details>" if summary else items


@cache
def stylesheet() -> str:
    """The rules for figures, with the colours of both schemes."""
    light, dark = _schemes()
    rules = Path(__file__).with_name("figure.css").read_text(encoding="utf-8")
    return f":root{{{light}}}@media screen and (prefers-color-scheme:dark){{:root{{{dark}}}}}\n{rules}"


def _schemes() -> tuple[str, str]:
    """The colours of the light and of the dark scheme."""
    colours = style.SCHEME | {light: (name, dark) for name, (light, dark) in _TEXT_COLOURS.items()}
    light = "".join(f"--jsna-{name}:{colour};" for colour, (name, _) in colours.items())
    return light, "".join(f"--jsna-{name}:{colour};" for name, colour in colours.values())


def _headline(text: str) -> str:
    # Level 4 stands under a notebook's "##"; the export changes it where a figure stands under "#".
    return f'<h4 class="jsna-headline">{escaped(text, _LONGEST)}</h4>'


def _chart(figure: Figure, room: int) -> str:
    if figure.draw is None:
        return ""
    label = escaped(f"Chart: {figure.sentence.headline}", _LONGEST)
    return f'<div class="jsna-chart" role="group" tabindex="0" aria-label="{label}">{_drawings(figure, figure.draw, room)}</div>'


def _drawings(figure: Figure, draw: Callable[[Canvas], None], room: int) -> str:
    """The drawing, and within so many bytes the narrow one that a phone shows instead, where its size has one; the page hides either."""
    alt, size = figure.sentence.alt or figure.sentence.headline, figure.size
    if isinstance(size, style.MapSize):
        return draw_svg(figure.key, draw, size, alt, _key_below(size))
    if not isinstance(size, style.Size):
        return draw_svg(figure.key, draw, size, alt)
    wide = draw_svg(figure.key, draw, size, alt, 'class="jsna-wide"')
    both = wide + draw_svg(f"{figure.key} narrow", draw, (style.NARROW, size.narrow), alt, 'class="jsna-narrow"', figure.key)
    return both if len(both.encode()) <= room else wide


def _key_below(size: style.MapSize) -> str:
    """How far a narrow page moves the key of a map, what it shows of its width, and how far it moves an inset, larger, beside the key."""
    width, inset = size.width - size.key_width, INSET_LARGER * (size.height - size.inset_top) + 0.2 if size.inset_top else 0.0
    lengths = {
        "whole": f"{size.width / width:.1%}",
        "below": f"{max(size.key_height, inset) / width:.1%}",
        "left": f"-{width * 72:.0f}px",
        "down": f"{size.height * 72:.0f}px",
    }
    if inset:
        lengths |= {
            "beside": f"{(size.key_width + 0.75 - INSET_LARGER * (width + 0.15)) * 72:.0f}px",
            "under": f"{(size.height + 0.1 - INSET_LARGER * size.inset_top) * 72:.0f}px",
        }
    return f'class="jsna-map" style="{";".join(f"--{name}:{length}" for name, length in lengths.items())}"'


def _subtitle(figure: Figure) -> str:
    """The line under the title, of which a chart does not show again what stands on its axis or at its table."""
    markup = escaped(figure.subtitle, _LONGEST)
    for part in map(escaped, figure.elsewhere if figure.draw else ()):
        before, it, after = markup.partition(part)
        inner, bracket, rest = after.partition(")") if part.endswith("(") else (after, "", "")
        markup = f"{before}{_unseen(it)}{inner}{_unseen(bracket)}{rest}"
    return markup


def _unseen(text: str) -> str:
    """What is read aloud and copied, and not shown."""
    return f'<span class="jsna-hidden">{text}</span>' if text else ""


def _details(sentences: Sequence[str]) -> str:
    return "".join(f'<p class="jsna-detail">{escaped(text)}</p>' for text in sentences)


def _numbers(figure: Figure) -> str:
    table, link = table_html(figure), csv_link(figure)
    more, facts = _details(figure.sentence.detail[1:]), _facts(figure)
    about = f'<span class="jsna-hidden">: {escaped(figure.subtitle, _LONGEST)}</span>'
    if figure.draw is None:
        folded = f"<details><summary>More on this{about}</summary>{more}{facts}</details>" if more or facts else ""
        return f"{_left_out(figure)}{table}{link}{folded}"
    what = "More on this, and the numbers" if more else "Show the numbers"
    return f"<details><summary>{what}{about}</summary>{more}{facts}{_left_out(figure)}{table}{link}</details>"


def _left_out(figure: Figure) -> str:
    if len(figure.listed) == len(figure.rows):
        return ""
    all_of = "The CSV file holds all." if figure.whole else "The CSV file holds the same: all would make this page too heavy."
    sentence = f"The table lists {len(figure.listed)} of {len(figure.rows)} rows. {all_of}"
    return f'<p class="jsna-subtitle">{sentence}</p>'


def _facts(figure: Figure) -> str:
    if not figure.facts:
        return ""
    terms = "".join(
        f"<dt>{escaped(label, _LONGEST)}</dt><dd>{escaped(fact, _LONGEST)}</dd>"
        for label, fact in figure.facts.items()
    )
    return f'<p class="jsna-facts-title">Numbers used in the sentences</p><dl class="jsna-facts">{terms}</dl>'


def _card(card: Card) -> str:
    note = f"<dd>{escaped(card.note, _LONGEST)}</dd>" if card.note else ""
    value = f'<dd class="jsna-value">{escaped(card.value, 60)}</dd>'
    return f"<div><dt>{escaped(card.label, _LONGEST)}</dt>{value}{note}</div>"
