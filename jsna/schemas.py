"""The tables: their columns, keys and vocabularies, and the checks that each must pass."""

from dataclasses import dataclass, field

import pandas as pd
import pandera.pandas as pa

from jsna.errors import FileError, Place

REGISTERS = ("AF", "AST", "CAN", "CHD", "CKD", "COPD", "CVDPP", "DEM", "DEP", "DM", "EP", "HF", "HYP", "LD", "MH", "NDH",
             "OB", "OST", "PAD", "PC", "RA", "SMOK", "STIA")
LIST_TYPES = ("TOTAL", "06OV", "15OV", "16OV", "17OV", "18OV", "25_64", "30_74", "40OV", "50OV")
SUB_DOMAINS = ("children_and_young_people", "adult_skills", "geographical_barriers", "wider_barriers", "indoors", "outdoors")
DOMAINS = ("imd", "income", "employment", "education", "health", "crime", "barriers", "living", "idaci", "idaopi", *SUB_DOMAINS)
SEXES = ("persons", "male", "female")
#: How numbers are divided by the deprivation of where people live: "1" is the most deprived fifth.
FIFTHS = "fifth of England's small areas"
#: A practice with fewer patients is never singled out, ranked, or anybody's example.
SMALL_PRACTICE = 1_000
AGE_GROUPS = ("all", "0-15", "16-59", "60+", "working age")
ACTIVITY = ("elective_ordinary", "elective_day_case", "elective_total", "non_elective", "gp_referrals", "gp_referrals_seen",
            "other_referrals", "first_outpatient")
CARE = ("acute", "non_acute", "total")
VALUE_NOTES = ("", "suppressed", "missing", "estimated", "too few events")

LINEAGE = {"source_id": pa.Column(str), "sheet": pa.Column(str), "row": pa.Column("int64", pa.Check.ge(0))}


def _code(pattern: str) -> pa.Column:
    return pa.Column(str, pa.Check.str_matches(pattern))


def _one_of(values: tuple[str, ...]) -> pa.Column:
    return pa.Column(str, pa.Check.isin(values))


def _count(nullable: bool = False) -> pa.Column:
    return pa.Column("Int64", pa.Check.ge(0), nullable=nullable)


def _number(nullable: bool = True, low: float | None = None) -> pa.Column:
    return pa.Column(float, [] if low is None else pa.Check.ge(low), nullable=nullable)


YEAR = r"^20\d\d/\d\d$"
MONTH = r"^20\d\d-(0[1-9]|1[0-2])$"
#: When a list was taken: a day, a month, or the months of a quarter.
TAKEN = r"^20\d\d-\d\d(-\d\d| to 20\d\d-\d\d)?$"
PRACTICE = r"^[A-Z]\d{5}$"
ODS = r"^[A-Z0-9]{3,6}$"
#: A code of either kind, which names the file of a report.
AREA = r"^[A-Z0-9]{3,9}$"
NAMED = r"\S"
GSS = r"^([EWZ]\d{8}|)$"
LSOA = r"^[EWZ]01\d{6}$"

#: What each tidy table holds. The key says what may not occur twice.
TIDY: dict[str, pa.DataFrameSchema] = {
    "prevalence": pa.DataFrameSchema(
        {"practice_code": _code(ODS), "period": _code(YEAR), "register": _one_of(REGISTERS), "list_type": _one_of(LIST_TYPES),
         "patients": _count(nullable=True), "list_size": _count(), **LINEAGE},
        unique=["practice_code", "period", "register"], strict=True, ordered=True),
    "ccg_prevalence": pa.DataFrameSchema(
        {"area_kind": _one_of(("ccg", "sub_icb")), "area_code": _code(ODS), "gss_code": _code(GSS), "area_name": pa.Column(str),
         "edition": _code(YEAR), "period": _code(YEAR),
         "register": _one_of(REGISTERS), "list_type": _one_of(LIST_TYPES),
         "patients": _count(), "list_size": _count(), **LINEAGE},
        unique=["area_code", "edition", "period", "register"], strict=True, ordered=True),
    "practices": pa.DataFrameSchema(
        {"practice_code": _code(ODS), "practice_name": pa.Column(str), "as_of": _code(r"^(20\d\d-\d\d-\d\d|)$"),
         "area_kind": _one_of(("ccg", "sub_icb")), "area_code": _code(ODS), "pcn_code": _code(rf"{AREA}|^$"), "pcn_name": pa.Column(str),
         "postcode": pa.Column(str), "active": pa.Column(bool), **LINEAGE},
        unique=["practice_code", "source_id"], strict=True, ordered=True),
    "areas": pa.DataFrameSchema(
        {"footprint": _code(r"^[a-z_]+_20\d\d$"), "area_code": _code(AREA), "gss_code": _code(GSS),
         "area_name": pa.Column(str), **LINEAGE},
        unique=["footprint", "area_code", "source_id"], strict=True, ordered=True),
    "membership": pa.DataFrameSchema(
        {"footprint": _code(r"^[a-z_]+_20\d\d$"), "area_code": _code(AREA), "parent_footprint": _code(r"^[a-z_]+_20\d\d$"),
         "parent_code": _code(AREA), **LINEAGE},
        unique=["footprint", "area_code", "parent_footprint", "source_id"], strict=True, ordered=True),
    "deprivation": pa.DataFrameSchema(
        {"lsoa_code": _code(LSOA), "edition": _one_of(("2015", "2019", "2025")), "domain": _one_of(DOMAINS), "score": _number(),
         "transformed_score": _number(), "rank": _count(nullable=True),
         "decile": pa.Column("Int64", pa.Check.in_range(1, 10), nullable=True),
         **LINEAGE},
        unique=["lsoa_code", "edition", "domain", "source_id"], strict=True, ordered=True),
    "lsoa_population": pa.DataFrameSchema(
        {"lsoa_code": _code(LSOA), "period": _code(r"^mid-20\d\d$"), "age_group": _one_of(AGE_GROUPS),
         "population": _number(nullable=False, low=0), **LINEAGE},
        unique=["lsoa_code", "period", "age_group", "source_id"], strict=True, ordered=True),
    "residents": pa.DataFrameSchema(
        {"footprint": _one_of(("lsoa_2011", "lsoa_2021")), "lsoa_code": _code(LSOA), "period": _code(r"^(mid-20\d\d|20\d\d-\d\d-\d\d)$"),
         "age": _code(r"^\d+(-\d+|\+)$"), "residents": _count(), **LINEAGE},
        unique=["footprint", "lsoa_code", "period", "age"], strict=True, ordered=True),
    "deprivation_summary": pa.DataFrameSchema(
        {"gss_code": _code(GSS), "area_name": pa.Column(str), "edition": _one_of(("2015", "2019", "2025")), "domain": _one_of(DOMAINS),
         "average_rank": _number(), "average_score": _number(), "most_deprived_tenth": _number(), **LINEAGE},
        unique=["gss_code", "edition", "domain", "source_id"], strict=True, ordered=True),
    "activity": pa.DataFrameSchema(
        {"area_code": _code(AREA), "area_name": _code(NAMED), "month": _code(MONTH), "measure": _one_of(ACTIVITY),
         "episodes": _count(nullable=True), "status": pa.Column(str), **LINEAGE},
        unique=["area_code", "month", "measure", "source_id"], strict=True, ordered=True),
    "delayed_transfers": pa.DataFrameSchema(
        {"authority_code": _code(AREA), "gss_code": _code(GSS), "authority_name": _code(NAMED), "month": _code(MONTH),
         "care": _one_of(CARE),
         "delayed_days": _number(nullable=True, low=0), **LINEAGE},
        unique=["authority_code", "month", "care", "source_id"], strict=True, ordered=True),
    "published_values": pa.DataFrameSchema(
        {"indicator_id": _code(r"^\S+$"), "indicator_name": pa.Column(str), "area_code": _code(r"^.+$"), "area_name": pa.Column(str),
         "area_type": _code(NAMED), "parent_code": pa.Column(str), "period": _code(r"^.+$"), "sex": pa.Column(str), "age": pa.Column(str),
         "category_type": pa.Column(str), "category": pa.Column(str), "value": _number(), "lower_95": _number(), "upper_95": _number(),
         "lower_998": _number(), "upper_998": _number(), "numerator": _number(low=0), "denominator": _number(low=0),
         "value_note": pa.Column(str), **LINEAGE},
        unique=["indicator_id", "area_code", "area_type", "parent_code", "period", "sex", "age", "category_type", "category", "source_id"],
        strict=True, ordered=True),
    "patients": pa.DataFrameSchema(
        {"practice_code": _code(PRACTICE), "as_of": _code(TAKEN), "sex": _one_of(SEXES), "age": _code(r"^(all|\d+(-\d+|\+)?)$"),
         "patients": _count(), **LINEAGE},
        unique=["practice_code", "as_of", "sex", "age", "source_id"], strict=True, ordered=True),
    "patients_by_lsoa": pa.DataFrameSchema(
        {"practice_code": _code(PRACTICE), "as_of": _code(TAKEN),
         "lsoa_code": _code(r"^([EWSZN]\d{8}|95\w{6}|NO20\d\d|CLOSED|EMPTY|UNKNOWN)$"),
         "sex": _one_of(SEXES), "patients": _count(), **LINEAGE},
        unique=["practice_code", "as_of", "lsoa_code", "sex", "source_id"], strict=True, ordered=True),
}

#: The numbers of an analyst's own stand in the same columns; `indicator_id` is that of the indicator.
TIDY["own_values"] = TIDY["published_values"]

#: Boundaries are a geopandas table of their own: these columns and `geometry` in WGS84 (EPSG:4326).
BOUNDARY_COLUMNS = ["footprint", "area_code", "gss_code", "area_name", "source_id", "sheet", "row", "geometry"]


@dataclass(frozen=True)
class Tidy:
    """What one published file gave to one tidy table.

    Parameters
    ----------
    table : str
        A key of `TIDY`, or `boundaries`.
    publication : str
        An id of data/sources.toml.
    rows : DataFrame
        As the schema of `table` says.
    rows_read : int
        Rows of data that the file holds for this table.
    dropped : dict
        Rows left out, by reason in words.
    notes : tuple of str
        What a careful reader should know of this file (for instance registers above their list).
    """

    table: str
    publication: str
    rows: pd.DataFrame
    rows_read: int
    dropped: dict[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()


def check(tidy: Tidy) -> Tidy:
    """Check a tidy table against its schema.

    Raises
    ------
    FileError
        Naming file, sheet, row, column, the rule and the value found.
    """
    if tidy.table == "boundaries":
        return tidy
    try:
        TIDY[tidy.table].validate(tidy.rows, lazy=True)
    except pa.errors.SchemaErrors as errors:
        raise _first_failure(tidy, errors.failure_cases) from None
    return tidy


def _first_failure(tidy: Tidy, failures: pd.DataFrame) -> FileError:
    first = failures.iloc[0]
    if pd.isna(first["index"]):
        return FileError(f"{tidy.rows['source_id'].iloc[0]}: the table {tidy.table} has no column {first['failure_case']}.")
    row = tidy.rows.loc[first["index"]]
    place = Place(str(row["source_id"]), str(row["sheet"]), int(row["row"]), "" if pd.isna(first["column"]) else str(first["column"]))
    if str(first["check"]).startswith("multiple_fields_uniqueness"):
        key = ", ".join(str(row[c]) for c in TIDY[tidy.table].unique or [])
        return FileError(f"{place}: expected each key once, found {key} twice.",
                         "Correct or remove one of the two rows; nothing was changed.")
    return FileError(f"{place}: expected {first['check']}, found {str(first['failure_case'])!r}.",
                     "Download the file again or correct the cell; nothing was changed.")
