"""Standard populations: the age structure that directly standardised rates are weighted to."""

from pathlib import Path

import numpy as np

from jsna.methods._arrays import Array


def european_2013(bands: int = 19) -> Array:
    """European Standard Population of 2013.

    Parameters
    ----------
    bands : {19, 18}
        19 five-year bands from 0-4 to 90+, or 18 to 85+.

    Returns
    -------
    ndarray of float, shape (bands,)
        People, 100,000 in all.

    Raises
    ------
    ValueError
        For another number of bands.

    References
    ----------
    Eurostat (2013) Revision of the European Standard Population.
    """
    people = np.loadtxt(Path(__file__).with_name("european_2013.csv"), delimiter=",", skiprows=4, usecols=1)
    if bands == 18:
        return np.append(people[:-2], people[-2:].sum())
    if bands != 19:
        raise ValueError(f"the European Standard Population has 18 or 19 bands, not {bands}")
    return people
