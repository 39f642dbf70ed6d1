"""Gaps: why an area has no number of an indicator, as its rows tell."""

import pandas as pd

#: Why an area has no number that was made of it.
WITHHELD = {
    "suppressed": "It is suppressed, so that nobody can be recognised.",
    "too few events": "There were fewer than ten, of which no standardised rate is given.",
}
OTHERS = "The same publication has other figures of this area, and none of this: nobody was counted, or too few to be shown."


def told(rows: pd.DataFrame, indicator: str, alike: list[str], noticed: list[str]) -> str:
    """Why the newest row of an indicator has no number; else what the build `noticed`; else that those `alike` have theirs."""
    notes = rows.loc[rows["indicator_id"] == indicator].sort_values("period")["value_note"].iloc[-1:]
    withheld = [WITHHELD[note] for note in notes if note in WITHHELD]
    has_others = rows.loc[rows["value"].notna(), "indicator_id"].isin(alike).any()
    return " ".join(withheld or noticed or ([OTHERS] if has_others else []))
