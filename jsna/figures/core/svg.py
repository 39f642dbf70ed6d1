"""Drawings as small inline SVG that follows the page's colours.

Matplotlib's SVG is made for a file of its own: it repeats every style, writes six decimals and names a
font. Here it becomes a third as large, its ids are those of one figure, and its colours are custom
properties of the page with the palette as fallback, so that dark mode and a copied chart both work.
"""

import hashlib
import io
import re
import warnings
import xml.etree.ElementTree as ET
from collections.abc import Callable, Iterator
from itertools import count
from typing import Any

import matplotlib as mpl
from matplotlib.backends.backend_svg import FigureCanvasSVG
from matplotlib.figure import Figure as Canvas

from jsna.figures.core import letters, style
from jsna.figures.core.markup import escaped, plain
from jsna.figures.core.svggroups import grouped, inlined
from jsna.figures.core.svgpath import compact, tenths

#: The `gid` of what the page moves below a map where it is narrow.
KEY = "jsna-key"
#: That of another view of the same areas, under the key, which the page moves beside it there.
INSET = "jsna-inset"
#: How everything is drawn that nobody says otherwise of.
_LOOK: Any = {
    "font.family": ["DejaVu Sans"],  # comes with matplotlib: the same widths, and so bytes, on every machine
    "font.size": letters.TEXT,
    "text.color": style.INK,
    "text.parse_math": False,
    "axes.edgecolor": style.CONTEXT,
    "axes.labelcolor": style.INK,
    "axes.axisbelow": True,
    "axes.spines.left": False,
    "axes.spines.right": False,
    "axes.spines.top": False,
    "axes.linewidth": 0.8,
    "axes.formatter.useoffset": False,
    "axes.prop_cycle": "cycler('color', ['12436d', 'f46a25', '28a197', '801650'])",
    "grid.color": style.GRID,
    "grid.linewidth": 0.8,
    "xtick.color": style.MUTED,
    "ytick.color": style.MUTED,
    "xtick.major.size": 0,
    "xtick.major.pad": 6,
    "ytick.major.size": 0,
    "xtick.minor.size": 0,
    "ytick.minor.size": 0,
    "lines.linewidth": 2,
    "lines.markersize": 6,
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "svg.fonttype": "none", "svg.hashsalt": "jsna",
}
_NO_METADATA = {"Date": None, "Creator": None, "Format": None, "Type": None}
_COLOURS = {colour: f"var(--jsna-{name},{colour})" for colour, (name, _) in style.SCHEME.items()}
_COLOURS |= {style.INK: "currentColor", "#000000": "currentColor"}
_NUMBERS = {"x", "y", "width", "height", "stroke-dasharray", "stroke-dashoffset"}
_DEFAULTS = {
    ("stroke-dashoffset", "0"),
    ("text-anchor", "start"),
    ("font-size", f"{letters.TEXT:g}px"),
    ("fill", "#000000"),
    ("fill", style.INK),
}
_NO_TURN = re.compile(r"rotate\(-?0(\.0+)?[ )]")


def draw_svg(key: str, draw: Callable[[Canvas], None], size: tuple[float, ...], alt: str, look: str = "", beside: str = "") -> str:
    """The drawing, of the width and height that a size begins with, as an `<svg>` element whose accessible name is `alt`.

    Its `look` are attributes; without any it is never narrower than drawn. What stands `beside` the drawing of that key has its name.
    """
    root = ET.fromstring(_drawn(draw, size))
    prefix, first = (f"c{hashlib.sha1(name.encode()).hexdigest()[:7]}" for name in (key, beside or key))
    name = "" if beside else f'<desc id="{first}-alt">{escaped(alt)}</desc>'
    names = (f"{prefix}-m{number}" for number in count())
    body = "".join(_written(node) for node in inlined(grouped(_tidied(root, _Ids(root, prefix)), names)))
    width, height = (f"{inches * 72:.0f}" for inches in size[:2])
    look = look or f'style="min-width:{width}px"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" {look} '
        f'fill="currentColor" font-size="{letters.TEXT:g}px" font-family="system-ui,sans-serif" '
        f'stroke-linejoin="round" role="img" aria-labelledby="{first}-alt">{name}{body}</svg>'
    )


def _drawn(draw: Callable[[Canvas], None], size: tuple[float, ...]) -> str:
    page = io.StringIO()
    with mpl.rc_context(_LOOK), warnings.catch_warnings():
        # The font here measures letters alone: a reader's own fonts draw them, and have what it lacks.
        warnings.filterwarnings("ignore", "Glyph .* missing from font", UserWarning)
        canvas = Canvas(figsize=(size[0], size[1]))
        FigureCanvasSVG(canvas)
        draw(canvas)
        canvas.savefig(page, format="svg", metadata=_NO_METADATA)
    return plain(page.getvalue())


class _Ids:
    """Short ids for what is referred to, unique in the page by the figure's prefix."""

    def __init__(self, root: ET.Element, prefix: str) -> None:
        ids = [node.get("id", "") for node in root.iter() if _tag(node) in {"path", "clipPath", "pattern"}]
        self.new = {old: f"{prefix}-{n}" for n, old in enumerate(dict.fromkeys(filter(None, ids)))}

    def renamed(self, value: str) -> str:
        return re.sub(r"#([\w-]+)", lambda hit: "#" + self.new.get(hit[1], hit[1]), value)


def _tag(node: ET.Element) -> str:
    return node.tag.rpartition("}")[2]


def _tidied(node: ET.Element, ids: _Ids) -> list[ET.Element]:
    """The drawn elements below a node: bare groups opened, attributes short, nothing that cannot be seen."""
    children: list[ET.Element] = []
    for child in node:
        tag = _tag(child)
        if tag in {"metadata", "style"}:
            continue
        element = ET.Element(tag, _attributes(child, tag, ids))
        element.text = (child.text or "") if tag == "text" else None
        element.extend(_tidied(child, ids))
        if tag == "g" and child.get("id", "").startswith("matplotlib.axis"):
            element[:] = sorted(element, key=lambda leaf: leaf.tag == "text")  # lines first, so that they group
        if tag in {"g", "defs"} and not len(element):
            continue
        if tag == "path" and (not element.get("d") or (element.get("fill") == "none" and not element.get("stroke"))):
            continue
        children.extend(element if tag == "g" and not element.attrib else [element])
    return children


def _attributes(node: ET.Element, tag: str, ids: _Ids) -> dict[str, str]:
    attributes = {name.rpartition("}")[2]: value for name, value in node.attrib.items()}
    attributes |= dict(_declarations(attributes.pop("style", "")))
    turn = attributes.get("transform", "")
    if tag == "text" and turn.startswith("rotate") and _NO_TURN.match(turn):
        del attributes["transform"]
    if tag == "g" and attributes.get("id") in (KEY, INSET):
        attributes["class"] = attributes["id"]
    if "id" in attributes:
        attributes["id"] = ids.new.get(attributes["id"], "") if tag != "g" else ""
    return {
        name: _value(name, value, ids)
        for name, value in attributes.items()
        if value and (name, value) not in _DEFAULTS
    }


def _declarations(css: str) -> Iterator[tuple[str, str]]:
    """Each property of a style attribute, but no font: the page's is used."""
    for declaration in css.split(";"):
        name, _, value = declaration.strip().partition(": ")
        if name == "font":  # matplotlib before 3.11 writes one property for weight, size and family
            size = re.search(r"(?:(\d{3}) )?([\d.]+px)", value)
            yield from (("font-weight", size[1] or ""), ("font-size", size[2])) if size else ()
        elif name and name != "font-family":
            yield name, value


def _value(name: str, value: str, ids: _Ids) -> str:
    if name in {"fill", "stroke"} and value in _COLOURS:
        return _COLOURS[value]
    if name == "d":
        return compact(value)
    if name in _NUMBERS or name == "transform":
        return tenths(value)
    return ids.renamed(value)


def _written(node: ET.Element) -> str:
    attributes = "".join(f' {name}="{escaped(value)}"' for name, value in node.attrib.items())
    inner = escaped(node.text or "") + "".join(_written(child) for child in node)
    return f"<{node.tag}{attributes}>{inner}</{node.tag}>" if inner else f"<{node.tag}{attributes}/>"
