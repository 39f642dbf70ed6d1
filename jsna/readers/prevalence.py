"""Prevalence: the raw QOF files, one row a practice and register."""

import pandas as pd

from jsna import schemas
from jsna.readers import tables
from jsna.readers.rawfile import RawFile
from jsna.readers.years import no_year, years_in_name
from jsna.schemas import Tidy

#: What the raw files have had where a number should be.
QOF_MISSING = (*tables.MISSING, "NA", "Insufficient indicator data", "#VALUE!")
#: Headings of the raw files, by the first year that used them.
LAYOUTS = {
    "2013/14": {"PRACTICECODE": "practice_code", "INDICATOR_GROUP": "register", "DISEASE_REGISTER_SIZE": "patients",
                "PRACTICE_LISTSIZE": "list_size"},
    "2014/15": {"PRACTICE_CODE": "practice_code", "INDICATOR_GROUP_CODE": "register", "REGISTER_SIZE": "patients",
                "PRACTICE_LIST_SIZE": "list_size"},
    "2015/16": {"PRACTICE_CODE": "practice_code", "INDICATOR_GROUP_CODE": "register", "REGISTER": "patients",
                "PATIENT_LIST_TYPE": "list_type", "PATIENT_LIST_SIZE": "list_size"},
    "2019/20": {"PRACTICE_CODE": "practice_code", "GROUP_CODE": "register", "REGISTER": "patients",
                "PATIENT_LIST_TYPE": "list_type", "PATIENT_LIST_SIZE": "list_size"},
    "2020/21": {"PRACTICE_CODE": "practice_code", "GROUP_CODE": "register", "REGISTER": "patients",
                "PATIENT_LIST_TYPE": "list_type", "PRACTICE_LIST_SIZE": "list_size"},
    "2025/26": {"PRACTICE_CODE": "practice_code", "GROUP_CODE": "register", "REGISTER_SIZE": "patients",
                "PATIENT_LIST_TYPE": "list_type", "PRACTICE_LIST_SIZE": "list_size"},
}
#: Layouts so much their own that a file with every heading but one is of this publication.
DISTINCT = tuple({name: (heading,) for heading, name in layout.items()} for layout in LAYOUTS.values())
#: The last year of each layout: where it is the first too, the headings tell the year.
UNTIL = {"2013/14": "2013/14", "2014/15": "2014/15", "2015/16": "2018/19", "2019/20": "2019/20", "2020/21": "9999", "2025/26": "9999"}
#: Headings that a layout has besides, and that are not kept.
OTHERS = {"REGISTER_DESCRIPTION", "PREVALENCE", "PRACTICE_NAME", "INDICATOR_GROUP_DESCRIPTION"}

#: List types that a register has in a layout; they show a file whose headings belong to other years than its rows.
LIST_TYPES = {("2015/16", "AST"): "TOTAL", ("2019/20", "AST"): "TOTAL", ("2020/21", "AST"): "06OV",
              ("2025/26", "AST"): "06OV"}
#: Before 2015/16 no list type is stated: it is that of all patients where it is as long as the list of this register.
WHOLE_LIST = "AF"
STATED_BY_NONE = {"CKD": "18OV", "DEP": "18OV", "DM": "17OV", "EP": "18OV", "LD": "18OV", "OB": "16OV", "OST": "50OV", "RA": "16OV"}
#: Practices that lack a row of a register, of all of them, for it to be no layout but a slip.
FEW = 0.05
#: Hypothyroidism had a register until 2013/14. Heart failure came twice in that year: once as a part of itself.
ENDED, PART_OF_ANOTHER = "THY", "Heart Failure due to LVD"


def recognises(raw: RawFile) -> bool:
    """Whether a text file has the headings of a raw prevalence file, one of them renamed at most."""
    names = {heading.upper() for heading in tables.headings(raw)}
    return any(len(names & set(layout)) >= min(4, len(layout)) for layout in LAYOUTS.values()) and len(names - OTHERS) <= 6


def read(raw: RawFile) -> list[Tidy]:
    """Registers and lists of every practice in one year.

    Raises
    ------
    FileError
        Where a column is renamed, the year cannot be told, a cell is no count, a code is unknown,
        a key is repeated, or many registers are above their list.
    """
    layout = _layout(raw)
    period = _period(raw, layout)
    headings = {name: heading for heading, name in LAYOUTS[layout].items()}
    table = tables.refuse_empty(_filled(tables.columns(raw.frame, LAYOUTS[layout], raw)), "practices", raw)
    body, drops = _left_out(raw, table)
    sizes = {name: tables.counts(body[name], raw, "", headings[name], missing=() if name == "list_size" else QOF_MISSING)
             for name in ("patients", "list_size")}
    codes = {name: _codes(body[name]) for name in ("practice_code", "register")}
    # A new code means a definition that no indicator has yet: left out, it would be missed by nobody.
    registers = tables.known(raw, codes["register"], schemas.REGISTERS, headings["register"])
    kinds = tables.known(raw, _codes(body["list_type"]), schemas.LIST_TYPES, headings["list_type"]) if "list_type" in body else ""
    rows = pd.DataFrame({"practice_code": codes["practice_code"], "period": period, "register": registers, "list_type": kinds, **sizes})
    rows = rows if "list_type" in body else rows.assign(list_type=_list_types(rows))
    _refuse_repeats(raw, rows)
    _refuse_other_years(raw, rows, layout)
    if "list_type" in body:
        _refuse_lists(raw, rows, headings["list_size"])
    _refuse_cut(raw, rows)
    notes = _registers_above_their_list(raw, rows) + _without_a_register(rows) + _lacking_rows(rows)
    return [schemas.check(Tidy("prevalence", "qof_raw", tables.lineage(rows, raw), len(table), drops, notes))]


def _left_out(raw: RawFile, table: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    description = tables.optional(raw, "REGISTER_DESCRIPTION")
    part = pd.Series(False, index=table.index) if description is None else description.loc[table.index].eq(PART_OF_ANOTHER)
    ended = _codes(table["register"]) == ENDED
    drops = tables.dropped({"heart failure due to left ventricular dysfunction, a part of heart failure": part,
                            "hypothyroidism, a register of no later year": ended})
    return table[~part & ~ended], drops


def _list_types(rows: pd.DataFrame) -> pd.Series:
    whole = rows[rows["register"] == WHOLE_LIST].drop_duplicates("practice_code").set_index("practice_code")["list_size"]
    types = rows["register"].map(STATED_BY_NONE).fillna("TOTAL").astype("str")
    return types.mask(rows["list_size"] == rows["practice_code"].map(whole), "TOTAL")


def _layout(raw: RawFile) -> str:
    names = {heading.upper() for heading in raw.header} - OTHERS
    best = max(LAYOUTS, key=lambda layout: len(names & set(LAYOUTS[layout])))
    absent = [name for heading, name in LAYOUTS[best].items() if heading not in names]
    if absent:
        alike = [layout for layout in LAYOUTS.values() if len(layout) == len(LAYOUTS[best])]
        spellings = sorted({heading for layout in alike for heading, name in layout.items() if name == absent[0]})
        extra = sorted(names - {heading for layout in LAYOUTS.values() for heading in layout}) or ["no such column"]
        raise tables.refusal(raw, f"a column {' or '.join(spellings)}", " and ".join(extra), row=1, column=spellings[0],
                             remedy="Give the column its published heading, or download the file again; nothing was changed.")
    return best


def _period(raw: RawFile, layout: str) -> str:
    """The year of the file: from the headings where only one year used them, else from the nearest year in its path."""
    years, one_year = years_in_name(raw.name), UNTIL[layout] == layout
    matches = [year for year in years if layout <= year <= UNTIL[layout]]
    if years and not matches:
        later = "" if one_year else f" to {UNTIL[layout]}" if UNTIL[layout] < "9999" else " or later"
        raise tables.refusal(raw, f"the year {layout}{later}, whose headings these are", f"{years[-1]} in its name",
                             remedy="Keep the name that the publisher gave the file; nothing was changed.")
    if not matches and not one_year:
        raise no_year(raw, "PREVALENCE_2223.csv")
    return layout if one_year else matches[-1]


def _codes(column: pd.Series) -> pd.Series:
    return column.fillna("").str.strip()


def _filled(table: pd.DataFrame) -> pd.DataFrame:
    """The rows with anything in them: some programs leave blank lines at the end."""
    return tables.filled(table) if (table["practice_code"].fillna("") == "").any() else table


def _refuse_repeats(raw: RawFile, rows: pd.DataFrame) -> None:
    key = ["practice_code", "register"]
    repeats = rows.index[rows.duplicated(key)]
    if len(repeats):
        practice, register = rows.loc[repeats[0], key]
        first = rows.index[(rows["practice_code"] == practice) & (rows["register"] == register)][0]
        raise tables.refusal(raw, f"one row for practice {practice} and register {register}", f"rows {first:,} and {repeats[0]:,}",
                             remedy="Remove one of the two rows; nothing was changed.")


def _refuse_other_years(raw: RawFile, rows: pd.DataFrame, layout: str) -> None:
    for (year, register), list_type in LIST_TYPES.items():
        odd = rows[(rows["register"] == register) & (rows["list_type"] != list_type)] if year == layout else rows.iloc[:0]
        if len(odd):
            raise tables.refusal(raw, f"{list_type} for {register}, as in files with these headings ({layout})",
                                 repr(odd["list_type"].iloc[0]), row=int(odd.index[0]), column="PATIENT_LIST_TYPE")


def _refuse_lists(raw: RawFile, rows: pd.DataFrame, heading: str) -> None:
    """A practice has one list of each kind, whatever the register beside it, and none longer than that of all its patients."""
    lists = rows.assign(size=rows["list_size"].astype(float)).groupby(["practice_code", "list_type"])["size"]
    tables.refuse_unlike(raw, rows["list_size"].astype(float), lists.transform("first"), "one list size of each kind", heading)
    whole = rows[rows["list_type"] == "TOTAL"].drop_duplicates("practice_code").set_index("practice_code")["list_size"]
    longer = rows["list_size"] > rows["practice_code"].map(whole)
    tables.refuse_where(raw, longer, rows["list_size"], "a list of some ages no longer than that of all", heading)


def _refuse_cut(raw: RawFile, rows: pd.DataFrame) -> None:
    """Every practice has a row for every register: a last practice that lacks some shows a file that was cut short."""
    numbers = rows.groupby("practice_code", sort=False)["register"].nunique()
    if len(numbers) > 1 and numbers.iloc[-1] < numbers.iloc[0]:
        raise tables.refusal(raw, f"{numbers.iloc[0]} registers for practice {numbers.index[-1]}, the last one", f"{numbers.iloc[-1]}",
                             row=int(rows.index[-1]), remedy="The file may be cut short: download it again; nothing was changed.")


def _registers_above_their_list(raw: RawFile, rows: pd.DataFrame) -> tuple[str, ...]:
    """A note of the rows, which are kept: published totals of areas contain them. Refused where they are many."""
    above = rows[(rows["patients"] > rows["list_size"]).fillna(False)]
    # A few rows of a short file may be those of one odd practice; half of a file are not.
    if len(above) > max(len(rows) // 100, min(10, len(rows) // 2)):
        raise tables.refusal(raw, "registers no larger than their lists", f"{len(above):,} of {len(rows):,} with a larger register",
                             row=int(above.index[0]), column="REGISTER",
                             remedy="The columns of registers and lists may be swapped: download the file again; nothing was changed.")
    practices = sorted(above["practice_code"].unique())
    return (f"{_counted(len(above), 'row has', 'rows have')} a register above the list "
            f"({'practices' if len(practices) > 1 else 'practice'} {', '.join(practices)}).",) if practices else ()


def _without_a_register(rows: pd.DataFrame) -> tuple[str, ...]:
    # In 2018/19 some practices have a list and no register at all: not a zero.
    without = rows.loc[rows["patients"].isna(), "practice_code"].nunique()
    return (f"{_counted(without, 'practice has', 'practices have')} no number where a register should be.",) if without else ()


def _lacking_rows(rows: pd.DataFrame) -> tuple[str, ...]:
    """A note of practices that lack rows of registers which nearly all have: a row was lost, or its practice is another's."""
    registers = rows.groupby("practice_code")["register"].nunique()
    practices = sorted(registers.index[registers < registers.max()])
    if not practices or len(practices) > len(registers) * FEW:
        return ()
    return (f"{_counted(len(practices), 'practice lacks', 'practices lack')} rows of registers that the others have "
            f"({', '.join(practices[:5])}{', …' if len(practices) > 5 else ''}).",)


def _counted(number: int, one: str, many: str) -> str:
    return f"{number:,} {one if number == 1 else many}"
