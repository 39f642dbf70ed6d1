"""Bars: a bar a row under its name with its number at its end, and one line across all of them."""

from collections.abc import Collection, Sequence

from matplotlib.figure import Figure as Canvas

from jsna.figures.core import letters, style


def draw(
    fig: Canvas,
    names: Sequence[str],
    values: Sequence[float],
    texts: Sequence[str],
    line: tuple[float, str],
    title: str,
    heavy: Collection[str] = (),
) -> None:
    """Bars from the first on top, each with its text; a line at a value, named above; what bars are, below; `heavy` names are bold."""
    ax = style.row_axes(fig, names, right=0.3, bottom=0.4, heavy=heavy)
    ax.grid(visible=False)
    ax.set_xticks([])
    ax.spines["bottom"].set_visible(False)
    ax.barh(range(len(names)), values, height=0.3 if style.is_narrow(fig) else 0.62, color=style.BLUE)
    longest = max(map(len, texts), default=0) * style.LETTER + 0.1
    inches = ax.get_position().width * fig.get_figwidth()
    ax.set_xlim(0, max(*values, line[0]) / (1 - longest / inches) or 1.0)
    wide = longest * ax.get_xlim()[1] / inches
    for row, (value, text) in enumerate(zip(values, texts, strict=True)):
        crossed = value <= line[0] < value + wide  # there the number lies inside its bar, or, where that is thin or short, beyond the line
        inside = crossed and wide < value and not style.is_narrow(fig)
        end, colour = line[0] if crossed and not inside else value, style.PAPER if inside else style.INK
        style.label(ax, end, row, text, colour, dx=-4 if inside else 4, fontsize=letters.SMALL)
    style.reference(ax, *line)
    style.x_title(ax, title)
