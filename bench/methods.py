"""Speed of jsna.methods beside PHStatsMethods on the same arrays: `python bench/methods.py`."""

import time
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np
import pandas as pd

from jsna.methods import proportions, rates, standardisation
from jsna.methods.standard_population import european_2013

#: Rows on which the other package is timed before its time is scaled up: it works row by row.
SAMPLE = 5_000
#: What its times are, for whoever reads them.
SCALED = (
    f"Times of jsna are of all rows. Those of PHStatsMethods are of {SAMPLE:,} of the same rows, in the same run, scaled up: "
    "all would take minutes. Rows without events are left out for it, since it refuses them."
)


def seconds(work: Callable[[], object], repeats: int = 5) -> float:
    """Shortest of several runs."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - start)
    return best


def arrays() -> dict[str, np.ndarray]:
    """The same arrays for both: 200,000 counts, and 10,000 areas of 19 age bands."""
    random = np.random.default_rng(1)
    n = random.integers(100, 20_000, 200_000)
    return {
        "n": n,
        "x": random.binomial(n, 0.1),
        "o": random.poisson(random.gamma(1, 30, 200_000)),
        "deaths": random.poisson(2, (10_000, 19)),
        "people": random.integers(200, 2000, (10_000, 19)),
    }


def ours(given: dict[str, np.ndarray]) -> dict[str, float]:
    """Seconds of each goal."""
    weight = european_2013()
    return {
        "Wilson limits, 200,000 rows": seconds(lambda: proportions.wilson(given["x"], given["n"])),
        "exact or Byar limits, 200,000 rows": seconds(lambda: rates.poisson_limits(given["o"])),
        "directly standardised rates, 10,000 areas x 19 bands": seconds(
            lambda: standardisation.direct(given["deaths"], given["people"], weight, 100_000)
        ),
    }


def theirs(given: dict[str, np.ndarray]) -> list[float]:
    """Seconds of PHStatsMethods on a sample of the same arrays, scaled to all of them."""
    import PHStatsMethods

    rows = pd.DataFrame({"x": given["x"], "n": given["n"]}).head(SAMPLE)
    # It refuses a count of nought, so those rows are left out for it.
    events = pd.DataFrame({"x": given["o"], "n": given["n"]}).query("x > 0").head(SAMPLE)
    areas = SAMPLE // 19
    bands = pd.DataFrame(
        {
            "area": np.repeat(np.arange(areas), 19),
            "x": given["deaths"][:areas].ravel(),
            "n": given["people"][:areas].ravel(),
            "w": np.tile(european_2013(), areas),
        }
    )
    return [
        seconds(lambda: PHStatsMethods.ph_proportion(rows, "x", "n"), 1) * len(given["x"]) / len(rows),
        seconds(lambda: PHStatsMethods.ph_rate(events, "x", "n"), 1) * len(given["o"]) / len(events),
        seconds(
            lambda: PHStatsMethods.ph_dsr(
                bands, "x", "n", ref_denom_col="w", group_cols="area", euro_standard_pops=False
            ),
            1,
        )
        * len(given["deaths"])
        / areas,
    ]


def main() -> None:
    """Print seconds, goals and ratios."""
    goals = [0.05, 0.5, 0.1]
    given = arrays()
    there = theirs(given) if find_spec("PHStatsMethods") else [float("nan")] * 3
    print(SCALED if find_spec("PHStatsMethods") else "PHStatsMethods is not installed, so nothing stands beside these times.")
    for (name, own), goal, other in zip(ours(given).items(), goals, there, strict=True):
        beside = f"; PHStatsMethods about {other:.1f} s, {other / own:,.0f} times as long" if other == other else ""
        print(f"{name}: {own:.3f} s (goal {goal} s){beside}")


if __name__ == "__main__":
    main()
