"""What every figure is made of, and how it is shown; nothing here knows what is counted."""

from jsna.figures.core.figure import Shown
from jsna.figures.core.render import html

# The renderer knows the figures, so the figures cannot know the renderer.
Shown.html = staticmethod(html)
