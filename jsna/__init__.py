"""jsna: published files in, one validated indicator table, thin notebooks, a report for each area."""

import lazy_loader

from jsna.errors import unnamed

# What draws takes seconds to load, and a build or a search for an area needs none of it.
_load, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)


def __getattr__(name: str) -> object:
    try:
        return _load(name)
    except AttributeError:
        if name.startswith("_") or name in __all__:  # what tools ask of every module, and faults of what was loaded
            raise
        raise unnamed(name, __all__) from None
