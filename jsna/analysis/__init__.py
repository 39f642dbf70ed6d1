"""Indicator rows in, the same rows with columns added out: comparisons, limits, ranks, flags."""
