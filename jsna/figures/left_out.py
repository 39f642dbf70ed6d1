"""Who is left out of a number: patients whose practice gave no register, said beside it."""

import pandas as pd

from jsna.figures.core import words


def told(rows: pd.DataFrame) -> tuple[str, ...]:
    """How many patients are in no number of an area's rows, and why, for each period; nothing where all are."""
    return tuple(f"{period}: {said}." for period, said in _by_period(rows).items())


def facts(rows: pd.DataFrame) -> dict[str, str]:
    """The same as numbers used in the text."""
    return {f"Left out, {period}": said for period, said in _by_period(rows).items()}


def _by_period(rows: pd.DataFrame) -> dict[str, str]:
    some = rows[rows["left_out"].notna() & rows["value"].notna()] if "left_out" in rows else rows.head(0)
    return {str(period): _said(those) for period, those in some.groupby("period")} if len(some) else {}


def _said(rows: pd.DataFrame) -> str:
    most = rows["left_out"].max()
    about = "up to " if rows["left_out"].min() < most else ""  # a register of adults leaves out adults alone
    why = rows.sort_values("left_out")["why_left_out"].iloc[-1]
    return f"{about}{words.number(most)} patients are in neither number: {why}"
