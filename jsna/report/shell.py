"""The shell that runs a chapter's cells: what a report asks of it, in this process or in a kernel."""

from functools import partial
from typing import Any

from IPython.core.formatters import DisplayFormatter
from IPython.core.interactiveshell import InteractiveShell
from IPython.core.pylabtools import print_figure

from jsna.errors import ReportError


class _Formats(DisplayFormatter):
    """The formats of what cells show: what offers HTML has HTML, or its cell fails."""

    def format(self, obj: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
        data, metadata = super().format(obj, include, exclude)
        if set(data) == {"text/plain"} and hasattr(type(obj), "_repr_html_"):
            raise ReportError(f"{type(obj).__name__}: expected its HTML, found none.", "See what its _repr_html_ gives, and why.")
        return data, metadata


def load_ipython_extension(shell: InteractiveShell) -> None:
    """Give drawings as SVG with their label for a text alternative, and a series as the table that it is."""
    shell.display_formatter = formats = _Formats(parent=shell)
    drawing = "matplotlib.figure", "Figure"
    formats.mimebundle_formatter.for_type_by_name(*drawing, _label)
    formats.formatters["image/svg+xml"].for_type_by_name(*drawing, partial(print_figure, fmt="svg"))
    for module in ("pandas", "pandas.core.series"):  # its name since pandas 3, and before
        formats.formatters["text/html"].for_type_by_name(module, "Series", _table)
    shell.config.InlineBackend.figure_formats = {"svg"}


def _label(figure: Any, include: Any = None, exclude: Any = None) -> tuple[dict[str, Any], dict[str, Any]]:
    return {}, {"alt": figure.get_label()}


def _table(series: Any) -> str:
    return str(series.to_frame()._repr_html_())
