"""Stays of the fictional country's people: how often each is admitted, for how long, and how soon again, by laws that are known."""

from dataclasses import dataclass

import numpy as np

from jsna.demo.chance import Array, Counts

#: Of people who are admitted as an emergency, the shares who are so once, twice and so on in a year.
TIMES = (0.72, 0.16, 0.07, 0.03, 0.02)
MEAN_TIMES = sum(share * (at + 1) for at, share in enumerate(TIMES))
#: By what the variance of a count of admissions is more than that of as many independent ones.
VARIANCE = sum(share * (at + 1) ** 2 for at, share in enumerate(TIMES)) / MEAN_TIMES
#: Of those who are admitted again, the share within 30 days of the discharge before; the others within as many more.
SOON, DAYS = 0.45, 30
#: The share of stays without a night, and the mean number of nights of the others (which is geometric).
NO_NIGHT, NIGHTS = 0.4, 5.0
MEAN_NIGHTS = (1 - NO_NIGHT) * NIGHTS
#: Of people, the shares who die in their last stay, and who have cancer beside what they come for.
DEATHS, CANCER = 0.1, 0.03
#: Of their emergency admissions, the share of which the discharge is followed, and that after which they come back within 30 days, where
#: nobody is discharged too late in the year.
FOLLOWED = (1 - CANCER) * (1 - DEATHS / MEAN_TIMES)
RETURNS = (1 - CANCER) * (1 - 1 / MEAN_TIMES) * SOON


@dataclass(frozen=True)
class People:
    """Stays, those of one person one after the other: the number of the person, which stay of theirs it is, and whether it is the last."""

    person: Counts
    place: Counts
    last: "np.ndarray"


def people(often: "np.ndarray", rows: int, chance: np.random.Generator) -> People:
    """So many stays of people, each of whom comes once or, of those who come as an emergency, perhaps several times.

    Parameters
    ----------
    often : ndarray of bool
        Of at least as many people as there are stays, whether one comes as an emergency.
    """
    times = np.where(often, chance.choice(np.arange(1, len(TIMES) + 1), len(often), p=TIMES), 1)
    person = np.repeat(np.arange(len(often)), times)[:rows]
    place = np.arange(rows) - np.searchsorted(person, person)
    return People(person, place, place + 1 == times[person])


def nights(rows: int, chance: np.random.Generator) -> Counts:
    """Nights of so many stays."""
    return np.where(chance.random(rows) < NO_NIGHT, 0, chance.geometric(1 / NIGHTS, rows))


def days(first: Counts, length: Counts, place: Counts, year: int, chance: np.random.Generator) -> Counts:
    """The day of the year on which each stay begins: of a person's first as given, of others after the one before.

    What would begin after the end of the year begins as long after its start, as what began in the year before would; a stay that would
    not end in the year begins earlier.
    """
    start = first.copy()
    gap = chance.integers(0, DAYS, len(first)) + np.where(chance.random(len(first)) < SOON, 0, DAYS)
    for nth in range(len(TIMES)):
        now = np.flatnonzero(place == nth)
        if nth:
            start[now] = (start[now - 1] + length[now - 1] + gap[now]) % year
        start[now] = np.minimum(start[now], year - 1 - length[now])
    return start


def ever(shares: float, person: Counts, chance: np.random.Generator) -> "np.ndarray":
    """Whether each stay is of one of the share of people whom something holds of."""
    return np.asarray(chance.random(person.max(initial=0) + 1)[person] < shares)


def mean_of_returns(emergencies: Array, others: Array) -> Array:
    """Of discharges of so many emergency admissions, and of others that are followed, the share after which somebody comes back."""
    return emergencies * RETURNS / (emergencies * FOLLOWED + others)
