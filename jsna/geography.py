"""Areas and their footprints: which small unit lies in which area, and what became of areas that ended."""

import difflib
import os
import re
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from jsna.errors import BuildError, UnknownArea
from jsna.footprints import kind

DATA = Path(__file__).parents[1] / "data" / "geography"
ENGLAND = "E92000001"
#: The statistical regions, which have not changed since 2011.
REGION = "statistical_region"
#: Later than any succession: what has no year is as things now stand.
NOW = "9999-12-31"
#: Codes of the demonstration: they cannot exist in England.
DEMONSTRATION = r"^(Z[A-Z]\d|Z99\d{3}|Z\d{8}|Z[A-Z]\d{4})$"
#: What looks like a code and not like a name, and the most characters that one has.
CODE, LONGEST_CODE = re.compile(r"(?=\D*\d)[a-z\d]{2,9}"), 9
#: What councils of a kind call themselves, by the beginning of their code; those that do otherwise stand in councils.csv.
COUNCILS = {"E08": "{} Metropolitan Borough Council", "E09": "London Borough of {}", "E10": "{} County Council"}
#: How many areas are named to somebody who asked for one that is not there.
NEAREST = 3


@lru_cache(maxsize=1)
def successions() -> pd.DataFrame:
    """What became of each area that ended: date, footprint, predecessor, successor, kind, and what moved with another boundary."""
    return pd.read_csv(DATA / "successions.csv", dtype="str", keep_default_na=False)


def started(footprint: str) -> str:
    """The day from which a footprint holds, such as 2019-04-01; a kind without years is as things now stand."""
    starts = kind(footprint).starts
    return f"{footprint[-4:]}-{starts}" if starts else NOW


def carried_forward(codes: pd.Series, footprint: str, table: pd.DataFrame) -> pd.Series:
    """Codes of earlier areas as the codes of the areas that they were merged into by the footprint's first day."""
    steps = table[(table["date"] <= started(footprint)) & (table["kind"] == "merged")].sort_values("date", kind="stable")
    unique = codes.unique()
    final = dict(zip(unique, unique, strict=True))
    for predecessor, successor in zip(steps["predecessor"], steps["successor"], strict=True):
        final |= {code: successor for code, end in final.items() if end == predecessor}
    return codes.map(final)


def carry(codes: pd.Series, footprint: str, codes_there: pd.Index, kind_of: str) -> pd.Series:
    """Carry codes of CCGs, or of what `kind_of` says, forward to a footprint; missing where one has no place in it, or only a share.

    A predecessor that was split has no single place. Whatever took part of it is incomplete without it. And some CCGs had another
    boundary than the sub-ICB location of the same code.
    """
    steps = successions()
    unique = pd.Series(codes.unique())
    target = carried_forward(unique, footprint, steps)
    splits = steps[(steps["kind"] == "split") & steps["predecessor"].isin(target) & ~steps["predecessor"].isin(codes_there)]
    incomplete = set(carried_forward(splits["successor"], footprint, steps))
    usable = target.where(target.isin(codes_there) & ~target.isin(incomplete))
    return codes.map(dict(zip(unique, usable, strict=True))).mask(redrawn(codes, footprint, kind_of))


def redrawn(codes: pd.Series, footprint: str, kind_of: str) -> pd.Series:
    """Whether each CCG (or sub-ICB location) has another boundary than the area of the other kind that goes by its code in a footprint."""
    if kind_of == footprint.rsplit("_", 1)[0]:
        return pd.Series(False, index=codes.index)
    return carried_forward(codes, footprint, successions()).isin(redrawn_ccgs())


def areas_of(areas: pd.DataFrame, footprint: str) -> pd.DataFrame:
    """The areas of one footprint, each once."""
    return areas[areas["footprint"] == footprint].drop_duplicates("area_code").set_index("area_code")


def parents(membership: pd.DataFrame, footprint: str, parent_footprint: str) -> pd.Series:
    """The parent of each area of a footprint.

    Raises
    ------
    BuildError
        Where two published lookups place an area differently.
    """
    rows = membership[(membership["footprint"] == footprint) & (membership["parent_footprint"] == parent_footprint)]
    unique = rows[["area_code", "parent_code"]].drop_duplicates()
    twice = unique[unique["area_code"].duplicated()]
    if len(twice):
        raise BuildError(
            f"{footprint} {twice['area_code'].iloc[0]} lies in two areas of {parent_footprint}, by different lookups.",
            "Keep one edition of that lookup in the raw folder.",
        )
    return unique.set_index("area_code")["parent_code"]


def redrawn_ccgs() -> list[str]:
    """CCGs whose boundary changed on the day they became sub-ICB locations of the same code."""
    table = successions()
    return list(table.loc[table["kind"] == "became sub-ICB location with another boundary", "predecessor"])


@dataclass(frozen=True)
class Ending:
    """What became of an area.

    Parameters
    ----------
    date, kind : str
        When it ended, and how, as a succession names it.
    successor : str
        The code of what it is part of today.
    moved : tuple of tuple of str
        Each area on the way whose boundary changed, the day, and what moved.
    """

    date: str
    successor: str
    kind: str = "merged"
    moved: tuple[tuple[str, str, str], ...] = ()


def ending(code: str, footprint: str) -> Ending | None:
    """What became of an area of a footprint; nothing where no succession is known."""
    steps, last = list[tuple[str, ...]](), code
    table = successions()
    later = table[table["date"] > started(footprint)].sort_values("date", kind="stable")
    for step in zip(*(later[name] for name in ("predecessor", "successor", "date", "kind", "moved")), strict=True):
        if step[0] == last:
            steps.append(step)
            last = step[1]
    if not steps:
        return None
    _, _, date, kind_of, _ = steps[0]
    return Ending(date, last, kind_of, tuple((successor, day, what) for _, successor, day, _, what in steps if what))


def matching(area: str, areas: pd.DataFrame) -> str:
    """The code of the one area that has this ODS code, GSS code or name; empty where none has, or several."""
    text = area.strip().casefold()
    names = [areas[column] for column in ("area_name", "known_as") if column in areas]
    for column in (areas.index.to_series(), areas["gss_code"], *names, areas["area_name"].map(short_name)):
        matches = areas.index[column.str.casefold() == text]
        if len(matches) == 1:
            return str(matches[0])
    return ""


def find(area: str, areas: pd.DataFrame) -> str:
    """The code of the area that was asked for, by ODS code, GSS code or name."""
    code = matching(area, areas)
    if code:
        return code
    raise UnknownArea(
        f"{area}: no such area among the {len(areas)} of this footprint. {_nearest(area.strip().casefold(), areas)}",
        "Give an ODS code, a GSS code or a name; `jsna areas TEXT` finds them.",
    )


def held_in(area: str, areas: pd.DataFrame, footprint: str) -> list[str]:
    """The other footprints that have this area, by code or name: those of the same year first, then the newest; small areas apart."""
    others = areas[~areas["footprint"].str.startswith(("lsoa", "england")) & (areas["footprint"] != footprint)]
    footprints = [str(name) for name in others["footprint"].unique() if matching(area, areas_of(others, name))]
    return sorted(sorted(footprints, reverse=True), key=lambda name: name[-4:] != footprint[-4:])


def beginning(text: str, areas: pd.DataFrame) -> list[str]:
    """Some areas of any footprint, small areas apart, whose codes begin with a text that looks like one: `Cedar (U10145, pcn_2022)`."""
    letters = text.strip().casefold()
    rows = areas[~areas["footprint"].str.startswith("lsoa") & areas["area_code"].str.casefold().str.startswith(letters)]
    hits = rows.sort_values(["footprint", "area_code"]).drop_duplicates("area_code", keep="last").head(NEAREST)
    labels = zip(hits["area_name"].map(short_name), hits["area_code"], hits["footprint"], strict=True)
    return [f"{name} ({code}, {footprint})" for name, code, footprint in labels] if CODE.fullmatch(letters) else []


def _nearest(text: str, areas: pd.DataFrame) -> str:
    """What comes nearest to a text: of what looks like a code, codes that begin alike or differ by one letter; else names."""
    labels = {str(code): f"{short_name(name)} ({code})" for code, name in areas["area_name"].items()}
    if CODE.fullmatch(text):
        both = [(key, str(code)) for column in (areas.index.to_series(), areas["gss_code"]) for code, key in column.items()]
        codes = {key.casefold(): code for key, code in both}
        near = sorted((rank, key) for key in codes if (rank := _unlike(text, key)) < 0)[:NEAREST]
        words = ", ".join(labels[codes[key]] for _, key in near)
        return f"The nearest codes are {words}." if near else "No code begins like it."
    names = {label: short_name(areas["area_name"][code]).casefold() for code, label in labels.items()}
    close = difflib.get_close_matches(text, list(names.values()), n=NEAREST, cutoff=0.0)
    nearest = [label for name in close for label, other in names.items() if other == name]
    return f"The nearest names are {', '.join(nearest[:NEAREST])}."


def _unlike(text: str, code: str) -> int:
    """Below 0 where a code is like another, the further the more: one letter is another, the last best, or two or more begin both."""
    alike = len(os.path.commonprefix([text, code]))
    if len(text) == len(code) and sum(map(str.__ne__, text, code)) == 1:
        return -LONGEST_CODE - alike
    return -alike if alike > 1 else 0


def known_as(areas: pd.DataFrame) -> "pd.Series[str]":
    """Names of areas as people there say them: of a sub-ICB location that of the CCG which had its code, `Brighton and Hove (09D)`.

    Its own name, `NHS Sussex ICB - 09D`, is that of the ICB and a code.
    """
    ccgs = areas[areas["footprint"].str.startswith("ccg_")].sort_values("footprint").drop_duplicates("area_code", keep="last")
    before = areas["area_code"].map(ccgs.set_index("area_code")["area_name"]).map(short_name, na_action="ignore")
    local = areas["area_name"].str.contains(" ICB - ") & before.notna()
    return areas["area_name"].map(short_name).mask(local, before + " (" + areas["area_code"] + ")")


def short_name(name: str) -> str:
    """An area's name as people say it.

    `NHS Redditch and Bromsgrove CCG` gives `Redditch and Bromsgrove`, `NHS Kent and Medway ICB - 91Q` gives `Kent and Medway (91Q)`.
    """
    short = re.sub(r"( CCG| STP| Integrated Care Board|, (City|County) of)$", "", name.strip().removeprefix("NHS "))
    return re.sub(r" ICB - (\w+)$", r" (\1)", short) or name.strip()


def council(code: str, area_name: str) -> str:
    """What the council of an area calls itself: `Manchester City Council`, `London Borough of Ealing`, `Shropshire Council`."""
    return _councils().get(code) or COUNCILS.get(code[:3], "{} Council").format(short_name(area_name))


@lru_cache(maxsize=1)
def _councils() -> dict[str, str]:
    table = pd.read_csv(DATA / "councils.csv", dtype="str", keep_default_na=False)
    return dict(zip(table["area_code"], table["council"], strict=True))
