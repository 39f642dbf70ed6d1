"""Elements of SVG that look alike, written once: lines and bars as one path, marks as one path of markers, shapes in a group."""

import xml.etree.ElementTree as ET
from collections import Counter
from collections.abc import Callable, Iterator
from itertools import groupby

from jsna.figures.core.svgpath import through

_PLACE = ("id", "href", "x", "y", "d", "transform")


def grouped(nodes: list[ET.Element], names: Iterator[str]) -> list[ET.Element]:
    """The same drawing in fewer words; the order of painting stays. Each of `names` is an unused id."""
    groups = [node for _, run in _runs(nodes, _kind) for node in _merged(run, names)]
    return [node for _, run in _runs(groups, _family) for node in _hoisted(run)]


def inlined(nodes: list[ET.Element]) -> list[ET.Element]:
    """The same drawing, each shape that one mark alone refers to where that mark stands, and no definition of it."""
    every = [node for top in nodes for node in top.iter()]
    shapes = {f"#{node.get('id')}": node for node in every if node.tag == "path" and node.get("id")}
    marks = Counter(node.get("href") for node in every if node.tag == "use")
    alone = [node for node in every if marks[node.get("href")] == 1 and node.get("href") in shapes and "clip-path" not in node.attrib]
    gone = {shapes[mark.get("href", "")] for mark in alone}
    for mark in alone:
        at = {"transform": f"translate({mark.get('x', '0')} {mark.get('y', '0')})"} if mark.get("x") or mark.get("y") else {}
        shape = {name: value for name, value in shapes[mark.get("href", "")].attrib.items() if name != "id"}
        mark.tag, mark.attrib = "path", at | _look(mark) | shape
    return _without(gone, nodes)


def _without(gone: set[ET.Element], nodes: list[ET.Element]) -> list[ET.Element]:
    for node in nodes:
        node[:] = _without(gone, list(node))
    return [node for node in nodes if node not in gone and (node.tag != "defs" or len(node))]


def _runs(
    nodes: list[ET.Element], kind: Callable[[ET.Element], object]
) -> Iterator[tuple[object, list[ET.Element]]]:
    return ((key, list(run)) for key, run in groupby(nodes, kind))


def _look(node: ET.Element) -> dict[str, str]:
    return {name: value for name, value in node.attrib.items() if name not in _PLACE}


def _kind(node: ET.Element) -> object:
    return node.tag, node.get("href"), sorted(_look(node).items())


def _family(node: ET.Element) -> object:
    # Shapes of a map differ in colour and share the rest; texts go together only if they are all alike.
    return node.tag if node.tag == "path" and node.get("fill") != "none" else _kind(node)


def _merged(run: list[ET.Element], names: Iterator[str]) -> list[ET.Element]:
    first, look = run[0], _look(run[0])
    if first.tag == "g" and "class" in look:
        first[:] = grouped([inner for node in run for inner in node], names)
        return [first]
    if first.tag == "g":
        for node in run:
            node[:] = grouped(list(node), names)
    elif first.tag == "path" and not {"stroke-opacity", "fill-opacity", "opacity"} & set(look):
        return [ET.Element("path", {"d": "".join(node.get("d", "") for node in run)} | look)]
    elif first.tag == "use" and len(run) > 2:
        return _markers(run, names)
    return run


def _markers(run: list[ET.Element], names: Iterator[str]) -> list[ET.Element]:
    """The same mark at many places, as the vertices of a line that is not drawn."""
    name, look = next(names), _look(run[0])
    defs = ET.Element("defs")
    marker = ET.SubElement(
        defs, "marker", {"id": name, "markerUnits": "userSpaceOnUse", "overflow": "visible"}
    )
    ET.SubElement(marker, "use", {"href": run[0].get("href", "")} | look)
    at = through([(node.get("x", "0"), node.get("y", "0")) for node in run])
    uses = {f"marker-{place}": f"url(#{name})" for place in ("start", "mid", "end")}
    return [defs, ET.Element("path", {"d": at, "fill": "none"} | uses)]


def _hoisted(run: list[ET.Element]) -> list[ET.Element]:
    common = {
        name: value for name, value in _look(run[0]).items() if all(node.get(name) == value for node in run)
    }
    if len(run) < 3 or run[0].tag not in {"path", "text"} or not common:
        return run
    group = ET.Element("g", common)
    for node in run:
        inner = ET.SubElement(group, node.tag, {k: v for k, v in node.attrib.items() if k not in common})
        inner.text = node.text
    return [group]
