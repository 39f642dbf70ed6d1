"""jsna: published files in, one validated indicator table, thin notebooks, a report for each area."""

import lazy_loader

# What draws takes seconds to load, and a build or a search for an area needs none of it.
__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
