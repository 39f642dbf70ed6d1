"""Scales of small figures that stand side by side: one for all, so that heights compare, where their values are alike."""

from collections.abc import Callable, Sequence

from jsna.figures.core.figure import Figure, Missing, Notice

#: Small figures whose highest values are no more than so many times as high as each other have one scale.
ALIKE = 1.5
#: What the axis of one says that has a scale of its own beside others.
OWN = "scale of its own"
#: Gives figures that stand side by side scales that compare.
Together = Callable[[list[Figure]], list[Figure]]


def shared(ends: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """The lowest and the highest end of several scales; none where one would flatten what another shows."""
    tops = [high for _, high in ends]
    return (min(low for low, _ in ends), max(tops)) if tops and max(tops) <= ALIKE * min(tops) else None


def alike(outputs: Sequence[Figure | Missing | Notice], together: Together) -> tuple[Figure | Missing | Notice, ...]:
    """The same in their order, the drawn ones `together`."""
    figures = iter(together([output for output in outputs if isinstance(output, Figure)]))
    return tuple(next(figures) if isinstance(output, Figure) else output for output in outputs)
