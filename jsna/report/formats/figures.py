"""Figures on their own: each drawing as SVG and as PNG on white, a text to stand with it, and nothing that a page would have to lend."""

import re
from functools import lru_cache
from pathlib import Path

import matplotlib
from resvg_py import svg_to_bytes

from jsna.report.formats.page import Chart, Document
from jsna.report.formats.parts import Picture

_FONTS = Path(matplotlib.get_data_path()) / "fonts" / "ttf"
_INK = "#1b1d20"
#: Pixels for each unit of a drawing: sharp on paper at the width of a page.
_ZOOM = 3.0
#: What a point of a drawing by somebody else is a 72nd of.
_DPI = 96


def write(document: Document, folder: Path) -> None:
    """Write three files for each figure that has a drawing."""
    for chart in document.charts:
        if chart.svg:
            (folder / f"{chart.key}.svg").write_text(alone(chart), encoding="utf-8", newline="\n")
            (folder / f"{chart.key}.png").write_bytes(png(chart))
            (folder / f"{chart.key}.txt").write_text(_told(chart), encoding="utf-8", newline="\n")


def _told(chart: Chart) -> str:
    """What stands with the drawing: its finding, its alternative, what it shows, and whom to name."""
    return "\n\n".join((chart.headline, chart.alt, "\n".join((chart.subtitle, *chart.notes)))) + "\n"


def alone(chart: Chart) -> str:
    """The drawing with its own colours and size: what the page says with custom properties is written out."""
    svg = re.sub(r"var\(--[\w-]+,(#\w+)\)", r"\1", chart.svg).replace("currentColor", _INK)
    width, height = _size(chart)
    drawing = re.sub(r' style="min-width:[^"]*"', f' width="{width}" height="{height}"', svg, count=1)
    return drawing.replace("system-ui,sans-serif", "DejaVu Sans,sans-serif")


def units(chart: Chart) -> int:
    """How many units wide the drawing is."""
    return int(_size(chart)[0])


def _size(chart: Chart) -> tuple[str, ...]:
    return re.search(r'viewBox="0 0 (\d+) (\d+)"', chart.svg).groups()  # type: ignore[union-attr]


def png(chart: Chart) -> bytes:
    """The drawing on white, with the font that its labels were placed by."""
    return _drawn(alone(chart))


def raster(picture: Picture) -> bytes:
    """A picture of the analyst's own as a file that Word shows; a drawing is painted on white."""
    return _drawn(picture.content.decode()) if picture.kind == "image/svg+xml" else picture.content


# Word and the folder of figures show the same drawings, and painting them is most of the time of both.
@lru_cache(maxsize=128)
def _drawn(svg: str) -> bytes:
    fonts = [str(_FONTS / f"DejaVuSans{weight}.ttf") for weight in ("", "-Bold")]
    return bytes(svg_to_bytes(svg_string=svg, background="#ffffff", zoom=_ZOOM, dpi=_DPI, skip_system_fonts=True, font_files=fonts))
